import { beforeAll, expect, test } from "vitest";
import { needsAttention } from "#components/keys/key-todo.ts";
import { sendSnippet } from "#components/ui/send-snippet.ts";
import { openTestRuntime, superQuery, type TestRuntime, testClock } from "../../tests/database.ts";
import { newKey, raised, raiseIn } from "../../tests/findings.ts";
import { fill } from "../../tests/rollup-samples.ts";
import { noteSecret } from "../../tests/secrets/register.ts";
import { inDays, keyIdOf, makeTenant, newEvent, sendEvents } from "../../tests/tenant.ts";
import type { EventInput } from "../event-format/index.ts";
import { createKey, listKeys } from "../keys/index.ts";
import { followRollups } from "../rollups/index.ts";
import { getOverview, type Overview } from "./index.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOW = Date.parse("2026-11-02T09:20:00Z");

let runtime: TestRuntime;

beforeAll(async () => {
  runtime = await openTestRuntime({ clock: testClock(NOW - Date.now()) });
});

/** The event of the command that the page shows to who has sent none. */
function snippetEvent(at: string): EventInput {
  const [, body] = /-d '(\{.*\})'$/s.exec(sendSnippet("http://localhost", "st_ing_x"))!;
  return JSON.parse(body!.replace(/'"\$\(date [^)]*\)"'/, at));
}

test("a system has sent events, though they name no source and are long past", async () => {
  const tenant = await makeTenant();
  await followRollups(tenant.id);
  expect(await getOverview(tenant.context)).toMatchObject({ hasEventsOfSystems: false, sources: [] });
  await sendEvents(tenant.ingest, [snippetEvent(new Date(NOW - 40 * DAY_MS).toISOString())]);
  await followRollups(tenant.id);
  const overview = await getOverview(tenant.context, { range: "30d" });
  expect(overview).toMatchObject({ hasEventsOfSystems: true, sources: [] });
  expect(overview.topOrigins.values.map(({ id }) => id)).toEqual(["sealtrail"]);
});

test("no source is silent while the counts are behind", async () => {
  const tenant = await makeTenant();
  const of = (atMs: number) =>
    newEvent({ occurred_at: new Date(atMs).toISOString(), origin: { system: "sensor.gateway" } });
  const heard = [1, 2, 3].flatMap((weeks) => [1, 2, 3, 4].map((n) => of(NOW - weeks * 7 * DAY_MS - n * HOUR_MS)));
  await fill(tenant, [...heard, of(NOW - 6 * HOUR_MS)]);
  await followRollups(tenant.id);
  const silent = async () => (await getOverview(tenant.context)).sources.map(({ isSilent }) => isSilent);
  expect(await silent()).toEqual([true]);
  // What it sent meanwhile is in the ledger, and not counted.
  await fill(
    tenant,
    Array.from({ length: 120 }, (_, i) => of(NOW - i * 60_000)),
  );
  const { countedTo, ledgerSize } = await getOverview(tenant.context);
  expect(ledgerSize - countedTo).toBeGreaterThanOrEqual(100);
  // The counts may be seconds behind; a worker that stands still is noticed.
  expect((await getOverview(tenant.context)).isBehind).toBe(false);
  runtime.clock.offsetMs += 11_000;
  expect((await getOverview(tenant.context)).isBehind).toBe(true);
  expect(await silent()).toEqual([false]);
  await followRollups(tenant.id);
  const { topOrigins } = await getOverview(tenant.context);
  expect(topOrigins.values.find(({ id }) => id === "sensor.gateway")?.value).toBe(121);
  expect(await silent()).toEqual([false]);
});

test("a source that fell silent is named, however many others are heard, by the clock of its zone", async () => {
  const tenant = await makeTenant();
  const of = (system: string, atMs: number) =>
    newEvent({ occurred_at: new Date(atMs).toISOString(), origin: { system } });
  // Berlin's clocks were set back on 25 October: nine o'clock was an hour earlier by UTC before.
  const nine = Date.parse("2026-11-02T08:00:00Z");
  const lastMs = nine - 15 * 60_000;
  const weeks = [1, 2, 3].flatMap((n) => {
    const atMs = nine - n * 7 * DAY_MS - (n > 1 ? HOUR_MS : 0);
    return [5, 20, 35, 50].map((minute) => of("batch", atMs + minute * 60_000));
  });
  const others = Array.from({ length: 60 }, (_, i) => of(`heard-${i}`, NOW - 5 * 60_000));
  await fill(tenant, [...weeks, of("batch", lastMs), ...others]);
  await followRollups(tenant.id);
  const { sources } = await getOverview(tenant.context, { timeZone: "Europe/Berlin" });
  expect(sources[0]).toMatchObject({ origin: "batch", isSilent: true, before: [4, 4] });
  expect(sources.filter(({ isSilent }) => isSilent)).toHaveLength(1);
});

test("keys that need attention are those of the Keys page, each once", async () => {
  const tenant = await makeTenant();
  const key = async (name: string, over: object = {}) => {
    const input = { kind: "provisioning", name, purpose: "Tests", expiresAt: inDays(60), ...over } as const;
    const { token } = await createKey(tenant.context, input);
    noteSecret(token);
    return keyIdOf(token);
  };
  for (let i = 0; i < 7; i++) await key("Feed", { expiresAt: inDays(14), rotationDays: 7 });
  await key("Later", { expiresAt: inDays(15) });
  const idle = await key("Idle");
  await superQuery(runtime.urls, "UPDATE provisioning_key SET suspended_at = now() WHERE id = $1", [idle]);
  const wanted = (await listKeys(tenant.context)).filter((one) => needsAttention(one, inDays(0).getTime()));
  const { keys } = await getOverview(tenant.context);
  expect(wanted).toHaveLength(8);
  expect(keys!.attention).toEqual({ total: 8, suspended: 1, names: ["Idle", "Feed", "Feed", "Feed", "Feed"] });
});

test("alerts of the range are marked, whatever became of them, and levels are those of the score", async () => {
  const tenant = await makeTenant();
  const at = (daysBack: number, id: string) =>
    raised({ atMs: NOW - daysBack * DAY_MS, entity: { type: "actor", id }, title: id }, newKey());
  await raiseIn(tenant.id, [at(0.5, "u_today"), at(3, "u_week"), at(6.99, "u_first"), at(8, "u_before")]);
  const marked = ({ alerts }: Overview) => alerts!.marks.map(({ title }) => title);
  expect(marked(await getOverview(tenant.context, { range: "24h" }))).toEqual(["u_today"]);
  const week = await getOverview(tenant.context, { range: "7d", timeZone: "UTC" });
  expect(week.to).toBe("2026-11-02T10:00:00.000Z");
  // The range begins at ten, too.
  expect(marked(week)).toEqual(["u_today", "u_week"]);
  expect(marked(await getOverview(tenant.context, { range: "30d" }))).toHaveLength(4);
  expect(week.alerts!.hasMoreMarks).toBe(false);
  expect(week.alerts!.risk.map(({ score, level }) => [score >= 20 && score < 40, level])).toContainEqual([
    true,
    "moderate",
  ]);
});
