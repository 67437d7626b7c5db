import { beforeAll, describe, expect, test } from "vitest";
import { type AppError, ERROR_STATUS } from "#server/errors.ts";
import { formatProof, recordLeafHash, toHex, verifyRecord } from "#tlog";
import { openTestRuntime, superQuery, type TestRuntime } from "../../tests/database.ts";
import { contextIn, makeTenant, newEvent, sendEvents, type TestTenant } from "../../tests/tenant.ts";
import { inTenant, type TenantContext } from "../access/index.ts";
import { getTile } from "../proofs/index.ts";
import { EVERYTHING, type MaskPath, parseQuery, type View, viewOf } from "../query/index.ts";
import { withinMs } from "../search/index.ts";
import { getEvent, getProof, listEvents, openTail, previewView, type VisibleEvent } from "./index.ts";

let runtime: TestRuntime;
let acme: TestTenant;
/** Ids of 40 events of env prod, and of 30 of env stage, all by "mark-actor.id" from one address. */
let prod: string[];
let stage: string[];

beforeAll(async () => {
  runtime = await openTestRuntime();
  acme = await makeTenant();
  prod = await fill("prod", 40);
  stage = await fill("stage", 30);
});

const PERSON = { type: "user", id: "mark-id", name: "mark-name", email: "mark-email" } as const;

async function fill(environment: string, count: number): Promise<string[]> {
  const { receipts } = await sendEvents(
    acme.ingest,
    Array.from({ length: count }, (_, n) =>
      newEvent({
        action: `secret.${environment}`,
        actor: PERSON,
        source: { ip: "198.51.100.9", environment, via: "api" },
        changes: [{ field: "mark-change", after: n }],
        description: "mark-description",
        metadata: { card: "mark-card", n },
        raw: "mark-raw",
      }),
    ),
    { waitForCheckpoint: true },
  );
  return receipts.map((receipt) => receipt!.id);
}

const seeing = (view: View, permissions = acme.context.permissions): TenantContext => ({
  ...acme.context,
  permissions,
  view,
});
const view = (q: string, ...masks: MaskPath[]): View => ({ scope: parseQuery(q).node, masks });
const prodOnly = () => seeing(view("env:prod"));
const ids = (records: VisibleEvent[]) => records.map(({ event }) => event.id);

async function refusal(work: Promise<unknown>): Promise<Pick<AppError, "code" | "message" | "fields">> {
  const error = (await work.then(
    () => ({ code: "none", message: "", fields: undefined }),
    (thrown: unknown) => thrown,
  )) as AppError;
  if (error.code !== ("none" as string) && !(error.code in ERROR_STATUS)) throw error;
  return { code: error.code, message: error.message, fields: error.fields };
}

