import { beforeAll, expect, test } from "vitest";
import type { SealedEvent } from "#tlog";
import { openTestRuntime, superQuery, type TestRuntime } from "../../tests/database.ts";
import { fill } from "../../tests/rollup-samples.ts";
import { makeTenant, newEvent, type TestTenant } from "../../tests/tenant.ts";
import { inTenant } from "../access/index.ts";
import type { EventInput } from "../event-format/index.ts";
import { readIndexable } from "../search/index.ts";
import { Counts, countedOf } from "./count-events.ts";
import { SecretBatch } from "./secret-batch.ts";
import { SecretRule } from "./secret-rules.ts";

const rule = new SecretRule({ types: [], actions: [] });
let runtime: TestRuntime;

beforeAll(async () => {
  runtime = await openTestRuntime();
});

const read = (...targets: { type: string; id?: string }[]): EventInput =>
  newEvent({ action: "secret.read", crud: "r", outcome: "success", targets } as EventInput);

/** Counts what the tenant has sent, some events at a time. */
async function countAll(tenant: TestTenant, batchEvents: number, most: { named: number; unnamed: number }) {
  await inTenant(tenant.context, "events.read", async (tx) => {
    const bodies = await readIndexable(tx, 0, 1_000);
    for (let at = 0; at < bodies.length; at += batchEvents) {
      const events = countedOf(
        at,
        bodies.slice(at, at + batchEvents).map((body) => JSON.parse(body) as SealedEvent),
      );
      const [counts, secrets] = [new Counts(), new SecretBatch(events, rule, most)];
      await secrets.load(tx);
      await counts.load(tx, [], secrets.readDays());
      for (const { seq } of events) secrets.addEvent(seq, counts);
      await counts.store(tx);
      await secrets.store(tx);
    }
  });
}

const rowsOf = (tenant: TestTenant, table: string, columns: string) =>
  superQuery<Record<string, unknown>>(
    runtime.urls,
    `SELECT ${columns} FROM ${table} WHERE tenant_id = $1 AND ${table === "rollup_room" ? "kind LIKE 'secret%'" : "true"} ORDER BY ${columns}`,
    [tenant.id],
  );
const secretsOf = (tenant: TestTenant) =>
  rowsOf(tenant, "secret_target", "type, target_id, is_named, is_lower_bound, events::int, reads::int, people");

test("what no event names never takes the room of secrets, in batches of any size", async () => {
  const leases = Array.from({ length: 8 }, (_, i) =>
    read({ type: "secret", id: "db/prod" }, { type: "lease", id: `l-${i}` }),
  );
  for (const batchEvents of [1, 3, 1_000]) {
    const tenant = await makeTenant();
    await fill(tenant, [...leases, read({ type: "secret", id: "db/new" }), read({ type: "secret", id: "db/over" })]);
    await countAll(tenant, batchEvents, { named: 2, unnamed: 3 });
    const row = { type: "secret", is_named: true, people: 1 };
    const unnamed = { ...row, is_named: false, is_lower_bound: false, events: 1, reads: 1, people: 0 };
    expect(await secretsOf(tenant)).toEqual([
      { ...row, target_id: "db/new", is_lower_bound: true, events: 1, reads: 1 },
      { ...row, target_id: "db/prod", is_lower_bound: false, events: 8, reads: 8 },
      ...["l-0", "l-1", "l-2"].map((id) => ({ ...unnamed, target_id: id })),
    ]);
    expect(await rowsOf(tenant, "secret_reader", "reads::int")).toEqual([{ reads: 1 }, { reads: 8 }]);
    expect(await rowsOf(tenant, "rollup_room", "kind, kept, let_go::int")).toEqual([
      { kind: "secret", kept: 2, let_go: 0 },
      { kind: "secret.target", kept: 2, let_go: 1 },
      { kind: "secret.unnamed", kept: 3, let_go: 5 },
    ]);
  }
});

test("a pair that is named at last leaves its room, and keeps its numbers", async () => {
  const tenant = await makeTenant();
  const early = read({ type: "secret" }, { type: "lease", id: "db/late" });
  await fill(tenant, [early, early, read({ type: "secret", id: "db/late" }), early]);
  await countAll(tenant, 1, { named: 2, unnamed: 1 });
  expect(await secretsOf(tenant)).toEqual([
    { type: "secret", target_id: "db/late", is_named: true, is_lower_bound: false, events: 4, reads: 4, people: 1 },
  ]);
  expect(await rowsOf(tenant, "secret_reader", "reads::int")).toEqual([{ reads: 2 }]);
  expect(await rowsOf(tenant, "rollup_room", "kind, kept, let_go::int")).toEqual([
    { kind: "secret", kept: 1, let_go: 0 },
    { kind: "secret.target", kept: 1, let_go: 0 },
    { kind: "secret.unnamed", kept: 0, let_go: 0 },
  ]);
});
