import { beforeAll, describe, expect, test } from "vitest";
import { readsIn } from "#components/events/query-text.ts";
import { openTestRuntime, superQuery, type TestRuntime } from "../../tests/database.ts";
import { countBehind, countedSamples, fill } from "../../tests/rollup-samples.ts";
import { makeTenant, newEvent, type TestTenant } from "../../tests/tenant.ts";
import { inTenant, type TenantTransaction } from "../access/index.ts";
import { getFacet, listEvents } from "../events/index.ts";
import { formatTerm } from "../query/index.ts";
import {
  ACTOR_KINDS,
  countDifferent,
  DAY_MS,
  followRollups,
  linkOf,
  partsOf,
  QUARTER_MS,
  queryOf,
  rankValues,
  readFreshness,
  readSeries,
  rebuildRollups,
  SecretRule,
  type Span,
  sumOf,
  sumValues,
} from "./index.ts";

let runtime: TestRuntime;
let acme: TestTenant;
let nowMs: number;

beforeAll(async () => {
  runtime = await openTestRuntime();
  acme = await makeTenant();
  nowMs = runtime.clock.now().getTime();
  await fill(acme, countedSamples(900, 3, nowMs));
});

const inside = <T>(work: (tx: TenantTransaction) => Promise<T>) => inTenant(acme.context, "events.read", work);

/** Everything that is counted, in one text. */
async function allCounts(tenant: TestTenant): Promise<string> {
  const tables = ["rollup_day", "rollup_value", "rollup_room", "secret_target", "secret_reader"];
  const lines: string[] = [];
  for (const table of tables) {
    const rows = await superQuery<{ line: string }>(
      runtime.urls,
      `SELECT (to_jsonb(t) - 'tenant_id')::text AS line FROM ${table} t WHERE tenant_id = $1 ORDER BY 1`,
      [tenant.id],
    );
    lines.push(table, ...rows.map(({ line }) => line));
  }
  return lines.join("\n");
}

const spans = (): Span[] => {
  const end = Math.ceil(nowMs / QUARTER_MS) * QUARTER_MS;
  return [
    { fromMs: end - DAY_MS, toMs: end },
    { fromMs: end - 7 * DAY_MS - 3 * QUARTER_MS, toMs: end - 5 * QUARTER_MS },
    { fromMs: end - 30 * DAY_MS, toMs: end },
    { fromMs: end - 33 * QUARTER_MS, toMs: end - 32 * QUARTER_MS },
  ];
};