describe("a scope", () => {
  test("holds in lists, whatever is asked", async () => {
    const context = prodOnly();
    expect(ids((await listEvents(context, { q: "action:secret.*", limit: 500 })).records).sort()).toEqual(
      prod.toSorted(),
    );
    for (const q of [`id:${stage[0]}`, "env:stage", "-env:prod", "action:secret.stage", "(env:stage OR env:dev)"])
      expect((await listEvents(context, { q, limit: 500 })).records, q).toEqual([]);
    const [{ seq }] = (await listEvents(acme.context, { q: `id:${stage[0]}` })).records as [VisibleEvent];
    for (const q of [`seq:${seq}`, `seq:${seq}..${seq + 3} env:stage`])
      expect((await listEvents(context, { q })).records, q).toEqual([]);
    const either = (await listEvents(context, { q: `(id:${stage[0]} OR id:${prod[0]})` })).records;
    expect(ids(either)).toEqual([prod[0]]);
  });

  test("hides single events and their proofs in the words of what is not there", async () => {
    const context = prodOnly();
    expect((await getEvent(context, prod[0]!)).event.id).toBe(prod[0]);
    expect((await getProof(context, prod[0]!)).hashes.length).toBeGreaterThan(0);
    const answers = new Set<string>();
    const sized = (size: number) => (reader: TenantContext, id: string) => getProof(reader, id, size);
    for (const id of [stage[0]!, "01a1fb6d-33ae-78b6-a140-92b20fa06dfc", "x"]) {
      for (const read of [getEvent, getProof, sized(1), sized(70)])
        answers.add(JSON.stringify(await refusal(read(context, id))));
    }
    expect([...answers]).toEqual([JSON.stringify({ code: "not_found", message: "There is no such event." })]);
  });

  test("does not wait for a checkpoint of an event that it hides", async () => {
    const { receipts } = await sendEvents(
      acme.ingest,
      newEvent({ action: "late.one", source: { environment: "stage" } }),
    );
    expect((await refusal(getProof(prodOnly(), receipts[0]!.id))).code).toBe("not_found");
  });

  test("may ask for fields that the reader's own query may not", async () => {
    const context = seeing(view("ip:198.51.100.9 actor:mark-id env:stage", "source.ip", "actor.id"));
    expect(ids((await listEvents(context, { q: "action:secret.*", limit: 500 })).records).sort()).toEqual(
      stage.toSorted(),
    );
    for (const q of ["ip:198.51.100.9", "-ip:1.1.1.1", "actor:mark-id", "(env:prod OR ip:198.51.100.9)"])
      expect((await refusal(listEvents(context, { q }))).code, q).toBe("invalid");
  });

  test("of targets finds each event once, whichever of its targets it is", async () => {
    const named = (...targets: string[]) => targets.map((id) => ({ type: "secret", id }));
    const { receipts } = await sendEvents(
      acme.ingest,
      [["t_1"], ["t_2", "t_1"], ["t_1", "t_1"], ["t_2"], ["t_1x"], ["t_2", "t_3"]].map((targets) =>
        newEvent({ action: "of.targets", targets: named(...targets) }),
      ),
    );
    await sendEvents(acme.ingest, newEvent({ action: "of.targets", targets: undefined as never }));
    const all = receipts.map((receipt) => receipt!.id);
    const context = seeing(viewOf({ targets: ["t_1", "t_9"] }, []));
    for (const order of ["newest", "oldest"] as const)
      expect(ids((await listEvents(context, { order })).records).sort()).toEqual(all.slice(0, 3).sort());
    expect(ids((await listEvents(context, { q: "target:t_2" })).records)).toEqual([all[1]]);
    expect(await previewView(context, EVERYTHING)).toMatchObject({ count: 3, of: { count: 3 } });
    expect((await getEvent(context, all[1]!)).event.id).toBe(all[1]);
    expect((await refusal(getEvent(context, all[3]!))).code).toBe("not_found");
  });

  test("narrows to nothing without a word", async () => {
    const nothing = seeing(view("env:nowhere"));
    expect(await listEvents(nothing, {})).toEqual({
      records: [],
      next_cursor: null,
      is_partial: false,
      covered_from: null,
    });
    expect(await previewView(nothing, EVERYTHING)).toMatchObject({ count: 0, of: { count: 0 }, examples: [] });
  });
});

describe("masks", () => {
  const masks: MaskPath[] = ["actor.id", "actor.email", "source.ip", "metadata.card"];
  const gone = ["mark-id", "mark-email", "198.51.100.9", "mark-card", "mark-change", "mark-description", "mark-raw"];
  const taken = ["actor.email", "actor.id", "changes", "description", "metadata.card", "raw", "source.ip"];

  test("take the fields out of every answer, and each says so", async () => {
    const context = seeing(view("", ...masks));
    const tail = await openTail(context, { afterSeq: -1, q: "action:secret.*" });
    const tailed: VisibleEvent[] = [];
    await tail.step((record) => tailed.push(record));
    const listed = (await listEvents(context, { q: "action:secret.*", limit: 500 })).records;
    const preview = await previewView(acme.context, viewOf({ actions: ["secret.*"] }, masks), { examples: 20 });
    const single = await getEvent(context, prod[0]!);
    expect(listed).toHaveLength(70);
    expect(tailed.length).toBeGreaterThanOrEqual(70);
    for (const record of [...listed, ...preview.examples, single]) expect(record.masked).toEqual(taken);
    expect(preview.masked).toEqual(masks.toSorted());
    const text = JSON.stringify([listed, tailed, preview, single]);
    for (const mark of gone) expect(text.includes(mark), mark).toBe(false);
    expect(text).toContain("mark-name");
    expect(listed[0]!.event.metadata).toEqual({ n: expect.any(Number) });
  });

  test("leave a record whose leaf, proof and signature hold", async () => {
    const context = seeing(view("env:prod", ...masks));
    const record = await getEvent(context, prod[7]!);
    expect(Object.keys(record.salts).sort()).toEqual(["targets"]);
    expect(Object.keys(record.digests!).sort()).toEqual(["actor", "content", "context"]);
    expect(toHex(recordLeafHash(record))).toBe(record.leaf_hash);
    const proof = formatProof(await getProof(context, prod[7]!));
    expect(verifyRecord(record, proof, runtime.signer.vkeyOf(acme.origin)).index).toBe(record.seq);
    expect(record.leaf_hash).toBe((await getEvent(acme.context, prod[7]!)).leaf_hash);
  });

  test("are refused in queries with the place and no hint of the value", async () => {
    const context = seeing(view("", ...masks));
    for (const value of ["198.51.100.9", "203.0.113.1"]) {
      expect(await refusal(listEvents(context, { q: `env:prod ip:${value}` }))).toEqual({
        code: "invalid",
        message: "The query cannot be run: the field ip is masked for you.",
        fields: [{ path: "q", at: 9, message: "the field ip is masked for you" }],
      });
      expect((await refusal(openTail(context, { q: `ip:${value}` }))).code).toBe("invalid");
    }
    expect((await refusal(listEvents(context, { q: "has:changes" }))).code).toBe("invalid");
    expect((await listEvents(context, { q: "env:prod outcome:success", limit: 1 })).records).toHaveLength(1);
  });
});

