import type { Key, KeyState, TenantKeyKind } from "#server/keys/index.ts";
import { MONTHS, span, wallTime } from "../events/times.ts";
import { count, plural } from "../ui/numbers.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** What is due within so many days is to be seen to. */
export const SOON_DAYS = 14;

export const KIND_WORDS: Record<TenantKeyKind, { name: string; does: string }> = {
  provisioning: { name: "Provisioning", does: "Reads or follows events, as far as it shows them" },
  ingest: { name: "Ingest", does: "Appends events and reads nothing" },
  management: { name: "Management", does: "Manages keys, members and roles, and reads no events" },
};

/** "in 12 days", "in 5 h": ahead, whole days from two on, rounded down. */
export function aheadText(iso: string, nowMs: number): string {
  const ms = Date.parse(iso) - nowMs;
  if (ms <= 0) return "now";
  return `in ${ms >= 2 * DAY_MS ? plural(Math.floor(ms / DAY_MS), "day") : span(ms / 1000)}`;
}

/** "in 12 days" or "3 d ago". */
export function dueText(iso: string, nowMs: number): string {
  const pastMs = nowMs - Date.parse(iso);
  return pastMs < 0 ? aheadText(iso, nowMs) : `${span(pastMs / 1000)} ago`;
}

/** Whether it is at most `days` ahead, or past. */
export const isSoon = (iso: string | null, nowMs: number, days = SOON_DAYS): boolean =>
  iso !== null && Date.parse(iso) - nowMs <= days * DAY_MS;

/** "18 Feb 2027", the day as a calendar in the zone shows it. */
export function dayText(iso: string, timeZone: string): string {
  const [year, month, day] = wallTime(Date.parse(iso), timeZone).slice(0, 10).split("-").map(Number);
  return `${day} ${MONTHS[month! - 1]} ${year}`;
}

/** A state in words, with what matters about it: "rotating, old secret ends in 22 h". */
export function stateText(key: Pick<Key, "state" | "oldSecretUntil">, nowMs: number): string {
  if (key.state !== "rotating" || key.oldSecretUntil === null) return key.state;
  const leftMs = Date.parse(key.oldSecretUntil) - nowMs;
  return leftMs <= 0 ? "active" : `rotating, old secret ends ${aheadText(key.oldSecretUntil, nowMs)}`;
}

/** Why a key is in its state or until when, below the state: "old secret ends in 22 h". */
export function stateDetail(key: Key, nowMs: number): string | null {
  if (key.state === "rotating" && key.oldSecretUntil !== null)
    return `old secret ends ${aheadText(key.oldSecretUntil, nowMs)}`;
  if (key.state === "suspended") return key.suspendReason;
  return key.state === "revoked" ? key.revokeReason : null;
}

/** How much a state matters: "due" is to be seen to, "ended" works no more. */
export function toneOf(state: KeyState): "plain" | "due" | "ended" | "refused" {
  if (state === "active") return "plain";
  if (state === "rotating") return "due";
  return state === "revoked" ? "refused" : "ended";
}

/** "60 requests/min · 5,000,000 rows/day" */
export function limitsText(key: Pick<Key, "requestsPerMinute" | "rowsPerDay">): string {
  const rows = key.rowsPerDay === null ? [] : [`${count(key.rowsPerDay)} rows/day`];
  return [`${count(key.requestsPerMinute)} requests/min`, ...rows].join(" · ");
}

/** "every 30 days" or "no period set". */
export const rotationText = (rotationDays: number | null) =>
  rotationDays === null ? "no period set" : `every ${plural(rotationDays, "day")}`;

/** "24 h", "7 days" */
export const graceText = (hours: number) =>
  hours * HOUR_MS >= 2 * DAY_MS ? plural(Math.round(hours / 24), "day") : `${hours} h`;
