import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { type Answer, type Call, openApiServer, type Sending } from "../tests/api-server.ts";
import { openTestRuntime, superQuery, type TestRuntime } from "../tests/database.ts";
import { ledgerFaults } from "../tests/ledger-check.ts";
import { keyIdOf, makeTenant, newEvent, type TestTenant } from "../tests/tenant.ts";

const EVENTS = "/api/v1/events";
let runtime: TestRuntime;
let tenant: TestTenant;
let call: Call;
beforeAll(async () => {
  runtime = await openTestRuntime();
  tenant = await makeTenant();
  ({ call } = await openApiServer());
});

/** Events that were sent, as opposed to what Sealtrail records about itself. */
async function stored(): Promise<number> {
  const [row] = await superQuery<{ n: number }>(
    runtime.urls,
    "SELECT count(*)::int AS n FROM event WHERE origin IS DISTINCT FROM 'sealtrail'",
  );
  return row!.n;
}

const post = (sending: Sending) => call(EVENTS, { token: tenant.ingest, ...sending });

function expectError(answer: Answer, status: number, code: string): void {
  expect([answer.status, answer.json?.error?.code], answer.text.slice(0, 300)).toEqual([status, code]);
  expect(Object.keys(answer.json)).toEqual(["error"]);
  expect(answer.json.error.message).toMatch(/\S/);
  expect(answer.json.error.request_id).toBe(answer.headers["x-request-id"]);
}

describe("what is accepted", () => {
  test("one event, a batch, and gzip: 201 with a receipt each", async () => {
    const one = await post({ json: newEvent() });
    expect(one.status).toBe(201);
    expect(one.json.receipts).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        seq: expect.any(Number),
        leaf_hash: expect.stringMatching(/^[0-9a-f]{64}$/),
        duplicate: false,
      },
    ]);
    expect(one.headers["x-request-id"]).toBeTruthy();
    const batch = await post({ json: { events: Array.from({ length: 1_000 }, () => newEvent()) } });
    expect(batch.json.receipts).toHaveLength(1_000);
    const zipped = gzipSync(JSON.stringify({ events: [newEvent(), newEvent()] }));
    expect((await post({ body: zipped, headers: { "content-encoding": "gzip" } })).json.receipts).toHaveLength(2);
    const chunks = JSON.stringify(newEvent()).match(/.{1,50}/gs)!;
    expect((await post({ body: chunks })).status).toBe(201);
    const typed = await post({ json: newEvent(), headers: { "content-type": "Application/JSON; charset=utf-8" } });
    expect(typed.status).toBe(201);
  });

  test("wait=checkpoint answers with a signed note that covers the receipts", async () => {
    const answer = await call(`${EVENTS}?wait=checkpoint`, { token: tenant.ingest, json: newEvent() });
    const [origin, size] = answer.json.checkpoint.split("\n");
    expect(origin).toBe(tenant.origin);
    expect(Number(size)).toBeGreaterThan(answer.json.receipts[0].seq);
  });

  test("a replayed request answers 201 with the same receipts; another body under its key 409", async () => {
    const json = newEvent();
    const headers = { "idempotency-key": "k-1" };
    const first = await post({ json, headers });
    const again = await post({ json, headers });
    expect([again.status, again.json]).toEqual([201, first.json]);
    expectError(await post({ json: { ...json, action: "b.c" }, headers }), 409, "conflict");
    for (const key of ["", "x".repeat(201)])
      expectError(await post({ json, headers: { "idempotency-key": key } }), 422, "invalid");
  });
});

