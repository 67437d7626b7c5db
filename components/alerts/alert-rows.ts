import type { AlertLine } from "#server/alerts/index.ts";

type Sort = "newest" | "score";

/** As the server orders; below 0 when `a` stands before `b`. */
export function compareAlerts(a: AlertLine, b: AlertLine, sort: Sort): number {
  const key = (of: AlertLine) => (sort === "score" ? of.score : Date.parse(of.lastAt));
  if (key(a) !== key(b)) return key(b) - key(a);
  return a.id === b.id ? 0 : a.id < b.id ? 1 : -1;
}

/**
 * The rows once the first page was read anew: as far as the page reaches it stands, beyond it what was loaded before. Without `isMore` the page is
 * all there is.
 */
export function withFirstPage(
  rows: readonly AlertLine[],
  page: readonly AlertLine[],
  { sort, isMore }: { sort: Sort; isMore: boolean },
): AlertLine[] {
  const last = page.at(-1);
  if (!isMore || !last) return [...page];
  const ids = new Set(page.map(({ id }) => id));
  return [...page, ...rows.filter((row) => !ids.has(row.id) && compareAlerts(last, row, sort) < 0)];
}
