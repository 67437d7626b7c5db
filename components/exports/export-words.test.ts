import { describe, expect, it } from "vitest";
import { readAddress } from "../events/address.ts";
import type { Export, ExportPreview } from "./export-api.ts";
import {
  ceilingOf,
  columnsText,
  eventsHref,
  eventsText,
  paceText,
  periodText,
  progressText,
  rangeText,
  shareDone,
  shortHash,
  sizeText,
  stateAt,
} from "./export-words.ts";

const ZONE = "Europe/Berlin";
const made = (more: Partial<Export> = {}): Export => ({
  id: "01a222d2-480e-7ec7-b707-d80a1349a14b",
  state: "running",
  format: "csv",
  query: "outcome:denied",
  from: null,
  to: null,
  order: "newest",
  reads: "hide",
  timeZone: ZONE,
  columns: ["time", "metadata.region"],
  masks: [],
  maker: { type: "user", id: "u", name: "Ana Ruiz" },
  isOwn: true,
  canDownload: false,
  scheduleId: null,
  rowsDone: 48_000,
  rowsExpected: 120_000,
  isLowerBound: false,
  rowsMax: null,
  isCut: false,
  remarks: [],
  bytes: null,
  sha256: null,
  fileName: "acme-events.csv",
  evidence: null,
  failure: null,
  mail: null,
  createdAt: "2026-11-20T12:00:00.000Z",
  startedAt: null,
  finishedAt: null,
  expiresAt: null,
  ...more,
});

describe("counts and sizes", () => {
  it("say when there may be more", () => {
    expect(eventsText(1, false)).toBe("1 event");
    expect(eventsText(12_345, true)).toBe("at least 12,345 events");
  });

  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [1_000, "1.00 kB"],
    [9_994, "9.99 kB"],
    [9_996, "10.0 kB"],
    [99_960, "100 kB"],
    [999_499, "999 kB"],
    [999_500, "1.00 MB"],
    [4_294_967_295, "4.29 GB"],
  ])("%d bytes are %s", (bytes, text) => expect(sizeText(bytes)).toBe(text));

  it("shorten a hash in the middle", () => expect(shortHash(`${"ab".repeat(31)}cd`)).toBe("abababab…abcd"));
});

describe("the range", () => {
  it("has its zone, whichever end is open", () => {
    const [from, to] = ["2026-11-19T11:00:00Z", "2026-11-20T11:00:00Z"];
    expect(rangeText({ from, to }, ZONE)).toBe("19 Nov 2026, 12:00 – 20 Nov 2026, 12:00 CET");
    expect(rangeText({ from }, "UTC")).toBe("since 19 Nov 2026, 11:00:00 UTC");
    expect(rangeText({ to: "2026-07-20T11:00:07.123Z" }, ZONE)).toBe("until 20 Jul 2026, 13:00:07 CEST");
    expect(rangeText({}, ZONE)).toBe("all time");
  });

  it("goes with columns by their labels", () =>
    expect(columnsText(["time", "seq", "metadata.region"])).toBe("Time, Number, region"));
});