describe("the counts", () => {
  test("are those that the events give, for every value in every span", async () => {
    expect(await followRollups(acme.id, undefined, 137)).toBeGreaterThanOrEqual(900);
    const kinds = { action: "action", category: "category", origin: "origin", country: "country" } as const;
    let looked = 0;
    for (const span of spans()) {
      const { byEvents, byDenials } = await inside((tx) =>
        rankValues(tx, { kinds: ["all", ...Object.keys(kinds), ...ACTOR_KINDS], span, limit: 1_000 }),
      );
      expect(byDenials).toEqual(expect.arrayContaining(byEvents.filter(({ denials }) => denials > 0)));
      expect(
        byDenials.every(({ denials }, i) => denials > 0 && denials <= (byDenials[i - 1] ?? byDenials[0]!).denials),
      ).toBe(true);
      const links = byEvents.map((one) => {
        const field = one.group === "actor" ? "actor.id" : kinds[one.group as keyof typeof kinds];
        const q = one.group === "all" ? "" : queryOf([field, one.value]);
        return { one, q };
      });
      for (const { one, q } of links) {
        expect({ q, n: await countBehind(acme.context, linkOf(q, span)) }).toEqual({ q, n: one.events });
        const denied = `${q} outcome:denied`.trim();
        expect({ denied, n: await countBehind(acme.context, linkOf(denied, span)) }).toEqual({
          denied,
          n: one.denials,
        });
        looked++;
      }
    }
    expect(looked).toBeGreaterThan(60);
  });

  test("know how many people and services there are", async () => {
    for (const span of spans()) {
      const different = await inside((tx) => countDifferent(tx, ACTOR_KINDS, span));
      for (const kind of ACTOR_KINDS) {
        const range = { from: new Date(span.fromMs), to: new Date(span.toMs) };
        const q = formatTerm("actor.type", kind.slice("actor.".length));
        const facet = await getFacet(acme.context, { q, ...range, field: "actor.id", limit: 100, reads: "hide" });
        expect({ kind, n: different.get(kind) ?? 0 }).toEqual({ kind, n: facet.values.length });
      }
    }
  });

  test("are sums of their quarters of an hour", async () => {
    for (const span of spans()) {
      const [value] = await inside((tx) => sumValues(tx, { kinds: ["all"], values: [""], span }));
      const series = await inside((tx) => readSeries(tx, { kinds: ["all"], value: "", span }));
      expect(sumOf(series, span)).toEqual({
        events: value?.events ?? 0,
        failures: value?.failures ?? 0,
        denials: value?.denials ?? 0,
        unknowns: value?.unknowns ?? 0,
      });
    }
  });

  test("of places are those of country and city, and of environments those of actors", async () => {
    const rows = await superQuery<{ kind: string; value: string; events: string }>(
      runtime.urls,
      "SELECT kind, value, events FROM rollup_value WHERE tenant_id = $1 AND kind IN ('place', 'place.actor', 'actor.env')",
      [acme.id],
    );
    expect(rows.length).toBeGreaterThan(20);
    for (const { kind, value, events } of rows) {
      const parts = partsOf(value);
      const [type, id, env] = parts;
      const actor = kind === "place.actor" ? parts[0] : undefined;
      const [country, city] = kind === "place" ? parts : parts.slice(1);
      const q =
        kind === "actor.env"
          ? [formatTerm("actor.type", type!), formatTerm("actor.id", id!), formatTerm("env", env!)].join(" ")
          : [
              ...(actor === undefined ? [] : [formatTerm("actor.id", actor)]),
              formatTerm("country", country!),
              city === "" ? "-city:*" : formatTerm("city", city!),
            ].join(" ");
      expect({ q, n: await countBehind(acme.context, linkOf(q, null)) }).toEqual({ q, n: Number(events) });
    }
  });

  test("of secrets are those that their queries find", async () => {
    const rule = new SecretRule({ types: [], actions: [] });
    const rows = await superQuery<{
      type: string;
      target_id: string;
      events: string;
      reads: string;
      rotations: string;
      rotated: string | null;
      read: string | null;
    }>(
      runtime.urls,
      `SELECT type, target_id, events, reads, rotations, last_rotated_seq AS rotated, last_read_seq AS read FROM secret_target
        WHERE tenant_id = $1 AND is_named`,
      [acme.id],
    );
    expect(rows.length).toBeGreaterThan(20);
    expect(rows.some(({ type }) => type === "vault" || type === "prod")).toBe(true);
    for (const { type, target_id: targetId, ...row } of rows.filter((_, i) => i % 2 === 0)) {
      const seen = async (use?: "read" | "rotation") => {
        const q = rule.queryFor({ type, targetId }, use);
        const page = await listEvents(acme.context, { q, limit: 1, reads: readsIn(q) });
        return [await countBehind(acme.context, linkOf(q, null)), page.records[0]?.seq ?? null];
      };
      const stored = (count: string, seq: string | null) => [Number(count), seq === null ? null : Number(seq)];
      expect([type, targetId, (await seen())[0]]).toEqual([type, targetId, Number(row.events)]);
      expect([type, targetId, await seen("read")]).toEqual([type, targetId, stored(row.reads, row.read)]);
      expect([type, targetId, await seen("rotation")]).toEqual([type, targetId, stored(row.rotations, row.rotated)]);
    }
  });

  test("have late events where they belong", async () => {
    const at = new Date(nowMs - 300 * DAY_MS);
    await fill(acme, [newEvent({ occurred_at: at.toISOString(), actor: { type: "user", id: "u_late" } })]);
    await followRollups(acme.id);
    const fromMs = Math.floor(at.getTime() / QUARTER_MS) * QUARTER_MS;
    const span = { fromMs, toMs: fromMs + QUARTER_MS };
    expect(await inside((tx) => sumValues(tx, { kinds: ["actor.user"], values: ["u_late"], span }))).toMatchObject([
      { events: 1 },
    ]);
  });

  test("are the same when made anew, in batches of another size, and by two workers at once", async () => {
    const before = await allCounts(acme);
    expect(before.length).toBeGreaterThan(10_000);
    await rebuildRollups(acme.id);
    expect(await allCounts(acme)).toBe(before);
    await superQuery(runtime.urls, "UPDATE rollup_cursor SET epoch = -7 WHERE tenant_id = $1", [acme.id]);
    await Promise.all([1, 2, 3].map((size) => followRollups(acme.id, undefined, 40 * size + 3)));
    await followRollups(acme.id);
    expect(await allCounts(acme)).toBe(before);
  });

  test("of secrets alone are made anew when what tells of secrets changes, by and by and beside new events", async () => {
    const all = () =>
      superQuery<{ events: string }>(
        runtime.urls,
        "SELECT sum(events) AS events FROM rollup_day WHERE tenant_id = $1 AND kind = 'all'",
        [acme.id],
      );
    const places = async () => {
      const of = await Promise.all(
        (["events", "secrets"] as const).map((what) => inside((tx) => readFreshness(tx, what))),
      );
      return of.map(({ countedTo }) => countedTo);
    };
    const before = await allCounts(acme);
    const [counted] = await all();
    const ruleNow = () =>
      superQuery<{ secret_rule: string }>(runtime.urls, "SELECT secret_rule FROM rollup_cursor WHERE tenant_id = $1", [
        acme.id,
      ]);
    const [rule] = await ruleNow();
    await superQuery(runtime.urls, "UPDATE rollup_cursor SET secret_rule = 'of another time' WHERE tenant_id = $1", [
      acme.id,
    ]);
    const turn = () => followRollups(acme.id, () => true, 7);
    let turns = 0;
    while ((await ruleNow())[0]!.secret_rule !== rule!.secret_rule) {
      expect(await turn()).toBe(0);
      expect(await all()).toEqual([counted]);
      turns++;
    }
    expect(turns).toBeGreaterThan(1);
    expect(await superQuery(runtime.urls, "SELECT FROM secret_target WHERE tenant_id = $1", [acme.id])).toEqual([]);
    const [events, secrets] = await places();
    expect([events! > 900, secrets]).toEqual([true, 0]);

    await fill(acme, countedSamples(20, 5, nowMs));
    await turn();
    const [newest, still] = await places();
    expect([newest! > events!, still! > 0, still! < events!]).toEqual([true, true, true]);
    await followRollups(acme.id, undefined, 50);
    expect(new Set(await places()).size).toBe(1);
    const after = await allCounts(acme);
    expect(after).not.toBe(before);
    await rebuildRollups(acme.id);
    expect(await allCounts(acme)).toBe(after);
  });

  test("neither miss nor repeat an event when a batch is broken off", async () => {
    const before = await allCounts(acme);
    await superQuery(
      runtime.urls,
      `CREATE FUNCTION stop_counts() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the disk is full' USING ERRCODE = 'disk_full'; END $$;
       CREATE TRIGGER stop_counts BEFORE INSERT ON secret_reader FOR EACH ROW EXECUTE FUNCTION stop_counts()`,
    );
    await fill(acme, countedSamples(150, 11, nowMs));
    await expect(followRollups(acme.id, undefined, 50)).rejects.toThrow();
    const cursor = () =>
      superQuery<{ next_seq: string }>(runtime.urls, "SELECT next_seq FROM rollup_cursor WHERE tenant_id = $1", [
        acme.id,
      ]);
    const [stopped] = await cursor();
    await superQuery(runtime.urls, "DROP TRIGGER stop_counts ON secret_reader");
    await followRollups(acme.id, undefined, 50);
    expect(Number((await cursor())[0]!.next_seq)).toBeGreaterThan(Number(stopped!.next_seq));
    const after = await allCounts(acme);
    expect(after).not.toBe(before);
    await rebuildRollups(acme.id);
    expect(await allCounts(acme)).toBe(after);
  });
});

describe("too many values", () => {
  test("are let go, and counted as let go, the same in batches of any size", async () => {
    const tenant = await makeTenant();
    const at = new Date(nowMs - QUARTER_MS).toISOString();
    const events = Array.from({ length: 260 }, (_, i) =>
      newEvent({ occurred_at: at, origin: { system: `system-${i}` }, actor: { type: "service", id: `s_${i % 5}` } }),
    );
    await fill(tenant, events);
    await followRollups(tenant.id, undefined, 77);
    const rooms = await superQuery<{ kind: string; kept: number; let_go: string }>(
      runtime.urls,
      "SELECT kind, kept, let_go FROM rollup_room WHERE tenant_id = $1 AND kind = 'origin' AND let_go > 0",
      [tenant.id],
    );
    expect(rooms).toHaveLength(1);
    expect(rooms[0]!.kept).toBe(200);
    const counts = await allCounts(tenant);
    await rebuildRollups(tenant.id);
    expect(await allCounts(tenant)).toBe(counts);
  });
});
