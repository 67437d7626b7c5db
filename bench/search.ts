import { listEvents } from "#server/events/index.ts";
import { authenticateKey } from "#server/keys/index.ts";
import { ensureBuilt } from "../scripts/build.ts";
import { randomSource } from "./event-maker.ts";
import { memoryRow } from "./memory.ts";
import { measurePage } from "./page.ts";
import { openPlainSearch, PLAIN_TIMEOUT_MS, type PlainSearch, plainCondition } from "./plain-search.ts";
import { atMost, figure, type ResultRow, ratioAtLeast, ratioAtMost } from "./results.ts";
import { checkAnswers } from "./search-check.ts";
import { openSearchSet, type SearchSet, shortCount } from "./search-data.ts";
import { indexSet } from "./search-index.ts";
import { DEEP_PAGE, nameOf, SEARCH_QUERIES, type SearchQuery } from "./search-queries.ts";
import { openSearchServer, PAGE_ROWS, type SearchServer } from "./search-requests.ts";
import { say } from "./stand.ts";
import { latenciesOf, median } from "./statistics.ts";

const WARM_UP_ROUNDS = 2;
const ROUNDS = 20;
const EXPLORE_ROUNDS = 5;
const DEEP_REPEATS = 200;
const SIZES = [1_000_000, 10_000_000] as const;

/** Sets of other sizes, such as `200000,2000000`, to try the benchmark itself. */
const sizes = process.env.SEALTRAIL_BENCH_SEARCH_EVENTS?.split(",").map(Number) ?? SIZES;

/**
 * The explorer at 1 M and at 10 M events: lists, counts and the page, over HTTP as the client sees them. `root` keeps the sets; both have
 * a PostgreSQL of their own, so that the small one shows what the size alone costs.
 */
export async function measureSearch(root: string): Promise<{ rows: ResultRow[]; postgres: string }> {
  const small = await openSearchSet(root, sizes[0]!);
  try {
    const large = await openSearchSet(root, sizes[1]!);
    try {
      return { rows: await measureSets(small, large), postgres: large.stand.postgres.version };
    } finally {
      await large.stand.close();
    }
  } finally {
    await small.stand.close();
  }
}

async function measureSets(small: SearchSet, large: SearchSet): Promise<ResultRow[]> {
  await ensureBuilt(say);
  const indexed = [...(await indexSet(small)), ...(await indexSet(large))];
  const plainSmall = await openPlainSearch(small);
  const plainLarge = await openPlainSearch(large);
  const serverSmall = await openSearchServer(small);
  const serverLarge = await openSearchServer(large);
  try {
    const checked = await checkAnswers(serverSmall, plainSmall);
    const lists = await measureLists(serverSmall, serverLarge);
    const rows = [
      ...lists.rows,
      ...(await measureDeep(serverLarge)),
      ...(await measureExplore(serverLarge)),
      ...(await measurePage(large, serverLarge.web)),
      ...(await measurePlain(plainLarge, serverLarge, lists.timesMs)),
      ...checked,
      ...(await measureInProcess(large)),
      ...indexed,
      figure(
        `loading ${shortCount(large.events)} events through the committer, two threads`,
        large.events / large.fillSeconds,
        "events/s",
      ),
      memoryRow("search", serverLarge.web),
    ];
    return rows;
  } finally {
    await Promise.all([serverSmall.close(), serverLarge.close()]);
    await Promise.all([plainSmall.close(), plainLarge.close()]);
  }
}

function shuffled<T>(list: readonly T[], random: () => number): T[] {
  return list
    .map((value) => ({ value, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ value }) => value);
}

type Times = Map<SearchQuery, number[]>;

const all = (times: Times) => [...times.values()].flat();

