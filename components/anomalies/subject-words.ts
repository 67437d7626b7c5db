import type { Series } from "#server/anomalies/index.ts";
import type { FindingSource } from "#server/findings/index.ts";
import { visibleLine } from "#wording";
import { SOURCE_NAMES } from "../alerts/alert-words.ts";
import { type Unit, valueText } from "../charts/axis.ts";
import { endOf, startOf } from "../charts/band-points.ts";
import { spanInFull } from "../events/histogram-time.ts";
import { count, plural } from "../ui/numbers.ts";
import type { Subject } from "./anomalies-address.ts";

export const KIND_NAMES = {
  tenant: "the whole tenant",
  actor: "actor",
  action: "action",
  origin: "source",
  country: "country",
  category: "category",
  denied_share: "denied share",
} as const;

/** What the chart counts, as a title. */
export function subjectTitle({ kind, id }: Subject, name: string | null): string {
  const called = visibleLine(name ?? id ?? "");
  if (kind === "tenant") return "Events of the whole tenant";
  if (kind === "denied_share") return id === undefined ? "Denied share" : `Denied share of ${called}`;
  if (kind === "actor") return `Events of ${called}`;
  if (kind === "action") return `Events of action ${called}`;
  return kind === "country" ? `Events from ${called.toUpperCase()}` : `Events of ${KIND_NAMES[kind]} ${called}`;
}

export const unitOf = ({ kind }: Subject): Unit => (kind === "denied_share" ? "percent" : "events");

type Point = Series["points"][number];

/** "usual 4 to 19", or why nothing is. */
export const usualText = ({ expected }: Pick<Point, "expected">, unit: Unit): string =>
  expected ? `usual ${valueText(expected.low, unit)} to ${valueText(expected.high, unit)}` : "nothing is usual yet";

/** "58 events", or "3.1 % of 128 denied". */
export const seenText = ({ value, events, denied }: Pick<Point, "value" | "events" | "denied">, unit: Unit): string =>
  unit === "percent"
    ? `${valueText(value, unit)}, ${count(denied)} of ${plural(events, "event")}`
    : plural(value, "event");

/** Whose alerts are marked, where a detector is chosen. */
export const detectorText = ({ detector }: { detector?: string }): string =>
  detector === undefined ? "" : `alerts of “${SOURCE_NAMES[detector as FindingSource] ?? visibleLine(detector)}”`;

/** Why no alert is marked: there are none, or `others` that the chosen detector did not find. */
export const noMarksText = (others: number, detector: FindingSource | undefined): string =>
  others > 0 && detector !== undefined
    ? `No alert of “${SOURCE_NAMES[detector] ?? visibleLine(detector)}” about it ends in this range, but ${plural(others, "other")}.`
    : "No alert about it ends in this range.";

/** What the band does not say of itself; nothing where it is whole. */
export const bandNote = ({ isExpectedLowerBound }: Pick<Series, "isExpectedLowerBound">): string | undefined =>
  isExpectedLowerBound ? "not everything of the weeks before is kept: usual may be more" : undefined;

/** That earlier alerts are not among those that are marked. */
export const marksNote = ({ marks, hasMoreMarks }: Pick<Series, "marks" | "hasMoreMarks">): string | undefined =>
  marks && hasMoreMarks
    ? `There are more alerts in this range: those marked are of its ${count(marks.length)} latest.`
    : undefined;

const PLACES = { above: "above", below: "below", within: "within", unknown: "" } as const;

/** Where it lies, in words that stand alone. */
export const placeText = ({ place, isPartial }: Pick<Point, "place" | "isPartial">): string =>
  [PLACES[place], isPartial ? "not over yet" : ""].filter(Boolean).join(", ");

/** What the cursor's point says to a screen reader. */
export function pointInWords(point: Point, unit: Unit, timeZone: string): string {
  const where = placeText(point);
  return [
    spanInFull(startOf(point), endOf(point), timeZone),
    seenText(point, unit),
    `${usualText(point, unit)}${where ? `: ${where}` : ""}`,
  ].join("; ");
}

const BUCKETS = {
  quarter: ["quarter of an hour", "quarters of an hour"],
  hour: ["hour", "hours"],
  day: ["day", "days"],
} as const;

/** "by hour", or what was left out. */
export function bucketText({ bucket, buckets, points }: Pick<Series, "bucket" | "buckets" | "points">): string {
  const [one, many] = BUCKETS[bucket];
  if (buckets <= points.length) return `by ${one}`;
  return `${count(buckets)} ${many} in ${count(points.length)} points, peaks kept`;
}