describe("what a format does not take", () => {
  const preview = (rows: number, isLowerBound = false): ExportPreview => ({
    rows,
    isLowerBound,
    ledgerSize: rows,
    masks: [],
    formats: [
      { format: "csv", extension: "csv", rowsMax: null },
      { format: "xlsx", extension: "xlsx", rowsMax: 1_048_575 },
      { format: "evidence", extension: "zip", rowsMax: 1_000_000 },
    ],
    days: 7,
  });

  it("is nothing up to its ceiling", () => {
    expect(ceilingOf("csv", preview(9_000_000), "newest")).toBeUndefined();
    expect(ceilingOf("csv", preview(9_000_000, true), "newest")).toBeUndefined();
    expect(ceilingOf("xlsx", preview(1_048_575), "newest")).toBeUndefined();
    expect(ceilingOf("evidence", preview(1_000_000), "newest")).toBeUndefined();
  });

  it("is said in numbers above it, with what is in the file by the order", () => {
    expect(ceilingOf("xlsx", preview(2_100_000), "newest")).toEqual({
      kind: "cut",
      text: "XLSX takes 1,048,575 rows: the newest 1,048,575 of 2,100,000 will be in the file. Choose CSV for all of them.",
    });
    expect(ceilingOf("xlsx", preview(2_100_000, true), "oldest")?.text).toContain(
      "the oldest 1,048,575 of at least 2,100,000 will be",
    );
  });

  it("refuses an evidence bundle that would be too large, with what to do", () => {
    const refused = ceilingOf("evidence", preview(1_000_001), "newest");
    expect(refused?.kind).toBe("refused");
    expect(refused?.text).toContain("Choose a shorter range or a narrower query");
  });

  it("is said as a possibility where counting took too long", () => {
    expect(ceilingOf("xlsx", preview(500_000, true), "newest")?.kind).toBe("perhaps");
    expect(ceilingOf("evidence", preview(500_000, true), "newest")?.kind).toBe("perhaps");
  });
});

describe("progress", () => {
  it("is rows done of rows expected", () => {
    expect(progressText(made())).toBe("48,000 of 120,000 rows");
    expect(progressText(made({ isLowerBound: true }))).toBe("48,000 of at least 120,000 rows");
    expect(progressText(made({ rowsExpected: null }))).toBe("48,000 rows");
  });

  it("has no share where the end is not known", () => {
    expect(shareDone(made())).toBe(0.4);
    expect(shareDone(made({ rowsDone: 130_000 }))).toBe(1);
    expect(shareDone(made({ rowsDone: 130_000, isLowerBound: true }))).toBeUndefined();
    expect(shareDone(made({ rowsExpected: null }))).toBeUndefined();
  });

  it("says pace and time left, and nothing that is not known", () => {
    expect(paceText(made(), 24_004)).toBe("24,000 rows/s · 3 s left");
    expect(paceText(made(), 7)).toBe("7 rows/s · 2 h left");
    expect(paceText(made({ isLowerBound: true }), 24_000)).toBe("24,000 rows/s");
    expect(paceText(made(), undefined)).toBe("");
  });
});

describe("a finished export", () => {
  it("has no file any more once its time is up", () => {
    const done = made({ state: "done", expiresAt: "2026-11-27T12:00:00.000Z" });
    expect(stateAt(done, Date.parse("2026-11-27T11:59:59Z"))).toBe("done");
    expect(stateAt(done, Date.parse("2026-11-27T12:00:00Z"))).toBe("expired");
    expect(stateAt(made(), Date.parse("2027-01-01T00:00:00Z"))).toBe("running");
  });

  it("leads to the list that it was asked of, whose times stand still", () => {
    const read = (of: Export) =>
      readAddress((name) => new URL(eventsHref("acme", of), "http://x").searchParams.get(name));
    expect(read(made())).toEqual({
      q: "outcome:denied",
      range: "7d",
      to: "2026-11-20T12:00:00.000Z",
      order: "newest",
      zone: ZONE,
      cols: ["time", "metadata.region"],
    });
    expect(read(made({ timeZone: "UTC", from: "2026-11-01T00:00:00Z", to: "2026-11-02T00:00:00Z" }))).toMatchObject({
      zone: "utc",
      from: "2026-11-01T00:00:00.000Z",
      to: "2026-11-02T00:00:00.000Z",
    });
  });
});

it("says when a schedule is due", () => {
  expect(periodText({ period: "daily", hour: 6 })).toBe("Every day at 06:00");
  expect(periodText({ period: "weekly", hour: 0 })).toBe("Every Monday at 00:00");
  expect(periodText({ period: "monthly", hour: 23 })).toBe("On the 1st of every month at 23:00");
});
