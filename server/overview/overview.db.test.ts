import { beforeAll, describe, expect, test } from "vitest";
import { openTestRuntime, testClock } from "../../tests/database.ts";
import { actorsBehind, countBehind, countedSamples, fill } from "../../tests/rollup-samples.ts";
import { contextIn, makeTenant, newEvent, type TestTenant } from "../../tests/tenant.ts";
import { PERMISSIONS } from "../access/index.ts";
import { listEvents } from "../events/index.ts";
import { parseQuery } from "../query/index.ts";
import { followRollups } from "../rollups/index.ts";
import { type Figure, getOverview, OVERVIEW_RANGES, type Overview, type Ranked } from "./index.ts";

const HOUR_MS = 3_600_000;
/** The clocks of Berlin, New York and Lord Howe changed in the 30 days before. */
const NOW = Date.parse("2026-11-02T09:20:00Z");

let acme: TestTenant;

beforeAll(async () => {
  await openTestRuntime({ clock: testClock(NOW - Date.now()) });
  acme = await makeTenant();
  const heard = [1, 2, 3, 4].flatMap((weeks) =>
    [2, 3, 4, 5].map((n) =>
      newEvent({
        occurred_at: new Date(NOW - weeks * 168 * HOUR_MS - n * HOUR_MS).toISOString(),
        origin: { system: "sensor.gateway" },
      }),
    ),
  );
  const last = newEvent({
    occurred_at: new Date(NOW - 6 * HOUR_MS).toISOString(),
    origin: { system: "Sensor.Gateway" },
  });
  await fill(acme, [...countedSamples(900, 5, NOW - 60_000), ...heard, last]);
  await followRollups(acme.id);
});

const figures = ({ events, denied, failed }: Overview) => ({ events, denied, failed });
const ranked = (overview: Overview) => [
  ...overview.topActors.values,
  ...overview.topDenied.values,
  ...overview.topActions.values,
  ...overview.topOrigins.values,
  ...overview.topCountries.values,
  ...overview.categories,
];

/** The events themselves by bucket of the timeline and outcome. */
async function countedIn({ from, to, timeline, bucketMinutes }: Overview) {
  const counts = timeline.map(() => ({ success: 0, failure: 0, denied: 0, unknown: 0 }));
  const range = { from: new Date(from), to: new Date(to), limit: 500, reads: "hide" } as const;
  let cursor: string | null | undefined;
  do {
    const page = await listEvents(acme.context, { ...range, ...(cursor ? { cursor } : {}) });
    for (const { event } of page.records) {
      const at = Math.floor((Date.parse(event.occurred_at) - Date.parse(from)) / (bucketMinutes * 60_000));
      counts[at]![event.outcome as keyof (typeof counts)[number]]++;
    }
    cursor = page.next_cursor;
  } while (cursor !== null);
  return counts;
}

async function expectFigure(name: string, { value, previous, link, previousLink }: Figure, count = countBehind) {
  expect([name, value, previous]).toEqual([
    name,
    await count(acme.context, link!),
    await count(acme.context, previousLink!),
  ]);
}

async function expectRanked({ id, value, denied, link, deniedLink }: Ranked) {
  expect([id, value, denied]).toEqual([
    id,
    await countBehind(acme.context, link),
    await countBehind(acme.context, deniedLink),
  ]);
}

