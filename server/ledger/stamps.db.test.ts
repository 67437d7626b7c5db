import { beforeAll, describe, expect, test } from "vitest";
import {
  openTestRuntime,
  outcomeOf,
  rolledBack,
  superQuery,
  type TestRuntime,
  testClock,
} from "../../tests/database.ts";
import { ledgerFaults, readRows } from "../../tests/ledger-check.ts";
import { draftOf, makeTenant, newEvent, sendEvents } from "../../tests/tenant.ts";
import { createKey } from "../keys/index.ts";
import { openRuntime } from "../open-runtime.ts";
import { setRuntime } from "../runtime.ts";
import { APPEND_IN_TRANSACTION_SQL, appendParameters, sealDraft } from "./index.ts";

let open: TestRuntime;
beforeAll(async () => {
  open = await openTestRuntime();
});

async function sizeOf(tenantId: string): Promise<number> {
  const [row] = await superQuery<{ size: string }>(open.urls, "SELECT size FROM ledger WHERE tenant_id = $1", [
    tenantId,
  ]);
  return Number(row!.size);
}

/** A second runtime in this process takes the global place: the first one gets it back. */
const restore = () => setRuntime(open);

describe("stamps", () => {
  const stampsOf = async (tenantId: string) => {
    const rows = await superQuery<{ seq: string; received_at: Date; id: string }>(
      open.urls,
      "SELECT seq, received_at, id FROM event WHERE tenant_id = $1 ORDER BY seq",
      [tenantId],
    );
    return rows.map((row) => row.received_at.getTime());
  };

  test("a clock ahead of the database's by seconds: the database's clock stamps", async () => {
    const one = await makeTenant();
    open.clock.offsetMs = 3_000;
    try {
      await sendEvents(one.ingest, newEvent());
      await makeTenant();
    } finally {
      open.clock.offsetMs = 0;
    }
    expect((await stampsOf(one.id)).at(-1)!).toBeLessThan(Date.now() + 100);
    expect(await ledgerFaults(open.urls, one.id)).toEqual([]);
  });

  test("a clock up to a second ahead can", async () => {
    const one = await makeTenant();
    open.clock.offsetMs = 700;
    try {
      await sendEvents(one.ingest, newEvent());
    } finally {
      open.clock.offsetMs = 0;
    }
    await sendEvents(one.ingest, newEvent());
    const stamps = await stampsOf(one.id);
    expect(stamps.at(-1)!).toBeLessThan(stamps.at(-2)!);
    expect(stamps.at(-2)! - stamps.at(-1)!).toBeLessThanOrEqual(1_000);
  });

  test("a batch whose stamp came too late is stamped anew, unseen by the sender", async () => {
    const one = await makeTenant();
    await sendEvents(one.ingest, newEvent());
    const nowMs = Date.now();
    const second = await openRuntime(open.env, testClock(-5_000));
    try {
      const item = { draft: draftOf(newEvent()), keyId: "k" };
      const outcome = await second.committer.append(one.id, { items: [item], atomic: true });
      const receipt = outcome.results[0] as { id: string; seq: number };
      const rows = await readRows(open.urls, one.id, receipt.seq, receipt.seq + 1);
      const event = JSON.parse(rows[0]!.body);
      expect(Date.parse(event.received_at)).toBeGreaterThan(nowMs - 1_000);
      expect(event.id).toBe(receipt.id);
    } finally {
      await second.close();
      restore();
    }
    expect(await ledgerFaults(open.urls, one.id)).toEqual([]);
  });

  test("two processes whose clocks are three seconds apart both append, and received_at keeps its order", async () => {
    const one = await makeTenant();
    const behind = await openRuntime(open.env, testClock(-3_000));
    restore();
    const item = () => ({ items: [{ draft: draftOf(newEvent()), keyId: "k" }], atomic: true });
    try {
      for (let i = 0; i < 5; i++) {
        await open.committer.append(one.id, item());
        await behind.committer.append(one.id, item());
        await Promise.all([open.committer.append(one.id, item()), behind.committer.append(one.id, item())]);
      }
      setRuntime({ ...open, clock: behind.clock });
      await createKey(one.context, { kind: "ingest", name: "n", purpose: "p" });
    } finally {
      await behind.close();
      restore();
    }
    const stamps = await stampsOf(one.id);
    expect(stamps.length).toBe(25);
    expect(await ledgerFaults(open.urls, one.id)).toEqual([]);
  });

  test("ledger_append itself refuses a stamp over a second ahead, or over a second behind what came before", async () => {
    const one = await makeTenant();
    await sendEvents(one.ingest, newEvent());
    const stamp = (atMs: number) =>
      rolledBack(open.urls.app, one.id, async (client) => {
        const item = { draft: draftOf(newEvent()), keyId: "k" };
        const sealed = sealDraft(one.id, item, atMs);
        const values = appendParameters(one.id, [{ items: [item], atomic: true }], [[sealed]]);
        return outcomeOf(client.query(APPEND_IN_TRANSACTION_SQL, values));
      });
    expect(await stamp(Date.now() + 1_500)).toBe("ST001");
    expect(await stamp((await stampsOf(one.id)).at(-1)! - 1_001)).toBe("ST001");
    expect(await stamp((await stampsOf(one.id)).at(-1)! - 990)).toBe("ok");
    expect(await stamp(Date.now())).toBe("ok");
  });

  test("a month without a partition gets one, from an act as from an append", async () => {
    const past = testClock(-400 * 86_400_000);
    const old = await openRuntime(open.env, past);
    try {
      const one = await makeTenant();
      const monthOf = () => `event_${past.now().toISOString().slice(0, 7).replace("-", "_")}`;
      const months = [monthOf()];
      past.offsetMs += 40 * 86_400_000;
      months.push(monthOf());
      await sendEvents(one.ingest, newEvent());
      const rows = await superQuery(
        open.urls,
        "SELECT DISTINCT tableoid::regclass::text AS part FROM event WHERE tenant_id = $1",
        [one.id],
      );
      expect(rows.map((row) => row.part).sort()).toEqual(months.sort());
    } finally {
      await old.close();
      restore();
    }
  });
});

describe("two runtimes on one tenant at once", () => {
  test("no gap, no duplicate, external ids and Idempotency-Keys once", async () => {
    const one = await makeTenant();
    const second = await openRuntime(open.env);
    restore();
    const start = await sizeOf(one.id);
    const committers = [open.committer, second.committer];
    const keyMac = (i: number) => Buffer.alloc(32, i);
    try {
      const outcomes = await Promise.all(
        Array.from({ length: 200 }, (_, i) => {
          const id = i >> 1;
          const external = { mac: Buffer.alloc(32, id), requestMac: Buffer.alloc(32, 1) };
          const items = [{ draft: draftOf(newEvent({ external_id: `x${id}` })), keyId: "k", external }];
          const idempotency = { keyMac: keyMac(id), requestMac: Buffer.alloc(32, 2) };
          return committers[i % 2]!.append(one.id, { items, atomic: true, ...(id % 2 === 0 ? { idempotency } : {}) });
        }),
      );
      const ids = outcomes.map((outcome) => (outcome.results[0] as { id: string }).id);
      for (let i = 0; i < 200; i += 2) expect(ids[i + 1]).toBe(ids[i]);
      expect(new Set(ids).size).toBe(100);
      expect(await sizeOf(one.id)).toBe(start + 100);
    } finally {
      await second.close();
      restore();
    }
    expect(await ledgerFaults(open.urls, one.id)).toEqual([]);
  });
});
