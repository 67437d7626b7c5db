import { beforeAll, describe, expect, test } from "vitest";
import { openTestRuntime, type TestClock, testClock } from "../../tests/database.ts";
import { countBehind, countedSamples, fill } from "../../tests/rollup-samples.ts";
import { contextIn, makeTenant, newEvent, type TestTenant } from "../../tests/tenant.ts";
import { PERMISSIONS } from "../access/index.ts";
import { getAlert, listAlerts } from "../alerts/index.ts";
import type { EventInput } from "../event-format/index.ts";
import { listEvents } from "../events/index.ts";
import { parseQuery } from "../query/index.ts";
import { followRollups } from "../rollups/index.ts";
import {
  exportSecrets,
  getSecret,
  getSecretPolicy,
  listRotations,
  listSecrets,
  SECRET_FILTERS,
  setSecretOverride,
  sweepSecrets,
  updateSecretPolicy,
} from "./index.ts";

const DAY_MS = 86_400_000;
const NOW = Date.parse("2026-11-02T09:20:00Z");
const ago = (days: number) => new Date(NOW - days * DAY_MS).toISOString();

let acme: TestTenant;
let clock: TestClock;

const person = { type: "user" as const, id: "u_ana", name: "Ana Ruiz" };
const service = { type: "service" as const, id: "svc-staging", name: "staging worker" };
const event = (id: string, verb: string, days: number, over: Partial<EventInput> = {}): EventInput =>
  newEvent({
    occurred_at: ago(days),
    action: `secret.${verb}`,
    crud: ({ read: "r", create: "c", delete: "d" } as const)[verb] ?? "u",
    actor: person,
    targets: [{ type: "secret", id, name: id }],
    source: { ip: "203.0.113.7", environment: "prod", via: "api" },
    ...over,
  } as EventInput);

beforeAll(async () => {
  clock = testClock(NOW - Date.now());
  await openTestRuntime({ clock });
  acme = await makeTenant();
  const elsewhere = Array.from({ length: 30 }, (_, i) =>
    newEvent({
      occurred_at: ago(i),
      action: "job.run",
      actor: service,
      targets: [{ type: "job", id: "j" }],
      source: { environment: "staging" },
    }),
  );
  await fill(acme, [
    // Rotated 42 days ago, every 30 days as the log says; read by a service of staging.
    event("db/prod/primary", "create", 200),
    event("db/prod/primary", "rotate", 42, { metadata: { rotation_days: 30 } }),
    ...Array.from({ length: 5 }, (_, i) => event("db/prod/primary", "read", i + 0.5)),
    ...Array.from({ length: 3 }, (_, i) => event("db/prod/primary", "read", i + 0.25, { actor: service })),
    event("db/prod/primary", "read", 0.1, { outcome: "denied" }),
    event("db/prod/primary", "rotate", 1, { outcome: "failure" }),
    // Due in four days by the default of 90.
    event("idp/oidc", "rotate", 86),
    event("idp/oidc", "read", 2),
    // Nobody has read it for 100 days; it was never rotated.
    event("ml/vector-db", "create", 130, { metadata: { rotation_days: 365 } }),
    event("ml/vector-db", "read", 100),
    // A formula in a name; gone.
    event("=cmd|' /C calc'!A0", "create", 3, { metadata: { rotation_days: 10 } }),
    event("old/gone", "create", 300),
    event("old/gone", "delete", 10),
    ...elsewhere,
  ]);
  await followRollups(acme.id);
  await sweepSecrets(acme.id);
});

const named = async (input: Parameters<typeof listSecrets>[1]) =>
  (await listSecrets(acme.context, input)).secrets.map(({ id }) => id);
const alertsOf = async (id: string) =>
  (await listAlerts(acme.context, { source: "secret_overdue", entityType: "target", entityId: id })).alerts;

