export const RECENT_MAX = 20;
const CHARACTERS_MAX = 2_000;
/** What looks like a key of Sealtrail is not kept. */
const TOKEN = /st_[a-z]{3}_\w/;

const storageKey = (tenant: string, personId: string) => `sealtrail.queries.${tenant}.${personId}`;

/** The queries that this person asked last in this browser, the last one first; at most RECENT_MAX. */
export function recentQueries(tenant: string, personId: string): string[] {
  try {
    const kept: unknown = JSON.parse(window.localStorage.getItem(storageKey(tenant, personId)) ?? "[]");
    if (!Array.isArray(kept)) return [];
    return kept.filter((q): q is string => typeof q === "string" && q.trim() !== "").slice(0, RECENT_MAX);
  } catch {
    return [];
  }
}

/** Puts a query in front, once; an empty one is none. */
export function rememberQuery(tenant: string, personId: string, query: string): void {
  const q = query.trim();
  if (q === "" || q.length > CHARACTERS_MAX || TOKEN.test(q)) return;
  write(tenant, personId, [q, ...recentQueries(tenant, personId).filter((one) => one !== q)].slice(0, RECENT_MAX));
}

export function forgetQueries(tenant: string, personId: string): void {
  write(tenant, personId, []);
}

function write(tenant: string, personId: string, queries: string[]): void {
  try {
    const key = storageKey(tenant, personId);
    if (queries.length === 0) window.localStorage.removeItem(key);
    else window.localStorage.setItem(key, JSON.stringify(queries));
  } catch {
    // Storage that is full or forbidden: nothing is remembered.
  }
}
