import AxeBuilder from "@axe-core/playwright";
import { newEvent, send, signedIn, user } from "./demo.ts";
import { expect, type Page, test } from "./test.ts";

const HOUR_MS = 3_600_000;
const OUTCOMES = ["success", "success", "success", "failure", "denied"];
const COUNT = 20;
let env: string;

/** Twenty events over the last twenty hours, of an environment and of actors of their own. */
test.beforeAll(async () => {
  env = `e2e-${Date.now()}`;
  await send(
    Array.from({ length: COUNT }, (_, i) =>
      newEvent({
        occurred_at: new Date(Date.now() - (i + 0.5) * HOUR_MS).toISOString(),
        action: i % 2 === 0 ? "secret.read" : "secret.rotate",
        outcome: OUTCOMES[i % OUTCOMES.length],
        actor: { type: "user", id: `u_${env}_${i % 12}`, name: `Person ${i % 12}` },
        source: { ip: "203.0.113.9", via: "cli", environment: env, location: { country: i % 4 === 0 ? "FR" : "DE" } },
        metadata: { ticket: `T-${i % 3}` },
      }),
    ),
  );
});

test.beforeEach(async ({ page }) => {
  await signedIn(page, user("acme", "owner"));
});

const own = (more = "") => `/t/acme/events?range=24h&q=${encodeURIComponent(`env:${env}`)}${more}`;
const chart = (page: Page) => page.getByRole("slider", { name: "Events over time" });
const total = (page: Page) => page.getByRole("region", { name: "Events over time" }).getByRole("status");
const filters = (page: Page) => page.getByRole("complementary", { name: "Filters" });
const facet = (page: Page, name: string) => filters(page).getByRole("region", { name, exact: true });
const value = (page: Page, name: string, text: string) =>
  facet(page, name).getByRole("button", { name: new RegExp(`^(without )?${text}\\b.*events$`) });
const query = (page: Page) => new URL(page.url()).searchParams.get("q");
const rangeOf = (page: Page) => {
  const { searchParams } = new URL(page.url());
  return [searchParams.get("from"), searchParams.get("to")].map((text) => (text ? Date.parse(text) : Number.NaN));
};

test("a brush by mouse becomes the range, Back undoes it, a click zooms to one bar", async ({ page }) => {
  await page.goto(own());
  await expect(total(page)).toHaveText("20 events");
  const box = (await chart(page).boundingBox())!;
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * 0.25, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.5, y, { steps: 4 });
  await page.mouse.up();
  await expect(page).toHaveURL(/from=.*&to=/);
  const [from, to] = rangeOf(page);
  const hours = (to! - from!) / HOUR_MS;
  expect(hours).toBeGreaterThan(4);
  expect(hours).toBeLessThan(9);
  await expect(total(page)).toHaveText(/^[4-9] events$/);
  await page.goBack();
  await expect(page).not.toHaveURL(/from=/);
  await expect(total(page)).toHaveText("20 events");

  await page.mouse.click(box.x + box.width * 0.5, y);
  await expect(page).toHaveURL(/from=.*&to=/);
  const [barFrom, barTo] = rangeOf(page);
  expect(barTo! - barFrom!).toBeLessThanOrEqual(HOUR_MS);
});

test("the chart is one tab stop: arrows go, shift selects, Escape clears, Enter zooms, and Zoom out leads back", async ({
  page,
}) => {
  await page.goto(own());
  await expect(total(page)).toHaveText("20 events");
  await chart(page).focus();
  await page.keyboard.press("Home");
  await expect(chart(page)).toHaveAttribute("aria-valuetext", /^\d+ \w+ \d{4}, \d\d:\d\d.* – .*; \d+ events?/);
  await page.keyboard.press("End");
  for (let i = 0; i < 10; i++) await page.keyboard.press("Shift+PageDown");
  await expect(chart(page)).toHaveAttribute(
    "aria-valuetext",
    /^Selected: .*; 20 events \(12 success, 4 failure, 4 denied\)/,
  );
  await page.keyboard.press("Escape");
  await expect(chart(page)).toHaveAttribute("aria-valuetext", /Arrow keys go from bar to bar/);
  await expect(page).not.toHaveURL(/from=/);

  await page.keyboard.press("End");
  await page.keyboard.press("Shift+PageDown");
  await page.keyboard.press("Shift+PageDown");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/from=.*&to=/);
  await expect(chart(page)).toBeFocused();
  await expect(total(page)).toHaveText(/^[3-7] events$/);
  await page.getByRole("button", { name: "Zoom out" }).click();
  await expect(total(page)).not.toHaveText(/^[3-7] events$/);
});

