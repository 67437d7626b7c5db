import type { Review, ReviewItem } from "#server/reviews/index.ts";
import { span } from "../events/times.ts";
import { count, plural } from "../ui/numbers.ts";

/** "28 November 2026" */
export function dayText(at: string, timeZone: string): string {
  return new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone }).format(
    new Date(at),
  );
}

/** "due by 12 December 2026", or by how much it is late. */
export function dueText(dueAt: string, nowMs: number, timeZone: string): { text: string; isLate: boolean } {
  const lateS = (nowMs - Date.parse(dueAt)) / 1_000;
  if (lateS > 0) return { text: `overdue by ${span(lateS)}`, isLate: true };
  return { text: `due by ${dayText(dueAt, timeZone)}`, isLate: false };
}

/** When the next review begins by itself. */
export function nextText(nextAt: string, nowMs: number, timeZone: string): string {
  return Date.parse(nextAt) > nowMs ? `on ${dayText(nextAt, timeZone)}` : "within minutes";
}

/** "9 kept, 2 revoked, 1 gone": what there is none of is left out. */
export function resultText({ kept, revoked, gone }: Pick<Review, "kept" | "revoked" | "gone">): string {
  const parts = [
    [kept, "kept"],
    [revoked, "revoked"],
    [gone, "gone"],
  ] as const;
  const shown = parts.filter(([number]) => number > 0).map(([number, word]) => `${count(number)} ${word}`);
  return shown.length === 0 ? "nothing to review" : shown.join(", ");
}

export const totalOf = ({ keys, members }: Pick<Review, "keys" | "members">) => keys + members;

export const subjectsText = ({ keys, members }: { keys: number; members: number }) =>
  `${plural(keys, "key")} and ${plural(members, "member")}`;

/** "2 keys and 1 member": what there is none of is left out; empty for nothing. */
export function newcomersText({ keys, members }: { keys: number; members: number }): string {
  return [keys > 0 ? plural(keys, "key") : "", members > 0 ? plural(members, "member") : ""]
    .filter((part) => part !== "")
    .join(" and ");
}

export const ENDED_TEXT = {
  revoked: "Revoked meanwhile",
  expired: "Expired meanwhile",
  left: "No member any more",
} as const;

const FIELDS: Record<string, string> = {
  sees: "what it sees",
  expires_at: "end",
  second_factor: "second factor",
  email: "e-mail address",
};

/** "role, rights and end": what of a subject was changed since. */
export function changedText(fields: readonly string[]): string {
  const names = fields.map((field) => FIELDS[field] ?? field.replaceAll("_", " "));
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

export const nameOfItem = (item: ReviewItem) => item.subject.name;
