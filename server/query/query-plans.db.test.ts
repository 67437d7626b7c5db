import { beforeAll, expect, test } from "vitest";
import { openTestRuntime, superQuery, type TestRuntime } from "../../tests/database.ts";
import { draftOf, makeTenant, newEvent, type TestTenant } from "../../tests/tenant.ts";
import { inTenant, type TenantTransaction } from "../access/index.ts";
import { listVisible } from "../events/visible-events.sql.ts";
import { setRuntime } from "../runtime.ts";
import { indexLedger } from "../search/index.ts";
import { parseQuery } from "./parse-query.ts";

const BATCHES = 16;
const BATCH = 1_000;

interface Plan {
  "Node Type": string;
  "Relation Name"?: string;
  "Index Name"?: string;
  Plans?: Plan[];
}

let runtime: TestRuntime;
let acme: TestTenant;
let filled: Set<string>;
let indexes: Map<string, string>;
let anId: string;

beforeAll(async () => {
  runtime = await openTestRuntime();
  setRuntime(runtime);
  acme = await makeTenant();
  const globex = await makeTenant();
  await fill(acme, BATCHES);
  await fill(globex, BATCHES / 4);
  await indexLedger(acme.id, undefined, { from: 512, to: 2_048, merged: 4, max: 16_384 });
  await superQuery(runtime.urls, "ANALYZE event, search_segment, search_block, search_column");
  const partitions = await superQuery<{ name: string; id: string }>(
    runtime.urls,
    "SELECT tableoid::regclass::text AS name, min(id::text) AS id FROM event WHERE tenant_id = $1 GROUP BY 1",
    [acme.id],
  );
  filled = new Set(partitions.map((row) => row.name));
  anId = partitions[0]!.id;
  const rows = await superQuery<{ name: string; parent: string }>(
    runtime.urls,
    "SELECT inhrelid::regclass::text AS name, inhparent::regclass::text AS parent FROM pg_inherits JOIN pg_index ON indexrelid = inhrelid",
  );
  indexes = new Map(rows.map((row) => [row.name, row.parent]));
});

async function fill(tenant: TestTenant, batches: number): Promise<void> {
  const nowMs = runtime.clock.now().getTime();
  for (let batch = 0; batch < batches; batch++) {
    const items = Array.from({ length: BATCH }, (_, i) => ({
      draft: draftOf(varied(nowMs, batch * BATCH + i)),
      keyId: "k",
    }));
    await runtime.committer.append(tenant.id, { items, atomic: true });
  }
}

const varied = (nowMs: number, n: number) =>
  newEvent({
    occurred_at: new Date(nowMs - n * 1_000).toISOString(),
    action: `object${n % 200}.read`,
    actor: { type: "user", id: `u_${n % 997}` },
    targets: Array.from({ length: n % 40 === 0 ? 3 : 1 }, (_, t) => ({ type: "doc", id: `d_${(n + t * 13) % 1_009}` })),
    outcome: n % 50 === 0 ? "denied" : "success",
    source: { environment: n % 3 === 0 ? "dev" : "prod", ip: `10.0.${n % 7}.${n % 250}` },
    ...(n % 100 === 0 ? { session_id: `s_${n % 1_000}` } : {}),
  });

/** The scans of the plans of all statements that the page of a query takes, in the partitions that hold anything and in the search index. */
async function scansOf(q: string): Promise<Plan[]> {
  const plans: Plan[] = [];
  await inTenant(acme.context, "events.read", async (tx) => {
    const explained: TenantTransaction = {
      ...tx,
      run: async <Row>(text: string, values: unknown[]) => {
        if (/^\s*\(?SELECT\b/.test(text) && /\bFROM\b/.test(text)) {
          const rows = await tx.run<{ "QUERY PLAN": { Plan: Plan }[] }>(`EXPLAIN (FORMAT JSON) ${text}`, values);
          plans.push(rows[0]!["QUERY PLAN"][0]!.Plan);
        }
        return tx.run<Row>(text, values);
      },
    };
    await listVisible(explained, acme.context, { query: parseQuery(q).node, order: "newest", limit: 51 });
  });
  const nodesOf = (node: Plan): Plan[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];
  return plans
    .flatMap(nodesOf)
    .filter(
      (node) =>
        filled.has(node["Relation Name"] ?? "") ||
        node["Relation Name"]?.startsWith("search_") ||
        indexes.has(node["Index Name"] ?? ""),
    );
}

const seqScans = (scans: Plan[]) =>
  scans.filter((scan) => scan["Node Type"] === "Seq Scan").map((scan) => scan["Relation Name"]);

test.each([
  ["", ["event_tenant_id_occurred_at_seq_idx"]],
  ["action:object7.read", ["event_tenant_id_action_occurred_at_seq_idx"]],
  ["actor.id:u_7", ["event_tenant_id_actor_id_occurred_at_seq_idx"]],
  ["actor.id:u_7,u_8", ["event_tenant_id_actor_id_occurred_at_seq_idx"]],
  ["actor.id:nobody", ["event_tenant_id_actor_id_occurred_at_seq_idx"]],
  ["session:s_100", ["event_tenant_id_session_id_idx"]],
  ["origin:sealtrail", ["event_tenant_id_origin_idx"]],
  ["target.id:d_7", ["event_tenant_id_several_targets_idx", "event_tenant_id_target_id_occurred_at_seq_idx"]],
  ["seq:100..120", ["event_tenant_id_seq_idx"]],
  ["after:7d", ["event_tenant_id_occurred_at_seq_idx"]],
])("the page of %j is read in order through an index of the events", async (q, expected) => {
  const scans = await scansOf(q);
  expect(seqScans(scans)).toEqual([]);
  const used = scans
    .filter((scan) => [...filled].some((partition) => scan["Index Name"]?.startsWith(partition)))
    .map((scan) => indexes.get(scan["Index Name"]!));
  expect([...new Set(used)].sort()).toEqual(expected);
});

test.each([
  "action:OBJECT7.*",
  "env:prod action:object7.*",
  "env:prod outcome:denied",
  "actor:u_7",
  "-env:prod actor:u_7 -(ip:10.0.0.0/16 OR has:raw)",
  "target:nobody env:prod",
  "outcome:denied",
  "ip:10.0.3.0/24",
  "-action:object7.read",
  "-category:authentication -env:prod",
  "-target:d_7",
  "metadata.region:*west*",
  "rotate secret",
  "nothinglikeit",
])("the page of %j is read through the search index", async (q) => {
  const scans = await scansOf(q);
  expect(seqScans(scans).filter((name) => name !== "search_segment")).toEqual([]);
  const used = new Set(scans.map((scan) => scan["Index Name"] ?? ""));
  expect([...used]).toContain("search_block_pkey");
  const ofEvents = [...used].flatMap((name) => indexes.get(name) ?? []);
  expect(ofEvents.filter((name) => name !== "event_tenant_id_seq_idx" && name !== "event_pkey")).toEqual([]);
});

test("an id leads to its partition and the primary key", async () => {
  const scans = await scansOf(`id:${anId}`);
  expect(scans).toHaveLength(1);
  expect(indexes.get(scans[0]!["Index Name"]!)).toBe("event_pkey");
});