describe("cursors", () => {
  test("open for the view that they were made for", async () => {
    const input = { q: "action:secret.*", limit: 10 };
    const views = [EVERYTHING, view("env:prod"), view("env:prod", "raw"), view("-env:stage")];
    const cursors = await Promise.all(views.map(async (one) => (await listEvents(seeing(one), input)).next_cursor!));
    for (const [i, own] of views.entries())
      for (const [j, cursor] of cursors.entries())
        expect((await refusal(listEvents(seeing(own), { ...input, cursor }))).code).toBe(i === j ? "none" : "invalid");
  });

  test("page through a scope without gap or repeat", async () => {
    const seen: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = await listEvents(prodOnly(), { q: "action:secret.*", limit: 7, ...(cursor ? { cursor } : {}) });
      seen.push(...ids(page.records));
      cursor = page.next_cursor;
    }
    expect(seen.toReversed()).toEqual(prod);
  });
});

describe("log entries", () => {
  test("need a view of everything; hash tiles do not", async () => {
    for (const narrow of [view("env:prod"), view("", "raw"), view("seq:*")]) {
      const { code, message } = await refusal(getTile(seeing(narrow), "tile/entries/000.p/20"));
      expect([code, message]).toEqual(["forbidden", expect.stringContaining("without scope and masks")]);
      expect((await getTile(seeing(narrow), "tile/0/000.p/20")).bytes).toHaveLength(20 * 32);
    }
    expect((await getTile(acme.context, "tile/entries/000.p/20")).bytes.length).toBeGreaterThan(1_000);
  });
});

