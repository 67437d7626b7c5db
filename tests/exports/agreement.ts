import { readFileSync } from "node:fs";
import fc from "fast-check";
import { formatQuery } from "#query";
import type { TenantContext } from "#server/access/index.ts";
import { AppError } from "#server/errors.ts";
import type { EventInput } from "#server/event-format/index.ts";
import { listEvents } from "#server/events/index.ts";
import { createExport, openExportFile, runExport } from "#server/exports/index.ts";
import { changeMemberRole } from "#server/members/index.ts";
import { contextOf, membershipOf } from "#server/people/index.ts";
import { createRole } from "#server/roles/index.ts";
import { runtime } from "#server/runtime.ts";
import { indexLedger } from "#server/search/index.ts";
import { accountOf, again } from "../account.ts";
import { anyEvent, hoursBefore, valuesOf } from "../event-samples.ts";
import { anyNode } from "../query-samples.ts";
import { makePerson, makeTenant, sendEvents, type TestTenant } from "../tenant.ts";

export interface AgreementResult {
  queries: number;
  /** Answered by a file and a list alike; the others are refused alike. */
  files: number;
  rows: number;
  /** Files with some of the events, and not all. */
  telling: number;
  masked: number;
  faults: string[];
}

const EVENTS = 300;
const VIEWS = [
  { scope: null, masks: [] },
  { scope: { environments: ["prod", "dev", "api"] }, masks: ["actor.name"] },
  { scope: null, masks: ["source.ip", "targets.id"] },
] as const;

/** Compares exports of generated queries with what the list gives for the same query, view and moment. Needs an open runtime. */
export async function compareExports(queries: number, seed: number): Promise<AgreementResult> {
  const tenant = await makeTenant();
  const nowMs = runtime().clock.now().getTime();
  const sent = fc
    .sample(fc.tuple(anyEvent, fc.nat({ max: 30 })), { numRuns: EVENTS, seed })
    .map(([one, back]) => JSON.parse(JSON.stringify({ ...one, occurred_at: hoursBefore(nowMs, back) })) as EventInput);
  await sendEvents(tenant.ingest, sent);
  await indexLedger(tenant.id, undefined, { from: 40, to: 60, merged: 3, max: 180 });
  const readers: TenantContext[] = [];
  for (const [i, view] of VIEWS.entries()) readers.push(await reader(tenant, `View ${i}`, view));
  const events = (await listAll(readers[0]!, "", "oldest")) as { seq: number; event: never }[];
  const nodes = fc.sample(anyNode(valuesOf(events, nowMs)), { numRuns: queries, seed });
  const result: AgreementResult = { queries, files: 0, rows: 0, telling: 0, masked: 0, faults: [] };
  for (const [i, node] of nodes.entries()) {
    const q = formatQuery(node);
    const order = i % 2 === 0 ? "newest" : "oldest";
    const context = readers[i % readers.length]!;
    const listed = await outcomeOf(() => listAll(context, q, order));
    const filed = await outcomeOf(() => exported(context, q, order));
    if (JSON.stringify(listed) !== JSON.stringify(filed))
      result.faults.push(`seed ${seed}, query ${i}: ${q} (${order}, view ${i % readers.length})`);
    if (!Array.isArray(filed)) continue;
    result.files++;
    result.rows += filed.length;
    if (filed.length > 0 && filed.length < events.length) result.telling++;
    if (filed.some((record) => (record as { masked?: unknown }).masked)) result.masked++;
  }
  return result;
}

async function reader(tenant: TestTenant, role: string, view: (typeof VIEWS)[number]): Promise<TenantContext> {
  const person = await makePerson([tenant], "viewer");
  const scope = view.scope && { environments: [...view.scope.environments] };
  const permissions: ("events.read" | "exports.create")[] = ["events.read", "exports.create"];
  await createRole(tenant.context, { name: role, permissions, scope, masks: [...view.masks] });
  await changeMemberRole(tenant.context, { personId: person.id, role });
  const { session, origin } = await again(await accountOf(person));
  return contextOf(session, membershipOf(session, tenant.slug), origin);
}

/** What comes of it, or the words in which it is refused. */
async function outcomeOf(work: () => Promise<unknown[]>): Promise<unknown[] | string> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AppError) return `${error.code}: ${error.message}`;
    throw error;
  }
}

async function listAll(context: TenantContext, q: string, order: "newest" | "oldest"): Promise<unknown[]> {
  const records: unknown[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await listEvents(context, { q, order, reads: "hide", limit: 110, ...(cursor ? { cursor } : {}) });
    records.push(...page.records);
    if (!page.next_cursor) return JSON.parse(JSON.stringify(records)) as unknown[];
    cursor = page.next_cursor;
  }
}

async function exported(context: TenantContext, q: string, order: "newest" | "oldest"): Promise<unknown[]> {
  const { id } = await createExport(context, { format: "ndjson", q, order, reads: "hide" });
  await runExport(context.tenantId, id, () => false);
  const text = readFileSync((await openExportFile(context, id)).path, "utf8");
  const lines = text.split("\n").filter(Boolean);
  // The list gives its members in another order.
  return lines.map((line) => {
    const { seq, event, masked } = JSON.parse(line) as { seq: number; event: unknown; masked?: unknown };
    return { seq, event, ...(masked ? { masked } : {}) };
  });
}
