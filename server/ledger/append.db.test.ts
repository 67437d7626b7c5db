import { beforeAll, describe, expect, test } from "vitest";
import { hashLeaf } from "#tlog";
import { openTestRuntime, superQuery, type TestRuntime } from "../../tests/database.ts";
import { ledgerFaults, readRows } from "../../tests/ledger-check.ts";
import { makeTenant, newEvent, sendEvents, type TestTenant } from "../../tests/tenant.ts";
import { AppError } from "../errors.ts";
import type { EventInput } from "../event-format/index.ts";
import { type AppendEventsOptions, appendEvents, leafBytesOf } from "../events/index.ts";
import { authenticateKey, createPlatformKey } from "../keys/index.ts";

let open: TestRuntime;
let tenant: TestTenant;
beforeAll(async () => {
  open = await openTestRuntime();
  tenant = await makeTenant();
});

const send = (events: EventInput | EventInput[], options: AppendEventsOptions = {}, token = tenant.ingest) =>
  sendEvents(token, events, options);

const fault = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error) => (error instanceof AppError ? error : Promise.reject(error)),
  );

const sizeOf = async (tenantId = tenant.id) => {
  const [row] = await superQuery<{ size: string }>(open.urls, "SELECT size FROM ledger WHERE tenant_id = $1", [
    tenantId,
  ]);
  return Number(row!.size);
};

describe("receipts", () => {
  test("one an event, in the order of the request, with consecutive seq and the stored leaf hash", async () => {
    const size = await sizeOf();
    const { receipts } = await send(Array.from({ length: 40 }, (_, i) => newEvent({ request_id: `order-${i}` })));
    expect(receipts.map((one) => one!.seq)).toEqual(Array.from({ length: 40 }, (_, i) => size + i));
    const rows = await readRows(open.urls, tenant.id, size, size + 40);
    rows.forEach((row, i) => {
      expect(JSON.parse(row.body)).toMatchObject({ id: receipts[i]!.id, request_id: `order-${i}`, tenant: tenant.id });
      expect(Buffer.from(hashLeaf(leafBytesOf(row))).toString("hex")).toBe(receipts[i]!.leaf_hash);
      expect(row.leaf_hash.toString("hex")).toBe(receipts[i]!.leaf_hash);
    });
  });

  test("hundreds of concurrent requests: every seq once, none left out", async () => {
    const size = await sizeOf();
    const answers = await Promise.all(
      Array.from({ length: 300 }, (_, i) => send(i % 3 === 0 ? [newEvent(), newEvent()] : newEvent())),
    );
    const seqs = answers.flatMap(({ receipts }) => receipts.map((one) => one!.seq)).sort((a, b) => a - b);
    expect(seqs).toEqual(Array.from({ length: 400 }, (_, i) => size + i));
    expect(await ledgerFaults(open.urls, tenant.id)).toEqual([]);
  });

  test("a platform key appends to the tenant that its events name, and to none that there is not", async () => {
    const { token } = await createPlatformKey({ name: "p", purpose: "p" });
    const { receipts } = await send([newEvent({ tenant: tenant.id })], {}, token);
    expect(receipts[0]!.seq).toBe((await sizeOf()) - 1);
    const none = await fault(send(newEvent({ tenant: "11111111-1111-4111-8111-111111111111" }), {}, token));
    expect(none).toMatchObject({ code: "invalid", fields: [{ path: "tenant" }] });
    const two = await makeTenant();
    const mixed = await fault(send([newEvent({ tenant: tenant.id }), newEvent({ tenant: two.id })], {}, token));
    expect(mixed).toMatchObject({ code: "invalid", fields: [{ path: "events.1.tenant" }] });
  });
});

