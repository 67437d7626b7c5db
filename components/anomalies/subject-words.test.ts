import { describe, expect, it } from "vitest";
import { placesNote } from "./place-words.ts";
import { bandNote, marksNote, noMarksText, seenText } from "./subject-words.ts";

describe("what a chart says", () => {
  it("groups the digits of every number", () => {
    expect(seenText({ value: 3.1, events: 41_000, denied: 1_284 }, "percent")).toBe("3.1 %, 1,284 of 41,000 events");
  });

  it("tells no alerts from alerts that are filtered out", () => {
    expect(noMarksText(0, undefined)).toBe("No alert about it ends in this range.");
    expect(noMarksText(0, "burst")).toBe("No alert about it ends in this range.");
    expect(noMarksText(2, "burst")).toBe("No alert of “Burst” about it ends in this range, but 2 others.");
  });

  it("says what is not among what is shown, and nothing where all is", () => {
    const mark = { alertId: "1", at: "", title: "", severity: "low", score: 1, detector: "burst" };
    expect(marksNote({ marks: [mark, mark], hasMoreMarks: true })).toBe(
      "There are more alerts in this range: those marked are of its 2 latest.",
    );
    expect(marksNote({ marks: [mark], hasMoreMarks: false })).toBeUndefined();
    expect(bandNote({ isExpectedLowerBound: true })).toContain("usual may be more");
    expect(bandNote({ isExpectedLowerBound: false })).toBeUndefined();
  });

  it("says of which time the places are", () => {
    expect(placesNote({ different: 0, places: [], isLowerBound: false }, false)).toBe("0 places");
    expect(placesNote({ different: 1_201, places: [], isLowerBound: true }, true)).toBe(
      "at least 1,201 places of all time, the 0 most frequent are shown",
    );
  });
});