/** Each query at both sizes in turns, a round after the other, each in another order. */
async function measureLists(small: SearchServer, large: SearchServer): Promise<{ rows: ResultRow[]; timesMs: Times }> {
  const random = randomSource(6);
  const servers = [small, large];
  const times = servers.map((): Times => new Map(SEARCH_QUERIES.map((query) => [query, []])));
  const first = new Map<SearchQuery, number>();
  let partial = 0;
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
    for (const query of shuffled(SEARCH_QUERIES, random)) {
      for (const [i, server] of servers.entries()) {
        const { answer, ms } = await server.page(query);
        if (round >= 0) times[i]!.get(query)!.push(ms);
        if (round >= 0 && answer.is_partial) partial++;
        if (round === -WARM_UP_ROUNDS && i === 1 && query.page === undefined) first.set(query, ms);
      }
    }
  }
  const [smallTimes, largeTimes] = times as [Times, Times];
  for (const [query, list] of largeTimes) {
    const { p50, max } = latenciesOf(list);
    say(
      `${p50.toFixed(1).padStart(7)} ms, max ${max.toFixed(1).padStart(7)}, at ${shortCount(small.set.events)} ${median(smallTimes.get(query)!).toFixed(1).padStart(7)} ms: ${nameOf(query)}`,
    );
  }
  return { rows: listRows({ small, large, smallTimes, largeTimes, first, partial }), timesMs: largeTimes };
}

function listRows(measured: {
  small: SearchServer;
  large: SearchServer;
  smallTimes: Times;
  largeTimes: Times;
  first: Map<SearchQuery, number>;
  partial: number;
}): ResultRow[] {
  const { small, large, smallTimes, largeTimes, first, partial } = measured;
  const [sizeSmall, sizeLarge] = [small, large].map(({ set }) => shortCount(set.events));
  const [before, now] = [latenciesOf(all(smallTimes)), latenciesOf(all(largeTimes))];
  const slowest = [...largeTimes].sort(([, a], [, b]) => latenciesOf(b).max - latenciesOf(a).max)[0]!;
  const slowestMedian = [...largeTimes].sort(([, a], [, b]) => median(b) - median(a))[0]!;
  const words = latenciesOf([...largeTimes].flatMap(([query, list]) => (query.kind === "words" ? list : [])));
  const coldest = [...first].sort(([, a], [, b]) => b - a)[0]!;
  const what = `first page of ${PAGE_ROWS}, ${SEARCH_QUERIES.length} queries, ${ROUNDS} rounds at ${sizeLarge}`;
  return [
    figure(`${what}, p95`, now.p95, "ms", atMost(50)),
    figure(`${what}, p50`, now.p50, "ms"),
    figure(`${what}, slowest request of all (${nameOf(slowest[0])})`, now.max, "ms", atMost(150)),
    figure(
      `${what}, slowest query by its median (${nameOf(slowestMedian[0])})`,
      median(slowestMedian[1]),
      "ms",
      atMost(150),
    ),
    figure(
      `growth from ${sizeSmall} to ${sizeLarge}, p95 of the same queries in turns`,
      now.p95,
      "ms",
      ratioAtMost(1.5),
      before.p95,
    ),
    figure(
      `growth from ${sizeSmall} to ${sizeLarge}, p50 of the same queries in turns`,
      now.p50,
      "ms",
      ratioAtMost(1.5),
      before.p50,
    ),
    figure(`word search at ${sizeLarge}, p95`, words.p95, "ms", atMost(150)),
    figure(
      `each query the first time after the start at ${sizeLarge}, slowest (${nameOf(coldest[0])})`,
      coldest[1],
      "ms",
    ),
    figure("answers that were cut short for time", partial, `of ${2 * ROUNDS * SEARCH_QUERIES.length}`),
  ];
}

