import { openCutOff } from "./cut-off.ts";
import { demo, key, newEvent, send, signedIn, user } from "./demo.ts";
import { list, loadedOf, rows } from "./list.ts";
import { expect, type Page, test } from "./test.ts";

const isLive = (page: Page) => expect(page.getByText("Live", { exact: true })).toBeVisible();
const pause = (page: Page) => page.getByRole("button", { name: "Pause live events" });
const resume = (page: Page) => page.getByRole("button", { name: "Resume live events" });
/** Names that no other run has, in the order in which they are sent. */
const namesOf = (what: string, count: number) =>
  Array.from({ length: count }, (_, i) => `${what}-${String(i).padStart(3, "0")}`);
const sendNames = (names: string[], session: string) =>
  send(names.map((name) => newEvent({ session_id: session, targets: [{ type: "secret", id: name, name }] })));
/** The names in the list from its top, however often each is there. */
const shown = async (page: Page, what: string) =>
  (await rows(page).allInnerTexts()).flatMap((text) => text.match(new RegExp(`${what}-\\d{3}`)) ?? []);

test("a pause holds new events back and counts them, and going on shows each once and in order", async ({ page }) => {
  await signedIn(page, user("acme", "owner"));
  const what = `pause-${Date.now()}`;
  const names = namesOf(what, 12);
  await page.goto(`/t/acme/events?q=session:${what}`);
  await isLive(page);
  await sendNames(names.slice(0, 3), what);
  await expect(list(page).getByText(names[2]!)).toBeVisible();
  await pause(page).click();
  await expect(page.getByText("Paused", { exact: true })).toBeVisible();
  await sendNames(names.slice(3, 8), what);
  await expect(page.getByText("5 new", { exact: true })).toBeVisible();
  await sendNames(names.slice(8, 10), what);
  await expect(page.getByRole("button", { name: "Resume: 7 new events" })).toBeVisible();
  expect(await shown(page, what)).toEqual(names.slice(0, 3).reverse());
  await resume(page).click();
  await isLive(page);
  await expect.poll(() => shown(page, what)).toEqual(names.slice(0, 10).reverse());
  await sendNames(names.slice(10), what);
  await expect.poll(() => shown(page, what)).toEqual(names.toReversed());
});

test("what arrives while the top is out of sight waits, and does not move what is read", async ({ page }) => {
  await signedIn(page, user("acme", "owner"));
  await page.goto("/t/acme/events?range=all");
  await isLive(page);
  await list(page).hover();
  await page.mouse.wheel(0, 2_000);
  await expect(rows(page).filter({ hasText: /./ }).nth(3)).toBeVisible();
  await expect
    .poll(() =>
      list(page)
        .getByRole("table")
        .evaluate((table) => table.parentElement!.scrollTop),
    )
    .toBe(2_000);
  const what = `away-${Date.now()}`;
  const seen = await rows(page).nth(20).getAttribute("aria-rowindex");
  const text = await rows(page).nth(20).getByRole("link").innerText();
  await sendNames(namesOf(what, 4), what);
  const more = list(page).getByRole("button", { name: /^\d+ new events?$/ });
  await expect(more).toBeVisible();
  await expect(list(page).locator(`tr[aria-rowindex="${seen}"]`)).toContainText(text);
  await more.click();
  await expect(list(page).getByText(`${what}-003`)).toBeVisible();
  await expect(more).toBeHidden();
});

test("a connection that breaks comes back without a gap and without repeating", async ({ page }) => {
  const way = await openCutOff(demo.url);
  try {
    await signedIn(page, user("acme", "owner"));
    const what = `broken-${Date.now()}`;
    const names = namesOf(what, 9);
    await page.goto(`${way.url}/t/acme/events?q=session:${what}`);
    await isLive(page);
    await sendNames(names.slice(0, 3), what);
    await expect(list(page).getByText(names[2]!)).toBeVisible();
    way.cut();
    await expect(page.getByText("Reconnecting")).toBeVisible();
    await sendNames(names.slice(3, 6), what);
    way.restore();
    await expect.poll(() => shown(page, what), { timeout: 20_000 }).toEqual(names.slice(0, 6).reverse());
    await isLive(page);
    await sendNames(names.slice(6), what);
    await expect.poll(() => shown(page, what)).toEqual(names.toReversed());
  } finally {
    await way.close();
  }
});

test("a burst neither freezes the page nor is kept without end, and going on leaves no gap", async ({ page }) => {
  test.setTimeout(180_000);
  await signedIn(page, user("globex", "owner"));
  const what = `burst-${Date.now()}`;
  await page.goto(`/t/globex/events?q=session:${what}`);
  await isLive(page);
  await pause(page).click();
  await page.evaluate(() => {
    const counts = { frames: 0 };
    Object.assign(window, { counts });
    const frame = () => {
      counts.frames++;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  const framesOf = () => page.evaluate(() => (window as unknown as { counts: { frames: number } }).counts.frames);
  const event = (i: number) => newEvent({ session_id: what, request_id: `r-${i}`, targets: undefined });
  for (let sent = 0; sent < 21_000; sent += 1_000) {
    const before = await framesOf();
    await send(
      Array.from({ length: 1_000 }, (_, i) => event(sent + i)),
      key("globex", "ingest"),
    );
    await expect.poll(framesOf).toBeGreaterThan(before);
  }
  await expect(page.getByText("20,000+ new", { exact: true })).toBeVisible({ timeout: 60_000 });
  await page.getByRole("button", { name: "Resume: 20,000+ new events" }).click();
  await expect.poll(() => loadedOf(page)).toBeGreaterThan(0);
  await isLive(page);
  const numbers = (await rows(page).getByRole("link").all()).length;
  expect(numbers).toBeGreaterThan(10);
  await page.goto(`/t/globex/events?q=session:${what}&cols=seq,event`);
  const told = (await rows(page).allInnerTexts()).flatMap((text) => text.match(/#[\d,]+/) ?? []);
  const seqs = told.map((text) => Number(text.replaceAll(/\D/g, "")));
  expect(seqs.length).toBeGreaterThan(10);
  for (const [at, seq] of seqs.entries()) if (at > 0) expect(seqs[at - 1]! - seq).toBe(1);
});

test("what cannot be followed says so", async ({ page }) => {
  await signedIn(page, user("acme", "owner"));
  await page.goto("/t/acme/events?range=24h");
  await isLive(page);
  await page.getByRole("button", { name: "Order: newest first" }).click();
  await expect(page).toHaveURL(/order=oldest/);
  await expect(page.getByText("Not followed")).toBeVisible();
  await expect(pause(page)).toBeHidden();
  await page.goto("/t/acme/events?to=2026-01-01T00:00:00Z");
  await expect(page.getByText("Past range")).toBeVisible();
});
