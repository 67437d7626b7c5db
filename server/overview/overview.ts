import type { RiskLevel } from "../alerts/index.ts";
import type { EventLink, Freshness } from "../rollups/index.ts";

export const OVERVIEW_RANGES = ["24h", "7d", "30d"] as const;
export type OverviewRange = (typeof OVERVIEW_RANGES)[number];

/** A number, the same of the stretch before, and what stands behind both. */
export interface Figure {
  value: number;
  previous: number;
  /** Values were let go for their number: there are at least so many. */
  isLowerBound: boolean;
  isPreviousLowerBound: boolean;
  /** Null where no query says just this. */
  link: EventLink | null;
  previousLink: EventLink | null;
}

/** One actor, action, origin or country among the most frequent. */
export interface Ranked {
  id: string;
  /** Of an actor as in its newest event; null without. */
  name: string | null;
  /** Of an actor. */
  actorType: string | null;
  value: number;
  previous: number;
  denied: number;
  /** Null as of a figure. */
  link: EventLink | null;
  deniedLink: EventLink | null;
}

export interface RankedList {
  values: Ranked[];
  /** Different values in the range. */
  different: number;
  isLowerBound: boolean;
  /** Of the numbers of the stretch before. */
  isPreviousLowerBound: boolean;
}

/** One bucket of the events over time. */
export interface OutcomePoint {
  at: string;
  success: number;
  failure: number;
  denied: number;
  unknown: number;
  link: EventLink;
}

/** How long a source has not been heard of, against the same hours of the weeks before. */
export interface SourceHealth {
  origin: string;
  lastSeenAt: string;
  silentMinutes: number;
  /** Events that it sent in the same stretch of the four weeks before, the latest first; empty where it is not looked at or has no history. */
  before: number[];
  /** It sent something in each of them, three events on average at least, and there were at least two of them. Of no source while the counts are behind. */
  isSilent: boolean;
  /** Its events of the last 7 days; null as of a figure. */
  link: EventLink | null;
}

/** Parts that the caller has no right to see are null. */
export interface Overview extends Freshness {
  range: OverviewRange;
  from: string;
  to: string;
  /** Whose midnights and hours the buckets follow. */
  timeZone: string;
  events: Figure;
  denied: Figure;
  failed: Figure;
  people: Figure;
  services: Figure;
  newActors: Figure & {
    actors: { id: string; name: string | null; actorType: string; firstSeenAt: string; link: EventLink | null }[];
  };
  bucketMinutes: number;
  timeline: OutcomePoint[];
  categories: Ranked[];
  topActors: RankedList;
  topDenied: RankedList;
  topActions: RankedList;
  topOrigins: RankedList;
  topCountries: RankedList;
  sources: SourceHealth[];
  /** Some system ever sent an event that is counted, though it may name no source. */
  hasEventsOfSystems: boolean;
  alerts: OverviewAlerts | null;
  keys: OverviewKeys | null;
  exports: OverviewExports | null;
  secrets: OverviewSecrets;
  seal: OverviewSeal | null;
}

export interface OverviewAlerts {
  open: Record<"low" | "medium" | "high" | "critical", number>;
  total: number;
  newest: {
    id: string;
    title: string;
    severity: string;
    score: number;
    entity: { type: string; id: string; name: string | null };
    lastAt: string;
  }[];
  /** Those of whatever state whose last event lies in the range, the latest first. */
  marks: { alertId: string; at: string; title: string; severity: string; score: number; detector: string }[];
  /** There are more than the 200 latest, so that none earlier in the range are among the marks. */
  hasMoreMarks: boolean;
  /** Entities with the highest scores. */
  risk: { type: string; id: string; name: string | null; score: number; level: RiskLevel }[];
}

export interface OverviewKeys {
  active: number;
  /** Keys for which somebody has something to do: suspended ones, and those that end or are to be rotated within two weeks, or should have been. */
  attention: { total: number; suspended: number; names: string[] };
  /** The first of those that end or are to be rotated within two weeks, or should have been. */
  due: { id: string; name: string; what: "expires" | "rotation"; at: string }[];
  /** Most requests in the last 7 days. */
  busiest: {
    id: string;
    name: string;
    kind: string;
    requests: number;
    rows: number;
    refusals: number;
    lastUsedAt: string | null;
  }[];
  /** Refused requests in the last 7 days, by key. */
  refused: { id: string; name: string; refusals: number }[];
  unused: { id: string; name: string; days: number }[];
}

export interface OverviewExports {
  newest: { id: string; format: string; state: string; makerName: string; createdAt: string }[];
}

/** By how far secrets are counted, which is apart from the events. */
export interface OverviewSecrets extends Freshness {
  total: number;
  overdue: number;
  unused: number;
  outside: number;
  /** The next to be rotated, those overdue first. */
  due: { type: string; id: string; name: string | null; dueAt: string; daysOver: number }[];
}

export interface OverviewSeal {
  size: number;
  signedSize: number;
  signedAt: string | null;
  refusal: string | null;
}
