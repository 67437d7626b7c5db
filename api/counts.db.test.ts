import { beforeAll, describe, expect, test } from "vitest";
import { COUNTED_FIELDS } from "#server/events/index.ts";
import { createKey } from "#server/keys/index.ts";
import { type Call, openApiServer } from "../tests/api-server.ts";
import { openTestRuntime, superQuery, type TestRuntime } from "../tests/database.ts";
import { noteSecret } from "../tests/secrets/register.ts";
import { inDays, makeTenant, newEvent, sendEvents, type TestTenant } from "../tests/tenant.ts";

const HOUR_MS = 3_600_000;
let runtime: TestRuntime;
let call: Call;
let tenant: TestTenant;
let baseMs: number;
beforeAll(async () => {
  runtime = await openTestRuntime();
  ({ call } = await openApiServer());
  tenant = await makeTenant();
  baseMs = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 10 * HOUR_MS;
  await sendEvents(
    tenant.ingest,
    Array.from({ length: 60 }, (_, i) =>
      newEvent({
        occurred_at: new Date(baseMs + (i % 5) * HOUR_MS + i * 1_000).toISOString(),
        action: `count.${"abc"[i % 3]}`,
        outcome: i % 4 === 0 ? "denied" : "success",
        actor: { type: "user", id: `u_${i % 2}`, email: "zoe@example.com" },
        source: { environment: i % 2 === 0 ? "prod" : "staging", ip: `203.0.113.${i % 3}` },
      }),
    ),
  );
});

async function newKey(options: object): Promise<{ id: string; token: string }> {
  const key = await createKey(tenant.context, {
    kind: "provisioning",
    name: "Counter",
    purpose: "Tests",
    role: "owner",
    requestsPerMinute: 10_000,
    expiresAt: inDays(9),
    ...options,
  });
  noteSecret(key.token);
  return key;
}

const at = (hours: number) => new Date(baseMs + hours * HOUR_MS).toISOString();
const facet = (field: string, rest = "", token = tenant.provisioning) =>
  call(`/api/v1/facets?field=${field}&q=action:count.*${rest}`, { token });

describe("facets", () => {
  test("count the values of the events that fit; what the query asks of the field itself is left out", async () => {
    expect((await facet("action", "+-origin:sealtrail")).json).toEqual({
      field: "action",
      values: ["a", "b", "c"].map((letter) => ({ value: `count.${letter}`, count: 20 })),
      others: 0,
      missing: 0,
      is_lower_bound: false,
      covered_from: null,
    });
    const staging = await facet("env", "+env:staging");
    expect(staging.json.values).toEqual([
      { value: "prod", count: 30 },
      { value: "staging", count: 30 },
    ]);
    const denied = await facet("env", "+outcome:denied");
    expect(denied.json.values).toEqual([{ value: "prod", count: 15 }]);
    const ranged = await facet("ip", `&from=${at(0)}&to=${at(1)}&limit=1`);
    expect(ranged.json.values).toHaveLength(1);
    expect(ranged.json.values[0].count + ranged.json.others).toBe(12);
  });

  test("agree with what the list gives, for every field", async () => {
    for (const field of COUNTED_FIELDS) {
      const answer = await facet(field === "action" ? "crud" : field);
      expect([field, answer.status]).toEqual([field, 200]);
      const { values, others, missing } = answer.json;
      const sum = values.reduce((total: number, one: { count: number }) => total + one.count, others + missing);
      expect([field, sum]).toEqual([field, 60]);
      for (const { value, count } of values.slice(0, 2)) {
        const name = field === "action" ? "crud" : field;
        const list = await call(`/api/v1/events?limit=500&q=action:count.*+${name}:"${encodeURIComponent(value)}"`, {
          token: tenant.provisioning,
        });
        expect([name, value, list.json.records.length]).toEqual([name, value, count]);
      }
    }
  });

  test("hold role, scope and masks: nothing outside is counted, a masked field is refused", async () => {
    const { id, token } = await newKey({ scope: { environments: ["prod"] }, masks: ["actor.id"] });
    expect((await facet("env", "", token)).json.values).toEqual([{ value: "prod", count: 30 }]);
    const masked = await facet("actor.id", "", token);
    expect([masked.status, masked.json.error.fields[0].path]).toEqual([422, "field"]);
    expect((await facet("env", "+actor:u_1", token)).status).toBe(422);
    const beyond = await call("/api/v1/facets?field=action&q=env:staging", { token });
    expect(beyond.json).toMatchObject({ values: [], others: 0 });
    await runtime.committer.drain();
    const rows = await superQuery<{ outcome: string; action: string }>(
      runtime.urls,
      "SELECT outcome, action FROM event WHERE actor_id = $1 ORDER BY seq",
      [id],
    );
    expect(rows.map(({ action, outcome }) => [action, outcome])).toEqual([
      ["events.counted", "success"],
      ["key.refused", "denied"],
      ["key.refused", "denied"],
      ["events.counted", "denied"],
    ]);
  });

  test.each([
    ["/api/v1/facets?field=nonsense", "field"],
    ["/api/v1/facets?q=x:y&field=action", "q"],
    ["/api/v1/facets", "field"],
    ["/api/v1/facets?field=action&limit=0", "limit"],
  ])("refuse %s", async (path, field) => {
    const answer = await call(path, { token: tenant.provisioning });
    expect([answer.status, answer.json.error.fields[0].path]).toEqual([422, field]);
  });
});

describe("the histogram", () => {
  const histogram = (rest: string, token = tenant.provisioning) =>
    call(`/api/v1/histogram?q=action:count.*${rest}`, { token });

  test("counts by outcome in every span of the range, empty ones too", async () => {
    const { json } = await histogram(`&from=${at(0)}&to=${at(6)}&interval=1h`);
    expect(json).toMatchObject({ interval: "1h", is_lower_bound: false, covered_from: null });
    expect(json.buckets.map((one: { at: string }) => one.at)).toEqual([0, 1, 2, 3, 4, 5].map(at));
    const sums = json.buckets.map((one: { success: number; denied: number }) => one.success + one.denied);
    expect(sums).toEqual([12, 12, 12, 12, 12, 0]);
    expect(json.buckets.reduce((sum: number, one: { denied: number }) => sum + one.denied, 0)).toBe(15);
    expect((await histogram(`&from=${at(0)}&to=${at(6)}`)).json.interval).toBe("5m");
  });

  test("holds the scope of a key", async () => {
    const { token } = await newKey({ scope: { environments: ["prod"] } });
    const { json } = await histogram(`&from=${at(0)}&to=${at(6)}&interval=1d`, token);
    const total = json.buckets.reduce(
      (sum: number, one: { success: number; denied: number }) => sum + one.success + one.denied,
      0,
    );
    expect(total).toBe(30);
  });

  test.each([
    [`&from=${"2026-01-02T00:00:00Z"}&to=${"2026-01-01T00:00:00Z"}`, "from"],
    [`&from=${"2025-01-01T00:00:00Z"}&to=${"2026-01-01T00:00:00Z"}&interval=1m`, "interval"],
    ["&interval=3h", "interval"],
  ])("refuses %s", async (rest, field) => {
    const answer = await histogram(rest);
    expect([answer.status, answer.json.error.fields[0].path]).toEqual([422, field]);
  });
});
