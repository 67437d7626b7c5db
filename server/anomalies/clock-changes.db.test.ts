import { beforeAll, describe, expect, test } from "vitest";
import { openTestRuntime, testClock } from "../../tests/database.ts";
import { countBehind, fill } from "../../tests/rollup-samples.ts";
import { makeTenant, newEvent } from "../../tests/tenant.ts";
import { followRollups } from "../rollups/index.ts";
import { getSeries, listRisers } from "./index.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOW = Date.parse("2026-11-02T09:20:00Z");
const at = (text: string) => new Date(text).toISOString();

beforeAll(async () => {
  await openTestRuntime({ clock: testClock(NOW - Date.now()) });
});

describe("a day on which the clocks change", () => {
  test.each([
    { date: "2026-03-29", hours: 23, from: "2026-03-28T23:00:00Z", to: "2026-03-29T22:00:00Z" },
    { date: "2026-10-25", hours: 25, from: "2026-10-24T22:00:00Z", to: "2026-10-25T23:00:00Z" },
  ])("has $hours hours on $date, and points that add up to what its link finds", async ({ hours, from, to }) => {
    const changing = await makeTenant();
    const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
    // One every 20 minutes, and one right before and after the day.
    const times = Array.from({ length: 3 * hours }, (_, i) => fromMs + i * 1_200_000);
    await fill(
      changing,
      [fromMs - 1, ...times, toMs].map((ms, i) =>
        newEvent({ occurred_at: at(new Date(ms).toISOString()), outcome: i % 4 === 0 ? "denied" : "success" }),
      ),
    );
    await followRollups(changing.id);
    const ofDay = { timeZone: "Europe/Berlin", from: new Date(fromMs), to: new Date(toMs) };
    for (const kind of ["tenant", "denied_share"] as const) {
      const series = await getSeries(changing.context, { subject: { kind }, ...ofDay });
      expect(series.points.length).toBe(4 * hours);
      const sum = series.points.reduce((all, point) => all + (kind === "tenant" ? point.value : point.denied), 0);
      expect(sum).toBe(kind === "tenant" ? times.length : Math.floor(times.length / 4));
      expect([series.total, await countBehind(changing.context, series.link)]).toEqual([sum, sum]);
    }
    // As one point among days.
    const days = await getSeries(changing.context, {
      ...{ subject: { kind: "tenant" }, timeZone: "Europe/Berlin" },
      ...{ from: new Date(fromMs - 60 * DAY_MS), to: new Date(toMs + DAY_MS) },
    });
    const own = days.points.find(({ at: begin }) => Date.parse(begin) === fromMs)!;
    expect(own).toMatchObject({ minutes: 60 * hours, value: times.length });
    expect(await countBehind(changing.context, own.link)).toBe(times.length);
  });
});

describe("risers about the days on which the clocks change", () => {
  test.each([
    // 09:00 to 10:00 in Berlin, the day after the clocks changed.
    { from: "2026-03-30T07:00:00Z", hours: 1, before: "2026-03-23T08:00:00Z" },
    { from: "2026-10-26T08:00:00Z", hours: 1, before: "2026-10-19T07:00:00Z" },
    // The whole of the days on which they do.
    { from: "2026-03-28T23:00:00Z", hours: 23, before: "2026-03-21T23:00:00Z" },
    { from: "2026-10-24T22:00:00Z", hours: 25, before: "2026-10-17T22:00:00Z" },
    // The hour that is gone through twice.
    { from: "2026-10-25T00:00:00Z", hours: 2, before: "2026-10-18T00:00:00Z" },
  ])("are nobody who works as ever in the $hours h from $from", async ({ from, hours, before }) => {
    const steady = await makeTenant();
    const every = (fromMs: number, ms: number) =>
      Array.from({ length: (ms * 40) / HOUR_MS }, (_, i) =>
        newEvent({ occurred_at: new Date(fromMs + (i * HOUR_MS) / 40).toISOString(), action: "shift.worked" }),
      );
    const weeks = [0, 7, 14, 21].flatMap((days) => every(Date.parse(before) - days * DAY_MS, hours * HOUR_MS));
    await fill(steady, [
      newEvent({ occurred_at: new Date(Date.parse(before) - 60 * DAY_MS).toISOString() }),
      ...[...every(Date.parse(from), hours * HOUR_MS), ...weeks].filter((_, i) => hours < 3 || i % 10 === 0),
    ]);
    await followRollups(steady.id);
    const range = { from: new Date(from), to: new Date(Date.parse(from) + hours * HOUR_MS) };
    expect((await listRisers(steady.context, { ...range, timeZone: "Europe/Berlin" })).risers).toEqual([]);
  });
});
