import { signedIn, user } from "./demo.ts";
import { expectSound } from "./sound.ts";
import { expect, type Page, test } from "./test.ts";

const plot = (page: Page, of = "Events of the whole tenant") => page.getByRole("slider", { name: `${of} over time` });
const card = (page: Page, name: string | RegExp) => page.getByRole("region", { name });
const events = (page: Page) => page.getByRole("region", { name: "List of events" }).getByRole("row");

/** The page, once its script runs: before that, keys are lost. */
async function open(page: Page, search = ""): Promise<void> {
  await page.goto(`/t/acme/anomalies${search}`);
  // A line along the axis has no height, and is seen all the same.
  await expect(page.locator("svg path.recharts-line-curve").first()).toBeAttached();
}

/** The number that a text begins with. */
const numberIn = (text: string | null) => Number(/[\d,]+/.exec(text ?? "")![0].replaceAll(",", ""));

/** How many events the open Events page counts. */
async function expectEvents(page: Page, count: number): Promise<void> {
  await expect(page.getByRole("heading", { name: "Events", level: 1 })).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: /^[\d,]+ events?$/ })).toHaveText(
    new RegExp(`^${count.toLocaleString("en-GB")} events?$`),
  );
}

test.describe("anomalies", () => {
  test.beforeEach(async ({ page }) => {
    await signedIn(page, user("acme", "security_lead"));
  });

  test("an impossible travel leads from its line to both sign-ins, and from its mark to the alert and its chart", async ({
    page,
  }) => {
    await open(page, "?range=24h");
    const travel = card(page, "Impossible travel").getByRole("listitem").filter({ hasText: "Mika Tan" }).first();
    await expect(travel).toContainText(/Berlin.* → São Paulo/);
    await travel.getByRole("link", { name: /^Both events/ }).click();
    await expect(events(page)).toHaveCount(3);
    await expect(events(page).nth(1)).toContainText("São Paulo");
    await expect(events(page).nth(2)).toContainText("Berlin");
    await expect(events(page).filter({ hasText: "Mika Tan" })).toHaveCount(2);

    await page.goBack();
    for (const [name, city] of [
      [/^Berlin/, "Berlin"],
      [/^São Paulo/, "São Paulo"],
    ] as const) {
      await travel.getByRole("link", { name }).click();
      await expect(events(page)).toHaveCount(2);
      await expect(events(page).nth(1)).toContainText("Mika Tan");
      await expect(events(page).nth(1)).toContainText(city);
      await page.goBack();
    }

    await open(page, "?range=24h&detector=impossible_travel");
    const mark = page.getByRole("list", { name: "Alerts on the time axis" }).getByRole("button", { name: /Mika Tan/ });
    await mark.focus();
    await page.keyboard.press("Enter");
    const opened = page.getByRole("region", { name: "1 alert" });
    await expect(opened.getByRole("link", { name: /^Its events: .*Mika Tan/ })).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(opened).toBeHidden();
    await expect(mark).toBeFocused();
    await page.keyboard.press("Enter");
    await opened.getByRole("link").filter({ hasText: "Mika Tan" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("Mika Tan");
    await page.getByRole("link", { name: "Against what is usual" }).click();
    await expect(plot(page, "Events of Mika Tan")).toBeVisible();
  });

  test("each mark has the events that made it", async ({ page }) => {
    await open(page, "?range=24h&detector=impossible_travel");
    const alerts = page.getByRole("region", { name: "Alerts in this range" });
    await alerts.getByRole("link", { name: /^Its events: .*Mika Tan/ }).click();
    await expect(events(page).filter({ hasText: "Mika Tan" }).first()).toBeVisible();
    expect(new URL(page.url()).searchParams.get("q")).toMatch(/^\(?seq:/);
  });

  test("marks that lie together open the list of their alerts, each with its events", async ({ page }) => {
    await open(page, "?range=1y");
    const lane = page.getByRole("list", { name: "Alerts on the time axis" });
    const group = lane.getByRole("button", { name: /and below: [\d,]+ alerts$/ }).first();
    const many = (await group.getAttribute("title"))!;
    await group.click();
    const opened = page.getByRole("region", { name: many, exact: true });
    await expect(opened.getByRole("listitem")).toHaveCount(numberIn(many));
    await expect(opened.getByRole("link", { name: /^Its events: / })).toHaveCount(numberIn(many));
    await page.keyboard.press("Escape");
    await expect(group).toBeFocused();
  });

  test("a point is reached, read and opened by keyboard, and counts what its events are", async ({ page }) => {
    await open(page, "?range=30d");
    await plot(page).focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    const said = await plot(page).getAttribute("aria-valuetext");
    expect(said).toMatch(/CET|CEST/);
    expect(said).toMatch(/usual [\d.,]+ to [\d.,]+: \w+/);
    const counted = numberIn(/; ([\d,]+) events?;/.exec(said!)![1]!);
    await page.keyboard.press("Enter");
    await expectEvents(page, counted);
  });

  test("a point opens its events by the clock that it was read by", async ({ page }) => {
    await open(page, "?range=30d&zone=utc");
    await plot(page).focus();
    await page.keyboard.press("ArrowRight");
    await expect(plot(page)).toHaveAttribute("aria-valuetext", / UTC; /);
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/events\?.*zone=utc/);
    await expect(page.getByRole("button", { name: "Time zone: UTC" })).toBeVisible();
  });

  test("a range is chosen and keeps the focus, and says what it covers", async ({ page }) => {
    await open(page);
    const range = page.getByRole("button", { name: /^Time range: / });
    await range.click();
    await page.getByRole("button", { name: "Last 30 days", exact: true }).click();
    await expect(page).toHaveURL(/[?&]range=30d/);
    await expect(range).toHaveAccessibleName("Time range: Last 30 days");
    await expect(range).toBeFocused();
    await open(page, "?from=2020-01-01T00:00:00Z");
    await expect(card(page, "Events of the whole tenant")).toContainText("at most 400 days are shown");
    await expect(range).toHaveAccessibleName(/^Time range: Since \d+ \w+ 202[5-9], /);
    await range.click();
    await expect(page.getByText("At most 400 days before the end")).toBeVisible();
    await expect(page.getByRole("button", { name: "Apply" })).toBeDisabled();
  });

  test("is zoomed and moved by keyboard and by dragging, and the address follows", async ({ page }) => {
    await open(page, "?range=7d");
    const length = async () => {
      const { searchParams } = new URL(page.url());
      return (
        (Date.parse(searchParams.get("to") ?? new Date().toISOString()) - Date.parse(searchParams.get("from")!)) /
        3_600_000
      );
    };
    await plot(page).focus();
    await page.keyboard.press("+");
    await expect(page).toHaveURL(/[?&]from=/);
    expect(await length()).toBeCloseTo(84, 0);
    const before = new URL(page.url()).searchParams.get("from")!;
    await page.keyboard.press("PageDown");
    await expect(page).not.toHaveURL(new RegExp(encodeURIComponent(before).replaceAll(".", "\\.")));
    expect(new URL(page.url()).searchParams.get("from")! < before).toBe(true);

    const box = (await plot(page).boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.25, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.5, box.y + 60, { steps: 5 });
    await page.mouse.up();
    await expect.poll(length).toBeLessThan(30);
    await page.goBack();
    await expect.poll(length).toBeCloseTo(84, 0);
  });

  test("the hours of the week are read and opened by keyboard", async ({ page }) => {
    await open(page, "?range=7d");
    const grid = page.getByRole("grid", { name: /^Events of .* by hour of the week$/ });
    const chosen = grid.locator('[role="gridcell"][tabindex="0"]');
    await expect(chosen).toHaveCount(1);
    await chosen.focus();
    await page.keyboard.press("PageUp");
    await page.keyboard.press("Home");
    await expect(grid.getByRole("gridcell", { name: /^Monday 00:00–01:00: / })).toBeFocused();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowDown");
    const cell = grid.getByRole("gridcell", { name: /^Tuesday 01:00–02:00: / });
    await expect(cell).toBeFocused();
    await expect(cell).toHaveAttribute("aria-label", /: [\d,]+ events?(, \d+ denied)?, (business hours|out of hours)$/);

    const busy = grid.locator('[role="gridcell"]:not([aria-label*=": 0 events"])').first();
    await busy.click();
    const counted = numberIn(/: ([\d,]+) events?/.exec((await busy.getAttribute("aria-label"))!)![1]!);
    await page.keyboard.press("Enter");
    await expectEvents(page, counted);
  });

  test("every chart is there as a table, whose numbers lead to their events", async ({ page }) => {
    await open(page, "?range=24h");
    for (const button of await page.getByRole("button", { name: "Show as table" }).all()) await button.click();
    for (const name of [
      "Events of the whole tenant as a table",
      "Denied share as a table",
      /^Hours of .* as a table$/,
      "Places as a table",
      "Top risers as a table",
    ])
      await expect(page.getByRole("region", { name }).getByRole("row").nth(1)).toBeVisible();
    await expectSound(page);
    const places = page.getByRole("region", { name: "Places as a table" }).getByRole("row").nth(1);
    const link = places.getByRole("link");
    const counted = numberIn(await link.innerText());
    await link.click();
    await expectEvents(page, counted);
  });

  test("somebody is looked for and shown, and shares by address", async ({ page }) => {
    await open(page);
    const picker = page.getByRole("combobox", { name: "What is shown" });
    await picker.fill("Petra Schulze");
    await page.getByRole("option", { name: "Petra Schulze", exact: true }).first().click();
    await expect(plot(page, "Events of Petra Schulze")).toBeVisible();
    await expect(page).toHaveURL(/[?&]subject=actor%3A/);
    await expect(page.getByRole("grid", { name: "Events of Petra Schulze by hour of the week" })).toBeVisible();
    await page.reload();
    await expect(plot(page, "Events of Petra Schulze")).toBeVisible();
    await page.goBack();
    await expect(plot(page)).toBeVisible();
  });

  test("says so where nothing was counted, and draws a single point", async ({ page }) => {
    await open(page, "?subject=actor%3Anobody-of-this-name");
    await expect(card(page, "Events of nobody-of-this-name")).toContainText("0 events");
    await expect(card(page, "Places of nobody-of-this-name")).toContainText(
      "No event of this actor ever said where it came from",
    );
    await expectSound(page);
    await open(page, "?from=2026-01-05T10:00:00Z&to=2026-01-05T10:15:00Z");
    // A line from the beginning of the only quarter of an hour to its end.
    await expect(plot(page).locator("path.recharts-line-curve")).toHaveAttribute("d", /^M[^ML]+L[^ML]+$/);
    await plot(page).focus();
    await page.keyboard.press("ArrowRight");
    await expect(plot(page)).toHaveAttribute(
      "aria-valuetext",
      /^5 Jan 2026, 11:00 – 11:15 CET; [\d,]+ events?; (usual|nothing is usual yet)/,
    );
    await expectSound(page);
  });

  for (const colorScheme of ["light", "dark"] as const)
    for (const width of [1440, 390])
      test(`is sound in ${colorScheme}, ${width} pixels wide`, async ({ page }) => {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await page.setViewportSize({ width, height: 900 });
        await open(page, "?range=30d");
        await expectSound(page);
        await plot(page).focus();
        await page.keyboard.press("ArrowLeft");
        await expectSound(page);
      });
});

test("whoever may not see alerts sees no marks, but the numbers", async ({ page }) => {
  await signedIn(page, user("acme", "viewer"));
  await open(page);
  await expect(page.getByRole("list", { name: "Alerts on the time axis" })).toHaveCount(0);
  await expect(page.getByRole("heading", { name: "Who stands out" })).toHaveCount(0);
  await expect(page.getByRole("heading", { name: "Top risers" })).toBeVisible();
});
