import { newEvent, send, signedIn, tenant, user } from "./demo.ts";
import { expectSound } from "./sound.ts";
import { expect, type Page, test } from "./test.ts";

const mark = () => Math.random().toString(36).slice(2, 8);
const inbox = (page: Page) => page.getByRole("table", { name: "Alerts" });
const rowOf = (page: Page, text: string) => inbox(page).getByRole("row").filter({ hasText: text });
const notices = (page: Page, name: string) => page.getByRole("status").filter({ hasText: name });
const dialog = (page: Page) => page.getByRole("dialog");
const badge = (page: Page) =>
  page
    .getByRole("navigation", { name: "Main" })
    .getByRole("link", { name: /^Alerts/ })
    .locator("[title]");
const timeline = (page: Page) => page.getByRole("region", { name: "Timeline" });

const ACTIONS = ["secret.read", "secret.rotate", "role.grant", "audit.export", "member.remove", "key.create"];

/** Somebody whom nobody has heard of is denied one thing after the other, which the detector of denials notices; their name. */
async function denied(page: Page | null = null): Promise<string> {
  const name = `Odd Visitor ${mark()}`;
  const actor = { type: "user", id: `u_${name.slice(-6)}`, name };
  const events = Array.from({ length: 12 }, (_, i) => newEvent({ actor, action: ACTIONS[i % ACTIONS.length]! }));
  await send(events);
  if (page) await expect(notices(page, name)).toBeVisible({ timeout: 20_000 });
  return name;
}

/** The alert about somebody is in the inbox, which is open on it alone. */
async function listed(page: Page, name: string, more = ""): Promise<void> {
  await expect(async () => {
    await page.goto(`/t/acme/alerts?q=${encodeURIComponent(name)}${more}`);
    await expect(rowOf(page, name)).toHaveCount(1, { timeout: 2_000 });
  }).toPass({ timeout: 30_000 });
}

/** Waits until the page has asked for the open alerts anew, as often as said. */
async function polled(page: Page, times: number): Promise<void> {
  for (let i = 0; i < times; i++) await page.waitForResponse((answer) => answer.url().endsWith("/t/acme/seal"));
}

/** Presses a key until something is shown: what is pressed before the page's script runs is lost. */
async function pressUntil(page: Page, key: string, shown: () => Promise<void>): Promise<void> {
  await expect(async () => {
    await page.keyboard.press(key);
    await shown();
  }).toPass();
}