describe("idempotency", () => {
  test("the same Idempotency-Key and body: the first answer again; another body: conflict", async () => {
    const event = newEvent();
    const first = await send([event, newEvent()], { idempotencyKey: "a" });
    const size = await sizeOf();
    const body = Buffer.from(JSON.stringify({ events: [event] }));
    const key = await authenticateKey(tenant.ingest, { requestId: "r", via: "api" });
    const one = await appendEvents(key, body, { idempotencyKey: "b" });
    expect(await appendEvents(key, body, { idempotencyKey: "b" })).toEqual(one);
    expect(await sizeOf()).toBe(size + 1);
    expect(await fault(send([newEvent()], { idempotencyKey: "b" }))).toMatchObject({ code: "conflict", status: 409 });
    expect(await fault(send([event], { idempotencyKey: "b", partial: true }))).toMatchObject({ code: "conflict" });
    expect(await sizeOf()).toBe(size + 1);
    expect(first.receipts.length).toBe(2);
  });

  test("keys of two tenants and of two API keys do not meet", async () => {
    const other = await makeTenant();
    const event = newEvent();
    const [a] = (await send(event, { idempotencyKey: "shared" })).receipts;
    const [b] = (await send(event, { idempotencyKey: "shared" }, other.ingest)).receipts;
    expect(b!.id).not.toBe(a!.id);
  });

  test("an external id is once for ever, per origin, whatever its case; another content is a conflict", async () => {
    const event = newEvent({ external_id: "e-1", origin: { system: "Billing.App" } });
    const [first] = (await send(event)).receipts;
    const size = await sizeOf();
    const [again] = (await send({ ...event })).receipts;
    expect(again).toEqual({ ...first, duplicate: true });
    const changed = await fault(send({ ...event, action: "other.thing" }));
    expect(changed).toMatchObject({ code: "conflict", fields: [{ path: "external_id" }] });
    expect(await sizeOf()).toBe(size);
    const [elsewhere] = (await send({ ...event, origin: { system: "other.app" } })).receipts;
    expect(elsewhere).toMatchObject({ duplicate: false });
    const [none] = (await send(newEvent({ external_id: "e-1" }))).receipts;
    expect(none).toMatchObject({ duplicate: false });
  });

  test("within one request, and within one group of concurrent requests", async () => {
    const event = newEvent({ external_id: "e-2" });
    const { receipts } = await send([event, newEvent(), event]);
    expect(receipts[2]).toEqual({ ...receipts[0], duplicate: true });
    expect(receipts[1]!.seq).toBe(receipts[0]!.seq + 1);
    const split = await fault(send([newEvent({ external_id: "e-3" }), newEvent({ external_id: "e-3", action: "b" })]));
    expect(split).toMatchObject({ code: "conflict", fields: [{ path: "events.1.external_id" }] });
    const size = await sizeOf();
    const same = newEvent({ external_id: "e-4" });
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(same, { idempotencyKey: "e-4" })));
    expect(new Set(answers.map((answer) => answer.receipts[0]!.id)).size).toBe(1);
    const loose = await Promise.all(Array.from({ length: 20 }, () => send(same)));
    expect(new Set(loose.map((answer) => answer.receipts[0]!.id))).toEqual(new Set([answers[0]!.receipts[0]!.id]));
    expect(await sizeOf()).toBe(size + 1);
  });

  test("a request that conflicts does not take down the others of its group", async () => {
    await send(newEvent({ external_id: "e-5" }));
    const bad = newEvent({ external_id: "e-5", action: "changed.thing" });
    const size = await sizeOf();
    const results = await Promise.all([
      send(newEvent()),
      fault(send([newEvent(), bad])),
      send([newEvent(), bad], { partial: true }),
      send(newEvent()),
    ]);
    expect(results[1]).toMatchObject({ code: "conflict", fields: [{ path: "events.1.external_id" }] });
    expect(results[2]).toMatchObject({
      receipts: [{ duplicate: false }, null],
      faults: [{ path: "events.1.external_id" }],
    });
    expect(await sizeOf()).toBe(size + 3);
    expect(await ledgerFaults(open.urls, tenant.id)).toEqual([]);
  });
});

describe("atomic and partial", () => {
  const bad = () => newEvent({ action: "not clear text" });

  test("one fault refuses the batch, with its path", async () => {
    const size = await sizeOf();
    const refused = await fault(send([newEvent(), bad()]));
    expect(refused).toMatchObject({ code: "invalid", status: 422, fields: [{ path: "events.1.action" }] });
    expect(await sizeOf()).toBe(size);
  });

  test("with partial the good ones are stored and the faults come back by index; replayed alike", async () => {
    const size = await sizeOf();
    const events = [bad(), newEvent(), bad(), newEvent()];
    const options = { partial: true, idempotencyKey: "partial-1" };
    const answer = await send(events, options);
    expect(answer.receipts.map((one) => one?.seq ?? null)).toEqual([null, size, null, size + 1]);
    expect(answer.faults!.map((one) => one.path)).toEqual(["events.0.action", "events.2.action"]);
    expect(await send(events, options)).toEqual(answer);
    expect(await sizeOf()).toBe(size + 2);
    expect(await fault(send([bad(), bad()], { partial: true }))).toMatchObject({ code: "invalid" });
  });
});

test("the ledger check sees a gap, a second leaf, and a changed body", async () => {
  const one = await makeTenant();
  await send(
    Array.from({ length: 10 }, () => newEvent()),
    {},
    one.ingest,
  );
  const alter = async (statement: string) => {
    await superQuery(open.urls, "ALTER TABLE event DISABLE TRIGGER USER");
    await superQuery(open.urls, statement, [one.id]);
    await superQuery(open.urls, "ALTER TABLE event ENABLE ALWAYS TRIGGER append_only_row");
    await superQuery(open.urls, "ALTER TABLE event ENABLE ALWAYS TRIGGER append_only_statement");
    return ledgerFaults(open.urls, one.id);
  };
  expect(await ledgerFaults(open.urls, one.id)).toEqual([]);
  expect(await alter("UPDATE event SET action = 'x.y' WHERE tenant_id = $1 AND seq = 6")).not.toEqual([]);
  expect(
    await alter("UPDATE event SET body = replace(body, 'secret.read', 'secret.rea') WHERE tenant_id = $1 AND seq = 7"),
  ).toEqual(expect.arrayContaining([expect.stringContaining("seq 7")]));
  expect(await alter("DELETE FROM event WHERE tenant_id = $1 AND seq = 8")).toEqual(
    expect.arrayContaining([expect.stringContaining("seq 8")]),
  );
});