describe("secrets", () => {
  test("are listed by what is due, with who used them last", async () => {
    const { secrets, counts, total, hasMore, countedTo } = await listSecrets(acme.context);
    expect(secrets.map(({ id }) => id)).toEqual(["db/prod/primary", "idp/oidc", "=cmd|' /C calc'!A0", "ml/vector-db"]);
    expect(counts).toEqual({ all: 4, overdue: 1, soon: 1, unused: 1, outside: 1, never_rotated: 2 });
    expect([total, hasMore, countedTo > 40]).toEqual([4, false, true]);
    expect(secrets[0]).toMatchObject({
      ...{
        type: "secret",
        environment: "prod",
        reads: 8,
        rotations: 1,
        people: 1,
        services: 1,
        outside: 1,
        isUnused: false,
      },
      lastRotated: { at: ago(42), by: { type: "user", id: "u_ana", name: "Ana Ruiz" } },
      lastRead: { at: ago(0.25), by: { id: "svc-staging" } },
      rotation: { days: 30, source: "log", since: "rotation", dueAt: ago(12), daysOver: 12, isOverdue: true },
    });
    expect(secrets[1]!.rotation).toMatchObject({ days: 90, source: "default", daysOver: -4, isOverdue: false });
    expect(secrets[3]).toMatchObject({
      unusedDays: 100,
      isUnused: true,
      rotation: { since: "creation", days: 365, dueAt: null, isWaiting: true },
    });
  });

  test("can be filtered, searched, sorted and paged", async () => {
    expect(await named({ filter: "overdue" })).toEqual(["db/prod/primary"]);
    expect(await named({ filter: "unused" })).toEqual(["ml/vector-db"]);
    expect(await named({ filter: "outside" })).toEqual(["db/prod/primary"]);
    expect(await named({ text: "OIDC" })).toEqual(["idp/oidc"]);
    expect(await named({ text: "100%_" })).toEqual([]);
    expect(await named({ sort: "reads", limit: 1 })).toEqual(["db/prod/primary"]);
    expect(await named({ sort: "name", limit: 2, offset: 2 })).toEqual(["idp/oidc", "ml/vector-db"]);
    expect(await named({ environment: "staging" })).toEqual([]);
  });

  test("are as many as the numbers of the filters say, whatever is searched for", async () => {
    for (const search of [{ text: "DB" }, { text: "ml/" }, { environment: "Prod" }, { environment: "staging" }, {}])
      for (const filter of SECRET_FILTERS) {
        const { secrets, counts, total } = await listSecrets(acme.context, { ...search, filter });
        expect([search, filter, counts[filter], total]).toEqual([search, filter, secrets.length, 4]);
      }
    expect((await listSecrets(acme.context, { text: "DB", filter: "unused" })).counts).toEqual({
      ...{ all: 2, overdue: 1, soon: 0, unused: 1, outside: 1, never_rotated: 1 },
    });
  });

  test("that nobody reads are due only where the policy says so", async () => {
    await updateSecretPolicy(acme.context, { includesUnused: true });
    expect(
      (await listRotations(acme.context)).rotations.map(({ id, date, daysOver }) => [id, date, daysOver]),
    ).toContainEqual(["=cmd|' /C calc'!A0", "2026-11-09", -7]);
    await updateSecretPolicy(acme.context, { includesUnused: false });
    expect((await listRotations(acme.context)).rotations).toHaveLength(2);
  });

  test("of environments that are not guarded have no readers of elsewhere", async () => {
    await updateSecretPolicy(acme.context, { guardedEnvironments: ["Staging"] });
    await sweepSecrets(acme.id);
    expect(await named({ filter: "outside" })).toEqual([]);
    expect(
      (await getSecret(acme.context, { type: "secret", id: "db/prod/primary" })).readers.some(({ outside }) => outside),
    ).toBe(false);
    await updateSecretPolicy(acme.context, { guardedEnvironments: ["prod"] });
    await sweepSecrets(acme.id);
    expect(await named({ filter: "outside" })).toEqual(["db/prod/primary"]);
  });

  test("have readers, of whom some are outside, and reads by day of the zone", async () => {
    const secret = await getSecret(acme.context, { type: "Secret", id: "db/prod/primary", timeZone: "Europe/Berlin" });
    expect(secret.readers.map(({ id, reads }) => [id, reads])).toEqual([
      ["svc-staging", 3],
      ["u_ana", 5],
    ]);
    expect(secret.readers[0]!.outside).toMatchObject({ elsewhere: 30, here: 0, environments: ["staging"] });
    expect(secret.readers[1]!.outside).toBeNull();
    for (const reader of secret.readers) expect(await countBehind(acme.context, reader.link)).toBe(reader.reads);
    expect(secret.readsByDay.length).toBe(90);
    expect(secret.readsByDay.reduce((sum, { reads }) => sum + reads, 0)).toBe(8);
    for (const day of secret.readsByDay.slice(-9)) expect(await countBehind(acme.context, day.link)).toBe(day.reads);
    expect(await countBehind(acme.context, secret.readsLink)).toBe(secret.reads);
    expect(await countBehind(acme.context, secret.rotationsLink)).toBe(1);
    expect(await countBehind(acme.context, secret.eventsLink)).toBe(secret.events);
    const found = await listEvents(acme.context, { q: `seq:${secret.lastRotated!.seq}` });
    expect(found.records[0]!.event.action).toBe("secret.rotate");
    const gone = await getSecret(acme.context, { type: "secret", id: "old/gone" });
    expect(gone.deletedAt).toBe(ago(10));
    await expect(getSecret(acme.context, { type: "job", id: "j" })).rejects.toMatchObject({ code: "not_found" });
  });

  test("have as many days of reads where the clock has changed between", async () => {
    // Half an hour before midnight in Berlin: 89 times 24 hours earlier, in summer, it was past midnight.
    const laterMs = Date.parse("2026-11-02T22:30:00Z") - NOW;
    clock.offsetMs += laterMs;
    const { readsByDay } = await getSecret(acme.context, {
      ...{ type: "secret", id: "db/prod/primary", timeZone: "Europe/Berlin" },
    });
    clock.offsetMs -= laterMs;
    expect([readsByDay.length, readsByDay[0]!.date, readsByDay.at(-1)!.date]).toEqual([90, "2026-08-05", "2026-11-02"]);
  });

  test("of a secret that events name oddly have what their links find", async () => {
    const odd = await makeTenant();
    await fill(odd, countedSamples(300, 21, NOW - 60_000));
    await followRollups(odd.id);
    const { secrets } = await listSecrets(odd.context, { limit: 200 });
    expect(secrets.length).toBeGreaterThan(15);
    for (const { type, id, reads, rotations, events, ...links } of secrets.filter((_, i) => i % 4 === 0)) {
      const found = [links.readsLink, links.rotationsLink, links.eventsLink].map((link) =>
        countBehind(odd.context, link),
      );
      expect([type, id, ...(await Promise.all(found))]).toEqual([type, id, reads, rotations, events]);
      const { readers, unnamedUntil } = await getSecret(odd.context, { type, id });
      for (const reader of readers.slice(0, 2)) {
        const behind = await countBehind(odd.context, reader.link);
        const isRight = unnamedUntil === null ? behind === reader.reads : behind >= reader.reads;
        expect([id, reader.id, behind, reader.reads, isRight]).toEqual([id, reader.id, behind, reader.reads, true]);
      }
    }
  });
});

