import { beforeAll, describe, expect, test } from "vitest";
import { openTestRuntime, testClock } from "../../tests/database.ts";
import { countBehind, countedSamples, fill } from "../../tests/rollup-samples.ts";
import { contextIn, makeTenant, newEvent, type TestTenant } from "../../tests/tenant.ts";
import { inTenant } from "../access/index.ts";
import { raiseAlerts } from "../alerts/index.ts";
import type { AppError } from "../errors.ts";
import { listEvents } from "../events/index.ts";
import { parseQuery } from "../query/index.ts";
import { followRollups } from "../rollups/index.ts";
import { getHeatMap, getSeries, listPlaces, listRisers, POINTS_MAX, type SeriesInput } from "./index.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A Monday; the clocks of Berlin changed eight days before, those of New York the day before. */
const NOW = Date.parse("2026-11-02T09:20:00Z");
const at = (text: string) => new Date(text).toISOString();
const ago = (ms: number) => new Date(NOW - ms);

let acme: TestTenant;

/** Twelve weeks of work at nine in Berlin, whatever the clocks do, 20 events each Monday; and a peak of 60 today. */
function mondays() {
  const found = [];
  for (let weeks = 12; weeks >= 0; weeks--) {
    // 09:00 in Berlin is 07:00 UTC until October 25, then 08:00.
    const day = new Date(Date.parse("2026-11-02T00:00:00Z") - weeks * 7 * DAY_MS);
    const hour = day.getTime() < Date.parse("2026-10-25T01:00:00Z") ? 7 : 8;
    for (let i = 0; i < (weeks === 0 ? 60 : 20); i++)
      found.push(
        newEvent({
          occurred_at: new Date(day.getTime() + hour * HOUR_MS + i * 20_000).toISOString(),
          action: "report.opened",
          actor: { type: "user", id: "u_clock", name: "Clock Worker" },
          outcome: i % 10 === 0 ? "denied" : "success",
          targets: [{ type: "report", id: "r-1" }],
          source: { ip: "203.0.113.7", location: { country: "DE", city: "Köln", lat: 50.94, lon: 6.96 } },
        }),
      );
  }
  return found;
}

beforeAll(async () => {
  await openTestRuntime({ clock: testClock(NOW - Date.now()) });
  acme = await makeTenant();
  await fill(acme, [...countedSamples(600, 9, NOW - 60_000), ...mondays()]);
  await followRollups(acme.id);
});

const RANGES = [
  { from: ago(DAY_MS), to: ago(0) },
  { from: ago(9 * DAY_MS), to: ago(0) },
  { from: ago(40 * DAY_MS), to: ago(3 * DAY_MS) },
  { from: ago(120 * DAY_MS), to: ago(0) },
];

