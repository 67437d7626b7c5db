import { matchSequences } from "./sequence-match.ts";

/** How a JSON value came of another one. Applied to the first it gives the second. */
export type Difference =
  | { kind: "same" }
  /** Another value in its place; not looked into. */
  | { kind: "replaced"; before: unknown; after: unknown }
  | { kind: "object"; members: MemberDifference[] }
  | { kind: "list"; entries: EntryDifference[] };

/** One member of an object, in the order of the later one; what was removed stands where it was. */
export type MemberDifference = { key: string } & ValueDifference;

/** One element of a list. `from` is its place before and `to` its place after; `name` is what it is known by. */
export type EntryDifference = { from?: number; to?: number; name?: string } & ValueDifference;

type ValueDifference =
  | { kind: "added"; after: unknown }
  | { kind: "removed"; before: unknown }
  | { kind: "kept"; difference: Difference };

type Tree = Record<string, unknown>;
const isObject = (value: unknown): value is Tree =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** One text for one JSON value, whatever the order of its members. */
function formOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(formOf).join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? "";
  const members = Object.keys(value).sort();
  return `{${members.map((key) => `${JSON.stringify(key)}:${formOf(value[key])}`).join(",")}}`;
}

/** What differs between two JSON values, member by member; elements of lists are paired by their id or name where they have one. */
export function differenceOf(before: unknown, after: unknown): Difference {
  if (formOf(before) === formOf(after)) return { kind: "same" };
  if (isObject(before) && isObject(after)) return { kind: "object", members: memberDifferences(before, after) };
  if (Array.isArray(before) && Array.isArray(after)) return { kind: "list", entries: entryDifferences(before, after) };
  return { kind: "replaced", before, after };
}

function memberDifferences(before: Tree, after: Tree): MemberDifference[] {
  const members: MemberDifference[] = Object.keys(after).map((key) =>
    Object.hasOwn(before, key)
      ? { key, kind: "kept", difference: differenceOf(before[key], after[key]) }
      : { key, kind: "added", after: after[key] },
  );
  Object.keys(before).forEach((key, at, keys) => {
    if (Object.hasOwn(after, key)) return;
    const place = at === 0 ? 0 : members.findIndex((one) => one.key === keys[at - 1]) + 1;
    members.splice(place, 0, { key, kind: "removed", before: before[key] });
  });
  return members;
}

function entryDifferences(before: unknown[], after: unknown[]): EntryDifference[] {
  const names = namesOf(before, after);
  if (names) return namedEntries(before, after, names);
  const pairs = [...matchSequences(before.map(formOf), after.map(formOf)), [before.length, after.length] as const];
  const entries: EntryDifference[] = [];
  let [i, j] = [0, 0];
  for (const [nextI, nextJ] of pairs) {
    // Objects between two equal elements are likely to be the same ones, changed.
    while (i < nextI && j < nextJ && isObject(before[i]) && isObject(after[j]))
      entries.push({ from: i, to: j, kind: "kept", difference: differenceOf(before[i++], after[j++]) });
    while (i < nextI) entries.push({ from: i, kind: "removed", before: before[i++] });
    while (j < nextJ) entries.push({ to: j, kind: "added", after: after[j++] });
    if (i < before.length && j < after.length)
      entries.push({ from: i++, to: j++, kind: "kept", difference: { kind: "same" } });
  }
  return entries;
}

interface Names {
  before: string[];
  after: string[];
}

/** What the elements of both lists are known by: the first of `id`, `key` and `name` that is there everywhere, once in each list. */
function namesOf(before: unknown[], after: unknown[]): Names | undefined {
  for (const member of ["id", "key", "name"]) {
    const [old, now] = [before, after].map((list) => list.map((one) => nameIn(one, member)));
    if (isNaming(old!) && isNaming(now!)) return { before: old, after: now };
  }
  return undefined;
}

function nameIn(element: unknown, member: string): string | undefined {
  const name = isObject(element) && Object.hasOwn(element, member) ? element[member] : undefined;
  return typeof name === "string" || typeof name === "number" ? String(name) : undefined;
}

const isNaming = (names: (string | undefined)[]): names is string[] =>
  !names.includes(undefined) && new Set(names).size === names.length;

function namedEntries(before: unknown[], after: unknown[], names: Names): EntryDifference[] {
  const places = new Map(names.before.map((name, at) => [name, at]));
  const entries: EntryDifference[] = names.after.map((name, to) => {
    const from = places.get(name);
    return from === undefined
      ? { to, name, kind: "added", after: after[to] }
      : { from, to, name, kind: "kept", difference: differenceOf(before[from], after[to]) };
  });
  const kept = new Set(names.after);
  names.before.forEach((name, from) => {
    if (kept.has(name)) return;
    const place = from === 0 ? 0 : entries.findIndex((one) => one.from === from - 1) + 1;
    entries.splice(place, 0, { from, name, kind: "removed", before: before[from] });
  });
  return entries;
}

/** The later value, made of the earlier one and the difference. */
export function applyDifference(before: unknown, difference: Difference): unknown {
  switch (difference.kind) {
    case "same":
      return before;
    case "replaced":
      return difference.after;
    case "object": {
      const members = difference.members.flatMap((one) => {
        if (one.kind === "removed") return [];
        const value = one.kind === "added" ? one.after : applyDifference((before as Tree)[one.key], one.difference);
        return [[one.key, value] as const];
      });
      return Object.fromEntries(members);
    }
    case "list":
      return difference.entries.flatMap((one) => {
        if (one.kind === "removed") return [];
        return [one.kind === "added" ? one.after : applyDifference((before as unknown[])[one.from!], one.difference)];
      });
  }
}
