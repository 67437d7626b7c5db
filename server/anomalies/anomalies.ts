import type { EventLink, Freshness } from "../rollups/index.ts";

export const SUBJECT_KINDS = ["tenant", "actor", "action", "origin", "country", "category", "denied_share"] as const;
export type SubjectKind = (typeof SUBJECT_KINDS)[number];

/** One bucket of a series. Of `denied_share` the values are percent, `events` and `denied` say of what. */
export interface SeriesPoint {
  at: string;
  /** Length: a day on which the clocks change has 23 or 25 hours. */
  minutes: number;
  value: number;
  events: number;
  denied: number;
  /** What is usual for this hour of the week; null for want of history. */
  expected: { low: number; middle: number; high: number; weeks: number } | null;
  /** Where the value lies: outside of what is usual, or within, or nothing is usual yet. */
  place: "above" | "below" | "within" | "unknown";
  /** It lasts still: too few says nothing yet. */
  isPartial: boolean;
  link: EventLink | null;
}

export interface SeriesMark {
  alertId: string;
  at: string;
  title: string;
  severity: string;
  score: number;
  detector: string;
}

export interface Series extends Freshness {
  subject: { kind: SubjectKind; id: string | null; name: string | null };
  from: string;
  to: string;
  timeZone: string;
  bucket: "quarter" | "hour" | "day";
  /** At most 500. Where buckets were left out, each group kept its lowest and its highest. */
  points: SeriesPoint[];
  /** Buckets in the range before the reduction. */
  buckets: number;
  total: number;
  /** This and every other is null where the query is longer than the Events page reads. */
  link: EventLink | null;
  /** Values were let go on days of the range: there are at least so many. */
  isLowerBound: boolean;
  /** So on days of the weeks before: what is usual may be more, and a point above the band within it. */
  isExpectedLowerBound: boolean;
  /** Alerts about the subject (of `tenant`: all) whose last event lies in the range; null without the right alerts.read. */
  marks: SeriesMark[] | null;
  /** There are more than the 200 latest, so that none earlier in the range are among the marks. */
  hasMoreMarks: boolean;
  /** How the band is reckoned, in words. */
  arithmetic: { label: string; value: string; note?: string }[];
}

/** `counts[weekday * 24 + hour]`, Monday first, by the clock of the zone. */
export interface HeatMap extends Freshness {
  actor: { id: string; name: string | null };
  from: string;
  to: string;
  timeZone: string;
  counts: number[];
  denied: number[];
  total: number;
  most: number;
  link: EventLink | null;
  isLowerBound: boolean;
  /** Whether the tenant has business hours in it, for the same hours as the counts; they are reckoned by the tenant's clock in the week up to `to`. */
  business: boolean[];
}

export interface Place {
  country: string;
  city: string | null;
  /** As the newest event gives them; null where none did. */
  lat: number | null;
  lon: number | null;
  /** In the range; of one actor of all time. */
  events: number;
  /** Null for one actor, of whom it is not kept. */
  denied: number | null;
  /** Of all time, of this actor or of anybody. */
  firstSeenAt: string;
  lastSeenAt: string;
  link: EventLink | null;
}

/** From an alert of impossible travel: where somebody was, and where too soon afterwards. */
export interface TravelLine {
  alertId: string;
  actor: { id: string; name: string | null };
  title: string;
  severity: string;
  from: TravelEnd;
  to: TravelEnd;
}
export interface TravelEnd {
  name: string;
  lat: number;
  lon: number;
  at: string;
  seq: number;
  link: EventLink;
}

export interface Places extends Freshness {
  from: string;
  to: string;
  places: Place[];
  different: number;
  isLowerBound: boolean;
  /** Null without the right alerts.read. */
  travels: TravelLine[] | null;
  /** There are more than the 50 latest. */
  hasMoreTravels: boolean;
}

export interface Riser {
  kind: "actor" | "action" | "origin";
  id: string;
  name: string | null;
  value: number;
  /** Values of the kind were let go on days of the range: there are at least so many. */
  isLowerBound: boolean;
  /** Mean of the stretches before. */
  expected: number;
  /** Their counts, the latest first; without stretches on whose days values of the kind were let go, since this one may have been among them. */
  before: number[];
  /** (value - expected) / spread. */
  score: number;
  isNew: boolean;
  arithmetic: { label: string; value: string; note?: string }[];
  link: EventLink | null;
}

export interface Risers extends Freshness {
  from: string;
  to: string;
  /** By whose clock the stretches before are the same hours. */
  timeZone: string;
  risers: Riser[];
  /** Values were let go on days that are compared: there may be more risers. */
  isLowerBound: boolean;
}