describe("what is refused", () => {
  const event = () => newEvent({ metadata: { n: 1.5, big: 9007199254740991, text: "€" } });
  const invalid: [string, () => unknown][] = [
    ["an empty action", () => ({ ...event(), action: "" })],
    ["no action", () => ({ ...event(), action: undefined })],
    ["an action that is a number", () => ({ ...event(), action: 7 })],
    ["an action that names somebody", () => ({ ...event(), action: "Ana Ruiz <ana@example.com>" })],
    ["an action of 201 characters", () => ({ ...event(), action: "a".repeat(201) })],
    ["no actor", () => ({ ...event(), actor: undefined })],
    ["an actor without an id", () => ({ ...event(), actor: { type: "user" } })],
    ["an unknown type of actor", () => ({ ...event(), actor: { type: "robot", id: "1" } })],
    ["a chain of five actors", () => ({ ...event(), actor: chain(5) })],
    ["a time in words", () => ({ ...event(), occurred_at: "yesterday" })],
    ["a time that does not exist", () => ({ ...event(), occurred_at: "2026-02-30T00:00:00Z" })],
    ["a time far ahead", () => ({ ...event(), occurred_at: "2999-01-01T00:00:00Z" })],
    ["a time over 24 h ahead", () => ({ ...event(), occurred_at: new Date(Date.now() + 86_500_000).toISOString() })],
    ["no time", () => ({ ...event(), occurred_at: undefined })],
    ["an unknown member", () => ({ ...event(), surprise: 1 })],
    ["the member personal", () => ({ ...event(), personal: "x" })],
    ["a v", () => ({ ...event(), v: 1 })],
    ["an id", () => ({ ...event(), id: "11111111-1111-4111-8111-111111111111" })],
    ["a key", () => ({ ...event(), key: "k" })],
    ["a received_at", () => ({ ...event(), received_at: new Date().toISOString() })],
    ["the origin sealtrail", () => ({ ...event(), origin: { system: "sealtrail" } })],
    ["the origin Sealtrail in capitals", () => ({ ...event(), origin: { system: "SEALTRAIL" } })],
    ["an empty origin", () => ({ ...event(), origin: {} })],
    ["an empty source", () => ({ ...event(), source: {} })],
    ["no targets in a list", () => ({ ...event(), targets: [] })],
    ["21 targets", () => ({ ...event(), targets: Array.from({ length: 21 }, () => ({ type: "a" })) })],
    ["a null member", () => ({ ...event(), session_id: null })],
    ["a raw that is no text", () => ({ ...event(), raw: { a: 1 } })],
    ["a raw over 32,000 bytes", () => ({ ...event(), raw: "€".repeat(11_000) })],
    ["a bad address", () => ({ ...event(), source: { ip: "999.1.1.1" } })],
    ["an address with a prefix", () => ({ ...event(), source: { ip: "10.0.0.0/8" } })],
    ["an unknown outcome", () => ({ ...event(), outcome: "maybe" })],
    ["an unknown severity", () => ({ ...event(), severity: "urgent" })],
    ["an unknown category", () => ({ ...event(), category: "misc" })],
    ["an unknown crud", () => ({ ...event(), crud: "x" })],
    ["a description over 4,000 characters", () => ({ ...event(), description: "x".repeat(4_001) })],
    ["101 changes", () => ({ ...event(), changes: Array.from({ length: 101 }, (_, i) => ({ field: `f${i}` })) })],
    [
      "201 keys of metadata",
      () => ({ ...event(), metadata: Object.fromEntries(Array.from({ length: 201 }, (_, i) => [`k${i}`, i])) }),
    ],
    ["metadata nine deep", () => ({ ...event(), metadata: nested(9) })],
    ["metadata that is a list", () => ({ ...event(), metadata: [1] })],
    ["a session id over 200 characters", () => ({ ...event(), session_id: "x".repeat(201) })],
    ["an external id over 200 characters", () => ({ ...event(), external_id: "x".repeat(201) })],
    ["an event over 64,000 bytes", () => ({ ...event(), metadata: { a: "x".repeat(65_000) } })],
    ["another tenant", () => ({ ...event(), tenant: "11111111-1111-4111-8111-111111111111" })],
    ["a malformed tenant", () => ({ ...event(), tenant: "acme" })],
    ["a list as the body", () => []],
    ["a text as the body", () => "x"],
    ["null as the body", () => null],
    ["a number as the body", () => 7],
    ["no events", () => ({ events: [] })],
    ["events that are no list", () => ({ events: {} })],
    ["1,001 events", () => ({ events: Array.from({ length: 1_001 }, event) })],
    ["a bad event among good ones", () => ({ events: [event(), { ...event(), action: 7 }, event()] })],
    ["a member beside events", () => ({ events: [event()], more: 1 })],
    ["null among the events", () => ({ events: [event(), null] })],
  ];

  test("events that break a rule: 422 with the fault's path, and nothing is stored", async () => {
    const before = await stored();
    for (const [name, make] of invalid) {
      const answer = await post({ json: make() });
      expect(answer.status, `${name}: ${answer.text.slice(0, 200)}`).toBe(422);
      expectError(answer, 422, "invalid");
      expect(answer.json.error.fields.length, name).toBeGreaterThan(0);
    }
    expect(await stored()).toBe(before);
    const paths = (await post({ json: { events: [event(), { ...event(), action: 7, actor: { type: "user" } }] } })).json
      .error.fields;
    expect(paths.map((field: { path: string }) => field.path).sort()).toEqual(["events.1.action", "events.1.actor.id"]);
  });

  const text = () => JSON.stringify(event());
  const raws: [string, () => Uint8Array | string, number[]][] = [
    ["an empty body", () => "", [400]],
    ["half an object", () => "{", [400]],
    ["bytes that are not UTF-8", () => Buffer.from([0xff, 0xfe, 0x7b, 0x7d]), [400, 422]],
    [
      "a broken character in a text",
      () => Buffer.concat([Buffer.from('{"action":"'), Buffer.from([0xc3]), Buffer.from('"}')]),
      [400, 422],
    ],
    ["a byte order mark", () => `\ufeff${text()}`, [400, 422]],
    ["something after the object", () => `${text()}}`, [400]],
    ["a member twice", () => `${text().slice(0, -1)},"action":"again"}`, [400, 422]],
    ["a member twice, deep inside", () => text().replace('"n":1.5', '"n":1.5,"n":2'), [400, 422]],
    ["a member twice, once escaped", () => `${text().slice(0, -1)},"\\u0061ction":"again"}`, [400, 422]],
    ["an integer over 2^53 - 1", () => text().replace("9007199254740991", "9007199254740993"), [400, 422]],
    ["the same as a decimal", () => text().replace("9007199254740991", "9007199254740993.0"), [400, 422]],
    ["the same with an exponent", () => text().replace("9007199254740991", "9.007199254740993e15"), [400, 422]],
    ["a lone surrogate", () => text().replace("€", "\\ud800"), [400, 422]],
    ["a NUL", () => text().replace("db/prod", "a\\u0000b"), [400, 422]],
    ["a number that is not finite", () => text().replace("1.5", "1e400"), [400, 422]],
    ["NaN", () => text().replace("1.5", "NaN"), [400]],
    ["5,000 deep", () => `${text().slice(0, -1)},"x":${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}}`, [400, 422]],
    ["a list 100,000 deep", () => "[".repeat(100_000), [400, 422]],
    ["a comment", () => `/* */${text()}`, [400]],
    ["single quotes", () => text().replaceAll('"', "'"), [400]],
    ["__proto__", () => `${text().slice(0, -1)},"__proto__":{"action":"x"}}`, [422]],
  ];

  test("bodies that are no strict JSON: the documented code, never 5xx, and nothing is stored", async () => {
    const before = await stored();
    for (const [name, make, statuses] of raws) {
      const answer = await post({ body: make(), headers: { "content-type": "application/json" } });
      expect(statuses, `${name}: ${answer.status} ${answer.text.slice(0, 200)}`).toContain(answer.status);
      expectError(answer, answer.status, "invalid");
    }
    expect(await stored()).toBe(before);
  });

  test("the transport: content type, encoding, truncation, size", async () => {
    const before = await stored();
    const cases: [string, Sending, number, string][] = [
      ["text/plain", { body: text(), headers: { "content-type": "text/plain" } }, 422, "invalid"],
      ["a form", { body: "a=1", headers: { "content-type": "application/x-www-form-urlencoded" } }, 422, "invalid"],
      ["an unknown encoding", { body: text(), headers: { "content-encoding": "br" } }, 422, "invalid"],
      ["gzip that is none", { body: text(), headers: { "content-encoding": "gzip" } }, 400, "invalid"],
      [
        "gzip cut off",
        { body: gzipSync(text()).subarray(0, 60), headers: { "content-encoding": "gzip" } },
        400,
        "invalid",
      ],
      [
        "a gzip bomb",
        { body: gzipSync(Buffer.alloc(200 * 1024 * 1024)), headers: { "content-encoding": "gzip" } },
        413,
        "too_large",
      ],
      ["10 MB", { body: Buffer.alloc(10 * 1024 * 1024, 0x20) }, 413, "too_large"],
      ["10 MB in chunks", { body: Array.from({ length: 160 }, () => Buffer.alloc(65_536, 0x20)) }, 413, "too_large"],
    ];
    for (const [name, sending, status, code] of cases) {
      const answer = await post(sending).catch((error: NodeJS.ErrnoException) => error);
      // A server that refuses while the body still comes may cut the connection before the client has read why.
      if (answer instanceof Error) expect(status, `${name}: ${answer.message}`).toBe(413);
      else expectError(answer, status, code);
    }
    const cut = post({ body: text().slice(0, 50), headers: { "content-length": "5000" }, cut: true });
    await expect(cut).rejects.toThrow();
    for (const query of ["partial=yes", "partial=", "wait=forever"])
      expectError(await call(`${EVENTS}?${query}`, { token: tenant.ingest, json: event() }), 422, "invalid");
    expect(await stored()).toBe(before);
    expect((await post({ json: event() })).status).toBe(201);
  });

  test("other keys, other methods, other paths", async () => {
    const json = event();
    expectError(await call(EVENTS, { json }), 401, "unauthenticated");
    expectError(await call(EVENTS, { json, token: "st_ing_x" }), 401, "unauthenticated");
    for (const header of ["Basic abc", "Bearer", `Token ${tenant.ingest}`])
      expectError(await call(EVENTS, { json, headers: { authorization: header } }), 401, "unauthenticated");
    for (const token of [tenant.provisioning, tenant.management])
      expectError(await call(EVENTS, { json, token }), 403, "forbidden");
    for (const method of ["PUT", "PATCH", "DELETE"])
      expectError(await call(EVENTS, { json, token: tenant.ingest, method }), 404, "not_found");
    expectError(await call("/api/v1/nothing", { token: tenant.ingest }), 404, "not_found");
    expectError(await call("/api/v1", {}), 404, "not_found");
    const other = await makeTenant();
    expectError(await post({ json: { ...json, tenant: other.id } }), 422, "invalid");
  });
});