describe("the calendar", () => {
  test("has what is overdue and what is due in 90 days", async () => {
    const { rotations, overdue, timeZone } = await listRotations(acme.context);
    expect([overdue, timeZone]).toEqual([1, "Europe/Berlin"]);
    expect(rotations.map(({ id, date, daysOver }) => [id, date, daysOver])).toEqual([
      ["db/prod/primary", "2026-10-21", 12],
      ["idp/oidc", "2026-11-06", -4],
    ]);
  });
});

describe("the calendar of many overdue secrets", () => {
  test("still has what is to come", async () => {
    const many = await makeTenant();
    const targets = (page: number) =>
      Array.from({ length: 20 }, (_, i) => ({ type: "secret", id: `late-${page}-${i}`, name: `late ${page} ${i}` }));
    const pages = Array.from({ length: 28 }, (_, page) => ({ targets: targets(page) }));
    await fill(many, [
      ...pages.flatMap((of) => [event("late", "rotate", 200, of), event("late", "read", 1, of)]),
      event("idp/oidc", "rotate", 86),
      event("idp/oidc", "read", 2),
    ]);
    await followRollups(many.id);
    const { rotations, overdue, hasMore } = await listRotations(many.context);
    expect([overdue, rotations.length, hasMore]).toEqual([560, 501, false]);
    expect(rotations.filter(({ isOverdue }) => !isOverdue).map(({ id }) => id)).toEqual(["idp/oidc"]);
  });
});

describe("the file", () => {
  test("is CSV without formulas", async () => {
    const { body, mediaType, fileName } = await exportSecrets(acme.context, { sort: "name" });
    expect([mediaType, fileName]).toEqual(["text/csv; charset=utf-8", "secrets-2026-11-02.csv"]);
    const lines = body.split("\r\n");
    expect(lines[0]!.startsWith("\ufeffType,Id,Name,Environment,")).toBe(true);
    expect(lines[1]!.startsWith("secret,'=cmd|' /C calc'!A0,'=cmd|' /C calc'!A0,prod,")).toBe(true);
    expect(lines[2]!.startsWith("secret,db/prod/primary,db/prod/primary,prod,")).toBe(true);
    expect(lines[2]!.endsWith(`,30,log,${ago(12)},12`)).toBe(true);
    expect(lines.slice(5)).toEqual([""]);
  });
});

