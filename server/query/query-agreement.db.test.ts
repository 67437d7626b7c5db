import fc from "fast-check";
import type pg from "pg";
import { beforeAll, expect, test } from "vitest";
import { formatQuery, type QueryNode } from "#query";
import type { SealedEvent } from "#tlog";
import { openTestRuntime, rolledBack, type TestRuntime } from "../../tests/database.ts";
import { anyEvent, hoursBefore, valuesOf } from "../../tests/event-samples.ts";
import { anyNode, type SampleValues } from "../../tests/query-samples.ts";
import { makeTenant, sendEvents, type TestTenant } from "../../tests/tenant.ts";
import { inTenant } from "../access/index.ts";
import type { EventInput } from "../event-format/index.ts";
import { listEvents } from "../events/index.ts";
import { setRuntime } from "../runtime.ts";
import { eachBit } from "../search/bits.ts";
import { evaluate } from "../search/evaluate.ts";
import { countEvents, indexedTo, indexLedger, liveHeads } from "../search/index.ts";
import { Planner } from "../search/plan.ts";
import { readSeqRuns } from "../search/segments.sql.ts";
import { readWave } from "../search/wave.ts";
import { isExactInSql, queryBound, queryBranches, queryCondition } from "./conditions.sql.ts";
import { type MatchableEvent, matchesQuery } from "./match-query.ts";
import { Parameters } from "./parameters.ts";
import { parseQuery } from "./parse-query.ts";

const SEED = 20_261_121;
const EVENTS = 300;
const QUERIES = 3_200;
const QUERIES_PER_STATEMENT = 50;
const INDEX_QUERIES = 1_000;

let runtime: TestRuntime;
let acme: TestTenant;
let events: MatchableEvent[];
let values: SampleValues;
let until: Date;

beforeAll(async () => {
  runtime = await openTestRuntime();
  setRuntime(runtime);
  acme = await makeTenant();
  const globex = await makeTenant();
  const nowMs = runtime.clock.now().getTime();
  const sent = fc
    .sample(fc.tuple(anyEvent, fc.nat({ max: 30 })), { numRuns: EVENTS, seed: SEED })
    .map(([one, back]) => JSON.parse(JSON.stringify({ ...one, occurred_at: hoursBefore(nowMs, back) })) as EventInput);
  await sendEvents(acme.ingest, sent);
  await sendEvents(globex.ingest, sent);
  events = await rolledBack(runtime.urls.app, acme.id, async (client) => {
    const { rows } = await client.query<{ seq: string; body: string }>("SELECT seq, body FROM event ORDER BY seq");
    return rows.map((row) => ({ seq: Number(row.seq), event: JSON.parse(row.body) as SealedEvent }));
  });
  until = new Date(nowMs);
  values = valuesOf(events, nowMs);
  await indexLedger(acme.id, undefined, { from: 40, to: 60, merged: 3, max: 180 });
});

const matching = (node: QueryNode) => events.filter((one) => matchesQuery(node, one)).map((one) => one.seq);

/** The seqs that each condition finds, in one statement over rows that are read once: planning each on its own would take most of the time. */
async function seqsOfEach(client: pg.Client, nodes: QueryNode[]): Promise<number[][]> {
  const parameters = new Parameters();
  const columns = nodes.map((node, i) => {
    return `ARRAY(SELECT seq::int FROM event WHERE ${queryCondition(node, parameters)} ORDER BY seq) AS "${i}"`;
  });
  const sql = `WITH event AS MATERIALIZED (SELECT * FROM event) SELECT ${columns.join(", ")}`;
  const { rows } = await client.query<Record<string, number[]>>(sql, parameters.values);
  return nodes.map((_, i) => rows[0]![i]!);
}

