import { beforeAll, describe, expect, test } from "vitest";
import { accountOf, again, refusal } from "../../tests/account.ts";
import { openTestRuntime, superQuery, type TestRuntime } from "../../tests/database.ts";
import { raised, raiseIn } from "../../tests/findings.ts";
import { makePerson, makeTenant, newEvent, sendEvents, type TestTenant } from "../../tests/tenant.ts";
import type { TenantContext } from "../access/index.ts";
import { createChannel } from "../channels/index.ts";
import { createExport } from "../exports/index.ts";
import { contextOf, membershipOf } from "../people/index.ts";
import { createRole } from "../roles/index.ts";
import { indexLedger } from "../search/index.ts";
import { createView } from "../views/index.ts";
import { exploreEvents, getFacet, getHistogram, listEvents, openTail, readFeed } from "./index.ts";
import { ALERTED_MAX } from "./with-alerts.ts";

const EVENTS = 240;
const MINUTE = 60_000;

let runtime: TestRuntime;
let tenant: TestTenant;
let context: TenantContext;
/** The seqs of what was sent, in order. */
let own: number[];
beforeAll(async () => {
  runtime = await openTestRuntime();
  tenant = await makeTenant();
  context = tenant.context;
  const start = runtime.clock.now().getTime() - EVENTS * MINUTE;
  // Not in the order of their time, so that the seqs of a segment are permuted.
  const events = Array.from({ length: EVENTS }, (_, i) =>
    newEvent({
      action: `thing.${i % 4}`,
      occurred_at: new Date(start + ((i * 97) % EVENTS) * MINUTE).toISOString(),
      ...(i % 3 === 0 ? { raw: "as it came" } : {}),
    }),
  );
  const { receipts } = await sendEvents(tenant.ingest, events, { waitForCheckpoint: true });
  own = receipts.map((receipt) => receipt!.seq);
  await raiseIn(tenant.id, [
    raised({ seqs: [5, 6, 7, 40, 120] }),
    raised({ seqs: [7, 121, 230, 239], entity: { type: "ip", id: "203.0.113.7" } }),
    raised({ seqs: [], source: "silence" }),
  ]);
  const other = await makeTenant();
  await raiseIn(other.id, [raised({ seqs: [8, 9] })]);
});

const seqsOf = async (q: string, by = context) => {
  const { records } = await listEvents(by, { q, limit: 500 });
  return records.map(({ seq }) => seq).sort((a, b) => a - b);
};
const alerted = async () => {
  const rows = await superQuery<{ seq: string }>(
    runtime.urls,
    "SELECT DISTINCT seq FROM alert_event WHERE tenant_id = $1 ORDER BY seq",
    [tenant.id],
  );
  return rows.map(({ seq }) => Number(seq));
};

describe.each(["without", "with", "with a merged"])("%s index", (index) => {
  beforeAll(async () => {
    if (index === "with") await indexLedger(tenant.id, undefined, { from: 40, to: 60, merged: 99, max: 180 });
    if (index === "with a merged") await indexLedger(tenant.id, undefined, { from: 40, to: 60, merged: 2, max: 1_000 });
  });

  test("has:alert finds what contributed to alerts of the tenant, as the table of them says", async () => {
    const seqs = await alerted();
    expect(seqs).toEqual([5, 6, 7, 40, 120, 121, 230, 239]);
    expect(await seqsOf("has:alert")).toEqual(seqs);
    expect(await seqsOf("has:alert action:thing.0")).toEqual(seqs.filter((seq) => (seq - own[0]!) % 4 === 0));
    expect(await seqsOf("-has:alert action:thing.*")).toEqual(own.filter((seq) => !seqs.includes(seq)));
    expect(await seqsOf("action:thing.* (has:alert OR has:raw)")).toEqual(
      own.filter((seq, i) => seqs.includes(seq) || i % 3 === 0),
    );
    expect(await seqsOf("has:(alert OR behalf) seq:<100")).toEqual([5, 6, 7, 40]);
  });

  test("and counts them", async () => {
    const facet = await getFacet(context, { q: "has:alert", field: "action" });
    expect(Object.fromEntries(facet.values.map(({ value, count }) => [value, count]))).toEqual({
      "thing.0": 2,
      "thing.1": 2,
      "thing.2": 2,
      "thing.3": 2,
    });
    const from = new Date(runtime.clock.now().getTime() - 86_400_000);
    const { buckets } = await getHistogram(context, { q: "has:alert", from });
    expect(JSON.stringify(buckets)).toContain("8");
    const { facets } = await exploreEvents(context, { q: "has:alert", fields: ["action", "outcome"], from });
    expect(facets.map(({ values }) => values.reduce((sum, { count }) => sum + count, 0))).toEqual([8, 8]);
  });
});

