import { type Difference, differenceOf, type EntryDifference } from "./change-tree.ts";

/** One leaf of a changed value, or one element of a list that is elsewhere now. `path` is for people, `queryPath` for queries. */
export interface ChangeLine {
  kind: "same" | "added" | "removed" | "changed" | "moved";
  path: string;
  queryPath: string;
  before?: unknown;
  after?: unknown;
}

interface Place {
  path: string;
  queryPath: string;
}

const PLAIN_KEY = /^[\p{L}\p{N}_$-]+$/u;

const memberOf = ({ path, queryPath }: Place, key: string): Place => ({
  path: PLAIN_KEY.test(key) ? (path === "" ? key : `${path}.${key}`) : `${path}[${JSON.stringify(key)}]`,
  queryPath: queryPath === "" ? key : `${queryPath}.${key}`,
});
const elementOf = ({ path, queryPath }: Place, name: string): Place => ({ path: `${path}[${name}]`, queryPath });

type Side = "same" | "added" | "removed";

/** What differs between two JSON values, leaf by leaf in their order, with what is the same in between. */
export function changeLines(before: unknown, after: unknown): ChangeLine[] {
  const lines: ChangeLine[] = [];
  const top = { path: "", queryPath: "" };
  if (before === undefined) addLeaves(after, top, "added", lines);
  else if (after === undefined) addLeaves(before, top, "removed", lines);
  else addDifference(before, differenceOf(before, after), top, lines);
  return lines;
}

function addDifference(before: unknown, difference: Difference, place: Place, lines: ChangeLine[]): void {
  switch (difference.kind) {
    case "same":
      addLeaves(before, place, "same", lines);
      return;
    case "replaced":
      addReplaced(difference, place, lines);
      return;
    case "object":
      for (const one of difference.members) {
        const member = memberOf(place, one.key);
        if (one.kind === "added") addLeaves(one.after, member, "added", lines);
        else if (one.kind === "removed") addLeaves(one.before, member, "removed", lines);
        else addDifference((before as Record<string, unknown>)[one.key], one.difference, member, lines);
      }
      return;
    case "list":
      addEntries(before as unknown[], difference.entries, place, lines);
  }
}

/** Where the value became another kind of value, its leaves are gone and others are there. */
function addReplaced(one: { before: unknown; after: unknown }, place: Place, lines: ChangeLine[]): void {
  if (!isTree(one.before) && !isTree(one.after)) {
    lines.push({ kind: "changed", ...place, before: one.before, after: one.after });
    return;
  }
  addLeaves(one.before, place, "removed", lines);
  addLeaves(one.after, place, "added", lines);
}

function addEntries(before: unknown[], entries: EntryDifference[], place: Place, lines: ChangeLine[]): void {
  let reached = -1;
  for (const one of entries) {
    const element = elementOf(place, one.name ?? String(one.to ?? one.from));
    if (one.kind === "added") addLeaves(one.after, element, "added", lines);
    else if (one.kind === "removed") addLeaves(one.before, element, "removed", lines);
    else {
      if (one.from! < reached)
        lines.push({ kind: "moved", ...element, before: `at ${one.from! + 1}`, after: `at ${one.to! + 1}` });
      reached = Math.max(reached, one.from!);
      addDifference(before[one.from!], one.difference, element, lines);
    }
  }
}

function addLeaves(value: unknown, place: Place, side: Side, lines: ChangeLine[]): void {
  if (Array.isArray(value) && value.length > 0)
    for (const [at, one] of value.entries()) addLeaves(one, elementOf(place, String(at)), side, lines);
  else if (isTree(value))
    for (const [key, one] of Object.entries(value)) addLeaves(one, memberOf(place, key), side, lines);
  else
    lines.push({
      kind: side,
      ...place,
      ...(side === "added" ? {} : { before: value }),
      ...(side === "removed" ? {} : { after: value }),
    });
}

const isTree = (value: unknown): value is Record<string, unknown> | unknown[] =>
  typeof value === "object" && value !== null && Object.keys(value).length > 0;

/** Lines in the order of the list; those that are the same stand together. */
export type LineGroup = { isSame: boolean; lines: ChangeLine[] };

export function groupLines(lines: readonly ChangeLine[]): LineGroup[] {
  const groups: LineGroup[] = [];
  for (const line of lines) {
    const isSame = line.kind === "same";
    const last = groups.at(-1);
    if (last?.isSame === isSame) last.lines.push(line);
    else groups.push({ isSame, lines: [line] });
  }
  return groups;
}

/** A leaf in words: text as it is, everything else as JSON. */
export const leafText = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