/** The seqs that the branches of a query find through whatever indexes they may use; an event that fits two would be there twice. */
async function seqsOfBranches(client: pg.Client, node: QueryNode): Promise<number[]> {
  const parameters = new Parameters();
  const branches = queryBranches(node, parameters).map((branch) => `SELECT seq::int FROM event WHERE ${branch}`);
  const sql = `${branches.join(" UNION ALL ")} ORDER BY seq`;
  return (await client.query<{ seq: number }>(sql, parameters.values)).rows.map((row) => row.seq);
}

const sample = (numRuns: number, seed: number) => fc.sample(anyNode(values), { numRuns, seed });

test("SQL and the memory agree on every generated query that SQL can decide", async () => {
  expect(events.length).toBeGreaterThan(EVENTS);
  const texts = sample(QUERIES * 3, SEED)
    .filter(isExactInSql)
    .slice(0, QUERIES)
    .map(formatQuery);
  expect(texts.length).toBeGreaterThan(QUERIES / 2);
  let telling = 0;
  await rolledBack(runtime.urls.app, acme.id, async (client) => {
    for (let from = 0; from < texts.length; from += QUERIES_PER_STATEMENT) {
      const some = texts.slice(from, from + QUERIES_PER_STATEMENT);
      const found = await seqsOfEach(
        client,
        some.map((q) => parseQuery(q).node),
      );
      some.forEach((q, i) => {
        expect({ q, found: found[i] }).toEqual({ q, found: matching(parseQuery(q).node) });
        if (found[i]!.length > 0 && found[i]!.length < events.length) telling++;
      });
    }
  });
  expect(telling).toBeGreaterThan(texts.length / 3);
});

test("what SQL cannot decide it bounds: nothing that fits is left out", async () => {
  const nodes = sample(QUERIES, SEED + 3).filter((node) => !isExactInSql(node));
  let bounded = 0;
  await rolledBack(runtime.urls.app, acme.id, async (client) => {
    for (const node of nodes.slice(0, 400)) {
      const parameters = new Parameters();
      const { condition, isExact } = queryBound(node, parameters);
      expect(isExact).toBe(false);
      const { rows } = await client.query<{ seq: number }>(
        `SELECT seq::int FROM event WHERE ${condition}`,
        parameters.values,
      );
      const found = new Set(rows.map((row) => row.seq));
      expect(matching(node).filter((seq) => !found.has(seq))).toEqual([]);
      if (found.size < events.length) bounded++;
    }
  });
  expect(bounded).toBeGreaterThan(20);
});

test("the search index and the memory agree on every generated query, events that are not indexed yet among them", async () => {
  const indexed = await inTenant(acme.context, "events.read", indexedTo);
  expect(indexed).toBeGreaterThan(100);
  expect(indexed).toBeLessThan(events.length);
  const nodes = sample(INDEX_QUERIES, SEED + 4);
  const faults: unknown[] = [];
  let telling = 0;
  for (let from = 0; from < nodes.length; from += 50)
    await inTenant(acme.context, "events.read", async (tx) => {
      const heads = await liveHeads(tx);
      expect(heads.length).toBeGreaterThan(2);
      const permuted = heads.filter((head) => head.isPermuted);
      expect(permuted.length).toBeGreaterThan(0);
      const runs = await readSeqRuns(
        tx,
        permuted.map((head) => ({ ...head, from: 0, to: head.size })),
      );
      const seqsOf = new Map(permuted.map((head, i) => [head.firstSeq, runs[i]!]));
      for (const node of nodes.slice(from, from + 50)) {
        const wanted = matching(node).filter((seq) => seq < indexed);
        const found: number[] = [];
        const count = (more: number) => {
          counted += more;
        };
        let counted = 0;
        const range = { kind: "all" } as const;
        const unsure = async (one: QueryNode, seqs: number[]) =>
          new Set(seqs.filter((seq) => matchesQuery(one, events[seq]!)));
        await countEvents(
          tx,
          {
            tallies: [{ kind: "events", node, add: count }],
            range,
            untilMs: performance.now() + 60_000,
            heads,
            fits: unsure,
          },
          { stoppedAtMs: null },
        );
        const planner = new Planner();
        const plan = planner.plan(node);
        for (const segment of await readWave(tx, heads, planner, [plan])) {
          const { low, high } = evaluate(plan, segment);
          eachBit(low, (at) => {
            const seq = segment.head.firstSeq + (seqsOf.get(segment.head.firstSeq)?.[at] ?? at);
            if (!wanted.includes(seq)) faults.push({ q: formatQuery(node), surely: seq });
          });
          eachBit(high, (at) => found.push(segment.head.firstSeq + (seqsOf.get(segment.head.firstSeq)?.[at] ?? at)));
        }
        const missed = wanted.filter((seq) => !found.includes(seq));
        if (missed.length > 0 || counted !== wanted.length)
          faults.push({ q: formatQuery(node), missed, counted, wanted });
        if (wanted.length > 0 && wanted.length < indexed) telling++;
      }
    });
  expect(faults).toEqual([]);
  expect(telling).toBeGreaterThan(INDEX_QUERIES / 3);
});