describe("has:alert is refused", () => {
  const words = /lists and counts of events alone/;

  test("with its position to those who may not see alerts, or not everything", async () => {
    const reader = { ...context, permissions: new Set(["events.read"] as const) };
    expect(await refusal(seqsOf("env:prod has:alert", reader))).toMatchObject({
      code: "invalid",
      reason: "needs alerts.read",
      fields: [{ path: "q", at: 9 }],
    });
    expect(await refusal(getFacet(reader, { q: "has:alert", field: "action" }))).toMatchObject({ code: "invalid" });
    const masked = { ...context, view: { ...context.view, masks: ["raw"] as const } };
    expect(await refusal(seqsOf("has:alert", masked))).toMatchObject({
      code: "invalid",
      fields: [{ path: "q", at: 0 }],
    });
    const half = { ...context, view: { ...context.view, scope: { kind: "and", nodes: [] } as const } };
    expect(await refusal(seqsOf("has:alert", half as never))).toMatchObject({ code: "invalid", fields: [{ at: 0 }] });
  });

  test("where events are followed, kept or filtered as they arrive", async () => {
    const { session, origin } = await again(await accountOf(await makePerson([tenant], "owner")));
    const owner = contextOf(session, membershipOf(session, tenant.slug), origin);
    const q = "has:alert";
    const channel = { name: "Alerted", kind: "webhook", url: "https://hooks.example/x", query: q } as const;
    const asked: (() => Promise<unknown>)[] = [
      () => openTail(owner, { q } as never, new AbortController().signal as never),
      () => readFeed(owner, { q, afterSeq: -1, limit: 10 } as never, {} as never),
      () => createExport(owner, { q, format: "csv" }),
      () => createRole(owner, { name: "Alerted", permissions: ["events.read"], scope: { query: q } }),
      () => createChannel(owner, channel),
    ];
    for (const ask of asked) {
      const error = await refusal(Promise.resolve().then(ask));
      expect([error.code, words.test(JSON.stringify([error.message, error.fields]))]).toEqual(["invalid", true]);
    }
  });

  test("where there are more than can be looked for", async () => {
    const many = await makeTenant();
    await raiseIn(many.id, [raised()]);
    await superQuery(
      runtime.urls,
      `INSERT INTO alert_event (tenant_id, alert_id, seq) SELECT tenant_id, id, n FROM alert, generate_series(100, $2::int) n WHERE tenant_id = $1`,
      [many.id, 100 + ALERTED_MAX],
    );
    expect(await refusal(seqsOf("has:alert", many.context))).toMatchObject({
      code: "invalid",
      fields: [{ message: expect.stringContaining("more than 50,000 events") }],
    });
  });
});

test("a saved view may ask for has:alert", async () => {
  const { session, origin } = await again(await accountOf(await makePerson([tenant], "admin")));
  const admin = contextOf(session, membershipOf(session, tenant.slug), origin);
  const view = await createView(admin, { name: "Alerted", state: { q: "has:alert" } });
  expect(await seqsOf(view.state.q, admin)).toEqual(await alerted());
});