/** Page 1,000 and page 1 of one list in turns. */
async function measureDeep(server: SearchServer): Promise<ResultRow[]> {
  const rows: ResultRow[] = [];
  for (const q of ["", "action:document.read"]) {
    const first: SearchQuery = { kind: "deep page", q, plain: "" };
    const deep: SearchQuery = { ...first, page: DEEP_PAGE };
    const { answer } = await server.page(deep);
    if (answer.records.length !== PAGE_ROWS) throw new Error(`${nameOf(deep)} has ${answer.records.length} events`);
    const firstMs: number[] = [];
    const deepMs: number[] = [];
    for (let i = 0; i < DEEP_REPEATS; i++) {
      firstMs.push((await server.page(first)).ms);
      deepMs.push((await server.page(deep)).ms);
    }
    const what = `page ${DEEP_PAGE} against page 1 of ${q === "" ? "all events" : q}, p50 of ${DEEP_REPEATS} each in turns`;
    rows.push(figure(what, median(deepMs), "ms", ratioAtMost(1.3), median(firstMs)));
  }
  return rows;
}

async function measureExplore(server: SearchServer): Promise<ResultRow[]> {
  const queries = SEARCH_QUERIES.filter((query) => query.page === undefined);
  const times: Times = new Map(queries.map((query) => [query, []]));
  let bounded = 0;
  for (let round = -1; round < EXPLORE_ROUNDS; round++) {
    for (const query of queries) {
      const { answer, ms } = await server.explore(query);
      if (round < 0) continue;
      times.get(query)!.push(ms);
      if (answer.histogram.is_lower_bound || answer.facets.some((facet) => facet.is_lower_bound)) bounded++;
    }
  }
  for (const [query, list] of times) say(`${median(list).toFixed(1).padStart(7)} ms, counts of ${nameOf(query)}`);
  const { p50, p95, max } = latenciesOf(all(times));
  const what = `histogram and six facets of ${queries.length} queries, ${EXPLORE_ROUNDS} rounds at ${shortCount(server.set.events)}`;
  return [
    figure(`${what}, p95`, p95, "ms", atMost(300)),
    figure(`${what}, p50`, p50, "ms"),
    figure(`${what}, max`, max, "ms"),
    figure("of these, counts that were bounded and marked so", bounded, `of ${EXPLORE_ROUNDS * queries.length}`),
  ];
}

/** Once each: a page of the plain version takes seconds. */
async function measurePlain(plain: PlainSearch, server: SearchServer, timesMs: Times): Promise<ResultRow[]> {
  const plainMs: number[] = [];
  let cutOff = 0;
  for (const query of SEARCH_QUERIES) {
    const { ms, isCutOff } = await plain.page(plainCondition(query, server.set), query.page);
    plainMs.push(ms);
    if (isCutOff) cutOff++;
    say(`${(ms / 1_000).toFixed(1).padStart(7)} s by hand: ${nameOf(query)}`);
  }
  const [hand, ours] = [latenciesOf(plainMs), latenciesOf(all(timesMs))];
  const what = `the same queries by the plain version at ${shortCount(server.set.events)}, once each, against the first page over HTTP`;
  const cut =
    cutOff > 0 ? `; ${cutOff} of ${SEARCH_QUERIES.length} ended after ${PLAIN_TIMEOUT_MS / 1_000} s a statement` : "";
  return [
    figure(`${what}, p95${cut}`, hand.p95, "ms", ratioAtLeast(20), ours.p95),
    figure(`${what}, p50`, hand.p50, "ms", undefined, ours.p50),
  ];
}

/** The verb alone, without HTTP, in this process. */
async function measureInProcess({ stand, largest, from, until, events }: SearchSet): Promise<ResultRow[]> {
  return stand.withRuntime(async () => {
    const timesMs: number[] = [];
    for (let round = -1; round < EXPLORE_ROUNDS; round++) {
      for (const { q } of SEARCH_QUERIES) {
        const key = await authenticateKey(largest.provisioning, { requestId: "bench", via: "api" });
        const context = key.contextIn(largest.id);
        const beganMs = performance.now();
        await listEvents(context, { q, from, to: until, limit: PAGE_ROWS });
        if (round >= 0) timesMs.push(performance.now() - beganMs);
      }
    }
    const { p50, p95 } = latenciesOf(timesMs);
    return [
      figure(`first pages in process, without HTTP, of all 13 months at ${shortCount(events)}, p95`, p95, "ms"),
      figure("first pages in process, p50", p50, "ms"),
    ];
  });
}
