import { HttpConnection, requestBytes } from "./http-connection.ts";
import type { SearchSet } from "./search-data.ts";
import type { SearchQuery } from "./search-queries.ts";
import { startWorker, type WebProcess } from "./web-process.ts";

export const PAGE_ROWS = 50;
export const FACETS = ["outcome", "action", "actor.id", "country", "env", "category"];
/** The server closes a connection that was idle for five seconds. */
const IDLE_MS_MAX = 2_000;
const DAY_MS = 86_400_000;

export interface ListAnswer {
  records: { seq: number; event: { id: string } }[];
  next_cursor: string | null;
  is_partial?: boolean;
}

export interface ExploreAnswer {
  histogram: { buckets: Record<"success" | "failure" | "denied" | "unknown", number>[]; is_lower_bound: boolean };
  facets: { field: string; values: { value: string; count: number }[]; is_lower_bound: boolean }[];
}

export interface Timed<T> {
  answer: T;
  ms: number;
}

/** A set behind its web process and its worker, asked over one kept-alive connection with a provisioning key, one request at a time. */
export interface SearchServer {
  set: SearchSet;
  web: WebProcess;
  list(query: SearchQuery, cursor?: string): Promise<Timed<ListAnswer>>;
  /** The list at the query's page: walked to by its cursors once, then by that page's cursor. */
  page(query: SearchQuery): Promise<Timed<ListAnswer>>;
  explore(query: SearchQuery): Promise<Timed<ExploreAnswer>>;
  close(): Promise<void>;
}

export async function openSearchServer(set: SearchSet): Promise<SearchServer> {
  const worker = await startWorker(set.stand.variables);
  const web = await set.stand.startWeb();
  let connection = new HttpConnection(web.port);
  let usedMs = performance.now();
  const cursors = new Map<SearchQuery, string>();

  /** A connection that the server will not close meanwhile; the time. */
  async function connected(): Promise<number> {
    if (performance.now() - usedMs > IDLE_MS_MAX) {
      connection.close();
      connection = new HttpConnection(web.port);
      await connection.opened;
    }
    return performance.now();
  }

  async function get<T>(path: string): Promise<Timed<T>> {
    const request = requestBytes("GET", path, `127.0.0.1:${web.port}`, set.largest.provisioning);
    const sentMs = await connected();
    const { status, body } = await connection.send(request);
    usedMs = performance.now();
    const ms = usedMs - sentMs;
    if (status !== 200) throw new Error(`the server answered ${status} to ${path}: ${body}`);
    return { answer: JSON.parse(body.toString("utf8")) as T, ms };
  }

  function asked({ q, days }: SearchQuery): string {
    const { from, until } = set;
    const begin = days === undefined ? from : new Date(until.getTime() - days * DAY_MS);
    return new URLSearchParams({ q, from: begin.toISOString(), to: until.toISOString() }).toString();
  }

  const list: SearchServer["list"] = (query, cursor) =>
    get(`/api/v1/events?${asked(query)}&limit=${PAGE_ROWS}${cursor === undefined ? "" : `&cursor=${cursor}`}`);

  /** The cursor that leads to a page, from the first on. */
  async function walkTo(query: SearchQuery, page: number): Promise<string> {
    let cursor: string | undefined;
    for (let at = 1; at < page; at++) {
      const { answer } = await list(query, cursor);
      if (answer.next_cursor === null) throw new Error(`${query.q}: the list ended at page ${at}`);
      cursor = answer.next_cursor;
    }
    return cursor!;
  }

  return {
    set,
    web,
    list,
    async page(query) {
      if (query.page === undefined) return list(query);
      const known = cursors.get(query) ?? (await walkTo(query, query.page));
      cursors.set(query, known);
      return list(query, known);
    },
    explore: (query) => get(`/api/v1/explore?${asked(query)}&fields=${FACETS.join(",")}&previous=false`),
    async close() {
      connection.close();
      await web.close();
      await worker.close();
    },
  };
}
