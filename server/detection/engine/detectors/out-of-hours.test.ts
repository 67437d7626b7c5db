import { describe, expect, it } from "vitest";
import { BERLIN, DetectionRun, type Given, OFFICE_HOURS } from "../../../../tests/detection-run.ts";
import { makeTenantTime, type TenantTime } from "../tenant-time.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NEW_YORK = makeTenantTime("America/New_York", OFFICE_HOURS, []);
const detectors = ["out_of_hours"] as const;

/** The moment at which the tenant's clock shows that time of that date; the first one, where it shows it twice. */
function local(time: TenantTime, date: string, hour: number): number {
  const noonMs = Date.parse(`${date}T12:00:00.000Z`);
  for (let ms = noonMs - 26 * HOUR; ms < noonMs + 26 * HOUR; ms += HOUR / 2) {
    const moment = time.localOf(ms);
    if (moment.date === date && moment.hour === hour) return ms;
  }
  throw new Error(`the clock never shows ${date} ${hour}:00`);
}

const act = (at: number, more: Partial<Given> = {}): Given => ({
  at,
  action: "secret.read",
  category: "access",
  crud: "r",
  ...more,
});
const grave = (at: number): Given => act(at, { action: "customer_data.export", severity: "high" });

/** Working days of `weeks` weeks from a Monday on, at 9, 11, 14 and 16 on the tenant's clock. */
function office(time: TenantTime, monday: string, weeks: number): Given[] {
  const first = Date.parse(`${monday}T00:00:00.000Z`);
  return Array.from({ length: weeks * 7 }, (_, day) => day)
    .filter((day) => day % 7 < 5)
    .flatMap((day) => {
      const date = new Date(first + day * DAY).toISOString().slice(0, 10);
      return [9, 11, 14, 16].map((hour) => act(local(time, date, hour)));
    });
}

