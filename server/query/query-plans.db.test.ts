import type pg from "pg";
import { beforeAll, expect, test } from "vitest";
import { openTestRuntime, rolledBack, superQuery, type TestRuntime } from "../../tests/database.ts";
import { draftOf, makeTenant, newEvent, type TestTenant } from "../../tests/tenant.ts";
import type { TenantTransaction } from "../access/index.ts";
import { listVisible } from "../events/visible-events.sql.ts";
import { setRuntime } from "../runtime.ts";
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
  await superQuery(runtime.urls, "ANALYZE event");
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

/** The scans of the plan that the page of a query has, in the partitions that hold anything. */
async function scansOf(client: pg.Client, q: string): Promise<Plan[]> {
  let plan: Plan | undefined;
  const tx = {
    tenantId: acme.id,
    run: async (text: string, values: unknown[]) => {
      const { rows } = await client.query(`EXPLAIN (FORMAT JSON) ${text}`, values);
      plan = rows[0]["QUERY PLAN"][0].Plan;
      return [];
    },
  } as unknown as TenantTransaction;
  await listVisible(tx, acme.context, { query: parseQuery(q).node, order: "newest", limit: 51 });
  const nodesOf = (node: Plan): Plan[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];
  return nodesOf(plan!).filter(
    (node) => filled.has(node["Relation Name"] ?? "") || indexes.has(node["Index Name"] ?? ""),
  );
}

test.each([
  ["", ["event_tenant_id_occurred_at_seq_idx"]],
  ["action:object7.read", ["event_tenant_id_action_occurred_at_seq_idx"]],
  ["action:OBJECT7.*", ["event_tenant_id_action_occurred_at_seq_idx"]],
  ["env:prod action:object7.*", ["event_tenant_id_action_occurred_at_seq_idx"]],
  ["actor:u_7", ["event_tenant_id_actor_id_occurred_at_seq_idx"]],
  ["actor:u_7,u_8", ["event_tenant_id_actor_id_occurred_at_seq_idx"]],
  ["-env:prod actor:u_7 -(ip:10.0.0.0/16 OR has:raw)", ["event_tenant_id_actor_id_occurred_at_seq_idx"]],
  ["actor:nobody", ["event_tenant_id_actor_id_occurred_at_seq_idx"]],
  ["outcome:denied", ["event_tenant_id_outcome_idx"]],
  ["outcome:denied,failure", ["event_tenant_id_outcome_idx"]],
  ["session:s_100", ["event_tenant_id_session_id_idx"]],
  ["origin:sealtrail", ["event_tenant_id_origin_idx"]],
  ["target:d_7", ["event_tenant_id_several_targets_idx", "event_tenant_id_target_id_occurred_at_seq_idx"]],
  ["target:nobody env:prod", ["event_tenant_id_several_targets_idx", "event_tenant_id_target_id_occurred_at_seq_idx"]],
  ["seq:100..120", ["event_tenant_id_seq_idx"]],
  ["-action:object7.read", ["event_tenant_id_occurred_at_seq_idx"]],
  ["-category:authentication -env:prod", ["event_tenant_id_occurred_at_seq_idx"]],
  ["-target:d_7", ["event_tenant_id_occurred_at_seq_idx"]],
])("the page of %j is read by index", async (q, expected) => {
  const scans = await rolledBack(runtime.urls.app, acme.id, (client) => scansOf(client, q));
  const inFilled = scans.filter((scan) => filled.has(scan["Relation Name"] ?? ""));
  expect(inFilled.map((scan) => scan["Node Type"]).filter((type) => type === "Seq Scan")).toEqual([]);
  const used = scans
    .filter((scan) => [...filled].some((partition) => scan["Index Name"]?.startsWith(partition)))
    .map((scan) => indexes.get(scan["Index Name"]!));
  expect([...new Set(used)].sort()).toEqual(expected);
});

test("an id leads to its partition and the primary key", async () => {
  const scans = await rolledBack(runtime.urls.app, acme.id, (client) => scansOf(client, `id:${anId}`));
  expect(scans).toHaveLength(1);
  expect(indexes.get(scans[0]!["Index Name"]!)).toBe("event_pkey");
});
