import { beforeAll, describe, expect, test } from "vitest";
import { openTestRuntime, testClock } from "../../tests/database.ts";
import { countBehind, fill } from "../../tests/rollup-samples.ts";
import { contextIn, makeTenant, newEvent, type TestTenant } from "../../tests/tenant.ts";
import { PERMISSIONS } from "../access/index.ts";
import type { EventInput } from "../event-format/index.ts";
import { followRollups } from "../rollups/index.ts";
import { exportSecrets, getSecret, listSecrets, setSecretOverride, sweepSecrets } from "./index.ts";

const HOUR_MS = 3_600_000;
const NOW = Date.parse("2026-11-02T09:20:00Z");
const ago = (hours: number) => new Date(NOW - hours * HOUR_MS).toISOString();
const many = <T>(count: number, make: (i: number) => T) => Array.from({ length: count }, (_, i) => make(i));
/** Such that its query is longer than the Events page reads. */
const LONG = '"'.repeat(990);

let acme: TestTenant;

interface Did {
  type?: "user" | "service";
  environment?: string;
  targets?: object[];
  hours?: number;
}
const did = (action: string, id: string, { type = "user", environment, targets, hours = 1 }: Did = {}): EventInput =>
  newEvent({
    ...{ occurred_at: ago(hours), action, outcome: "success", actor: { type, id } },
    ...(action === "secret.read" ? { crud: "r" } : { crud: "u" }),
    targets: targets ?? (action === "secret.read" ? [{ type: "secret", id: "db/prod" }] : [{ type: "job", id: "j" }]),
    ...(environment === undefined ? {} : { source: { environment } }),
  } as EventInput);

beforeAll(async () => {
  await openTestRuntime({ clock: testClock(NOW - Date.now()) });
  acme = await makeTenant();
  await fill(acme, [
    ...many(60, () => did("secret.read", "svc-prod", { type: "service", environment: "prod" })),
    // Works in prod, and reads from staging more often than it works in prod.
    ...many(30, () => did("job.run", "u_ops", { environment: "prod" })),
    ...many(40, () => did("secret.read", "u_ops", { environment: "Staging" })),
    // Two of one id: only the service works elsewhere, and it does not read.
    ...many(5, () => did("secret.read", "twin", { environment: "prod" })),
    ...many(30, () => did("job.run", "twin", { type: "service", environment: "staging" })),
    // Of staging and dev, but for one event.
    did("job.run", "svc-staging", { type: "service", environment: "prod" }),
    ...many(3, () => did("secret.read", "svc-staging", { type: "service", environment: "prod" })),
    ...many(20, () => did("job.run", "svc-staging", { type: "service", environment: "staging" })),
    ...many(4, () => did("job.run", "svc-staging", { type: "service", environment: "dev" })),
    did("secret.read", "u_ops", { targets: [{ type: "secret", id: LONG }] }),
  ]);
  await followRollups(acme.id);
  await sweepSecrets(acme.id);
});

describe("readers from outside", () => {
  test("are those that work elsewhere, their reads of the secret aside, each with its own type", async () => {
    const { outside, readers, environment } = await getSecret(acme.context, { type: "secret", id: "db/prod" });
    expect([environment, outside]).toEqual(["prod", 1]);
    expect(readers.map((reader) => [reader.type, reader.id, reader.outside !== null])).toEqual(
      expect.arrayContaining([
        ["service", "svc-prod", false],
        ["user", "u_ops", false],
        ["user", "twin", false],
        ["service", "svc-staging", true],
      ]),
    );
  });

  test("have numbers that their links find", async () => {
    const { readers } = await getSecret(acme.context, { type: "secret", id: "db/prod" });
    const { outside } = readers.find(({ id }) => id === "svc-staging")!;
    expect(outside).toMatchObject({
      ...{ here: 1, elsewhere: 24, environments: ["staging", "dev"] },
      text: "24 of its events are in staging, dev; but for its reads of this secret 1 are in prod",
    });
    expect(await countBehind(acme.context, outside!.hereLink)).toBe(1);
    expect(await countBehind(acme.context, outside!.elsewhereLink)).toBe(24);
  });
});

