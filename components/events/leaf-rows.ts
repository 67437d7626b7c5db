import { visibleLine } from "#wording";
import type { Fact } from "./event-facts.ts";

/** Paths that a query can name without quoting. */
const PLAIN_PATH = /^[a-z]+(\.[A-Za-z0-9_-]+)+$/;

const isTree = (value: unknown): value is Record<string, unknown> | unknown[] =>
  typeof value === "object" && value !== null && Object.keys(value).length > 0;

/**
 * A tree of JSON as lines: one for each leaf, with its path as a query field below `field` where there is one, and one above the leaves of
 * each object and list. `title` stands above all of them.
 */
export function leafRows(
  title: string,
  tree: Record<string, unknown> | undefined,
  { field, depth = 0 }: { field?: string; depth?: number },
): Fact[] {
  if (tree === undefined) return [];
  const rows: Fact[] = title === "" ? [] : [{ label: title, text: "", depth }];
  addMembers(tree, field, title === "" ? depth : depth + 1, rows);
  return rows;
}

function addMembers(
  tree: Record<string, unknown> | unknown[],
  field: string | undefined,
  depth: number,
  rows: Fact[],
): void {
  for (const [key, value] of Object.entries(tree)) {
    const isElement = Array.isArray(tree);
    const label = isElement ? `${Number(key) + 1}.` : visibleLine(key);
    // A query asks for the elements of a list by the path of the list.
    const path = field === undefined || isElement ? field : `${field}.${key}`;
    if (isTree(value)) {
      rows.push({ label, text: "", depth });
      addMembers(value, path, depth + 1, rows);
    } else
      rows.push({
        label,
        text: "",
        value: typeof value === "string" ? value : JSON.stringify(value),
        depth,
        ...(path !== undefined && PLAIN_PATH.test(path) && !isEmpty(value) ? { field: path } : {}),
      });
  }
}

/** Empty objects, lists and texts have no value that a query could name. */
const isEmpty = (value: unknown) => value === "" || (typeof value === "object" && value !== null);
