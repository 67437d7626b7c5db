import { beforeAll, describe, expect, test } from "vitest";
import { openTestRuntime, testClock } from "../../tests/database.ts";
import { countBehind, fill } from "../../tests/rollup-samples.ts";
import { makeTenant, newEvent, type TestTenant } from "../../tests/tenant.ts";
import { inTenant } from "../access/index.ts";
import { raiseAlerts } from "../alerts/index.ts";
import { followRollups } from "../rollups/index.ts";
import { getHeatMap, getSeries, listPlaces, listRisers, type SeriesInput } from "./index.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOW = Date.parse("2026-11-02T09:20:00Z");
const at = (text: string) => new Date(text).toISOString();
const ago = (ms: number) => new Date(NOW - ms);

beforeAll(async () => {
  await openTestRuntime({ clock: testClock(NOW - Date.now()) });
});

describe("values that were let go", () => {
  const crowdedDay = "2026-10-26";
  const [today, then] = [
    { from: new Date(at("2026-11-02T08:00:00Z")), to: new Date(at("2026-11-02T09:00:00Z")) },
    { from: new Date(at(`${crowdedDay}T08:00:00Z`)), to: new Date(at(`${crowdedDay}T09:00:00Z`)) },
  ];
  let crowded: TestTenant;
  const doing = (text: string, action: string, id: string, system: string) =>
    newEvent({ occurred_at: at(text), action, actor: { type: "service", id }, origin: { system } });
  const many = (count: number, ...event: Parameters<typeof doing>) =>
    Array.from({ length: count }, () => doing(...event));

  beforeAll(async () => {
    crowded = await makeTenant();
    await fill(crowded, [
      // As many as a day has room for; of the day's late ones there is no trace but in the totals.
      ...Array.from({ length: 1_000 }, (_, i) =>
        doing(`${crowdedDay}T08:10:00Z`, `bulk.${i % 500}`, `s_${i}`, "crowd.system"),
      ),
      ...many(30, `${crowdedDay}T08:20:00Z`, "bulk.0", "s_0", "crowd.system"),
      ...many(20, `${crowdedDay}T08:30:00Z`, "late.action", "s_late", "quiet.system"),
      ...many(60, "2026-11-02T08:30:00Z", "late.action", "s_late", "quiet.system"),
    ]);
    await followRollups(crowded.id);
  });

  test("make nobody a riser, and the list says that it may not be whole", async () => {
    const found = await listRisers(crowded.context, today);
    // Of sources all are kept.
    expect(found.risers.map(({ id, before, isLowerBound }) => ({ id, before, isLowerBound }))).toEqual([
      { id: "quiet.system", before: [20], isLowerBound: false },
    ]);
    expect(found.isLowerBound).toBe(true);
    expect((await listRisers((await makeTenant()).context, today)).isLowerBound).toBe(false);
  });

  test("leave their stretch out, and say so of what is counted on their day", async () => {
    await fill(crowded, many(20, "2026-10-19T07:30:00Z", "late.action", "s_late", "quiet.system"));
    await followRollups(crowded.id);
    const { risers } = await listRisers(crowded.context, today);
    for (const id of ["late.action", "s_late"]) {
      const riser = risers.find((one) => one.id === id)!;
      expect(riser).toMatchObject({ value: 60, before: [20], expected: 20, isLowerBound: false });
      expect(riser.arithmetic[1]!.note).toBe(
        "mean of 20; 1 stretch is left out, of whose days not every value is kept",
      );
    }
    expect(risers.find(({ id }) => id === "quiet.system")).toMatchObject({ before: [20, 20] });
    const ofDay = await listRisers(crowded.context, then);
    expect(ofDay.risers.find(({ id }) => id === "bulk.0")).toMatchObject({ before: [0], isLowerBound: true });
    expect(ofDay.risers.find(({ id }) => id === "bulk.0")!.arithmetic[0]!.value).toBe("at least 32");
  });

  test("are said of a series, of its band and of the heat map", async () => {
    const boundsOf = async (subject: SeriesInput["subject"], range: typeof today) => {
      const { isLowerBound, isExpectedLowerBound } = await getSeries(crowded.context, { subject, ...range });
      return [isLowerBound, isExpectedLowerBound];
    };
    for (const subject of [
      { kind: "action", id: "late.action" },
      { kind: "actor", id: "s_late" },
      { kind: "denied_share", id: "s_late" },
    ] as const) {
      expect(await boundsOf(subject, then)).toEqual([true, false]);
      expect(await boundsOf(subject, today)).toEqual([false, true]);
    }
    for (const subject of [{ kind: "tenant" }, { kind: "origin", id: "quiet.system" }] as const)
      expect([await boundsOf(subject, then), await boundsOf(subject, today)]).toEqual([
        [false, false],
        [false, false],
      ]);
    const mapOf = async (range: object) =>
      (await getHeatMap(crowded.context, { actorId: "s_late", ...range })).isLowerBound;
    expect([await mapOf({}), await mapOf(then), await mapOf(today)]).toEqual([true, true, false]);
  });
});

