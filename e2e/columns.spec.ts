import { newEvent, send, signedIn, user } from "./demo.ts";
import { list, rows } from "./list.ts";
import { expectSound } from "./sound.ts";
import { expect, type Page, test } from "./test.ts";

const headers = async (page: Page) =>
  (await list(page).getByRole("columnheader").allInnerTexts()).map((text) => text.trim());
const openMenu = (page: Page) => page.getByRole("button", { name: "Columns", exact: true }).click();
const header = (page: Page, name: string) => list(page).getByRole("columnheader", { name });
const widthOf = async (page: Page, name: string) => Math.round((await header(page, name).boundingBox())!.width);

test.beforeEach(async ({ page }) => {
  await signedIn(page, user("acme", "owner"));
});

test("columns are chosen, ordered and pinned with the keyboard, stand in the address and are remembered", async ({
  page,
}) => {
  const [receipt] = await send([newEvent({ metadata: { build: { region: "eu-test-7" } } })]);
  await page.goto(`/t/acme/events?q=id:${receipt!.id}&range=all`);
  await expect.poll(() => headers(page)).toEqual(["Time", "Event", "Outcome", "From"]);
  await page.getByRole("button", { name: "Columns", exact: true }).press("Enter");
  const path = page.getByRole("textbox", { name: "From the metadata" });
  await path.fill("build.region");
  await path.press("Enter");
  await expect(list(page).getByRole("cell", { name: "eu-test-7" })).toBeVisible();
  await page.getByRole("checkbox", { name: "From" }).press("Space");
  await page.getByRole("checkbox", { name: "Severity" }).press("Space");
  await page.getByRole("button", { name: "Move Severity up" }).press("Enter");
  await expect.poll(() => headers(page)).toEqual(["Time", "Event", "Outcome", "Severity", "build.region"]);
  await page.getByRole("button", { name: "Keep Outcome in sight at the left" }).press("Enter");
  await expect.poll(() => headers(page)).toEqual(["Outcome", "Time", "Event", "Severity", "build.region"]);
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/cols=time,event,outcome,severity,metadata\.build\.region/);
  await expectSound(page);

  await page.goto("/t/acme/events");
  await expect.poll(() => headers(page)).toEqual(["Outcome", "Time", "Event", "Severity", "build.region"]);
  await expect(page).toHaveURL(/cols=time,event,outcome,severity,metadata\.build\.region/);

  await openMenu(page);
  await expectSound(page);
  await page.getByRole("button", { name: "Reset columns, widths and pins" }).click();
  await expect.poll(() => headers(page)).toEqual(["Time", "Event", "Outcome", "From"]);
  await expect(page).not.toHaveURL(/cols=/);
});

test("headers are dragged to another place, their edges to another width", async ({ page }) => {
  await page.goto("/t/acme/events");
  await header(page, "From")
    .getByText("From")
    .dragTo(header(page, "Time"), { targetPosition: { x: 4, y: 10 } });
  await expect.poll(() => headers(page)).toEqual(["From", "Time", "Event", "Outcome"]);

  const before = await widthOf(page, "Time");
  const edge = page.getByRole("separator", { name: "Width of Time" });
  const box = (await edge.boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + 8);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 + 40, box.y + 8, { steps: 4 });
  await page.mouse.up();
  expect(await widthOf(page, "Time")).toBe(before + 40);
  await edge.press("ArrowRight");
  await expect(edge).toHaveAttribute("aria-valuenow", String(before + 48));
  await edge.press("Shift+ArrowLeft");
  await expect(edge).toHaveAttribute("aria-valuenow", String(before + 8));

  await page.reload();
  await expect.poll(() => widthOf(page, "Time")).toBe(before + 8);
  await edge.dblclick();
  await expect.poll(() => widthOf(page, "Time")).toBe(before);
});

test("rows are compact or comfortable, as this person left them", async ({ page }) => {
  await page.goto("/t/acme/events");
  const heightOf = async () => (await rows(page).nth(3).boundingBox())!.height;
  expect(await heightOf()).toBe(32);
  await page.getByRole("button", { name: "Density: compact" }).click();
  await expect.poll(heightOf).toBe(40);
  await expect(page).toHaveURL(/density=comfortable/);
  await page.goto("/t/acme/events");
  await expect.poll(heightOf).toBe(40);
});

test("a pinned column stays in sight while the others pass beneath it", async ({ page }) => {
  await page.goto(
    "/t/acme/events?cols=event,time,outcome,from,actor,target,action,category,severity,address,environment,session,id",
  );
  await openMenu(page);
  await page.getByRole("button", { name: "Keep Time in sight at the left" }).click();
  await page.keyboard.press("Escape");
  const left = async () => (await header(page, "Time").boundingBox())!.x;
  const before = await left();
  await list(page)
    .getByRole("table")
    .evaluate((table) => table.parentElement!.scrollTo({ left: 600 }));
  await expect.poll(async () => (await header(page, "Event").boundingBox())!.x).toBeLessThan(before);
  expect(Math.abs((await left()) - before)).toBeLessThan(10);
  await expectSound(page);
});

test("the order is turned at the header, and pages go on in it", async ({ page }) => {
  await page.goto("/t/acme/events?range=all");
  await header(page, "Time").getByRole("button").click();
  await expect(page).toHaveURL(/order=oldest/);
  await expect(header(page, "Time")).toHaveAttribute("aria-sort", "ascending");
  const times = async () =>
    rows(page)
      .locator("time")
      .evaluateAll((all) => all.map((one) => one.getAttribute("datetime") ?? ""));
  await expect.poll(async () => (await times()).length).toBeGreaterThan(5);
  const asked: string[] = [];
  page.on("response", (response) => {
    if (response.url().includes("cursor=")) asked.push(`${response.status()} ${response.url()}`);
  });
  await list(page).hover();
  await page.mouse.wheel(0, 60_000);
  await expect.poll(() => asked.length).toBeGreaterThan(0);
  expect(asked.every((one) => one.startsWith("200 ") && one.includes("order=oldest"))).toBe(true);
  const seen = await times();
  expect(seen).toEqual(seen.toSorted());
});
