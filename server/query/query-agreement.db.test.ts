import fc from "fast-check";
import type pg from "pg";
import { beforeAll, expect, test } from "vitest";
import type { SealedEvent } from "#tlog";
import { openTestRuntime, rolledBack, type TestRuntime } from "../../tests/database.ts";
import { anyNode, type SampleValues } from "../../tests/query-samples.ts";
import { makeTenant, sendEvents, type TestTenant } from "../../tests/tenant.ts";
import { ACTOR_TYPES, CATEGORIES, CRUD, type EventInput, OUTCOMES, SEVERITIES } from "../event-format/index.ts";
import { setRuntime } from "../runtime.ts";
import { queryBranches, queryCondition } from "./conditions.sql.ts";
import { formatQuery } from "./format-query.ts";
import { type MatchableEvent, matchesQuery } from "./match-query.ts";
import { Parameters } from "./parameters.ts";
import { parseQuery } from "./parse-query.ts";
import type { QueryNode } from "./syntax.ts";

const SEED = 20_261_121;
const EVENTS = 300;
const QUERIES = 3_200;
const QUERIES_PER_STATEMENT = 50;

const TEXTS = [
  "secret.read",
  "secret.write",
  "prod",
  "dev",
  "api",
  "ui",
  "de",
  "us",
  "password",
  "aws.cloudtrail",
  "a:b",
];
const IDS = [
  "u_1",
  "U_1",
  "u_12",
  "s/prod",
  'quo"te',
  "back\\slash",
  "},{",
  '"id":"u_1"',
  "a*b",
  "東京 😀",
  "x,y",
  "ßtraße",
  "%_",
];
const ADDRESSES = [
  "203.0.113.7",
  "203.0.113.200",
  "198.51.100.1",
  "0.0.0.0",
  "2001:db8::1",
  "2001:db8:1::",
  "::1",
  "fe80::7",
];

const anyCase = (texts: string[]) =>
  fc.tuple(fc.constantFrom(...texts), fc.boolean()).map(([text, upper]) => (upper ? text.toUpperCase() : text));
const id = fc.constantFrom(...IDS);
const text = anyCase(TEXTS);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const confusing = fc.constantFrom<Record<string, unknown>>(
  { request_id: "u_1", raw: "x", changes: [{ a: 1 }, { b: 2 }] },
  { targets: [{ id: "u_1", type: "prod" }, { id: "U_1" }], on_behalf_of: { id: "u_1" } },
  { id: "u_12", source: { ip: "203.0.113.7" } },
);
const actor = (depth: number): fc.Arbitrary<EventInput["actor"]> =>
  fc.record(
    {
      type: fc.constantFrom(...ACTOR_TYPES),
      id,
      name: text,
      metadata: confusing,
      ...(depth > 0 ? { on_behalf_of: actor(depth - 1) } : {}),
    },
    { requiredKeys: ["type", "id"] },
  );
const anonymous = fc.constant<EventInput["actor"]>({ type: "anonymous" });
const target = fc.record({ type: text, id, name: text, metadata: confusing }, { requiredKeys: ["type"] });
const source = fc.record(
  {
    ip: fc.constantFrom(...ADDRESSES),
    via: text,
    environment: text,
    location: fc.record({ country: anyCase(["de", "us"]), city: text }, { requiredKeys: ["country"] }),
    user_agent: text,
  },
  { requiredKeys: [] },
);
const event = fc.record({
  action: text,
  actor: fc.oneof({ weight: 5, arbitrary: actor(2) }, { weight: 1, arbitrary: anonymous }),
  category: maybe(fc.constantFrom(...CATEGORIES)),
  crud: maybe(fc.constantFrom(...CRUD)),
  outcome: maybe(fc.constantFrom(...OUTCOMES)),
  severity: maybe(fc.constantFrom(...SEVERITIES)),
  auth_method: maybe(text),
  targets: maybe(fc.array(target, { minLength: 1, maxLength: 4 })),
  source: maybe(source.filter((one) => Object.keys(one).length > 0)),
  session_id: maybe(id),
  request_id: maybe(id),
  changes: maybe(fc.array(fc.record({ field: id, after: id }), { minLength: 1, maxLength: 3 })),
  metadata: maybe(confusing),
  description: maybe(id),
  origin: maybe(text.map((system) => ({ system }))),
  raw: maybe(fc.constantFrom('{"request_id":"u_1"}', '"targets":[{"id":"u_1"},{"id":"U_1"}]', "plain")),
});