describe("previewView", () => {
  test("counts and shows what the view would, within what the caller sees", async () => {
    const whole = (await previewView(acme.context, EVERYTHING)).count;
    expect(await previewView(acme.context, viewOf({ environments: ["prod"] }, []))).toMatchObject({
      days: 30,
      count: 40,
      isLowerBound: false,
      of: { count: expect.any(Number), isLowerBound: false },
      masked: [],
    });
    expect(whole).toBeGreaterThanOrEqual(70);
    const within = await previewView(prodOnly(), EVERYTHING, { examples: 3 });
    expect(within).toMatchObject({ count: 40, of: { count: 40 } });
    expect(ids(within.examples)).toEqual(prod.slice(-3).reverse());
    expect((await previewView(prodOnly(), viewOf({ environments: ["stage"] }, []))).count).toBe(0);
    const masked = await previewView(seeing(view("", "actor.email")), viewOf({ environments: ["prod"] }, ["raw"]));
    expect(masked.masked).toEqual(["actor.email", "raw"]);
    expect(JSON.stringify(masked)).not.toContain("mark-email");
  });

  test("tells nothing of a field that is masked for the caller", async () => {
    const caller = seeing(view("ip:198.51.100.9", "source.ip"));
    for (const query of ["ip:198.51.100.9 ip:*", "-ip:203.0.113.1", "(env:prod OR ip:203.0.113.0/24)"])
      expect(await refusal(previewView(caller, viewOf({ query }, [])))).toMatchObject({
        code: "invalid",
        fields: [{ path: "scope.query", message: "the field ip is masked for you" }],
      });
    expect((await previewView(caller, caller.view)).count).toBe(70);
  });

  test("covers the days asked for", async () => {
    const old = new Date(runtime.clock.now().getTime() - 5 * 86_400_000).toISOString();
    await sendEvents(
      acme.ingest,
      [1, 2, 3].map(() => newEvent({ action: "days.old", occurred_at: old })),
    );
    const days = view("action:days.old");
    expect((await previewView(acme.context, days, { days: 4 })).count).toBe(0);
    for (const span of [6, 30, 366]) expect((await previewView(acme.context, days, { days: span })).count).toBe(3);
    for (const span of [0, -1, 367, 1.5, Number.NaN])
      expect((await refusal(previewView(acme.context, days, { days: span }))).code).toBe("invalid");
    for (const examples of [-1, 21, 0.5])
      expect((await refusal(previewView(acme.context, days, { examples }))).code).toBe("invalid");
    expect(await previewView(acme.context, days, { examples: 0 })).toMatchObject({ count: 3, examples: [] });
  });

  test("counts up to its limit, and says that there may be more", async () => {
    const many = { events: Array.from({ length: 1_000 }, () => newEvent({ action: "many.events", metadata: {} })) };
    for (let sent = 0; sent < 10_100; sent += 1_000) await sendEvents(acme.ingest, many.events);
    expect(await previewView(acme.context, view("action:many.events"))).toMatchObject({
      count: 10_000,
      isLowerBound: true,
      of: { count: 10_000, isLowerBound: true },
    });
    expect(await previewView(acme.context, view("env:prod"))).toMatchObject({ isLowerBound: false });
  });

  test("stops when its time is up, and says so", async () => {
    const [slept, after, setting] = await inTenant(acme.context, "events.read", async (tx) => [
      await withinMs(tx, 50, () => tx.run("SELECT pg_sleep(5)::text", [])),
      await withinMs(tx, 5_000, () => tx.run<{ one: number }>("SELECT 1 AS one", [])),
      await tx.run("SELECT current_setting('statement_timeout') AS ms", []),
    ]);
    expect(slept).toBeUndefined();
    expect(after).toEqual([{ one: 1 }]);
    expect(setting).toEqual([{ ms: "5s" }]);
    await expect(
      inTenant(acme.context, "events.read", (tx) => withinMs(tx, 5_000, () => tx.run("SELECT 1/0 AS x", []))),
    ).rejects.toThrow("division by zero");
  });

  test("ends with what to do about it when a reader's statement takes too long", async () => {
    const slow = inTenant(acme.context, "events.read", (tx) => tx.run("SELECT pg_sleep(15)::text", []));
    const { code, message } = await refusal(slow);
    expect(code).toBe("unavailable");
    expect(message).toContain("longer than 5 s");
  });

  test("is recorded, and forbidden without the right to read", async () => {
    await previewView(acme.context, viewOf({ environments: ["prod"] }, ["raw"]), { days: 3 });
    const [row] = await superQuery<{ body: string }>(
      runtime.urls,
      "SELECT body FROM event WHERE tenant_id = $1 AND action = 'view.previewed' ORDER BY seq DESC LIMIT 1",
      [acme.id],
    );
    expect(JSON.parse(row!.body).metadata).toEqual({ scope: "env:prod", masks: ["raw"], days: 3, rows: 5, count: 40 });
    expect((await refusal(previewView(contextIn(acme.id, ["proofs.read"]), EVERYTHING))).code).toBe("forbidden");
  });
});