test.describe("alerts", () => {
  test.beforeEach(async ({ page }) => {
    await signedIn(page, user("acme", "security_lead"));
  });

  test("one that is raised while a page is open shows there by itself, once, and is triaged by mouse", async ({
    page,
  }) => {
    await page.goto("/t/acme/keys");
    await polled(page, 1);
    const before = await badge(page).getAttribute("title");
    const name = await denied(page);
    expect(await badge(page).getAttribute("title")).not.toBe(before);
    await polled(page, 2);
    await expect(notices(page, name)).toHaveCount(1);
    await notices(page, name).getByRole("link").click();

    const title = page.getByRole("heading", { level: 1 });
    await expect(title).toContainText(name);
    const why = page.getByRole("region", { name: "Why" });
    await expect(why.getByText("Seen", { exact: true })).toBeVisible();
    await expect(why.getByText("Expected", { exact: true })).toBeVisible();
    await expect(why).toContainText(/score = base \d+ \(severity \w+\) × confidence \d\.\d\d/);
    await expect(page.getByRole("region", { name: "Contributing events" }).getByRole("listitem")).not.toHaveCount(0);

    await page.getByRole("button", { name: "Assign to me" }).click();
    await expect(timeline(page)).toContainText("assigned it to Ana Ruiz");
    await page.getByRole("button", { name: "Acknowledge" }).click();
    await expect(timeline(page)).toContainText("acknowledged it");
    await page.getByRole("textbox", { name: "Comment" }).fill("Asked them: it was not they");
    await page.getByRole("button", { name: "Comment", exact: true }).click();
    await expect(timeline(page)).toContainText("Asked them: it was not they");
    await page.getByRole("button", { name: "Resolve…" }).click();
    await dialog(page).getByRole("radio", { name: "True positive" }).check();
    await dialog(page).getByRole("textbox", { name: "Note" }).fill("Account closed");
    await dialog(page).getByRole("button", { name: "Resolve" }).click();
    await expect(timeline(page)).toContainText("resolved it as true positive");
    await expect(timeline(page)).toContainText("Account closed");

    await timeline(page).getByRole("link", { name: "Every act is in the trail" }).click();
    const trail = page.getByRole("table", { name: "Events" });
    for (const act of ["raised", "assigned", "acknowledged", "commented", "resolved"])
      await expect(trail.getByText(new RegExp(act)).first()).toBeVisible();
  });

  test("one that was there before is no news", async ({ page }) => {
    await page.goto("/t/acme/keys");
    await polled(page, 1);
    const name = await denied(page);
    await page.reload();
    await polled(page, 2);
    await expect(badge(page)).toBeVisible();
    await expect(notices(page, name)).toHaveCount(0);
  });

  test("are triaged by the keyboard alone", async ({ page }) => {
    const name = await denied();
    await listed(page, name);
    const link = rowOf(page, name).getByRole("link");
    await pressUntil(page, "j", () => expect(link).toBeFocused({ timeout: 2_000 }));
    await page.keyboard.press("x");
    await expect(page.getByText("1 selected")).toBeVisible();
    await page.keyboard.press("e");
    await expect(page.getByRole("heading", { name: "No alert fits" })).toBeVisible();
    await expect(page.getByRole("tab", { name: "Acknowledged 1" })).toBeVisible();

    await page.goto(`/t/acme/alerts?tab=acknowledged&q=${encodeURIComponent(name)}`);
    await pressUntil(page, "j", () => expect(link).toBeFocused({ timeout: 2_000 }));
    await page.keyboard.press("r");
    await expect(dialog(page).getByRole("radio", { name: "True positive" })).toBeFocused();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Tab");
    await page.keyboard.type("The rota was wrong");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("tab", { name: "Resolved 1" })).toBeVisible();

    await page.goto(`/t/acme/alerts?tab=resolved&q=${encodeURIComponent(name)}`);
    await expect(rowOf(page, name)).toContainText("false positive");
    await pressUntil(page, "j", () => expect(link).toBeFocused({ timeout: 2_000 }));
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { level: 1 })).toContainText(name);
    await expect(timeline(page)).toContainText("The rota was wrong");
  });

  test("one that is muted moves away with its kind, until the mute is ended", async ({ page }) => {
    const name = await denied();
    await listed(page, name);
    await rowOf(page, name).getByRole("checkbox").check();
    await page.getByRole("button", { name: "Mute…" }).click();
    await dialog(page)
      .getByRole("radio", { name: /^Everything about/ })
      .check();
    await expect(dialog(page).getByRole("button", { name: "Mute" })).toBeDisabled();
    await dialog(page).getByRole("textbox", { name: "Reason" }).fill("A test that was announced");
    await dialog(page).getByRole("button", { name: "Mute" }).click();
    await expect(page.getByRole("tab", { name: "Muted 1" })).toBeVisible();

    await page.getByRole("tab", { name: "Muted 1" }).click();
    await expect(rowOf(page, name)).toContainText("open, muted");
    const mute = page
      .getByRole("region", { name: "What is muted" })
      .getByRole("listitem")
      .filter({ hasText: name.slice(-6) });
    await expect(mute).toContainText("A test that was announced");
    await mute.getByRole("button", { name: "End now" }).click();
    await expect(mute).toHaveCount(0);
    await page.getByRole("tab", { name: "Open 1" }).click();
    await expect(rowOf(page, name)).toBeVisible();
  });

  test("are narrowed to one who stands out, by an address that shows the same again", async ({ page }) => {
    const name = await denied();
    await listed(page, name);
    const risks = page.getByRole("region", { name: "Who stands out" });
    await page.goto("/t/acme/alerts");
    await expect(async () => {
      const all = risks.getByRole("button", { name: /^All \d+$/ });
      if (await all.isVisible()) await all.click();
      await expect(risks.getByRole("button", { name, exact: true })).toBeVisible({ timeout: 2_000 });
    }).toPass();
    await risks.getByRole("button", { name: `Arithmetic of ${name}` }).click();
    await expect(dialog(page).getByRole("row").filter({ hasText: name })).toContainText(/\d+ × \d\.\d\d = \d+\.\d/);
    await page.keyboard.press("Escape");
    await risks.getByRole("button", { name, exact: true }).click();
    await expect(page).toHaveURL(/entity=actor/);
    await expect(inbox(page).getByRole("row")).toHaveCount(2);
    await page.getByRole("combobox", { name: "Severity" }).click();
    await page.getByRole("option", { name: "critical" }).click();
    await expect(page.getByRole("heading", { name: "No alert fits" })).toBeVisible();
    await page.reload();
    await expect(page.getByRole("combobox", { name: "Severity" })).toHaveValue("critical");
    await page.getByRole("button", { name: "Clear the filters" }).click();
    await expect(page).toHaveURL(/\/alerts$/);
  });

  for (const colorScheme of ["light", "dark"] as const)
    for (const width of [1_440, 390])
      test(`are sound in ${colorScheme}, ${width} pixels wide`, async ({ page }) => {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await page.setViewportSize({ width, height: 900 });
        await page.goto("/t/acme/alerts");
        await polled(page, 1);
        const name = await denied(page);
        await expectSound(page);
        await notices(page, name).getByRole("link").click();
        await expect(timeline(page)).toBeVisible();
        await expectSound(page);
        await page.getByRole("button", { name: "Mute…" }).click();
        await expect(dialog(page).getByRole("radio").first()).toBeFocused();
        await expectSound(page);
        await page.goto("/t/acme/alerts?tab=muted");
        await expect(page.getByRole("tab", { name: /^Muted/, selected: true })).toBeVisible();
        await expectSound(page);
      });
});

test("whoever may only look finds no act on alerts", async ({ page }) => {
  await signedIn(page, user("acme", "auditor"));
  const name = await denied();
  await listed(page, name);
  await expect(page.getByRole("checkbox")).toHaveCount(0);
  await rowOf(page, name).getByRole("link").click();
  await expect(timeline(page)).toBeVisible();
  for (const act of ["Acknowledge", "Resolve…", "Mute…", "Assign to me", "Comment"])
    await expect(page.getByRole("button", { name: act })).toHaveCount(0);
});

test("another tenant's alert does not exist", async ({ page }) => {
  await signedIn(page, user("acme", "security_lead"));
  const name = await denied();
  await listed(page, name);
  const path = (await rowOf(page, name).getByRole("link").getAttribute("href"))!;
  await page.context().clearCookies();
  await signedIn(page, user("globex", "owner"));
  const answer = await page.goto(path.replace("/acme/", `/${tenant("globex").slug}/`));
  expect(answer!.status()).toBe(404);
});
