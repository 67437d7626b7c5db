import type { Key, ListedKey } from "#server/keys/index.ts";
import { plural } from "../ui/numbers.ts";
import { aheadText, isSoon, SOON_DAYS } from "./key-words.ts";

export const KEY_FILTERS = ["working", "attention", "ended", "all"] as const;
export type KeyFilter = (typeof KEY_FILTERS)[number];

export const filterOf = (text: string | null): KeyFilter => KEY_FILTERS.find((one) => one === text) ?? "working";

export const isWorking = ({ state }: Pick<Key, "state">) => state === "active" || state === "rotating";

const isRotationSoon = (key: Key, nowMs: number) => isWorking(key) && isSoon(key.rotationDueAt, nowMs);
const isEndSoon = (key: Key, nowMs: number) => isWorking(key) && isSoon(key.expiresAt, nowMs);

/** Whether somebody has something to do about the key. */
export const needsAttention = (key: Key, nowMs: number) =>
  key.state === "suspended" || isRotationSoon(key, nowMs) || isEndSoon(key, nowMs);

export function isShown(key: Key, filter: KeyFilter, nowMs: number): boolean {
  if (filter === "working") return isWorking(key);
  if (filter === "attention") return needsAttention(key, nowMs);
  return filter === "all" || key.state === "expired" || key.state === "revoked";
}

/** Whether what was typed stands anywhere in what the list says of the key. */
export function isFound(key: Key, typed: string): boolean {
  const { name, purpose, recipient, owner, kind, role, prefix, addresses, words } = key;
  const text = [name, purpose, recipient, owner?.name ?? "", kind, role, prefix, words, ...addresses].join("\n");
  return text.toLowerCase().includes(typed.trim().toLowerCase());
}

/** What was typed, without the secret of a token that was pasted: the address bar keeps what is typed. */
export const withoutSecrets = (typed: string) => typed.replace(/(st_[a-z]{3}_[0-9A-Za-z]+_)\S+/g, "$1");

/** What is to be done about the keys, a line each. */
export function todoLines(keys: readonly Key[], nowMs: number): string[] {
  const working = keys.filter(isWorking);
  const overdue = working.filter((key) => isSoon(key.rotationDueAt, nowMs, 0));
  const rotating = working.filter((key) => isRotationSoon(key, nowMs) && !overdue.includes(key));
  const ending = working.filter((key) => isEndSoon(key, nowMs));
  const suspended = keys.filter((key) => key.state === "suspended");
  const first = ending.map((key) => key.expiresAt!).sort()[0];
  return [
    ...(overdue.length > 0 ? [`${plural(overdue.length, "key is", "keys are")} overdue for rotation`] : []),
    ...(rotating.length > 0
      ? [`${plural(rotating.length, "key is", "keys are")} to be rotated within ${SOON_DAYS} days`]
      : []),
    ...(first === undefined
      ? []
      : ending.length === 1
        ? [`1 key expires ${aheadText(first, nowMs)}`]
        : [`${plural(ending.length, "key")} expire within ${SOON_DAYS} days, the first ${aheadText(first, nowMs)}`]),
    ...(suspended.length > 0
      ? [`${plural(suspended.length, "key")} suspended ${suspended.length === 1 ? "itself" : "themselves"}`]
      : []),
  ];
}

const RANK = { suspended: 0, rotating: 1, active: 2, expired: 3, revoked: 4 } as const;

/** By state, what may need a look first; then by what ends first. */
export function byStateAndExpiry(a: ListedKey, b: ListedKey): number {
  const end = ({ expiresAt }: Key) => (expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(expiresAt));
  const rank = RANK[a.state] - RANK[b.state];
  if (rank !== 0 || end(a) === end(b)) return rank || a.name.localeCompare(b.name, "en");
  return end(a) - end(b);
}
