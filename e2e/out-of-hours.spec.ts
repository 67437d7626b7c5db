import type { Page } from "@playwright/test";
import { demo, newEvent, send, signIn, user } from "./demo.ts";
import { expect, test } from "./test.ts";

const ZONE = "Europe/Berlin";
const HOUR_MS = 3_600_000;
/** Nobody of Berlin works then, but for who is on call. */
const NIGHT_HOURS = [2, 3];

const partsOf = (ms: number) =>
  Object.fromEntries(
    new Intl.DateTimeFormat("en-GB", {
      timeZone: ZONE,
      hourCycle: "h23",
      weekday: "long",
      hour: "2-digit",
      minute: "2-digit",
    })
      .formatToParts(ms)
      .map(({ type, value }) => [type, value]),
  );
const hourOf = (ms: number) => Number(partsOf(ms).hour);

/** The last time that it was between two and three at night in Berlin, at most a day ago. */
function lastNight(nowMs: number): number {
  for (let ms = nowMs - 30_000; ; ms -= 60_000)
    if (NIGHT_HOURS.includes(hourOf(ms)) && partsOf(ms).minute === "20") return ms;
}

/** Somebody of Berlin with a long history and none at night. */
async function dayWorker(page: Page): Promise<{ id: string; name: string }> {
  const get = async (path: string, parameters: Record<string, string>) => {
    const from = new Date(Date.now() - 28 * 24 * HOUR_MS).toISOString();
    const query = new URLSearchParams({ tenant: "acme", from, time_zone: ZONE, ...parameters });
    return (await page.request.get(`${demo.url}/api/v1/${path}?${query}`)).json();
  };
  const q = "city:Berlin actor.type:user -origin:sealtrail";
  const { values } = await get("facets", { q, field: "actor.id", limit: "40" });
  for (const { value, label } of values as { value: string; label: string }[]) {
    const { buckets } = await get("histogram", { q: `actor.id:${JSON.stringify(value)}`, interval: "1h" });
    const hours = (buckets as { at: string; success: number; failure: number; denied: number }[])
      .filter(({ success, failure, denied }) => success + failure + denied > 0)
      .map(({ at }) => hourOf(Date.parse(at)));
    if (hours.length >= 60 && hours.every((hour) => hour >= 6 && hour <= 21)) return { id: value, name: label };
  }
  throw new Error("nobody of Berlin works by day alone");
}

test("business hours decide whether a night is out of hours", async ({ page }) => {
  test.setTimeout(240_000);
  await signIn(page, user("acme", "admin"));
  const person = await dayWorker(page);
  const atMs = lastNight(Date.now());
  const day = partsOf(atMs).weekday!;
  const read = () =>
    send([
      newEvent({
        occurred_at: new Date(atMs).toISOString(),
        action: "secret.read",
        outcome: "success",
        severity: "high",
        actor: { type: "user", ...person },
        source: { ip: "203.0.113.77", via: "cli", environment: "prod", location: { country: "DE", city: "Berlin" } },
        changes: undefined,
      }),
    ]);
  /** Detection has come to the end of the ledger: to what was sent before. */
  const caughtUp = () =>
    expect(async () => {
      await page.goto("/t/acme/rules");
      await expect(page.getByText("All events are looked at.")).toBeVisible({ timeout: 2_000 });
    }).toPass({ timeout: 150_000 });
  const alerts = async () => {
    await page.goto(`/t/acme/alerts?source=out_of_hours`);
    await expect(page.getByRole("heading", { name: "Alerts", level: 1 })).toBeVisible();
    return page.getByRole("link", { name: new RegExp(`^${person.name} did secret\\.read on ${day}`) });
  };

  await page.goto("/t/acme/rules?detector=out_of_hours");
  await page.getByRole("dialog", { name: "Out of hours" }).getByRole("link", { name: "set them" }).click();
  const form = page.getByRole("form", { name: "Business hours" });
  const hours = form.getByRole("group", { name: day });
  const from = hours.getByRole("textbox", { name: `${day}, from` }).first();
  const save = async () => {
    await form.getByRole("button", { name: "Save" }).click();
    await expect(form.getByText("Saved.")).toBeVisible();
  };
  await expect(form).toBeVisible();
  const wasClosed = (await hours.getByRole("textbox").count()) === 0;
  if (wasClosed) await hours.getByRole("button", { name: `Add hours on ${day}` }).click();
  const before = await from.inputValue();
  await from.fill("00:00");
  await save();
  await read();
  await caughtUp();
  await expect(await alerts()).toHaveCount(0);

  await page.goto("/t/acme/settings");
  await from.fill(before);
  if (wasClosed) await hours.getByRole("button", { name: /^Remove/ }).click();
  await save();
  const [sent] = await read();
  await caughtUp();
  await (await alerts()).first().click();
  await expect(page.getByText("outside", { exact: true })).toBeVisible();
  await expect(page.getByText(/active hours at this time of the week/)).toBeVisible();
  await expect(page.locator(`a[href*="${sent!.id}"]`).first()).toBeVisible();
});
