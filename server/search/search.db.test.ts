import { beforeAll, describe, expect, test } from "vitest";
import { openTestRuntime, rolledBack, superQuery, type TestRuntime } from "../../tests/database.ts";
import { makeTenant, newEvent, sendEvents, type TestTenant } from "../../tests/tenant.ts";
import { inTenant, type TenantContext } from "../access/index.ts";
import type { EventInput } from "../event-format/index.ts";
import { exploreEvents, getFacet, getHistogram, listEvents, type VisibleEvent } from "../events/index.ts";
import { searchRows } from "../events/search-rows.ts";
import { type MaskPath, parseQuery, viewOf } from "../query/index.ts";
import { indexedTo, indexLedger, rebuildIndex } from "./index.ts";

const SIZES = { from: 100, to: 200, merged: 3, max: 1_800 };
const never = () => false;
const HOUR_MS = 3_600_000;

let runtime: TestRuntime;
let acme: TestTenant;
let globex: TestTenant;
let startMs: number;

beforeAll(async () => {
  runtime = await openTestRuntime();
  [acme, globex] = [await makeTenant(), await makeTenant()];
  startMs = Math.floor(runtime.clock.now().getTime() / HOUR_MS) * HOUR_MS - 48 * HOUR_MS;
  await fill(acme, 0, 900);
  await fill(globex, 0, 500);
  for (const { id } of [acme, globex]) await indexLedger(id, never, SIZES);
});

const sample = (tenant: TestTenant, n: number): EventInput =>
  newEvent({
    occurred_at: new Date(startMs + n * 120_000).toISOString(),
    action: n % 3 === 0 ? "secret.read" : "document.updated",
    outcome: n % 50 === 0 ? "denied" : "success",
    actor: { type: "user", id: `u_${n % 7}`, name: `Person ${n % 7}`, email: `p${n % 7}@example.com` },
    targets: [{ type: "doc", id: `d_${n % 11}` }, ...(n % 20 === 0 ? [{ type: "folder", id: "d_1" }] : [])],
    source: { ip: `10.0.${n % 5}.${n % 200}`, environment: n % 4 === 0 ? "dev" : "prod", via: "api" },
    description: n === 77 ? "Exfiltration suspected by the night shift" : `Routine work ${tenant.slug}`,
    metadata: { card: `card-${n % 9}`, region: n % 2 === 0 ? "eu-west" : "us-east", n },
  });

async function fill(tenant: TestTenant, from: number, count: number) {
  for (let at = from; at < from + count; at += 100)
    await sendEvents(
      tenant.ingest,
      Array.from({ length: Math.min(100, from + count - at) }, (_, i) => sample(tenant, at + i)),
    );
}

interface SegmentRow {
  first: number;
  end: number;
  level: number;
  retired: boolean;
}

const segmentsOf = (tenantId: string) =>
  superQuery<SegmentRow>(
    runtime.urls,
    `SELECT first_seq::int AS first, end_seq::int AS end, level, retired_at IS NOT NULL AS retired
       FROM search_segment WHERE tenant_id = $1 ORDER BY retired, first_seq`,
    [tenantId],
  );

/** The live segments follow each other from 0 on. */
async function expectWhole(tenantId: string): Promise<number> {
  const live = (await segmentsOf(tenantId)).filter((one) => !one.retired);
  expect(live.map((one) => one.first)).toEqual([0, ...live.map((one) => one.end)].slice(0, live.length));
  return live.at(-1)?.end ?? 0;
}

const seqsFor = async (context: TenantContext, q: string) =>
  (await listEvents(context, { q, limit: 500, reads: "hide" })).records.map((record) => record.seq);

const masked = (...masks: MaskPath[]): TenantContext => ({ ...acme.context, view: viewOf(null, masks) });
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => "nothing",
    (error: Error) => error.message,
  );

