import { key, newEvent, send, signedIn, user } from "./demo.ts";
import { expect, type Page, test } from "./test.ts";

const rows = (page: Page) => page.getByRole("region", { name: "List of events" }).getByRole("row");

test.beforeEach(async ({ page }) => {
  await signedIn(page, user("acme", "owner"));
});

test("shows a year of activity, newest first, and pages without end or repetition", async ({ page }) => {
  await page.goto("/t/acme/events?range=all");
  await expect(rows(page).nth(5)).toBeVisible();
  const asked: string[] = [];
  page.on("response", (response) => {
    if (response.url().includes("/api/v1/events?") && response.url().includes("cursor=")) asked.push(response.url());
  });
  const region = page.getByRole("region", { name: "List of events" });
  await region.hover();
  await expect(async () => {
    await page.mouse.wheel(0, 20_000);
    const loaded = await page.getByText(/[\d,]+ loaded/).innerText();
    expect(Number(loaded.replaceAll(/\D/g, ""))).toBeGreaterThan(2_000);
  }).toPass({ timeout: 30_000 });
  expect(asked.length).toBeGreaterThan(2);
  expect(new Set(asked).size).toBe(asked.length);
});

test("filters stand in the address, and back undoes them", async ({ page }) => {
  await page.goto("/t/acme/events?range=30d");
  const outcomes = page.getByRole("complementary", { name: "Filters" }).getByRole("region", { name: "Outcome" });
  await outcomes.getByRole("button", { name: /^denied\b.*events$/ }).click();
  await expect(page).toHaveURL(/outcome%3Adenied|outcome:denied/);
  await expect(rows(page).nth(2)).toContainText("denied");
  for (const text of (await rows(page).allInnerTexts()).slice(1)) expect(text).toContain("denied");
  await page.goBack();
  await expect(page).not.toHaveURL(/denied/);
  await expect(rows(page).filter({ hasText: "success" }).first()).toBeVisible();
});

test("a time range is chosen, and the focus stays at its button", async ({ page }) => {
  await page.goto("/t/acme/events");
  await expect(rows(page).nth(2)).toBeVisible();
  const range = page.getByRole("button", { name: /^Time range: / });
  await range.click();
  await page.getByRole("button", { name: "Last 30 days", exact: true }).click();
  await expect(page).toHaveURL(/[?&]range=30d/);
  await expect(range).toHaveAccessibleName("Time range: Last 30 days");
  await expect(range).toBeFocused();
});

test("a query is typed, and a mistake is shown where it is", async ({ page }) => {
  await page.goto("/t/acme/events");
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
  await page.keyboard.press("/");
  const query = page.getByRole("combobox", { name: "Query" });
  await expect(query).toBeFocused();
  await query.fill("action:secret.read");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/action%3Asecret\.read|action:secret\.read/);
  await expect(rows(page).nth(1)).toContainText("read secret");
  await page.goto("/t/acme/events?q=actoin%3Ax");
  await expect(page.getByRole("alert").filter({ hasText: "did you mean action?" })).toBeVisible();
});

test("what an application sends with the ingest key is on screen within a second", async ({ page }) => {
  await page.goto("/t/acme/events");
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
  const name = `db/e2e/${Date.now()}`;
  await send([newEvent({ targets: [{ type: "secret", id: "sec_live", name }] })]);
  const sentAt = Date.now();
  await expect(page.getByText(name).first()).toBeVisible({ timeout: 5_000 });
  test.info().annotations.push({ type: "visible after", description: `${Date.now() - sentAt} ms` });
});

test("an event opens in the drawer with its sentence, facts, change and raw text, by mouse and by keyboard", async ({
  page,
}) => {
  const [receipt] = await send([newEvent({ raw: '{"untouched": 1.50}' })]);
  await page.goto(`/t/acme/events?q=id%3A${receipt!.id}&range=all`);
  await rows(page).nth(1).click();
  const panel = page.getByRole("complementary", { name: "Event" });
  await expect(panel.getByRole("heading").first()).toContainText("Noor Haddad was denied");
  await expect(panel).toContainText("Berlin, DE");
  await expect(panel).toContainText("203.0.113.9");
  await panel
    .getByRole("tab", { name: "Changes" })
    .or(panel.getByRole("tab", { name: "Details" }))
    .first()
    .click();
  await expect(panel).toContainText("rotation_days");
  await panel.getByRole("tab", { name: "Raw" }).click();
  await expect(panel).toContainText("untouched");
  await expect(page).toHaveURL(new RegExp(receipt!.id));
  await page.keyboard.press("Escape");
  await expect(panel).toBeHidden();
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await expect(panel).toBeVisible();
});

test("text that an attacker chose stays text", async ({ page }) => {
  const evil = '<img src=x onerror="window.hacked=1">';
  const [receipt] = await send([
    newEvent({
      actor: { type: "user", id: "u_evil", name: evil },
      description: `${evil}\u202Egnp.exe`,
      targets: [{ type: "file", name: `a\u202Eb${evil}` }],
    }),
  ]);
  await page.goto(`/t/acme/events?q=id%3A${receipt!.id}&range=all&event=${receipt!.id}`);
  await expect(rows(page).nth(1)).toContainText("<img src=x");
  expect(await page.evaluate(() => "hacked" in window)).toBe(false);
});

test("a viewer's pages show no key, and the Send events page shows a command that works", async ({ page }) => {
  await page.goto("/t/acme/sources");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Send events");
  await expect(page.getByText(key("acme", "ingest")).first()).toBeVisible();
});