describe("an actor whose id is as long as can be", () => {
  test.each([
    { id: "x".repeat(1_000), hasLinks: true },
    { id: '"'.repeat(1_000), hasLinks: false },
  ])("has numbers, and links only where they can be asked for: $hasLinks", async ({ id, hasLinks }) => {
    const long = await makeTenant();
    const events = [
      newEvent({ occurred_at: ago(9 * DAY_MS).toISOString() }),
      ...Array.from({ length: 12 }, (_, i) =>
        newEvent({
          occurred_at: ago((i + 1) * 60_000).toISOString(),
          actor: { type: "user", id },
          source: { location: { country: "DE" } },
        }),
      ),
    ];
    await fill(long, events);
    await followRollups(long.id);
    const range = { from: ago(HOUR_MS), to: ago(0) };
    const series = await getSeries(long.context, { subject: { kind: "actor", id }, ...range });
    const map = await getHeatMap(long.context, { actorId: id });
    const { places } = await listPlaces(long.context, { actorId: id, ...range });
    const { risers } = await listRisers(long.context, range);
    const riser = risers.find((one) => one.id === id)!;
    expect([series.total, map.total, places[0]!.events, riser.value]).toEqual([12, 12, 12, 12]);
    for (const link of [
      series.link,
      ...series.points.map((point) => point.link),
      map.link,
      places[0]!.link,
      riser.link,
    ])
      expect(link !== null).toBe(hasLinks);
    if (hasLinks)
      for (const link of [series.link, map.link, places[0]!.link, riser.link])
        expect(await countBehind(long.context, link)).toBe(12);
  });
});

describe("more alerts than are given", () => {
  test.each([
    { count: 200, hasMoreMarks: false },
    { count: 201, hasMoreMarks: true },
  ])("are said of $count", async ({ count, hasMoreMarks }) => {
    const busy = await makeTenant();
    const places = [
      { name: "Köln, DE", lat: 50.94, lon: 6.96, atMs: NOW - 2 * HOUR_MS, seq: 3 },
      { name: "São Paulo, BR", lat: -23.55, lon: -46.63, atMs: NOW - HOUR_MS, seq: 4 },
    ];
    // Fifty of the actor, all the others of others.
    const found = Array.from({ length: count }, (_, i) => ({
      kind: "raise" as const,
      alertKey: `travel-${i}`,
      finding: {
        ...{ source: "impossible_travel" as const, title: `Travel ${i}`, severity: "high" as const, confidence: 1 },
        entity: { type: "actor" as const, id: i < 50 ? "u_far" : `u_${i}` },
        ...{ atMs: NOW - HOUR_MS - i * 1_000, seqs: [3, 4], events: 2, isLate: false },
        explanation: {
          ...{ seen: "far", expected: "near", confidence: "Both signed in.", arithmetic: [], places },
          window: { fromMs: NOW - 2 * HOUR_MS, toMs: NOW - HOUR_MS },
        },
      },
    }));
    await inTenant(busy.context, "alerts.triage", (tx) => raiseAlerts(tx, found, new Map()));
    const range = { from: ago(DAY_MS), to: ago(0) };
    const series = await getSeries(busy.context, { subject: { kind: "tenant" }, ...range });
    expect([series.marks!.length, series.hasMoreMarks]).toEqual([200, hasMoreMarks]);
    const all = await listPlaces(busy.context, range);
    expect([all.travels!.length, all.hasMoreTravels]).toEqual([50, true]);
    const own = await listPlaces(busy.context, { ...range, actorId: "u_far" });
    expect([own.travels!.length, own.hasMoreTravels]).toEqual([50, false]);
  });
});