describe("a series", () => {
  test.each(["UTC", "Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns"])(
    "in %s has at most 500 points, each with the number that its link finds",
    async (timeZone) => {
      const subjects: SeriesInput["subject"][] = [
        { kind: "tenant" },
        { kind: "actor", id: "u_1" },
        { kind: "action", id: "Secret.Read" },
        { kind: "origin", id: "prod" },
        { kind: "country", id: "DE" },
        { kind: "category", id: "access" },
        { kind: "denied_share" },
        { kind: "denied_share", id: "u_clock" },
      ];
      for (const [i, subject] of subjects.entries()) {
        const series = await getSeries(acme.context, { subject, ...RANGES[i % RANGES.length]!, timeZone });
        expect(series.points.length).toBeLessThanOrEqual(POINTS_MAX);
        expect([subject, series.total]).toEqual([subject, await countBehind(acme.context, series.link)]);
        const isShare = subject.kind === "denied_share";
        const shown = series.points
          .filter(({ events }) => events > 0)
          .filter((_, n, all) => n % Math.ceil(all.length / 8) === 0);
        expect(shown.length).toBeGreaterThan(0);
        for (const point of shown) {
          const found = await countBehind(acme.context, point.link);
          expect([subject, point.at, isShare ? point.denied : point.value]).toEqual([subject, point.at, found]);
        }
      }
    },
  );

  test("expects what the same hours of the weeks before had, by the clock of the zone", async () => {
    const range = { from: new Date(at("2026-11-01T23:00:00Z")), to: ago(0) };
    const subject = { kind: "actor", id: "u_clock" } as const;
    const series = await getSeries(acme.context, { subject, ...range, timeZone: "Europe/Berlin" });
    expect(series).toMatchObject({ bucket: "quarter", subject: { name: "Clock Worker" } });
    const peak = series.points.find(({ at: from }) => from === "2026-11-02T08:00:00.000Z")!;
    expect(peak).toMatchObject({ value: 45, place: "above", expected: { middle: 20, weeks: 8 } });
    expect(peak.expected!.high).toBeCloseTo(20 + 3 * Math.sqrt(20), 6);
    // A clock without daylight saving sees the same events an hour apart.
    const utc = await getSeries(acme.context, { subject, ...range, timeZone: "UTC" });
    const same = utc.points.find(({ at: from }) => from === "2026-11-02T08:00:00.000Z")!;
    expect(same.expected).toMatchObject({ middle: 0 });
    const now = series.points.at(-1)!;
    expect(now).toMatchObject({ isPartial: true, value: 0 });
    expect(series.points.filter(({ isPartial }) => isPartial)).toEqual([now]);
  });

  test("of days has one of 25 hours, and says when nothing is usual yet", async () => {
    const range = { from: new Date(at("2026-08-31T22:00:00Z")), to: ago(0) };
    const series = await getSeries(acme.context, { subject: { kind: "tenant" }, ...range, timeZone: "Europe/Berlin" });
    expect(series.bucket).toBe("day");
    expect(
      series.points.filter(({ minutes }) => minutes !== 1_440).map(({ at: from, minutes }) => [from, minutes]),
    ).toEqual([
      ["2026-10-24T22:00:00.000Z", 1_500],
      // Cut off at the present.
      [series.points.at(-1)!.at, series.points.at(-1)!.minutes],
    ]);
    const origin = await getSeries(acme.context, {
      subject: { kind: "origin", id: "never.seen" },
      from: ago(DAY_MS),
      to: ago(0),
    });
    expect(origin.total).toBe(0);
    const first = await getSeries(acme.context, {
      subject: { kind: "tenant" },
      from: ago(84 * DAY_MS),
      to: ago(70 * DAY_MS),
    });
    expect(first.points[0]).toMatchObject({ place: "unknown", expected: null });
  });

  test("refuses ranges that are none, too long ones, and subjects without an id", async () => {
    const bad: SeriesInput[] = [
      { subject: { kind: "tenant" }, from: ago(0), to: ago(DAY_MS) },
      { subject: { kind: "tenant" }, from: ago(500 * DAY_MS), to: ago(0) },
      { subject: { kind: "actor" }, from: ago(DAY_MS), to: ago(0) },
      { subject: { kind: "tenant", id: "u_1" }, from: ago(DAY_MS), to: ago(0) },
      { subject: { kind: "category", id: "nonsense" }, from: ago(DAY_MS), to: ago(0) },
      { subject: { kind: "tenant" }, from: ago(DAY_MS), to: ago(0), timeZone: "Nowhere/Else" },
    ];
    for (const input of bad) await expect(getSeries(acme.context, input)).rejects.toMatchObject({ code: "invalid" });
    const faultsOf = async (input: SeriesInput) => {
      const error = await getSeries(acme.context, input).catch((caught: AppError) => caught as AppError);
      return "fields" in error ? error.fields?.map(({ path }) => path) : undefined;
    };
    expect(await faultsOf(bad[3]!)).toEqual(["subject.id"]);
    expect(await faultsOf(bad[4]!)).toEqual(["subject.id"]);
    const [early, year1] = [new Date(-1), new Date("0001-01-01T00:00:00Z")];
    const subject = { kind: "tenant" } as const;
    expect(await faultsOf({ subject, from: early, to: new Date(DAY_MS) })).toEqual(["from"]);
    expect(await faultsOf({ subject, from: year1, to: new Date(year1.getTime() + DAY_MS) })).toEqual(["from", "to"]);
    expect((await getSeries(acme.context, { subject, from: new Date(0), to: new Date(DAY_MS) })).total).toBe(0);
    await expect(getHeatMap(acme.context, { actorId: "u_1", to: year1 })).rejects.toMatchObject({
      fields: [{ path: "to" }],
    });
    const scoped = { ...acme.context, view: { scope: parseQuery("env:prod").node, masks: [] } };
    await expect(getSeries(scoped, { subject: { kind: "tenant" }, ...RANGES[0]! })).rejects.toMatchObject({
      code: "forbidden",
    });
  });
});