describe("the index", () => {
  test("is made of segments that follow each other, merged by level", async () => {
    const end = await expectWhole(acme.id);
    expect(end).toBeGreaterThanOrEqual(800);
    const segments = await segmentsOf(acme.id);
    expect(segments.some((one) => one.level === 1 && !one.retired)).toBe(true);
    expect(segments.some((one) => one.retired)).toBe(true);
  });

  test("is of one tenant alone, for the application's role too", async () => {
    const counts = await rolledBack(runtime.urls.app, globex.id, async (client) => {
      const { rows } = await client.query(
        "SELECT (SELECT count(*) FROM search_block WHERE tenant_id <> $1)::int AS blocks, (SELECT count(*) FROM search_column WHERE tenant_id <> $1)::int AS columns, (SELECT count(*) FROM search_segment)::int AS own",
        [globex.id],
      );
      return rows[0];
    });
    expect(counts).toMatchObject({ blocks: 0, columns: 0 });
    expect(counts.own).toBeGreaterThan(0);
    expect(await seqsFor(globex.context, `"${acme.slug}"`)).toEqual([]);
    expect((await seqsFor(acme.context, `"${acme.slug}"`)).length).toBe(500);
  });

  test("two workers at once leave no gap and nothing twice", async () => {
    await fill(acme, 900, 700);
    await Promise.all([indexLedger(acme.id, never, SIZES), indexLedger(acme.id, never, SIZES)]);
    const end = await expectWhole(acme.id);
    expect(end).toBeGreaterThanOrEqual(1_500);
    const facet = await getFacet(acme.context, { field: "metadata.n", q: "metadata.n:*", limit: 1 });
    expect(facet.values.concat().reduce((sum, one) => sum + one.count, 0) + facet.others).toBe(1_600);
  });

  test("a worker that dies within a step leaves the index as it was, and the next goes on", async () => {
    const before = await segmentsOf(globex.id);
    await fill(globex, 500, 300);
    await superQuery(
      runtime.urls,
      `CREATE FUNCTION stop_index() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the disk is full' USING ERRCODE = 'disk_full'; END $$;
       CREATE TRIGGER stop_index BEFORE INSERT ON search_block FOR EACH ROW EXECUTE FUNCTION stop_index()`,
    );
    await expect(indexLedger(globex.id, never, SIZES)).rejects.toThrow();
    expect(await segmentsOf(globex.id)).toEqual(before);
    expect((await seqsFor(globex.context, "region nothinglikeit")).length).toBe(0);
    await superQuery(runtime.urls, "DROP TRIGGER stop_index ON search_block; DROP FUNCTION stop_index()");
    await indexLedger(globex.id, never, SIZES);
    expect(await expectWhole(globex.id)).toBeGreaterThanOrEqual(700);
  });

  test("a reader that began before a merge goes on with what was there", async () => {
    const tenant = await makeTenant();
    await fill(tenant, 0, 450);
    await indexLedger(tenant.id, never, { ...SIZES, merged: 99 });
    await inTenant(tenant.context, "events.read", async (tx) => {
      const query = parseQuery("env:dev").node;
      let isMerged = false;
      const reader = {
        inOrder: () => Promise.reject(new Error("not asked")),
        bySeqs: (seqs: number[]) =>
          Promise.resolve(seqs.map((seq) => ({ seq, occurredAtMs: 0, event: sample(tenant, 0) as never, body: "" }))),
        // Between the heads and the blocks: the last moment at which a merge could hurt.
        async window() {
          if (!isMerged) await indexLedger(tenant.id, never, { ...SIZES, merged: 2 });
          isMerged = true;
          return [];
        },
      };
      const { rows } = await searchRows(tx, reader, {
        node: query,
        order: "newest",
        limit: 10,
        untilMs: performance.now() + 5_000,
      });
      expect(isMerged).toBe(true);
      expect(rows).toHaveLength(10);
    });
  });

  test("made anew it says the same", async () => {
    const queries = [
      "exfiltration",
      "env:dev secret.read",
      "-env:prod outcome:denied",
      "metadata.card:card-3",
      "ip:10.0.2.0/24 routine",
    ];
    const ask = async () => {
      const found = [];
      for (const q of queries) found.push(await seqsFor(acme.context, q));
      return found;
    };
    const before = await ask();
    expect(before[0]).toHaveLength(1);
    await rebuildIndex(acme.id, SIZES);
    expect(await ask()).toEqual(before);
  });

  test("what has not been indexed is found all the same, at once", async () => {
    const before = await inTenant(acme.context, "events.read", indexedTo);
    await sendEvents(acme.ingest, newEvent({ description: "brandnewword here", metadata: { fresh: true } }));
    expect(await seqsFor(acme.context, "brandnewword metadata.fresh:true")).toHaveLength(1);
    expect(await inTenant(acme.context, "events.read", indexedTo)).toBe(before);
  });
});

