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
  /** Whole days since it was due; negative while it is not. Null without a period. */
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
  /** There were more readers than are kept. */
  isReadersLowerBound: boolean;
  rotation: SecretRotation;
  /** Days since it was last read, or first seen when it never was. */
  unusedDays: number;
  isUnused: boolean;
  /** Readers outside its environment. */
  outside: number;
  readsLink: EventLink;
  rotationsLink: EventLink;
  eventsLink: EventLink;
}

/** Reads of the last 13 weeks of UTC, today the last of their days. */
export interface RecentReads {
  reads: number;
  /** Week by week, oldest first. */
  weeks: number[];
  link: EventLink;
}

export interface ListedSecret extends Secret {
  recent: RecentReads;
}

export interface SecretReader extends SecretActor {
  reads: number;
  firstAt: string;
  lastAt: string;
  /** Why it counts as outside, with the arithmetic; null where it does not. */
  outside: { elsewhere: number; here: number; environments: string[]; text: string } | null;
  link: EventLink;
}

export interface SecretDetail extends Secret, Freshness {
  /** The latest first, at most 200. */
  readers: SecretReader[];
  /** Reads a day of the zone, oldest first; the last 90 days. */
  readsByDay: { date: string; reads: number; link: EventLink }[];
  timeZone: string;
  override: { rotationDays: number | null; note: string } | null;
}

export interface SecretList extends Freshness {
  secrets: ListedSecret[];
  hasMore: boolean;
  /** Over all secrets, whatever is filtered. */
  counts: Record<"all" | "overdue" | "soon" | "unused" | "outside" | "never_rotated", number>;
  /** Targets were let go since there are more than are kept. */
  isLowerBound: boolean;
}

export interface RotationCalendar extends Freshness {
  /** What is overdue, then what is due in the coming 90 days, by date; at most 500. */
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
  /** Further types of targets, and beginnings of actions, that tell of secrets. A change counts the log anew. */
  types: string[];
  actions: string[];
  updatedAt: string | null;
}