describe("the heat map", () => {
  test("has each event under the hour that the clock showed", async () => {
    const range = { from: ago(90 * DAY_MS), to: ago(0) };
    const map = await getHeatMap(acme.context, { actorId: "u_clock", timeZone: "Europe/Berlin", ...range });
    expect(map.counts[9]).toBe(12 * 20 + 60);
    expect(map.counts.reduce((sum, one) => sum + one, 0)).toBe(300);
    expect(map).toMatchObject({ total: 300, most: 300, actor: { name: "Clock Worker" } });
    expect(await countBehind(acme.context, map.link)).toBe(300);
    expect([map.business[8], map.business[9], map.business[16], map.business[17], map.business[24 * 5 + 10]]).toEqual([
      ...[false, true, true, false, false],
    ]);
    const utc = await getHeatMap(acme.context, { actorId: "u_clock", timeZone: "UTC", ...range });
    expect([utc.counts[7], utc.counts[8]]).toEqual([11 * 20, 20 + 60]);
    expect(utc.denied[8]).toBe(2 + 6);
    // The same, event by event.
    const page = await listEvents(acme.context, { q: 'actor.id:"u_1"', ...range, limit: 500, reads: "hide" });
    const own = await getHeatMap(acme.context, { actorId: "u_1", timeZone: "America/St_Johns", ...range });
    const format = new Intl.DateTimeFormat("en-GB", {
      timeZone: "America/St_Johns",
      weekday: "short",
      hour: "2-digit",
      hourCycle: "h23",
    });
    const expected = new Array<number>(168).fill(0);
    for (const { event } of page.records) {
      const [day, hour] = format.format(Date.parse(event.occurred_at)).split(", ");
      expected[24 * ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].indexOf(day!) + Number(hour)]!++;
    }
    expect(page.records.length).toBeGreaterThan(10);
    expect(own.counts).toEqual(expected);
  });
});

describe("business hours on the heat map", () => {
  const flagsOf = async (timeZone: string, to = ago(0)) => {
    const { business } = await getHeatMap(acme.context, { actorId: "u_clock", timeZone, to });
    return Array.from({ length: 7 }, (_, day) =>
      business.slice(24 * day, 24 * day + 24).flatMap((isOpen, hour) => (isOpen ? [hour] : [])),
    );
  };
  const from = (first: number) => Array.from({ length: 8 }, (_, i) => first + i);

  test("are those of the tenant's clock, under the hours of the clock that is shown", async () => {
    const at = async (timeZone: string, first: number) =>
      expect([timeZone, await flagsOf(timeZone)]).toEqual([timeZone, [...new Array(5).fill(from(first)), [], []]]);
    await at("Europe/Berlin", 9);
    await at("UTC", 8);
    await at("Asia/Dubai", 12);
    // Half an hour of either end.
    expect((await flagsOf("Asia/Kolkata"))[0]).toEqual([...from(13), 21]);
    // Beyond midnight.
    expect(await flagsOf("Pacific/Auckland")).toEqual([
      [21, 22, 23],
      ...new Array(4).fill([0, 1, 2, 3, 4, 21, 22, 23]),
      [0, 1, 2, 3, 4],
      [],
    ]);
  });

  test("move with the tenant's clock where it changes within the week", async () => {
    // Berlin was two hours ahead of UTC until Sunday, and one since.
    const utc = await flagsOf("UTC", new Date("2026-10-26T12:00:00Z"));
    expect(utc.slice(1)).toEqual([...new Array(4).fill(from(7)), [], []]);
    // Of this Monday until noon, of the one before from noon on.
    expect(utc[0]).toEqual([8, 9, 10, 11, 12, 13, 14]);
    expect(await flagsOf("Europe/Berlin", new Date("2026-10-26T12:00:00Z"))).toEqual([
      ...new Array(5).fill(from(9)),
      [],
      [],
    ]);
  });
});

