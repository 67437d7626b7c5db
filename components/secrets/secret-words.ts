import type { Secret, SecretRotation } from "#server/secrets/index.ts";
import { count, plural } from "../ui/numbers.ts";
import type { SecretFilter, SecretSort } from "./secrets-address.ts";

export const FILTER_NAMES: Record<SecretFilter, string> = {
  all: "All",
  overdue: "Overdue",
  soon: "Due soon",
  unused: "Unused",
  outside: "Read from outside",
  never_rotated: "Never rotated",
};
export const SORT_NAMES: Record<SecretSort, string> = {
  due: "Due first",
  name: "Name",
  last_read: "Last read first",
  reads: "Most reads first",
  readers: "Most readers first",
};

/** Whole days of 24 hours since it was due: "12 days over", "less than a day over", "within a day", "in 3 days". */
export function dueIn(daysOver: number): string {
  if (daysOver > 0) return `${plural(daysOver, "day")} over`;
  if (daysOver === 0) return "less than a day over";
  return daysOver === -1 ? "within a day" : `in ${plural(-daysOver, "day")}`;
}

const SOON_DAYS = 14;
export const dueTone = ({ isOverdue, daysOver }: Pick<SecretRotation, "isOverdue" | "daysOver">) =>
  isOverdue ? "bad" : daysOver !== null && daysOver >= -SOON_DAYS ? "due" : undefined;

const SOURCE_WORDS: Record<SecretRotation["source"], string> = {
  secret: "a period of its own",
  log: "as the log says of it",
  environment: "as its environment’s policy",
  type: "as its type’s policy",
  default: "as the tenant’s policy",
};
const SINCE_WORDS: Record<SecretRotation["since"], string> = {
  rotation: "its last rotation",
  creation: "its creation",
  "first seen": "it was first seen",
};

/** Why there is no day on which it is due. */
export const noDueText = ({ isWaiting }: SecretRotation): string =>
  isWaiting ? "not due while unread" : "not to be rotated";

/** "every 90 days, as the log says of it". */
export const periodText = ({ days, source }: SecretRotation): string =>
  days === null
    ? `not to be rotated, ${SOURCE_WORDS[source]}`
    : `every ${plural(days, "day")}, ${SOURCE_WORDS[source]}`;
export const sinceText = ({ since }: SecretRotation): string => SINCE_WORDS[since];

export interface SecretMark {
  tone: "bad" | "due" | "plain";
  text: string;
}

/** What is to be said of it, the worst first; nothing of most. */
export function marksOf({ rotation, isUnused, unusedDays, outside, deletedAt }: Secret): SecretMark[] {
  const marks: SecretMark[] = [];
  if (deletedAt) marks.push({ tone: "plain", text: "deleted" });
  if (rotation.isOverdue) marks.push({ tone: "bad", text: "overdue" });
  else if (dueTone(rotation)) marks.push({ tone: "due", text: "due soon" });
  if (outside > 0) marks.push({ tone: "bad", text: `${count(outside)} from outside` });
  if (isUnused) marks.push({ tone: "due", text: `unused ${plural(unusedDays, "day")}` });
  return marks;
}

/** "3 people" and "2 services", as far as there are any. */
export const readersText = ({ people, services }: Pick<Secret, "people" | "services">): string[] => [
  ...(people > 0 ? [`${count(people)} ${people === 1 ? "person" : "people"}`] : []),
  ...(services > 0 ? [plural(services, "service")] : []),
];
