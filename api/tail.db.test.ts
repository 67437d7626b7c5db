import { get as httpGet, type IncomingMessage } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, expect, test } from "vitest";
import { type Call, openApiServer } from "../tests/api-server.ts";
import { openTestRuntime } from "../tests/database.ts";
import { makeTenant, newEvent, type TestTenant } from "../tests/tenant.ts";

let acme: TestTenant;
let globex: TestTenant;
let call: Call;
let url: string;
beforeAll(async () => {
  await openTestRuntime();
  acme = await makeTenant();
  globex = await makeTenant();
  ({ call, url } = await openApiServer());
});

interface Shown {
  seq: number;
  action: string;
  atMs: number;
}

/** An open tail; `shown` grows as events come. */
async function openTail(query = "", headers: Record<string, string> = {}, tenant = acme) {
  const shown: Shown[] = [];
  const path = `/api/v1/tail${query}`;
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    httpGet(
      new URL(path, url),
      { headers: { authorization: `Bearer ${tenant.provisioning}`, ...headers } },
      resolve,
    ).on("error", reject);
  });
  expect(response.statusCode).toBe(200);
  expect(response.headers["content-type"]).toMatch(/^text\/event-stream/);
  let text = "";
  response.on("error", () => {});
  response.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
    const blocks = text.split("\n\n");
    text = blocks.pop()!;
    for (const block of blocks) {
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (!data) continue;
      const record = JSON.parse(data);
      expect(/^id: (\d+)$/m.exec(block)?.[1]).toBe(String(record.seq));
      shown.push({ seq: record.seq, action: record.event.action, atMs: Date.now() });
    }
  });
  return {
    shown,
    close: () => response.destroy(),
    async until(count: number) {
      for (let i = 0; shown.length < count && i < 200; i++) await sleep(25);
      return shown;
    },
  };
}

const send = async (action: string, count = 1, tenant = acme): Promise<number[]> => {
  const json = { events: Array.from({ length: count }, () => newEvent({ action })) };
  const answer = await call("/api/v1/events", { token: tenant.ingest, json });
  return answer.json.receipts.map((receipt: { seq: number }) => receipt.seq);
};

test("events arrive within a second, in order, and no other tenant's", async () => {
  const tail = await openTail();
  await sleep(400);
  const sentMs = Date.now();
  const seqs = await send("tail.first", 3);
  await send("globex.only", 3, globex);
  await tail.until(3);
  expect(tail.shown.map((one) => one.seq)).toEqual(seqs);
  expect(tail.shown.at(-1)!.atMs - sentMs).toBeLessThan(1_000);
  await sleep(600);
  expect(tail.shown).toHaveLength(3);
  tail.close();
});

test("Last-Event-ID resumes without gap or repeat, over more than a page", async () => {
  const seqs: number[] = [];
  const first = await openTail();
  await sleep(300);
  seqs.push(...(await send("tail.resume", 450)));
  await first.until(120);
  first.close();
  const seen = first.shown.map((one) => one.seq);
  seqs.push(...(await send("tail.resume", 300)));
  const second = await openTail("", { "last-event-id": String(seen.at(-1)) });
  seqs.push(...(await send("tail.resume", 10)));
  await second.until(seqs.length - seen.length);
  await sleep(500);
  expect([...seen, ...second.shown.map((one) => one.seq)]).toEqual(seqs);
  second.close();
  const third = await openTail(`?after=${seqs[700]}`);
  await third.until(seqs.length - 701);
  expect(third.shown.map((one) => one.seq)).toEqual(seqs.slice(701));
  third.close();
});

test("reads do not feed it, unless asked for; a query filters it", async () => {
  const quiet = await openTail();
  const all = await openTail("?include=reads");
  const some = await openTail("?q=action:tail.chosen");
  await sleep(300);
  for (let i = 0; i < 5; i++) await call("/api/v1/events?limit=1", { token: acme.provisioning });
  await send("tail.chosen");
  await quiet.until(1);
  await some.until(1);
  await all.until(6);
  await sleep(800);
  expect(quiet.shown.map((one) => one.action)).toEqual(["tail.chosen"]);
  expect(some.shown.map((one) => one.action)).toEqual(["tail.chosen"]);
  expect(all.shown.filter((one) => one.action === "events.searched")).toHaveLength(5);
  for (const tail of [quiet, all, some]) tail.close();
});

test("what it cannot take is refused before it opens", async () => {
  for (const query of ["?q=nofield:x", "?after=x", "?include=all"]) {
    const answer = await call(`/api/v1/tail${query}`, { token: acme.provisioning });
    expect([answer.status, answer.json.error.code], query).toEqual([422, "invalid"]);
  }
});