test("pages through the index give every event once, in order, from either end", async () => {
  for (const [i, node] of sample(60, SEED + 5).entries()) {
    const order = i % 2 === 0 ? "newest" : "oldest";
    const wanted = events.filter((one) => matchesQuery(node, one)).sort(byTime);
    if (order === "newest") wanted.reverse();
    const q = formatQuery(node);
    const found: number[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await listEvents(acme.context, { q, order, limit: 37, to: until, ...(cursor ? { cursor } : {}) });
      expect(page.is_partial).toBe(false);
      found.push(...page.records.map((record) => record.seq));
      if (!page.next_cursor) break;
      cursor = page.next_cursor;
    }
    expect({ q, order, found }).toEqual({ q, order, found: wanted.map((one) => one.seq) });
  }
});

const byTime = (a: MatchableEvent, b: MatchableEvent) =>
  Date.parse(a.event.occurred_at) - Date.parse(b.event.occurred_at) || a.seq - b.seq;

test("a query by target id has two branches, which together are the query", async () => {
  const anyTarget = fc.constantFrom(
    "target.id:u_1",
    "target.id:U_1",
    "target.id:u_1,s/prod",
    "target.id:u_*",
    'target.id:"},{"',
  );
  const anyRest = fc.oneof(fc.constant(""), anyNode(values).filter(isExactInSql).map(formatQuery));
  const queries = fc.sample(fc.tuple(anyTarget, anyRest), { numRuns: 150, seed: SEED + 2 });
  await rolledBack(runtime.urls.app, acme.id, async (client) => {
    await client.query("SET LOCAL enable_seqscan = off");
    for (const [target, rest] of queries) {
      const { node } = parseQuery(`${rest} ${target}`);
      expect(queryBranches(node, new Parameters())).toHaveLength(2);
      expect({ rest, target, found: await seqsOfBranches(client, node) }).toEqual({
        rest,
        target,
        found: matching(node),
      });
    }
  });
  for (const q of ["", "-target.id:u_1", "target.id:*", "target.type:prod", "(target.id:u_1 OR actor.id:u_1)"])
    expect(queryBranches(parseQuery(q).node, new Parameters()), q).toHaveLength(1);
});

test("a target is found wherever it stands in the list, and hidden by its negation", async () => {
  const [first, second] = [
    events.find((one) => one.event.targets?.[0]?.id === "u_12"),
    events.find(
      (one) => one.event.targets?.[0]?.id !== "u_12" && one.event.targets?.slice(1).some((t) => t.id === "u_12"),
    ),
  ];
  expect(first && second).toBeTruthy();
  for (const one of [first!, second!]) {
    expect(matchesQuery(parseQuery("target:u_12").node, one)).toBe(true);
    expect(matchesQuery(parseQuery("-target:u_12").node, one)).toBe(false);
  }
});