describe("counts", () => {
  const from = () => new Date(startMs);
  const to = () => new Date(startMs + 1_600 * 120_000);

  test("facets and histogram are those of the list, event for event", async () => {
    const q = "env:prod -outcome:denied routine";
    const explored = await exploreEvents(acme.context, {
      q,
      from: from(),
      to: to(),
      fields: ["action", "target.id", "env", "metadata.region"],
      limit: 100,
      interval: "6h",
    });
    const found: VisibleEvent[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await listEvents(acme.context, {
        q,
        from: from(),
        to: to(),
        limit: 500,
        ...(cursor ? { cursor } : {}),
      });
      found.push(...page.records);
      if (!page.next_cursor) break;
      cursor = page.next_cursor;
    }
    expect(found.length).toBeGreaterThan(500);
    const sum = (pick: (record: (typeof found)[number]) => string[]) => {
      const counts = new Map<string, number>();
      for (const record of found)
        for (const value of new Set(pick(record))) counts.set(value, (counts.get(value) ?? 0) + 1);
      return counts;
    };
    const asMap = (i: number) => new Map(explored.facets[i]!.values.map((one) => [one.value, one.count]));
    expect(asMap(0)).toEqual(sum(({ event }) => [event.action]));
    expect(asMap(1)).toEqual(sum(({ event }) => event.targets!.map((target) => target.id!)));
    expect(asMap(3)).toEqual(sum(({ event }) => [String(event.metadata!.region)]));
    // Its own field is left out.
    expect([...asMap(2).keys()].sort()).toEqual(["dev", "prod"]);
    const total = explored.histogram.buckets.reduce(
      (all, one) => all + one.success + one.failure + one.denied + one.unknown,
      0,
    );
    expect(total).toBe(found.length);
    for (const bucket of explored.histogram.buckets) {
      const within = ({ event }: (typeof found)[number]) =>
        event.occurred_at >= bucket.at && Date.parse(event.occurred_at) < Date.parse(bucket.at) + 6 * HOUR_MS;
      expect(bucket.success).toBe(found.filter(within).length);
    }
    expect(explored).toMatchObject({ histogram: { is_lower_bound: false, covered_from: null }, refused: [] });
  });

  test("the labels are names, and a search inside a facet keeps what contains the text", async () => {
    const facet = await getFacet(acme.context, { field: "actor.id", q: "env:prod", limit: 3, find: "_5" });
    expect(facet.values).toEqual([{ value: "u_5", count: expect.any(Number), label: "Person 5" }]);
  });

  test("the period before is as long as the range and ends where it begins", async () => {
    const half = new Date(startMs + 24 * HOUR_MS);
    const { previous } = await exploreEvents(acme.context, {
      from: half,
      to: new Date(startMs + 48 * HOUR_MS),
      previous: true,
      interval: "1h",
    });
    expect(previous).toMatchObject({ from: from().toISOString(), to: half.toISOString() });
    const direct = await getHistogram(acme.context, { from: from(), to: half, interval: "1h" });
    expect(previous!.buckets).toEqual(direct.buckets);
  });
});