test("an error never echoes a secret or the value that was sent", async () => {
  const secret = "hunter2-very-secret";
  const answers = [
    await post({ json: { ...newEvent(), action: `${secret} ` } }),
    await post({ body: `{"password":"${secret}"` }),
    await call(EVENTS, { json: newEvent(), token: `${tenant.ingest.slice(0, -1)}!` }),
    await call(`/api/v1/events/${secret}`, { token: tenant.provisioning }),
  ];
  for (const answer of answers) {
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.text).not.toContain(secret);
    expect(answer.text).not.toContain(tenant.ingest.split("_")[3]!.slice(0, 20));
  }
});

test("what was acknowledged is there, sealed as said, under the key that brought it", async () => {
  const answer = await post({ json: { events: [newEvent({ raw: '{"n": 1.50}' }), newEvent()] } });
  for (const receipt of answer.json.receipts) {
    const got = await call(`${EVENTS}/${receipt.id}`, { token: tenant.provisioning });
    expect(got.json).toMatchObject({ seq: receipt.seq, leaf_hash: receipt.leaf_hash });
    expect(got.json.event).toMatchObject({ key: keyIdOf(tenant.ingest), tenant: tenant.id, v: 1 });
  }
  expect(await ledgerFaults(runtime.urls, tenant.id)).toEqual([]);
});

function chain(length: number): Record<string, unknown> {
  const actor = { type: "user", id: `u${length}` };
  return length === 0 ? actor : { ...actor, on_behalf_of: chain(length - 1) };
}

function nested(depth: number): unknown {
  return depth === 0 ? 1 : { a: nested(depth - 1) };
}
