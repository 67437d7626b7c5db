import type { EventLink, Freshness } from "../rollups/index.ts";

export interface SecretActor {
  type: string;
  id: string | null;
  name: string | null;
}

/** Where the period of a rotation comes from, the nearest first. `log`: the newest creation or rotation said `metadata.rotation_days`. */
export const PERIOD_SOURCES = ["secret", "log", "environment", "type", "default"] as const;

export interface SecretRotation {
  /** Null: it is not to be rotated. */
  days: number | null;
  source: (typeof PERIOD_SOURCES)[number];
  /** What the period runs from. */
  since: "rotation" | "creation" | "first seen";
  sinceAt: string;
  dueAt: string | null;
  /** Whole days of 24 hours since it was due, 0 within the first; negative while it is not. Null without a period. */
  daysOver: number | null;
  isOverdue: boolean;
  /** It has a period, but nobody reads it: it is not due before somebody does, unless the policy includes such. */
  isWaiting: boolean;
}

/** One secret-like target, named by type and id together. Reads are those with success. */
export interface Secret {
  /** Folded to lower case. */
  type: string;
  id: string;
  name: string | null;
  /** In which most of its events were; null where none said. */
  environment: string | null;
  environments: string[];
  firstSeenAt: string;
  lastSeenAt: string;
  createdAt: string | null;
  /** Of the newest deletion: a secret that was not used since stands in no list. */
  deletedAt: string | null;
  lastRead: { at: string; by: SecretActor; seq: number } | null;
  lastRotated: { at: string; by: SecretActor; seq: number } | null;
  reads: number;
  rotations: number;
  /** Everything that was done with it, of all time and with any outcome. */
  events: number;
  people: number;
  services: number;
  /** There were more readers than are kept, or some before an event named it. */
  isReadersLowerBound: boolean;
  /** The newest read before an event had its type and id in one target: reads till then are of no reader and no day. Null where there was none. */
  unnamedUntil: string | null;
  /** Events with its type and id in different targets may have been let go, so that each of its numbers may be more. */
  isLowerBound: boolean;
  rotation: SecretRotation;
  /** Days since it was last read, or first seen when it never was. */
  unusedDays: number;
  isUnused: boolean;
  /** Readers outside its environment. */
  outside: number;
  /** These and the others are null where the query is longer than the Events page reads. */
  readsLink: EventLink | null;
  rotationsLink: EventLink | null;
  eventsLink: EventLink | null;
}

/** Reads of the last 13 weeks of UTC, today the last of their days. */
export interface RecentReads {
  reads: number;
  /** Week by week, oldest first. */
  weeks: number[];
  /** Reads of some of these days are not kept: there are at least so many. */
  isLowerBound: boolean;
  link: EventLink | null;
}

export interface ListedSecret extends Secret {
  recent: RecentReads;
}

/** What a reader does in the secret's environment, its reads of the secret aside, and in others. */
export interface ReaderOutside {
  here: number;
  elsewhere: number;
  /** The others, those with most of it first. */
  environments: string[];
  text: string;
  hereLink: EventLink | null;
  elsewhereLink: EventLink | null;
}

export interface SecretReader extends SecretActor {
  reads: number;
  firstAt: string;
  lastAt: string;
  /** Why it counts as outside, with the arithmetic; null where it does not. */
  outside: ReaderOutside | null;
  link: EventLink | null;
}

export interface SecretDetail extends Secret, Freshness {
  /** The latest first, at most 200. */
  readers: SecretReader[];
  /** Reads a day of the zone, oldest first; the last 90 days. */
  readsByDay: { date: string; from: string; to: string; reads: number; link: EventLink | null }[];
  /** Reads of some of these days are not kept: there are at least so many. */
  isReadsLowerBound: boolean;
  timeZone: string;
  override: { rotationDays: number | null; note: string } | null;
}

export interface SecretList extends Freshness {
  secrets: ListedSecret[];
  hasMore: boolean;
  /** How many of those with the text and environment that are asked for fit each filter. */
  counts: Record<"all" | "overdue" | "soon" | "unused" | "outside" | "never_rotated", number>;
  /** All secrets, whatever is asked for. */
  total: number;
  /** Targets were let go since there are more than are kept. */
  isLowerBound: boolean;
}

export interface RotationCalendar extends Freshness {
  /** What is overdue, then what is due in the coming 90 days, by date; at most 500 of each. */
  rotations: {
    type: string;
    id: string;
    name: string | null;
    environment: string | null;
    dueAt: string;
    /** By the zone's calendar. */
    date: string;
    daysOver: number;
    isOverdue: boolean;
    days: number;
  }[];
  overdue: number;
  /** More is due in the coming 90 days than is given. */
  hasMore: boolean;
  timeZone: string;
}

export interface SecretPolicyState {
  /** Days between rotations where nothing nearer says so; null: none. */
  defaultDays: number | null;
  byType: Record<string, number | null>;
  byEnvironment: Record<string, number | null>;
  /** A secret that nobody read for so many days is unused. */
  unusedDays: number;
  /** Secrets that nobody reads are due for rotation too. */
  includesUnused: boolean;
  /** Environments whose secrets are looked at for readers of elsewhere, folded. */
  guardedEnvironments: string[];
  /** Whether `metadata.rotation_days` of the log counts. */
  followsLog: boolean;
  /** Alerts are raised for what is overdue. */
  alerts: boolean;
  /** Further types of targets, and beginnings of actions, that tell of secrets. A change counts secrets anew. */
  types: string[];
  actions: string[];
  updatedAt: string | null;
}