describe("masks", () => {
  test("words are searched for only where the reader sees everything", async () => {
    expect(await seqsFor(acme.context, "exfiltration")).toHaveLength(1);
    expect(await seqsFor(masked("source.ip"), "exfiltration")).toEqual([]);
    expect((await seqsFor(masked("source.ip"), "person")).length).toBeGreaterThan(100);
    expect(await seqsFor(masked("actor.name"), "person")).toEqual([]);
    expect(await seqsFor(masked("metadata.card"), "eu")).toEqual([]);
    expect((await seqsFor(masked("actor.name"), "eu")).length).toBeGreaterThan(100);
    expect(await refusal(seqsFor(masked("actor.id", "targets.id", "metadata"), "person"))).toContain("words cannot");
  });

  test("no field, facet or value of what is masked can be asked for", async () => {
    for (const q of ["metadata.card:x", "-metadata.card:card-1", "actor:u_1", "actor.email:p*", "behalf:u_1"])
      expect(await refusal(seqsFor(masked("actor.email", "metadata.card"), q)), q).toContain("masked for you");
    expect(await refusal(seqsFor(masked("metadata.card.number"), "metadata.card:x"))).toContain("masked for you");
    expect((await seqsFor(masked("metadata.card"), "metadata.region:eu-west")).length).toBeGreaterThan(100);
    expect(await refusal(getFacet(masked("metadata.card"), { field: "metadata.card" }))).toContain("masked for you");
    const explored = await exploreEvents(masked("actor.id"), { fields: ["actor.id", "env"] });
    expect(explored.facets.map((one) => one.field)).toEqual(["env"]);
    expect(explored.refused).toEqual([{ field: "actor.id", message: expect.stringContaining("masked") }]);
  });

  test("a scope on words and metadata holds in lists, counts and completion", async () => {
    const context = { ...acme.context, view: viewOf({ query: "metadata.region:eu-west -routine" }, null) };
    expect(await seqsFor(context, "")).toEqual([]);
    const wide = { ...acme.context, view: viewOf({ query: "metadata.region:eu-west routine" }, null) };
    const facet = await getFacet(wide, { field: "metadata.region", q: "metadata.region:us-east" });
    expect(facet.values.map((one) => one.value)).toEqual(["eu-west"]);
    expect((await getFacet(wide, { field: "metadata.n", find: "77" })).values.map((one) => one.value)).not.toContain(
      "77",
    );
  });
});

describe("a scope that SQL cannot decide", () => {
  const scoped = (query: string): TenantContext => ({ ...acme.context, view: viewOf({ query }, null) });

  test("holds where the query leads through an index of the events themselves", async () => {
    const everything = await listEvents(acme.context, { q: "seq:100..400", limit: 500 });
    const one = everything.records.find((record) => record.event.metadata?.region === "us-east")!;
    for (const q of [
      "seq:100..400",
      `id:${one.event.id}`,
      `seq:${one.seq}`,
      "action:secret.read",
      "actor.id:u_1",
      "",
    ]) {
      const { records } = await listEvents(scoped("metadata.region:eu-west"), { q, limit: 500 });
      expect(
        records.every((record) => record.event.metadata?.region === "eu-west"),
        q,
      ).toBe(true);
      expect(records.length > 0, q).toBe(!q.includes(":0") && !q.startsWith("id:") && q !== `seq:${one.seq}`);
    }
  });
});

test("a search that runs out of time says how far it came, and goes on from there", async () => {
  const tenant = await makeTenant();
  await fill(tenant, 0, 600);
  await indexLedger(tenant.id, never, { from: 20, to: 20, merged: 99, max: 20 });
  const node = parseQuery("env:prod").node;
  const found: number[] = [];
  expect(await inTenant(tenant.context, "events.read", indexedTo)).toBe(600);
  let after: { occurredAtMs: number; seq: number } | undefined;
  let stops = 0;
  for (;;) {
    const page = await inTenant(tenant.context, "events.read", async (tx) => {
      const rows = (seqs: number[]) =>
        tx.run<{ seq: bigint; body: string }>("SELECT seq, body FROM event WHERE seq = ANY($1::bigint[])", [seqs]);
      const reader = {
        inOrder: () => Promise.reject(new Error("not asked")),
        window: () => Promise.resolve([]),
        async bySeqs(seqs: number[]) {
          await new Promise((resolve) => setTimeout(resolve, 1_100));
          return (await rows(seqs)).map(({ seq, body }) => {
            const event = JSON.parse(body);
            return { seq: Number(seq), occurredAtMs: Date.parse(event.occurred_at), event, body };
          });
        },
      };
      const untilMs = performance.now() + 1_000;
      return searchRows(tx, reader, { node, order: "newest", limit: 1_000, after, untilMs });
    });
    found.push(...page.rows.map((row) => row.seq));
    if (page.stoppedAtMs === null) break;
    expect(page.rows.every((row) => row.occurredAtMs > page.stoppedAtMs!)).toBe(true);
    stops++;
    after = { occurredAtMs: page.stoppedAtMs, seq: Number.MAX_SAFE_INTEGER };
    expect(stops).toBeLessThan(100);
  }
  expect(stops).toBeGreaterThan(0);
  const wanted = (await listEvents(tenant.context, { q: "env:prod", limit: 500 })).records.map((record) => record.seq);
  expect(found).toEqual(wanted.filter((seq) => seq < 600));
});
