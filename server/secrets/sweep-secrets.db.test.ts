import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, describe, expect, test } from "vitest";
import { openTestRuntime, superQuery, type TestClock, type TestRuntime, testClock } from "../../tests/database.ts";
import { fill } from "../../tests/rollup-samples.ts";
import { makeTenant, newEvent, type TestTenant } from "../../tests/tenant.ts";
import { inTenant } from "../access/index.ts";
import { getAlert, listAlerts } from "../alerts/index.ts";
import type { EventInput } from "../event-format/index.ts";
import { listEvents } from "../events/index.ts";
import { claimCursor, followRollups } from "../rollups/index.ts";
import { setSecretOverride, sweepSecrets, updateSecretPolicy } from "./index.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

let runtime: TestRuntime;
let acme: TestTenant;
let clock: TestClock;

beforeEach(async () => {
  clock = testClock(Date.parse("2026-11-02T09:20:00Z") - Date.now());
  runtime = await openTestRuntime({ clock });
  acme = await makeTenant();
});

const nowMs = () => clock.now().getTime();
const event = (id: string, verb: "create" | "rotate" | "read", daysAgo: number, over: Partial<EventInput> = {}) =>
  newEvent({
    ...{
      occurred_at: new Date(nowMs() - daysAgo * DAY_MS).toISOString(),
      action: `secret.${verb}`,
      outcome: "success",
    },
    crud: ({ create: "c", rotate: "u", read: "r" } as const)[verb],
    targets: [{ type: "secret", id, name: id }],
    ...over,
  } as EventInput);
const sweep = async () => {
  await followRollups(acme.id);
  await sweepSecrets(acme.id);
};
const send = async (...events: EventInput[]) => {
  await fill(acme, events);
  await sweep();
};
const alertsOf = async (id: string) =>
  (await listAlerts(acme.context, { source: "secret_overdue", entityType: "target", entityId: id })).alerts;
const sql = <T extends object = Record<string, unknown>>(text: string) => superQuery<T>(runtime.urls, text, [acme.id]);
/** The newest trail event about alerts. */
const lastTrail = async () => {
  const { records } = await listEvents(acme.context, { q: "origin:sealtrail action:alert.*", limit: 1 });
  return records[0]!.event;
};

describe("a secret that is overdue for the same time again", () => {
  test("opens its alert again when it is read after long, and wakes the channels", async () => {
    await send(event("db/main", "rotate", 100), event("db/main", "read", 1));
    expect(await alertsOf("db/main")).toMatchObject([{ state: "open" }]);
    clock.offsetMs += 95 * DAY_MS;
    await sweep();
    const [settled] = await alertsOf("db/main");
    expect(settled).toMatchObject({ state: "resolved", resolution: "other" });
    const { entries } = await getAlert(acme.context, { id: settled!.id });
    expect(JSON.stringify(entries)).toContain("nobody has read it");
    await sql("UPDATE secret_reminder SET settled_at = settled_at - interval '366 days' WHERE tenant_id = $1");
    await sweep();
    expect(await sql("SELECT FROM secret_reminder WHERE tenant_id = $1")).toEqual([]);
    await send(event("db/main", "read", 0));
    const [open, ...more] = await alertsOf("db/main");
    expect([open!.id, open!.state, more]).toEqual([settled!.id, "open", []]);
    expect(Math.abs(Date.parse(open!.lastAt) - nowMs())).toBeLessThan(MINUTE_MS);
    const trail = await lastTrail();
    expect([trail.action, trail.metadata?.is_history]).toEqual(["alert.reopened", undefined]);
  });

  test("does so when a period of its own is taken back, and when it is a secret again", async () => {
    const of = { type: "vault_item", id: "item-1" };
    await updateSecretPolicy(acme.context, { types: [of.type] });
    const targets = [{ ...of, name: of.id }];
    await send(
      event(of.id, "rotate", 100, { targets, action: "item.rotate" }),
      event(of.id, "read", 1, { targets, action: "item.read" }),
    );
    const states = async () => (await alertsOf(of.id)).map(({ state }) => state);
    expect(await states()).toEqual(["open"]);
    const changes: [undo: () => Promise<unknown>, redo: () => Promise<unknown>][] = [
      [
        () => setSecretOverride(acme.context, { ...of, override: { rotationDays: null } }),
        () => setSecretOverride(acme.context, { ...of, override: null }),
      ],
      [
        () => updateSecretPolicy(acme.context, { types: [] }),
        () => updateSecretPolicy(acme.context, { types: [of.type] }),
      ],
    ];
    for (const [undo, redo] of changes) {
      await undo();
      await sweep();
      expect(await states()).toEqual(["resolved"]);
      await redo();
      await sweep();
      expect(await states()).toEqual(["open"]);
    }
  });
});