describe("the overview", () => {
  test.each(["UTC", "Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe", "America/St_Johns"])(
    "in %s has only numbers that their links find",
    async (timeZone) => {
      for (const range of OVERVIEW_RANGES) {
        const overview = await getOverview(acme.context, { range, timeZone });
        for (const [name, figure] of Object.entries(figures(overview))) await expectFigure(name, figure);
        await expectFigure("people", overview.people, actorsBehind);
        await expectFigure("services", overview.services, actorsBehind);
        const { timeline } = overview;
        expect(timeline.length).toBeLessThanOrEqual(500);
        const counted = timeline.map(({ success, failure, denied, unknown }) => ({
          success,
          failure,
          denied,
          unknown,
        }));
        expect(counted).toEqual(await countedIn(overview));
        for (const point of timeline.filter((_, i) => i % 23 === 5)) {
          const { success, failure, denied, unknown } = point;
          expect([point.at, success + failure + denied + unknown]).toEqual([
            point.at,
            await countBehind(acme.context, point.link),
          ]);
        }
      }
    },
  );

  test("has lists of the most frequent, with what each came to", async () => {
    for (const range of OVERVIEW_RANGES) {
      const overview = await getOverview(acme.context, { range });
      expect(overview.timeZone).toBe("Europe/Berlin");
      expect(overview.topActors.values.length).toBeGreaterThan(range === "24h" ? 0 : 5);
      for (const one of ranked(overview).filter((_, i) => i % 2 === 0)) await expectRanked(one);
      expect(
        overview.topDenied.values.every(({ denied }, i, all) => denied > 0 && denied <= (all[i - 1] ?? all[0]!).denied),
      ).toBe(true);
    }
  });

  test("knows who is new", async () => {
    await fill(acme, [
      newEvent({
        occurred_at: new Date(NOW - HOUR_MS).toISOString(),
        actor: { type: "user", id: "u_fresh", name: "Fresh" },
      }),
    ]);
    await followRollups(acme.id);
    const { newActors } = await getOverview(acme.context, { range: "24h" });
    expect(newActors.actors).toMatchObject([{ id: "u_fresh", name: "Fresh", actorType: "user" }]);
    const { q, from, to } = newActors.link!;
    const page = await listEvents(acme.context, { q, from: new Date(from!), to: new Date(to!), limit: 500 });
    expect(newActors.value).toBe(new Set(page.records.map(({ event }) => event.actor.id)).size);
  });

  test("says which source has fallen silent, and with what it was compared", async () => {
    const { sources } = await getOverview(acme.context, { range: "7d" });
    expect(sources.find(({ origin }) => origin === "sensor.gateway")).toMatchObject({
      origin: "sensor.gateway",
      isSilent: true,
      silentMinutes: 360,
      before: [4, 4, 4],
    });
    const looked = sources.filter(({ before }) => before.length > 0);
    expect(looked.length).toBeGreaterThan(1);
    for (const { origin, before, isSilent } of looked) {
      const isHeard =
        before.length >= 2 && !before.includes(0) && before.reduce((sum, one) => sum + one, 0) >= 3 * before.length;
      expect([origin, isSilent]).toEqual([origin, isHeard]);
    }
  });

  test("says how far it counts", async () => {
    const before = await getOverview(acme.context, {});
    expect(before.countedTo).toBeGreaterThan(900);
    await fill(acme, [newEvent({ occurred_at: new Date(NOW - HOUR_MS).toISOString() })]);
    const after = await getOverview(acme.context, {});
    expect(after.ledgerSize).toBeGreaterThan(after.countedTo);
    expect(after.events.value).toBe(before.events.value);
    expect(after.seal?.size).toBeGreaterThan(before.countedTo);
  });

  test("is for those who see everything, and without what they may not see", async () => {
    const scoped = { ...acme.context, view: { scope: parseQuery("env:prod").node, masks: [] } };
    await expect(getOverview(scoped, {})).rejects.toMatchObject({ code: "forbidden" });
    const reader = contextIn(acme.id, ["events.read"]);
    expect(await getOverview(reader, {})).toMatchObject({ alerts: null, keys: null, exports: null, seal: null });
    const none = contextIn(
      acme.id,
      PERMISSIONS.filter((right) => right !== "events.read"),
    );
    await expect(getOverview(none, {})).rejects.toMatchObject({ code: "forbidden" });
    await expect(getOverview(acme.context, { range: "1h" as never })).rejects.toMatchObject({ code: "invalid" });
  });

  test("of a tenant to which nobody sent anything has its own trail alone", async () => {
    const empty = await makeTenant();
    await followRollups(empty.id);
    const overview = await getOverview(contextIn(empty.id, ["events.read"]), { range: "30d" });
    expect(overview.people).toMatchObject({ value: 0, previous: 0 });
    expect(overview.newActors).toMatchObject({ value: 0, actors: [] });
    // What Sealtrail recorded of its making.
    const { records } = await listEvents(empty.context, { q: "origin:sealtrail", reads: "hide", limit: 500 });
    expect(records.length).toBeGreaterThan(0);
    expect(overview.events).toMatchObject({ value: records.length, previous: 0 });
    expect([overview.denied.value, overview.failed.value]).toEqual([0, 0]);
    const timeline = overview.timeline.map(({ success, failure, denied, unknown }) => [
      success,
      failure,
      denied,
      unknown,
    ]);
    expect(timeline).toEqual([...timeline.slice(1).map(() => [0, 0, 0, 0]), [records.length, 0, 0, 0]]);
    expect(overview.topOrigins.values.map(({ id, value }) => [id, value])).toEqual([["sealtrail", records.length]]);
    expect(overview.sources).toEqual([]);
    expect(overview.hasEventsOfSystems).toBe(false);
    expect(overview.secrets).toMatchObject({ total: 0, overdue: 0, unused: 0, outside: 0, due: [] });
  });
});