let runtime: TestRuntime;
let acme: TestTenant;
let events: MatchableEvent[];
let values: SampleValues;

beforeAll(async () => {
  runtime = await openTestRuntime();
  setRuntime(runtime);
  acme = await makeTenant();
  const globex = await makeTenant();
  const occurred_at = new Date(runtime.clock.now().getTime() - 60_000).toISOString();
  const sent = fc
    .sample(event, { numRuns: EVENTS, seed: SEED })
    .map((one) => JSON.parse(JSON.stringify({ ...one, occurred_at })) as EventInput);
  await sendEvents(acme.ingest, sent);
  await sendEvents(globex.ingest, sent);
  events = await rolledBack(runtime.urls.app, acme.id, async (client) => {
    const { rows } = await client.query<{ seq: string; body: string }>("SELECT seq, body FROM event ORDER BY seq");
    return rows.map((row) => ({ seq: Number(row.seq), event: JSON.parse(row.body) as SealedEvent }));
  });
  const keyId = events.at(-1)!.event.key;
  values = {
    texts: TEXTS,
    ids: [...IDS, keyId],
    addresses: [...ADDRESSES, "192.0.2.1"],
    blocks: [
      "203.0.113.0/24",
      "203.0.113.0/25",
      "0.0.0.0/0",
      "0.0.0.0/8",
      "::/0",
      "2001:db8::/32",
      "2001:db8::/48",
      "::/127",
    ],
    eventIds: [...events.slice(0, 5).map((one) => one.event.id), "00000000-0000-4000-8000-000000000000"],
    seqMax: events.length,
  };
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
async function seqsOf(client: pg.Client, node: QueryNode): Promise<number[]> {
  const parameters = new Parameters();
  const branches = queryBranches(node, parameters).map((branch) => `SELECT seq::int FROM event WHERE ${branch}`);
  const sql = `${branches.join(" UNION ALL ")} ORDER BY seq`;
  return (await client.query<{ seq: number }>(sql, parameters.values)).rows.map((row) => row.seq);
}

test("the database and the memory agree on every generated query", async () => {
  expect(events.length).toBeGreaterThan(EVENTS);
  const texts = fc.sample(anyNode(values), { numRuns: QUERIES, seed: SEED }).map(formatQuery);
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
  expect(telling).toBeGreaterThan(QUERIES / 2);
});

test("so they do through the indexes, and a query and its negation share the events out between them", async () => {
  const nodes = fc.sample(anyNode(values), { numRuns: 300, seed: SEED + 1 });
  await rolledBack(runtime.urls.app, acme.id, async (client) => {
    await client.query("SET LOCAL enable_seqscan = off");
    for (const node of nodes) {
      const found = await seqsOf(client, node);
      expect({ q: formatQuery(node), found }).toEqual({ q: formatQuery(node), found: matching(node) });
      const others = await seqsOf(client, { kind: "not", node });
      expect([...found, ...others].sort((a, b) => a - b)).toEqual(events.map((one) => one.seq));
    }
  });
});

test("a query by target has two branches, which together are the query", async () => {
  const anyTarget = fc.constantFrom("target:u_1", "target.id:U_1", "target:u_1,s/prod", "target:u_*", 'target:"},{"');
  const anyRest = fc.oneof(fc.constant(""), anyNode(values).map(formatQuery));
  const queries = fc.sample(fc.tuple(anyTarget, anyRest), { numRuns: 150, seed: SEED + 2 });
  await rolledBack(runtime.urls.app, acme.id, async (client) => {
    for (const [target, rest] of queries) {
      const { node } = parseQuery(`${rest} ${target}`);
      expect(queryBranches(node, new Parameters())).toHaveLength(2);
      expect({ rest, target, found: await seqsOf(client, node) }).toEqual({ rest, target, found: matching(node) });
    }
  });
  for (const q of ["", "-target:u_1", "target:*", "target.type:prod", "(target:u_1 OR actor:u_1)"])
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
