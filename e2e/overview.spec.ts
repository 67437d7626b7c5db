import { newEvent, send, signedIn, user } from "./demo.ts";
import { expectSound } from "./sound.ts";
import { expect, type Page, test } from "./test.ts";

const HOUR_MS = 3_600_000;
const slider = (page: Page) => page.getByRole("slider", { name: "Events over time" });
const counted = (page: Page) => page.getByRole("region", { name: "Events over time" }).getByRole("status");
const figure = (page: Page, name: string) =>
  page.locator("dl > div").filter({ has: page.getByRole("term").getByText(name, { exact: true }) });

test.describe("the overview", () => {
  test.beforeEach(async ({ page }) => {
    await signedIn(page, user("acme", "security_lead"));
  });

  test("leads by the keyboard from a peak to the events that made it", async ({ page }) => {
    // Within an hour of every zone that is whole hours away, some days ago, so that nothing else comes to it.
    const hoursBack = 50 + Math.floor(Math.random() * 60);
    const atMs = Math.floor(Date.now() / HOUR_MS - hoursBack) * HOUR_MS + 10 * 60_000;
    const occurred_at = new Date(atMs).toISOString();
    await send(Array.from({ length: 80 }, () => newEvent({ occurred_at, outcome: "failure" })));
    let said = "";
    await expect(async () => {
      await page.goto("/t/acme/overview");
      await slider(page).focus();
      await page.keyboard.press("End");
      for (let i = 0; i < hoursBack; i++) await page.keyboard.press("ArrowLeft");
      said = (await slider(page).getAttribute("aria-valuetext"))!;
      expect(Number(/(\d+) failure/.exec(said)![1])).toBeGreaterThanOrEqual(80);
    }).toPass({ timeout: 45_000 });
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/events\?.*from=.*to=/);
    const { searchParams } = new URL(page.url());
    expect(Date.parse(searchParams.get("from")!)).toBe(atMs - 10 * 60_000);
    expect(Date.parse(searchParams.get("to")!)).toBe(atMs + 50 * 60_000);
    await expect(counted(page)).toHaveText(/; ([\d,]+ events)/.exec(said)![1]!);

    await page.goBack();
    await page.getByRole("button", { name: "Show as table" }).click();
    const row = page.getByRole("region", { name: "Events over time as a table" }).getByRole("row");
    await row
      .filter({ hasText: said.split("; ")[0]! })
      .getByRole("link")
      .last()
      .click();
    await expect(counted(page)).toHaveText(/; ([\d,]+ events)/.exec(said)![1]!);
  });

  test("has numbers that their links find, of the stretch before too", async ({ page }) => {
    for (const name of ["Denied", "Failed"])
      for (const which of ["first", "last"] as const)
        await expect(async () => {
          await page.goto("/t/acme/overview?range=24h");
          const link = figure(page, name).getByRole("link")[which]();
          const number = await link.innerText();
          await link.click();
          await expect(counted(page)).toHaveText(number === "1" ? "1 event" : `${number} events`, { timeout: 5_000 });
        }).toPass({ timeout: 45_000 });
  });

  test("keeps its range in the address, and begins with what needs a look", async ({ page }) => {
    await page.goto("/t/acme");
    await expect(page).toHaveURL(/\/t\/acme\/overview$/);
    await expect(page.getByRole("heading", { name: "Overview", level: 1 })).toBeVisible();
    const range = page.getByRole("navigation", { name: "Time range" });
    await range.getByRole("link", { name: "30 days" }).click();
    await expect(page).toHaveURL(/range=30d/);
    await expect(range.getByRole("link", { name: "30 days" })).toHaveAttribute("aria-current", "true");
    await page.goBack();
    await expect(range.getByRole("link", { name: "7 days" })).toHaveAttribute("aria-current", "true");
    const attention = page.getByRole("list", { name: "What needs a look" });
    await attention.getByRole("link", { name: /^\d.* alerts? (is|are) open$/ }).click();
    await expect(page).toHaveURL(/\/t\/acme\/alerts\?/);
    await page.goBack();
    await page
      .getByRole("region", { name: "Who stands out" })
      .getByRole("link", { name: /^Mika Tan/ })
      .click();
    await expect(
      page.getByRole("table", { name: "Alerts" }).getByRole("row").filter({ hasText: "Mika Tan" }),
    ).not.toHaveCount(0);
  });
});

test("the most frequent lead to their charts, and refreshing keeps the focus", async ({ page }) => {
  await signedIn(page, user("acme", "security_lead"));
  await page.goto("/t/acme/overview?range=30d");
  const refresh = page.getByRole("button", { name: "Refresh", exact: true });
  await refresh.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("status").filter({ hasText: /^Refreshed$/ })).toHaveCount(1);
  await expect(refresh).toBeFocused();
  await page
    .getByRole("region", { name: "Top actors" })
    .getByRole("link", { name: / over time$/ })
    .first()
    .click();
  await expect(page).toHaveURL(/\/anomalies\?subject=actor.*range=30d/);
  await expect(page.getByRole("heading", { name: /^Events of / })).toBeVisible();
});

test("a viewer sees what happened, and nothing of alerts and keys", async ({ page }) => {
  await signedIn(page, user("acme", "viewer"));
  await page.goto("/t/acme/overview");
  await expect(page.getByRole("region", { name: "Top actors" })).toBeVisible();
  for (const name of ["Open alerts", "Who stands out", "Keys", "Newest exports"])
    await expect(page.getByRole("region", { name, exact: true })).toHaveCount(0);
});

for (const scheme of ["light", "dark"] as const)
  for (const width of [1440, 390])
    test(`axe finds nothing and nothing scrolls sideways, ${scheme}, ${width} wide`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
      await page.setViewportSize({ width, height: 844 });
      await signedIn(page, user("acme", "security_lead"));
      await page.goto("/t/acme/overview");
      await expect(slider(page)).toBeVisible();
      await expectSound(page);
      await page.getByRole("button", { name: "Show as table" }).click();
      await expect(page.getByRole("region", { name: "Events over time as a table" })).toBeVisible();
      await expectSound(page);
      await page.emulateMedia({ media: "print" });
      await expect(page.getByRole("navigation", { name: "Time range" })).toBeHidden();
      await expect(page.getByRole("region", { name: "Top actors" })).toBeVisible();
      await expect(page.getByText(/^7 days · .* · Counted up to #/)).toBeVisible();
    });