test("a secret with a very long id has its numbers without links", async () => {
  const secret = await getSecret(acme.context, { type: "secret", id: LONG });
  expect([secret.reads, secret.readsLink, secret.eventsLink]).toEqual([1, null, null]);
  expect(secret.readers.map(({ reads, link }) => [reads, link])).toEqual([[1, null]]);
  expect(secret.readsByDay.at(-1)).toMatchObject({ date: "2026-11-02", reads: 1, link: null });
});

describe("reads that are not all kept", () => {
  test("are said to be more: those before an event named the secret", async () => {
    const tenant = await makeTenant();
    const split = [{ type: "secret" }, { type: "lease", id: "db/late" }];
    await fill(tenant, [
      did("secret.read", "u_1", { targets: split, hours: 30 }),
      did("secret.read", "u_1", { targets: split, hours: 50 }),
    ]);
    await followRollups(tenant.id);
    expect((await listSecrets(tenant.context)).total).toBe(0);
    await fill(tenant, [did("secret.read", "u_1", { targets: [{ type: "secret", id: "db/late" }] })]);
    await followRollups(tenant.id);
    const secret = await getSecret(tenant.context, { type: "secret", id: "db/late" });
    expect(secret).toMatchObject({ reads: 3, isReadersLowerBound: true, isLowerBound: false, unnamedUntil: ago(30) });
    expect(await countBehind(tenant.context, secret.readsLink)).toBe(3);
    expect(secret.readers.map(({ reads }) => reads)).toEqual([1]);
    expect(secret.readsByDay.reduce((sum, { reads }) => sum + reads, 0)).toBe(1);
    expect(secret.isReadsLowerBound).toBe(true);
    const { secrets } = await listSecrets(tenant.context);
    expect(secrets.map(({ recent: { reads, isLowerBound } }) => [reads, isLowerBound])).toEqual([[1, true]]);
  });

  test("are said to be more: those of a day on which more secrets were read than it has room for", async () => {
    const tenant = await makeTenant();
    const twenty = (page: number) => many(20, (i) => ({ type: "secret", id: `s-${20 * page + i}` }));
    await fill(tenant, [
      ...many(51, (page) => did("secret.read", "u_1", { targets: twenty(page), hours: 30 })),
      did("secret.read", "u_1", { targets: twenty(50) }),
    ]);
    await followRollups(tenant.id);
    const bounds = async (id: string) => {
      const { reads, isReadsLowerBound } = await getSecret(tenant.context, { type: "secret", id });
      const { recent } = (await listSecrets(tenant.context, { text: id })).secrets.find((one) => one.id === id)!;
      return [reads, recent.reads, recent.isLowerBound, isReadsLowerBound];
    };
    expect(await bounds("s-999")).toEqual([1, 1, false, false]);
    expect(await bounds("s-1000")).toEqual([2, 1, true, true]);
  });
});

test("the file needs the right to export besides that to read", async () => {
  for (const right of ["exports.create", "events.read"] as const) {
    const without = PERMISSIONS.filter((one) => one !== right);
    await expect(exportSecrets(contextIn(acme.id, without))).rejects.toMatchObject({ code: "forbidden" });
  }
  expect((await exportSecrets(contextIn(acme.id, ["events.read", "exports.create"]))).body).toContain("db/prod");
});

test("periods set and taken back at once do not get into one another's way", async () => {
  const of = { type: "secret", id: "db/prod" };
  const override = { rotationDays: 30, note: "" };
  await setSecretOverride(acme.context, { ...of, override });
  const changes = many(8, (i) => setSecretOverride(acme.context, { ...of, override: i % 2 ? override : null }));
  expect((await Promise.allSettled(changes)).map(({ status }) => status)).toEqual(many(8, () => "fulfilled"));
});