describe("out_of_hours", () => {
  const weeks = office(BERLIN, "2026-01-05", 6);
  const found = (...events: Given[]) => {
    const run = new DetectionRun({ detectors });
    run.add(...weeks, ...events);
    return run.raised;
  };

  it("tells a grave act at night, with the share of activity at such times", () => {
    const [finding] = found(grave(local(BERLIN, "2026-02-22", 3)));
    expect(finding!.title).toBe("anna did customer_data.export on Sunday at 03:00, when hardly ever active");
    expect(finding).toMatchObject({ severity: "high", seqs: [weeks.length] });
    expect(finding!.explanation.arithmetic.at(-1)).toEqual({
      label: "active hours at times as quiet, or quieter",
      value: "0 %",
      note: "of 120 active hours; alert below 1 %",
    });
  });

  it("adds up milder acts of three hours", () => {
    const night = local(BERLIN, "2026-02-22", 3);
    expect(found(act(night), act(night + HOUR))).toEqual([]);
    expect(found(act(night), act(night + HOUR), act(night + 2 * HOUR))).toMatchObject([
      { severity: "medium", events: 3 },
    ]);
    expect(found(act(night), act(night + 2 * HOUR), act(night + 4 * HOUR))).toEqual([]);
  });

  it("says nothing at usual hours, an hour beside them, of services, nor of what is not sensitive", () => {
    expect(found(grave(local(BERLIN, "2026-02-17", 17)))).toEqual([]);
    const night = local(BERLIN, "2026-02-22", 3);
    expect(found({ ...grave(night), severity: "info", action: "menu.view" })).toEqual([]);
    const service = { type: "service" as const, id: "s" };
    const run = new DetectionRun({ detectors });
    run.add(...[...weeks, grave(night)].map((event) => ({ ...event, actor: service })));
    expect(run.raised).toEqual([]);
  });

  it("says nothing of three weeks or fifty active hours that are not there yet", () => {
    const young = new DetectionRun({ detectors });
    young.add(...office(BERLIN, "2026-01-05", 2), grave(local(BERLIN, "2026-01-25", 3)));
    expect(young.raised).toEqual([]);
  });

  it("takes a holiday for a Sunday", () => {
    const holiday = makeTenantTime("Europe/Berlin", OFFICE_HOURS, [{ date: "2026-02-17", name: "Carnival" }]);
    const run = new DetectionRun({ detectors, time: holiday });
    run.add(...weeks, grave(local(holiday, "2026-02-17", 14)));
    expect(run.raised.map(({ title }) => title)).toEqual([
      "anna did customer_data.export on Tuesday (Carnival) at 14:00, when hardly ever active",
    ]);
  });

  it("follows the tenant's business hours when they change", () => {
    const run = new DetectionRun({ detectors, time: BERLIN });
    const early = Array.from({ length: 6 }, (_, i) => grave(local(BERLIN, "2026-02-17", 7) + i * 7 * DAY));
    run.add(...weeks);
    const nights = makeTenantTime("Europe/Berlin", { ...OFFICE_HOURS, tue: [["06:00", "17:00"]] }, []);
    run.change({ detectors, time: nights });
    run.add(early[0]!);
    expect(run.raised).toEqual([]);
    run.change({ detectors, time: BERLIN });
    run.add(early[1]!);
    expect(run.raised).toHaveLength(1);
  });

  it.each([
    ["Berlin, into summer", BERLIN, "2026-02-09", "2026-03-30", "2026-03-29"],
    ["Berlin, out of summer", BERLIN, "2026-09-07", "2026-10-26", "2026-10-25"],
    ["New York, into summer", NEW_YORK, "2026-01-19", "2026-03-09", "2026-03-08"],
    ["New York, out of summer", NEW_YORK, "2026-09-14", "2026-11-02", "2026-11-01"],
  ] as const)("keeps to the clock on the wall in %s", (_, time, from, monday, sunday) => {
    const run = new DetectionRun({ detectors, time, settings: { within_business_hours: true } });
    run.add(...office(time, from, 7));
    run.add(grave(local(time, monday, 9)), grave(local(time, monday, 16)));
    expect(run.raised).toEqual([]);
    run.add({ ...grave(local(time, sunday, 1)), received: local(time, monday, 17) - DAY });
    run.add(grave(local(time, monday, 23)));
    expect(run.raised.length).toBeGreaterThan(0);
  });

  it("turns what it knows when the tenant moves to another zone", () => {
    const run = new DetectionRun({ detectors, settings: { within_business_hours: true } });
    run.add(...weeks);
    run.change({ detectors, time: NEW_YORK, settings: { within_business_hours: true } });
    // The same people at the same moments: 15:00 in Berlin is 09:00 in New York.
    const afternoon = local(BERLIN, "2026-02-17", 14);
    run.add(grave(afternoon));
    expect(run.raised).toEqual([]);
    run.add(grave(local(NEW_YORK, "2026-02-17", 14)));
    expect(run.raised.map(({ explanation }) => explanation.seen)).toEqual([
      "1 sensitive act until Tuesday at 14:00, America/New_York: customer_data.export",
    ]);
  });

  it("knows an hour however often and in whatever order it is heard of", () => {
    const [inOrder, mixed] = [new DetectionRun({ detectors }), new DetectionRun({ detectors })];
    const twice = weeks.flatMap((event) => [event, { ...event, at: (event.at as number) + 60_000 }]);
    inOrder.add(...twice);
    const pairs = twice.map((_, i) => twice[i % 8 === 0 ? Math.min(i + 7, twice.length - 1) : i - 1]!);
    mixed.add(...pairs.map((event, i) => ({ ...event, received: twice[i]!.at })));
    const night = grave(local(BERLIN, "2026-02-22", 3));
    for (const run of [inOrder, mixed]) run.add(night);
    expect(mixed.raised[0]!.explanation.history).toEqual(inOrder.raised[0]!.explanation.history);
  });
});
