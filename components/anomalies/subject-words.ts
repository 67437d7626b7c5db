import type { Series } from "#server/anomalies/index.ts";
import { visibleLine } from "#wording";
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
  unit === "percent" ? `${valueText(value, unit)}, ${denied} of ${plural(events, "event")}` : plural(value, "event");

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