test("the numbers behind the bars stand in a table", async ({ page }) => {
  await page.goto(own());
  await expect(total(page)).toHaveText("20 events");
  await page.getByRole("button", { name: "Table" }).click();
  const table = page.getByRole("dialog", { name: "Table" }).getByRole("table");
  await expect(table.getByRole("columnheader")).toHaveText([
    "Time",
    "success",
    "failure",
    "denied",
    "unknown",
    "all",
    "period before",
  ]);
  const cells = await table.locator("tbody tr").evaluateAll((rows) => rows.map((row) => row.children[5]!.textContent));
  expect(cells.reduce((sum, text) => sum + Number(text), 0)).toBe(COUNT);
});

test("a value is asked for, joined by another, and left out, by mouse", async ({ page }) => {
  await page.goto(own());
  await expect(value(page, "Outcome", "success")).toHaveText(/12 events/);
  await value(page, "Outcome", "denied").click();
  await expect.poll(() => query(page)).toBe(`env:${env} outcome:denied`);
  await expect(value(page, "Outcome", "denied")).toHaveAttribute("aria-pressed", "true");
  await expect(total(page)).toHaveText("4 events");
  // The facet leaves its own field out, so that the others can be chosen.
  await expect(value(page, "Outcome", "success")).toHaveText(/12 events/);

  await value(page, "Outcome", "failure").click({ modifiers: ["ControlOrMeta"] });
  await expect.poll(() => query(page)).toBe(`env:${env} outcome:(denied OR failure)`);
  await expect(total(page)).toHaveText("8 events");

  await value(page, "Country", "FR").hover();
  await facet(page, "Country").getByRole("button", { name: "Without FR" }).click();
  await expect.poll(() => query(page)).toContain("-country:fr");
  await expect(facet(page, "Country").getByRole("button", { name: /^without FR/ })).toBeVisible();
  await page.goBack();
  await expect.poll(() => query(page)).toBe(`env:${env} outcome:(denied OR failure)`);
  await value(page, "Outcome", "success").hover();
  await facet(page, "Outcome").getByRole("button", { name: "success as well" }).click();
  await expect.poll(() => query(page)).toBe(`env:${env} outcome:(denied OR failure OR success)`);
  await expect(total(page)).toHaveText("20 events");
});

test("the same by the keyboard", async ({ page }) => {
  await page.goto(own());
  await value(page, "Outcome", "success").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect.poll(() => query(page)).toMatch(/ outcome:(denied|failure)$/);
  await page.keyboard.press("ArrowUp");
  await expect(value(page, "Outcome", "success")).toBeFocused();
  await page.keyboard.press("+");
  await expect.poll(() => query(page)).toMatch(/ outcome:\((denied|failure) OR success\)$/);
  await page.keyboard.press("-");
  await expect.poll(() => query(page)).toMatch(/ outcome:(denied|failure) -outcome:success$/);
  await page.keyboard.press("ArrowRight");
  await expect(facet(page, "Outcome").getByRole("button", { name: "success as well" })).toBeFocused();
});