describe("the policy", () => {
  test("gives periods by environment, type and secret, the nearest first", async () => {
    const period = async () => (await getSecret(acme.context, { type: "secret", id: "idp/oidc" })).rotation;
    await updateSecretPolicy(acme.context, { byType: { Secret: 200 } });
    expect(await period()).toMatchObject({ days: 200, source: "type" });
    await updateSecretPolicy(acme.context, { byEnvironment: { prod: null } });
    expect(await period()).toMatchObject({ days: null, source: "environment", dueAt: null, isOverdue: false });
    await setSecretOverride(acme.context, {
      type: "secret",
      id: "idp/oidc",
      override: { rotationDays: 10, note: "of the audit" },
    });
    expect(await period()).toMatchObject({ days: 10, source: "secret", isOverdue: true });
    await setSecretOverride(acme.context, { type: "secret", id: "idp/oidc", override: null });
    await updateSecretPolicy(acme.context, { byEnvironment: {}, byType: {} });
    expect(await period()).toMatchObject({ days: 90, source: "default" });
    expect((await getSecretPolicy(acme.context)).updatedAt).not.toBeNull();
    const trail = await listEvents(acme.context, { q: "origin:sealtrail action:secret_p*", order: "oldest" });
    expect(trail.records.map(({ event: { action } }) => action).slice(-5)).toEqual([
      ...["secret_policy.updated", "secret_policy.updated", "secret_period.changed", "secret_period.changed"],
      "secret_policy.updated",
    ]);
  });

  test("refuses what is no period, an unknown secret, and those without the right", async () => {
    await expect(updateSecretPolicy(acme.context, { defaultDays: 0 })).rejects.toMatchObject({ code: "invalid" });
    await expect(updateSecretPolicy(acme.context, { types: ["a b"] })).rejects.toMatchObject({ code: "invalid" });
    const unknown = { type: "secret", id: "never", override: { rotationDays: 3 } };
    await expect(setSecretOverride(acme.context, unknown)).rejects.toMatchObject({ code: "not_found" });
    const reader = contextIn(
      acme.id,
      PERMISSIONS.filter((right) => right !== "tenant.update"),
    );
    await expect(updateSecretPolicy(reader, { unusedDays: 5 })).rejects.toMatchObject({ code: "forbidden" });
    const scoped = { ...acme.context, view: { scope: parseQuery("env:prod").node, masks: [] } };
    for (const verb of [listSecrets, listRotations, exportSecrets, getSecretPolicy])
      await expect(verb(scoped)).rejects.toMatchObject({ code: "forbidden" });
  });

  test("with a further type counts secrets anew, and says how far", async () => {
    await updateSecretPolicy(acme.context, { types: ["Job"] });
    await followRollups(acme.id, () => true);
    const { total, secrets, countedTo, ledgerSize } = await listSecrets(acme.context);
    expect([total, secrets, countedTo, ledgerSize > 40]).toEqual([0, [], 0, true]);
    expect(await listRotations(acme.context)).toMatchObject({ rotations: [], countedTo: 0 });
    await sweepSecrets(acme.id);
    expect(await alertsOf("db/prod/primary")).toMatchObject([{ state: "open" }]);
    await followRollups(acme.id);
    const job = await getSecret(acme.context, { type: "job", id: "j" });
    expect(job.events).toBe(30);
    expect(await countBehind(acme.context, job.eventsLink)).toBe(30);
    await updateSecretPolicy(acme.context, { types: [] });
    await followRollups(acme.id);
    await expect(getSecret(acme.context, { type: "job", id: "j" })).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("an overdue secret", () => {
  test("raises one alert for each time that it is due, which ends by itself with the rotation", async () => {
    const [alert, ...more] = await alertsOf("db/prod/primary");
    expect(more).toEqual([]);
    expect(alert).toMatchObject({
      title: "db/prod/primary was due for rotation on 2026-10-21",
      severity: "medium",
      state: "open",
    });
    expect((await getAlert(acme.context, { id: alert!.id })).explanation.arithmetic.map(({ value }) => value)).toEqual([
      ...["2026-09-21", "30 days", "2026-10-21"],
    ]);
    await sweepSecrets(acme.id);
    expect(await alertsOf("db/prod/primary")).toHaveLength(1);
    await fill(acme, [event("db/prod/primary", "rotate", 0.41, { metadata: { rotation_days: 30 } })]);
    await followRollups(acme.id);
    await sweepSecrets(acme.id);
    expect(await named({ filter: "overdue" })).toEqual([]);
    expect(await alertsOf("db/prod/primary")).toMatchObject([{ state: "resolved", resolution: "other" }]);
    clock.offsetMs += 31 * DAY_MS;
    await followRollups(acme.id);
    await sweepSecrets(acme.id);
    const [open, ...ended] = (await alertsOf("db/prod/primary")).sort((a, b) => (a.state < b.state ? -1 : 1));
    // At half past midnight in the tenant's zone.
    expect(open).toMatchObject({ state: "open", title: "db/prod/primary was due for rotation on 2026-12-02" });
    expect(ended.map(({ state }) => state)).toEqual(["resolved"]);
  });

  test("raises none where the policy says so", async () => {
    await updateSecretPolicy(acme.context, { alerts: false, includesUnused: true });
    await setSecretOverride(acme.context, { type: "secret", id: "ml/vector-db", override: { rotationDays: 1 } });
    await followRollups(acme.id);
    await sweepSecrets(acme.id);
    expect(await named({ filter: "overdue" })).toContain("ml/vector-db");
    expect(await alertsOf("ml/vector-db")).toEqual([]);
  });
});