describe("places", () => {
  test("have what their links find, of everybody and of one actor", async () => {
    for (const actorId of [undefined, "u_1", "u_clock"]) {
      const range = { from: ago(30 * DAY_MS), to: ago(0), ...(actorId ? { actorId } : {}) };
      const { places, different } = await listPlaces(acme.context, range);
      expect(places.length).toBe(different);
      expect(places.length).toBeGreaterThan(0);
      for (const place of places)
        expect([actorId, place.city, place.events]).toEqual([
          actorId,
          place.city,
          await countBehind(acme.context, place.link),
        ]);
    }
    const own = await listPlaces(acme.context, { from: ago(30 * DAY_MS), to: ago(0), actorId: "u_clock" });
    expect(own.places).toMatchObject([
      { country: "DE", city: "Köln", lat: 50.94, lon: 6.96, firstSeenAt: at("2026-08-10T07:00:00Z") },
    ]);
  });

  test("are joined by impossible travel, with both ends", async () => {
    const ends = [
      { name: "Köln, DE", lat: 50.94, lon: 6.96, atMs: NOW - 2 * HOUR_MS, seq: 3 },
      { name: "São Paulo, BR", lat: -23.55, lon: -46.63, atMs: NOW - HOUR_MS, seq: 4 },
    ];
    await inTenant(acme.context, "alerts.triage", (tx) =>
      raiseAlerts(
        tx,
        [
          {
            kind: "raise",
            alertKey: "travel-1",
            finding: {
              source: "impossible_travel",
              entity: { type: "actor", id: "u_clock", name: "Clock Worker" },
              title: "Clock Worker was in Köln and an hour later in São Paulo",
              severity: "high",
              confidence: 1,
              atMs: NOW - HOUR_MS,
              seqs: [3, 4],
              events: 2,
              explanation: {
                ...{ seen: "9,900 km in 60 min", expected: "at most 900 km/h", confidence: "Both signed in." },
                ...{ window: { fromMs: ends[0]!.atMs, toMs: ends[1]!.atMs }, arithmetic: [], places: ends },
              },
              isLate: false,
            },
          },
        ],
        new Map(),
      ),
    );
    const range = { from: ago(DAY_MS), to: ago(0) };
    const { travels } = await listPlaces(acme.context, range);
    expect(travels).toMatchObject([{ actor: { id: "u_clock" }, from: { name: "Köln, DE", seq: 3 }, to: { seq: 4 } }]);
    for (const end of [travels![0]!.from, travels![0]!.to])
      expect((await listEvents(acme.context, { q: end.link.q })).records.map(({ seq }) => seq)).toEqual([end.seq]);
    expect((await listPlaces(acme.context, { ...range, actorId: "u_1" })).travels).toEqual([]);
    expect((await listPlaces(contextIn(acme.id, ["events.read"]), range)).travels).toBeNull();
    const { marks } = await getSeries(acme.context, { subject: { kind: "actor", id: "u_clock" }, ...range });
    expect(marks).toMatchObject([
      { title: "Clock Worker was in Köln and an hour later in São Paulo", severity: "high" },
    ]);
  });
});

describe("risers", () => {
  test("are what there is more of than in the weeks before, with the arithmetic", async () => {
    const { risers } = await listRisers(acme.context, { from: ago(6 * HOUR_MS), to: ago(0) });
    const own = risers.find(({ id }) => id === "u_clock")!;
    expect(own).toMatchObject({
      kind: "actor",
      name: "Clock Worker",
      value: 60,
      before: [20, 20, 20, 20],
      isNew: false,
    });
    expect(own.score).toBeCloseTo(40 / Math.sqrt(20), 6);
    expect(own.arithmetic.map(({ label }) => label)).toEqual(["seen", "usual", "spread", "score"]);
    for (const { id, value, link } of risers) expect([id, value]).toEqual([id, await countBehind(acme.context, link)]);
  });

  test("are compared with the same hours of the clock", async () => {
    const range = { from: new Date(at("2026-11-02T08:00:00Z")), to: new Date(at("2026-11-02T09:00:00Z")) };
    const beforeIn = async (zone: { timeZone?: string }) =>
      (await listRisers(acme.context, { ...range, ...zone })).risers.find(({ id }) => id === "u_clock")?.before;
    // By the tenant's own unless another is said.
    expect(await beforeIn({})).toEqual([20, 20, 20, 20]);
    expect(await beforeIn({ timeZone: "Europe/Berlin" })).toEqual([20, 20, 20, 20]);
    expect(await beforeIn({ timeZone: "UTC" })).toEqual([20, 0, 0, 0]);
  });
});
