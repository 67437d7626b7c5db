import { beforeAll, expect, test } from "vitest";
import { openTestRuntime, testClock } from "../../tests/database.ts";
import { countBehind, countedSamples, fill } from "../../tests/rollup-samples.ts";
import { makeTenant, newEvent, type TestTenant } from "../../tests/tenant.ts";
import type { EventInput } from "../event-format/index.ts";
import { followRollups } from "../rollups/index.ts";
import { listSecrets } from "./index.ts";

const DAY_MS = 86_400_000;
const NOW = Date.parse("2026-11-02T09:20:00Z");
/** Midnight of UTC after NOW. */
const END = Date.parse("2026-11-03T00:00:00Z");

let acme: TestTenant;

const read = (atMs: number, outcome = "success") =>
  newEvent({
    occurred_at: new Date(atMs).toISOString(),
    ...{ action: "secret.read", crud: "r", outcome, targets: [{ type: "secret", id: "db/prod/ledger" }] },
  } as EventInput);

beforeAll(async () => {
  await openTestRuntime({ clock: testClock(NOW - Date.now()) });
  acme = await makeTenant();
  await fill(acme, [
    ...countedSamples(300, 11, NOW - 60_000),
    // The last of the weeks begins six days before today, the first 91 days before its end.
    read(NOW - 60_000),
    read(END - 7 * DAY_MS),
    read(END - 7 * DAY_MS - 1),
    read(END - 91 * DAY_MS),
    read(END - 91 * DAY_MS - 1),
    read(NOW - 2 * DAY_MS, "denied"),
  ]);
  await followRollups(acme.id);
});

test("reads of the last 13 weeks stand in their weeks", async () => {
  const { secrets } = await listSecrets(acme.context, { text: "db/prod/ledger" });
  expect(secrets).toHaveLength(1);
  expect(secrets[0]!.recent).toMatchObject({ reads: 4, weeks: [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2] });
  expect(secrets[0]!.reads).toBe(5);
});

test("they are as many as their link finds", async () => {
  const { secrets } = await listSecrets(acme.context, { limit: 30 });
  expect(secrets.filter(({ recent }) => recent.reads > 0 && !recent.isLowerBound).length).toBeGreaterThan(3);
  for (const { id, recent } of secrets) {
    const behind = await countBehind(acme.context, recent.link);
    const isRight = recent.isLowerBound ? behind >= recent.reads : behind === recent.reads;
    expect([id, behind, recent.reads, isRight]).toEqual([id, behind, recent.reads, true]);
    expect(recent.weeks.reduce((sum, one) => sum + one, 0)).toBe(recent.reads);
  }
});