describe("a tail", () => {
  const followed = async (context: TenantContext, renew?: () => Promise<TenantContext>) => {
    const tail = await openTail(context, {}, renew);
    const shown: string[] = [];
    return { tail, shown, step: () => tail.step(({ event }) => shown.push(event.action)) };
  };
  const send = (...environments: string[]) =>
    sendEvents(
      acme.ingest,
      environments.map((environment) => newEvent({ action: `tail.${environment}`, source: { environment } })),
    );
  const until = async (done: () => boolean, step: () => Promise<unknown>) => {
    for (let i = 0; i < 200 && !done(); i++) {
      await step();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };

  test("follows the scope, and another one as soon as it holds", async () => {
    let now = prodOnly();
    const { shown, step } = await followed(now, async () => now);
    await send("prod", "stage");
    await until(() => shown.length > 0, step);
    expect(shown).toEqual(["tail.prod"]);
    now = seeing(view("env:stage"));
    await new Promise((resolve) => setTimeout(resolve, 600));
    await send("prod", "stage");
    await until(() => shown.length > 1, step);
    expect(shown).toEqual(["tail.prod", "tail.stage"]);
  });

  test("ends within a second of the right being lost, while quiet and while events come", async () => {
    for (const isBusy of [false, true]) {
      let now = prodOnly();
      const { shown, step } = await followed(now, async () => now);
      await step();
      now = seeing(EVERYTHING, new Set());
      const sinceMs = performance.now();
      let error: unknown;
      while (!error && performance.now() - sinceMs < 3_000) {
        if (isBusy) await send("prod");
        error = await step().then(
          () => undefined,
          (thrown) => thrown,
        );
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      expect(performance.now() - sinceMs).toBeLessThan(1_000);
      expect(error).toMatchObject({ code: "forbidden" });
      const before = shown.length;
      await send("prod");
      await step().catch(() => {});
      expect(shown).toHaveLength(before);
    }
  });

  test("gives a slow reader the rest by the rights that it has then, without gap or repeat", async () => {
    let looks = 0;
    const context = seeing(view("action:tail.slow"));
    const tail = await openTail(context, {}, async () => {
      looks++;
      return context;
    });
    const { receipts } = await sendEvents(
      acme.ingest,
      Array.from({ length: 16 }, () => newEvent({ action: "tail.slow" })),
    );
    const seqs: number[] = [];
    await until(
      () => seqs.length === 16,
      () =>
        tail.step(async ({ seq }) => {
          await new Promise((resolve) => setTimeout(resolve, 200));
          seqs.push(seq);
        }),
    );
    expect(seqs).toEqual(receipts.map((receipt) => receipt!.seq));
    expect(looks).toBeGreaterThanOrEqual(2);
  });

  test("gives a slow reader nothing more once the right is lost", async () => {
    let now = seeing(view("action:tail.slow"));
    const tail = await openTail(now, {}, async () => now);
    await sendEvents(
      acme.ingest,
      Array.from({ length: 20 }, () => newEvent({ action: "tail.slow" })),
    );
    let shown = 0;
    let error: unknown;
    const show = async () => {
      await new Promise((resolve) => setTimeout(resolve, 200));
      if (++shown === 2) now = seeing(EVERYTHING, new Set());
    };
    while (!error && shown < 20)
      error = await tail.step(show).then(
        () => undefined,
        (thrown) => thrown,
      );
    expect(error).toMatchObject({ code: "forbidden" });
    expect(shown).toBeLessThanOrEqual(6);
  });

  test("is refused another tenant's context", async () => {
    const other = await makeTenant();
    const { step } = await followed(acme.context, async () => other.context);
    await new Promise((resolve) => setTimeout(resolve, 600));
    await expect(step()).rejects.toMatchObject({ code: "not_found" });
  });

  test("records what it showed when it closes, even if the right is lost by then", async () => {
    const recorded = () =>
      superQuery<{ rows: number }>(
        runtime.urls,
        "SELECT (body::jsonb #>> '{metadata,rows}')::int AS rows FROM event WHERE tenant_id = $1 AND action = 'tail.continued' ORDER BY seq",
        [acme.id],
      );
    const before = (await recorded()).length;
    let now = prodOnly();
    const { tail, shown, step } = await followed(now, async () => now);
    await send("prod", "prod", "stage");
    await until(() => shown.length === 2, step);
    now = seeing(EVERYTHING, new Set());
    await new Promise((resolve) => setTimeout(resolve, 600));
    await expect(step()).rejects.toMatchObject({ code: "forbidden" });
    await tail.close();
    await tail.close();
    expect((await recorded()).slice(before)).toEqual([{ rows: 2 }]);
    const quiet = await followed(acme.context);
    await quiet.tail.close();
    expect(await recorded()).toHaveLength(before + 1);
  });
});