describe("a secret that nobody had read", () => {
  test("is overdue since it was read, and no matter of history", async () => {
    await send(event("db/idle", "create", 300));
    expect(await alertsOf("db/idle")).toEqual([]);
    const readAt = new Date(nowMs() - MINUTE_MS).toISOString();
    await send(event("db/idle", "read", 0, { occurred_at: readAt }));
    expect(await alertsOf("db/idle")).toMatchObject([{ state: "open", lastAt: readAt }]);
    const trail = await lastTrail();
    expect([trail.action, trail.metadata?.is_history]).toEqual(["alert.raised", undefined]);
  });

  test("and one that was read all along is overdue since it was due", async () => {
    await send(event("db/busy", "create", 300), event("db/busy", "read", 120), event("db/busy", "read", 60));
    const [{ lastAt } = { lastAt: "" }] = await alertsOf("db/busy");
    expect(Math.abs(Date.parse(lastAt) - (nowMs() - 210 * DAY_MS))).toBeLessThan(MINUTE_MS);
    expect((await lastTrail()).metadata?.is_history).toBe(true);
  });
});

test("nothing is raised or resolved while the counts are made anew", async () => {
  const others = Array.from({ length: 10 }, () => newEvent({ action: "job.run" }));
  await send(...others, event("db/main", "rotate", 100), event("db/main", "read", 1));
  expect(await alertsOf("db/main")).toMatchObject([{ state: "open" }]);
  clock.offsetMs += 2 * 3_600_000;
  await followRollups(acme.id);
  await sql("UPDATE rollup_cursor SET epoch = -1, next_seq = 0, secret_seq = 0, secret_rule = '' WHERE tenant_id = $1");
  const size = Number((await sql<{ size: string }>("SELECT size FROM ledger WHERE tenant_id = $1"))[0]!.size);
  let turns = 0;
  for (let to = 0; to < size && turns < 500; turns++) {
    await sweepSecrets(acme.id);
    expect(await alertsOf("db/main")).toMatchObject([{ state: "open" }]);
    to = (await followRollups(acme.id, () => true, 3))!;
  }
  expect(turns).toBeGreaterThan(4);
  await sweepSecrets(acme.id);
  expect((await alertsOf("db/main")).map(({ state }) => state)).toEqual(["open"]);
});

test("nothing is written while others count: the sweep waits for them", async () => {
  await fill(acme, [event("db/main", "rotate", 100), event("db/main", "read", 1)]);
  await followRollups(acme.id);
  const counting = await inTenant(acme.context, "events.read", async (tx) => {
    expect(await claimCursor(tx)).toBeDefined();
    const sweeping = sweepSecrets(acme.id);
    await sleep(300);
    expect(await alertsOf("db/main")).toEqual([]);
    return { sweeping };
  });
  await counting.sweeping;
  expect(await alertsOf("db/main")).toMatchObject([{ state: "open" }]);
});

test("who is outside is reckoned anew when something has changed, and now and then", async () => {
  const staff = { actor: { type: "service" as const, id: "svc-staging" } };
  const jobs = Array.from({ length: 30 }, () =>
    newEvent({ action: "job.run", ...staff, source: { environment: "staging" } }),
  );
  const outside = async () =>
    (
      await sql<{ outside: number }>(
        "SELECT outside FROM secret_target WHERE tenant_id = $1 AND target_id = 'db/main' AND is_named",
      )
    ).map((row) => row.outside);
  await send(...jobs, event("db/main", "read", 1, { ...staff, source: { environment: "prod" } }));
  expect(await outside()).toEqual([1]);
  // Made anew, to the same place.
  await sql("UPDATE secret_target SET outside = 0 WHERE tenant_id = $1");
  await sweepSecrets(acme.id);
  expect(await outside()).toEqual([1]);
  await sql("DELETE FROM rollup_value WHERE tenant_id = $1 AND kind = 'actor.env'");
  await sweepSecrets(acme.id);
  expect(await outside()).toEqual([1]);
  clock.offsetMs += 61 * MINUTE_MS;
  await sweepSecrets(acme.id);
  expect(await outside()).toEqual([0]);
});
