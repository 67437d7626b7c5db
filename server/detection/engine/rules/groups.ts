import type { Observed, StateRef, States } from "../detector.ts";
import { isSameAlert, OLD_MS } from "../engine.ts";
import type { CompiledRule } from "./compile-rule.ts";
import type { Group } from "./group-keys.ts";

/** What a rule remembers of one group. */
export interface GroupState<T> {
  state: T;
  /** Time of the newest event of it. */
  seenMs: number;
  /** Until when more of it belongs to the alert that is there; kept where alerts are limited. */
  untilMs?: number;
}

/** Of one row: the groups by key, the one seen longest ago first. */
type Row<T> = Record<string, GroupState<T>>;

/** Of the rule as a whole; in its pinned row. */
export interface Bookkeeping {
  groups: number;
  dropped: number;
  /** Times of the alerts of the last day; kept where alerts are limited. */
  raised?: number[];
}

const SLOT = "groups";
const BOOKS = "books";

export const readBooks = (rule: CompiledRule, states: States): Bookkeeping =>
  states.get<Bookkeeping>(rule.pinned, BOOKS) ?? { groups: 0, dropped: 0 };

export const writeBooks = (rule: CompiledRule, states: States, books: Bookkeeping): void =>
  states.put(rule.pinned, BOOKS, books);

export function countGroups(rule: CompiledRule, states: States, added: number, dropped: number): void {
  if (added === 0 && dropped === 0) return;
  const books = readBooks(rule, states);
  writeBooks(rule, states, { ...books, groups: books.groups + added, dropped: books.dropped + dropped });
}

/**
 * What is remembered of a group, made anew where nothing is. Where its row is full, groups go of which no event could count any more, and then
 * the one that was seen longest ago. Followed by `put`.
 */
export function useGroup<T>(
  rule: CompiledRule,
  states: States,
  { key }: Group,
  passedMs: number,
  empty: () => T,
): { entry: GroupState<T>; ref: StateRef; put(): void } {
  const ref = rule.keys.rowOf(key);
  const row = states.get<Row<T>>(ref, SLOT) ?? {};
  const known = Object.hasOwn(row, key) ? row[key] : undefined;
  const entry = known ?? { state: empty(), seenMs: passedMs };
  if (known) {
    entry.seenMs = Math.max(entry.seenMs, passedMs);
    delete row[key];
  } else makeRoom(rule, states, row, passedMs);
  row[key] = entry;
  return { entry, ref, put: () => states.put(ref, SLOT, row) };
}

function makeRoom<T>(rule: CompiledRule, states: States, row: Row<T>, passedMs: number): void {
  const { groupsMax } = rule.keys;
  const before = Object.keys(row);
  if (before.length < groupsMax) {
    countGroups(rule, states, 1, 0);
    return;
  }
  const uselessBeforeMs = passedMs - rule.windowMs - OLD_MS;
  for (const key of before) if (row[key]!.seenMs < uselessBeforeMs) delete row[key];
  const left = Object.keys(row);
  const letGo = Math.max(0, left.length - groupsMax + 1);
  for (const key of left.slice(0, letGo)) delete row[key];
  countGroups(rule, states, 1 - (before.length - left.length) - letGo, letGo);
}

/**
 * Whether an alert at `atMs` may be raised: one more of an alert that is there always may, by the reckoning of the engine's own. Notes it.
 */
export function mayRaise(
  rule: CompiledRule,
  states: States,
  { atMs, lateness }: { atMs: number; lateness: Observed["lateness"] },
  entry: { untilMs?: number },
): boolean {
  const { alertsPerDay } = rule.suppression;
  if (alertsPerDay === undefined || lateness === "old") return true;
  const { untilMs } = entry;
  if (untilMs !== undefined && isSameAlert(untilMs, atMs, rule.dedupMs)) return true;
  const books = readBooks(rule, states);
  const raised = books.raised ?? [];
  if (raised.filter((one) => one > atMs - OLD_MS && one < atMs + OLD_MS).length >= alertsPerDay) return false;
  entry.untilMs = atMs + rule.dedupMs;
  writeBooks(rule, states, { ...books, raised: [...raised, atMs].slice(-2 * alertsPerDay) });
  return true;
}
