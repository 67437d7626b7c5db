import { get as httpGet, type IncomingMessage } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { encode } from "next-auth/jwt";
import { beforeAll, expect, test } from "vitest";
import { createKey } from "#server/keys/index.ts";
import { sessionCookieName, signIn, signOut } from "#server/people/index.ts";
import { type Call, openApiServer } from "../tests/api-server.ts";
import { openTestRuntime, superQuery, type TestRuntime } from "../tests/database.ts";
import { inDays, makePerson, makeTenant, newEvent, type TestTenant } from "../tests/tenant.ts";

let runtime: TestRuntime;
let acme: TestTenant;
let globex: TestTenant;
let call: Call;
let url: string;
beforeAll(async () => {
  runtime = await openTestRuntime();
  acme = await makeTenant();
  globex = await makeTenant();
  ({ call, url } = await openApiServer());
});

interface Shown {
  seq: number;
  action: string;
  masked: string[] | undefined;
  atMs: number;
}

const given = (headers: Record<string, string | undefined>) =>
  Object.fromEntries(Object.entries(headers).filter((header): header is [string, string] => header[1] !== undefined));

/** An open tail; `shown` grows as events come. */
async function openTail(query = "", headers: Record<string, string | undefined> = {}, tenant = acme) {
  const shown: Shown[] = [];
  const path = `/api/v1/tail${query}`;
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    httpGet(
      new URL(path, url),
      { headers: given({ authorization: `Bearer ${tenant.provisioning}`, ...headers }) },
      resolve,
    ).on("error", reject);
  });
  expect(response.statusCode).toBe(200);
  expect(response.headers["content-type"]).toMatch(/^text\/event-stream/);
  let text = "";
  let end: string | undefined;
  let isOver = false;
  response.on("error", () => {});
  response.on("close", () => {
    isOver = true;
  });
  response.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
    const blocks = text.split("\n\n");
    text = blocks.pop()!;
    for (const block of blocks) {
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (!data) continue;
      if (block.startsWith("event: end\n")) {
        end = data;
        continue;
      }
      const record = JSON.parse(data);
      expect(/^id: (\d+)$/m.exec(block)?.[1]).toBe(String(record.seq));
      shown.push({ seq: record.seq, action: record.event.action, masked: record.masked, atMs: Date.now() });
    }
  });
  return {
    shown,
    /** The data of the event `end`, once it came. */
    end: () => end,
    isOver: () => isOver,
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

/** A provisioning key within a role of its own, which the tests change as the tenant's people would. */
async function keyWithRole(name: string, permissions: string[], scope: object | null, masks: string[]) {
  await superQuery(
    runtime.urls,
    "INSERT INTO role (tenant_id, name, permissions, scope, masks) VALUES ($1, $2, $3, $4, $5)",
    [acme.id, name, permissions, scope, masks],
  );
  const { id, token } = await createKey(acme.context, {
    kind: "provisioning",
    name,
    purpose: "Tests",
    role: name,
    expiresAt: inDays(9),
  });
  return { id, token, tenant: { ...acme, provisioning: token } };
}

const READING = ["events.read", "events.stream"];
const endOf = async (tail: { end(): string | undefined }, sinceMs: number) => {
  while (tail.end() === undefined && Date.now() - sinceMs < 3_000) await sleep(20);
  return { end: JSON.parse(tail.end() ?? "null"), tookMs: Date.now() - sinceMs };
};

test("a role's scope and masks hold in it, and the next ones within a second", async () => {
  const { tenant } = await keyWithRole("follower", READING, { actions: ["view.*"] }, ["actor.email"]);
  const tail = await openTail("", {}, tenant);
  await sleep(300);
  await send("view.one");
  await send("other.one");
  // Once this one is there, the one before it was passed over.
  await send("view.again");
  await tail.until(2);
  await superQuery(runtime.urls, "UPDATE role SET scope = $2, masks = $3 WHERE tenant_id = $1 AND name = 'follower'", [
    acme.id,
    { actions: ["other.*"] },
    ["actor.name"],
  ]);
  await sleep(1_000);
  await send("view.two");
  await send("other.two");
  await tail.until(3);
  await sleep(400);
  expect(tail.shown.map((one) => one.action)).toEqual(["view.one", "view.again", "other.two"]);
  expect(tail.shown.map((one) => one.masked)).toEqual([["actor.email"], ["actor.email"], ["actor.name"]]);
  tail.close();
});

test.each([
  [
    "the key is revoked",
    "UPDATE provisioning_key SET revoked_at = now() WHERE tenant_id = $1 AND id = $2",
    "unauthenticated",
  ],
  [
    "its role loses the right",
    "UPDATE role SET permissions = '{events.read}' WHERE tenant_id = $1 AND name = 'leaver-' || $3",
    "forbidden",
  ],
  [
    "its role masks what it asks for",
    "UPDATE role SET masks = '{source.ip}' WHERE tenant_id = $1 AND name = 'leaver-' || $3",
    "invalid",
  ],
])("ends within a second, and says why, when %s", async (_, change, code) => {
  const { id, tenant } = await keyWithRole(`leaver-${code}`, READING, null, []);
  const tail = await openTail("?q=-ip:192.0.2.1", {}, tenant);
  await send("before.the_end");
  await tail.until(1);
  const parameters = [acme.id, id, code].slice(0, change.includes("$3") ? 3 : 2);
  await superQuery(runtime.urls, change.replace("AND name", "AND $2::text IS NOT NULL AND name"), parameters);
  const sinceMs = Date.now();
  const sending = send("after.the_end", 5);
  const { end, tookMs } = await endOf(tail, sinceMs);
  await sending;
  expect(end).toEqual({ code, message: expect.any(String) });
  expect(tookMs).toBeLessThan(1_000);
  await sleep(200);
  expect(tail.isOver()).toBe(true);
  await send("long.after");
  await sleep(400);
  expect(tail.shown.map((one) => one.action)).not.toContain("long.after");
  const again = await call("/api/v1/tail?q=-ip:192.0.2.1", { token: tenant.provisioning });
  expect(again.json.error.code).toBe(code);
});

/** The headers of a signed-in person's browser, and what ends its session or membership. */
async function signedIn() {
  const person = await makePerson([acme]);
  const origin = { requestId: "r", via: "ui" } as const;
  const { sessionId } = await signIn(person, origin);
  const { secret, url: address } = runtime.env;
  const token = await encode({ token: { sid: sessionId }, secret });
  const headers = { cookie: `${sessionCookieName(address)}=${token}`, authorization: undefined };
  return { person, sessionId, headers, signOut: () => signOut(sessionId, origin) };
}

test("of a person it ends with the session, and does not keep the session alive", async () => {
  const { sessionId, headers, signOut: leave } = await signedIn();
  const tail = await openTail(`?tenant=${acme.slug}`, headers);
  await send("for.people");
  await tail.until(1);
  await superQuery(
    runtime.urls,
    "UPDATE session SET last_seen_at = last_seen_at - interval '5 minutes' WHERE id = $1",
    [sessionId],
  );
  await sleep(1_500);
  const [{ idle }] = (await superQuery<{ idle: boolean }>(
    runtime.urls,
    "SELECT last_seen_at < now() - interval '4 minutes' AS idle FROM session WHERE id = $1",
    [sessionId],
  )) as [{ idle: boolean }];
  expect(idle).toBe(true);
  expect(tail.end()).toBeUndefined();
  await leave();
  const { end, tookMs } = await endOf(tail, Date.now());
  expect(end.code).toBe("unauthenticated");
  expect(tookMs).toBeLessThan(1_000);
});

test("of a person it ends with the membership", async () => {
  const { person, headers } = await signedIn();
  const tail = await openTail(`?tenant=${acme.slug}`, headers);
  await superQuery(runtime.urls, "DELETE FROM membership WHERE tenant_id = $1 AND person_id = $2", [
    acme.id,
    person.id,
  ]);
  const { end, tookMs } = await endOf(tail, Date.now());
  expect(end).toEqual({ code: "not_found", message: "There is no such tenant." });
  expect(tookMs).toBeLessThan(1_000);
});

test("what it showed is recorded when the reader hangs up", async () => {
  const { id, tenant } = await keyWithRole("hanger-up", READING, null, []);
  const tail = await openTail("", {}, tenant);
  await send("hung.up", 3);
  await tail.until(3);
  tail.close();
  let rows: { rows: number }[] = [];
  for (let i = 0; rows.length === 0 && i < 100; i++) {
    await sleep(50);
    rows = await superQuery(
      runtime.urls,
      "SELECT (body::jsonb #>> '{metadata,rows}')::int AS rows FROM event WHERE tenant_id = $1 AND actor_id = $2 AND action = 'tail.continued'",
      [acme.id, id],
    );
  }
  expect(rows).toEqual([{ rows: 3 }]);
});
