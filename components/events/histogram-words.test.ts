import { describe, expect, it } from "vitest";
import type { HistogramData } from "./explore-data.ts";
import { barSpans } from "./histogram-scale.ts";
import { barsInWords, intervalInWords, isUncounted, outcomesInWords, totalInWords } from "./histogram-words.ts";

const whole: HistogramData = {
  from: "2026-11-20T10:00:00.000Z",
  to: "2026-11-20T13:00:00.000Z",
  interval: "1h",
  buckets: [
    { at: "2026-11-20T10:00:00.000Z", success: 0, failure: 0, denied: 0, unknown: 0 },
    { at: "2026-11-20T11:00:00.000Z", success: 1_200, failure: 3, denied: 1, unknown: 0 },
    { at: "2026-11-20T12:00:00.000Z", success: 1, failure: 0, denied: 0, unknown: 0 },
  ],
  is_lower_bound: false,
  covered_from: null,
};
const bounded = { ...whole, is_lower_bound: true, covered_from: "2026-11-20T11:30:00.000Z" };

describe("totals", () => {
  it("are exact where everything was counted", () => {
    expect(totalInWords(whole, "UTC")).toBe("1,205 events");
    expect(totalInWords({ ...whole, buckets: whole.buckets.slice(2) }, "UTC")).toBe("1 event");
  });

  it("are marked where they are bounded, with the time from which on they hold", () => {
    expect(totalInWords(bounded, "Europe/Berlin")).toBe(
      "at least 1,205 events; counted from 20 Nov 2026, 12:30 CET on",
    );
    expect(totalInWords({ ...bounded, covered_from: null }, "UTC")).toBe("at least 1,205 events");
  });

  it("mark the bars that begin before it", () => {
    expect(barSpans(bounded).map((span) => isUncounted(bounded, span))).toEqual([true, true, false]);
    expect(barSpans(whole).map((span) => isUncounted(whole, span))).toEqual([false, false, false]);
  });
});

describe("barsInWords", () => {
  const say = (data: HistogramData, first: number, last: number, previous?: number) =>
    barsInWords({ data, spans: barSpans(data), first, last, previous, timeZone: "UTC" });

  it("says one bar", () => {
    expect(say(whole, 1, 1, 980)).toBe(
      "20 Nov 2026, 11:00 – 12:00 UTC; 1,204 events (1,200 success, 3 failure, 1 denied); period before: 980",
    );
    expect(say(whole, 0, 0)).toBe("20 Nov 2026, 10:00 – 11:00 UTC; 0 events");
  });

  it("says a selection, and that it was not counted whole", () => {
    expect(say(bounded, 1, 2)).toBe(
      "Selected: 20 Nov 2026, 11:00 – 13:00 UTC; at least 1,205 events (1,201 success, 3 failure, 1 denied)",
    );
  });

  it("says what else than events is counted, without outcomes", () => {
    const reads = { data: whole, spans: barSpans(whole), first: 1, last: 1, previous: undefined, timeZone: "UTC" };
    expect(barsInWords({ ...reads, unit: "read" })).toBe("20 Nov 2026, 11:00 – 12:00 UTC; 1,204 reads");
  });

  it("names only the outcomes there are", () => {
    expect(outcomesInWords({ success: 0, failure: 0, denied: 2, unknown: 1 })).toBe("2 denied, 1 unknown");
    expect(outcomesInWords({ success: 0, failure: 0, denied: 0, unknown: 0 })).toBe("no events");
  });
});

it("says what a bar spans", () => {
  expect(["15m", "6h", "1d", "28d"].map(intervalInWords)).toEqual([
    "15 min per bar",
    "6 h per bar",
    "1 day per bar",
    "28 days per bar",
  ]);
});