test("more values than are shown can be searched, by name", async ({ page }) => {
  await page.goto(own());
  const actors = facet(page, "Actor");
  await expect(value(page, "Actor", "Person \\d+").first()).toBeVisible();
  await expect(value(page, "Actor", "Person \\d+")).toHaveCount(5);
  await actors.getByRole("button", { name: "Show more" }).click();
  await expect(value(page, "Actor", "Person \\d+")).toHaveCount(12);
  await actors.getByRole("button", { name: "Show fewer" }).click();
  await actors.getByRole("button", { name: "Search Actor" }).click();
  await actors.getByRole("searchbox").fill("son 1");
  await expect(value(page, "Actor", "Person \\d+")).toHaveCount(3);
  await actors.getByRole("searchbox").fill("_11");
  await expect(value(page, "Actor", "Person \\d+")).toHaveCount(1);
  await value(page, "Actor", "Person 11").click();
  await expect.poll(() => query(page)).toBe(`env:${env} actor.id:u_${env}_11`);
  await expect(total(page)).toHaveText("1 event");
});

test("other fields, and what is closed, are remembered", async ({ page }) => {
  await page.goto(own());
  await filters(page).getByRole("button", { name: "More fields" }).click();
  const fields = page.getByRole("dialog", { name: "More fields" });
  await fields.getByRole("checkbox", { name: "Via" }).check();
  await fields.getByRole("checkbox", { name: "Category" }).uncheck();
  await fields.getByRole("textbox", { name: "Metadata" }).fill("ticket");
  await fields.getByRole("button", { name: "Add" }).click();
  await page.keyboard.press("Escape");
  await expect(value(page, "Via", "cli")).toHaveText(/20 events/);
  await expect(value(page, "metadata.ticket", "t-0")).toHaveText(/7 events/i);
  await facet(page, "Outcome").getByRole("button", { name: "Outcome" }).click();
  await page.reload();
  await expect(value(page, "Via", "cli")).toHaveText(/20 events/);
  await expect(facet(page, "metadata.ticket")).toBeVisible();
  await expect(facet(page, "Category")).toHaveCount(0);
  await expect(facet(page, "Outcome").getByRole("button", { name: "Outcome" })).toHaveAttribute(
    "aria-expanded",
    "false",
  );
  await filters(page).getByRole("button", { name: "Hide filters" }).click();
  await expect(facet(page, "Action")).toHaveCount(0);
  await filters(page).getByRole("button", { name: "Show filters" }).click();
  await expect(facet(page, "Action")).toBeVisible();
});

test("on a narrow screen the filters are a drawer", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(own());
  await page.getByRole("button", { name: "Filters", exact: true }).click();
  const drawer = page.getByRole("dialog", { name: "Filters" });
  await drawer.getByRole("button", { name: /^denied.*events$/ }).click();
  await expect.poll(() => query(page)).toBe(`env:${env} outcome:denied`);
  await drawer.getByRole("button", { name: "Close filters" }).click();
  await expect(drawer).toBeHidden();
  await expect(total(page)).toHaveText("4 events");
});

for (const scheme of ["light", "dark"] as const) {
  test(`axe finds nothing in chart and filters, ${scheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    await page.goto(own());
    await facet(page, "Actor").getByRole("button", { name: "Search Actor" }).click();
    await value(page, "Outcome", "denied").click();
    await value(page, "Action", "secret\\.read").focus();
    await page.keyboard.press("-");
    await expect(total(page)).toHaveText("2 events");
    await chart(page).focus();
    await page.keyboard.press("End");
    await page.keyboard.press("Shift+ArrowLeft");
    await expect(page.locator("[data-stale]")).toHaveCount(0);
    const faults = async () =>
      (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => ({
        id,
        nodes: nodes.map((node) => node.html),
      }));
    expect(await faults()).toEqual([]);
    await filters(page).getByRole("button", { name: "More fields" }).click();
    await expect(page.getByRole("dialog", { name: "More fields" })).toBeVisible();
    expect(await faults()).toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Table" }).click();
    await expect(page.getByRole("dialog", { name: "Table" })).toBeVisible();
    expect(await faults()).toEqual([]);
  });
}
