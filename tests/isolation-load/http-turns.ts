import { get as httpGet } from "node:http";
import { decodeEntryBundle, openCheckpoint, verifyRecord } from "#tlog";
import { another, ask, type Client, oneOf } from "./client.ts";
import { keepReceipts, type LoadTenant, markedEvents } from "./world.ts";

export type Turn = (client: Client, tenant: LoadTenant) => Promise<void>;

const PAGES_MAX = 3;
const EVENTS = "/api/v1/events";

/** A query that finds own events, all events, or asks for another tenant's. */
export function someQuery(client: Client, tenant: LoadTenant): string {
  const foreign = another(client, tenant);
  return oneOf(client, [
    "",
    `action:load.${tenant.slug}`,
    "action:load.*",
    "origin:sealtrail",
    `session:${tenant.slug}`,
    `id:${oneOf(client, tenant.events)}`,
    `seq:0..${client.pick(100)}`,
    `actor:${foreign.id}`,
    `action:load.${foreign.slug}`,
    `target:${foreign.slug}`,
    `id:${oneOf(client, foreign.events)}`,
  ]);
}

async function list(client: Client, tenant: LoadTenant): Promise<void> {
  const limit = oneOf(client, [1, 5, 20, 50, 200]);
  const order = oneOf(client, ["newest", "oldest"]);
  const path = `${EVENTS}?q=${encodeURIComponent(someQuery(client, tenant))}&limit=${limit}&order=${order}`;
  let cursor = "";
  for (let page = 0; page < PAGES_MAX; page++) {
    const answer = await ask(client, "list", tenant, `${path}${cursor && `&cursor=${cursor}`}`, [200]);
    if (!answer) return;
    client.world.witness.records("list", tenant.id, answer.json.records);
    if (answer.json.next_cursor === null) return;
    cursor = answer.json.next_cursor;
    if (client.pick(4) === 0)
      await ask(client, "list with a foreign cursor", another(client, tenant), `${path}&cursor=${cursor}`, [422]);
  }
}

async function ownEvent(client: Client, tenant: LoadTenant): Promise<void> {
  const id = oneOf(client, tenant.events);
  const answer = await ask(client, "event", tenant, `${EVENTS}/${id}`, [200]);
  if (!answer) return;
  client.world.witness.records("event", tenant.id, [answer.json]);
  if (answer.json.event.id !== id) client.world.witness.fault(`event: ${id} was asked for`);
}

async function foreignEvent(client: Client, tenant: LoadTenant): Promise<void> {
  const id = oneOf(client, another(client, tenant).events);
  const suffix = oneOf(client, ["", "/proof"]);
  const answer = await ask(client, "foreign event", tenant, `${EVENTS}/${id}${suffix}`, [404]);
  if (answer && answer.json?.error?.message !== "There is no such event.")
    client.world.witness.fault(`foreign event: answered ${answer.text}`);
}

async function proof(client: Client, tenant: LoadTenant): Promise<void> {
  const id = oneOf(client, tenant.events);
  const record = await ask(client, "event", tenant, `${EVENTS}/${id}`, [200]);
  const answer = await ask(client, "proof", tenant, `${EVENTS}/${id}/proof`, [200]);
  if (!record || !answer) return;
  client.world.witness.records("event", tenant.id, [record.json]);
  try {
    verifyRecord(record.json, answer.text, tenant.vkey);
  } catch (error) {
    client.world.witness.fault(`proof: ${id} is not proved by it: ${(error as Error).message}`);
  }
}

async function checkpoint(client: Client, tenant: LoadTenant): Promise<void> {
  const path = oneOf(client, ["/api/v1/checkpoints/latest", `/tlog/${tenant.id}/checkpoint`]);
  const answer = await ask(client, "checkpoint", tenant, path, [200]);
  try {
    if (answer) openCheckpoint(answer.text, tenant.vkey);
  } catch (error) {
    client.world.witness.fault(`checkpoint: ${tenant.id} did not sign it: ${(error as Error).message}`);
  }
}

async function foreignLog(client: Client, tenant: LoadTenant): Promise<void> {
  const path = oneOf(client, ["checkpoint", "tile/0/000", "tile/entries/000.p/20"]);
  await ask(client, "foreign log", tenant, `/tlog/${another(client, tenant).id}/${path}`, [404]);
}

async function entries(client: Client, tenant: LoadTenant): Promise<void> {
  const answer = await ask(client, "entries", tenant, `/tlog/${tenant.id}/tile/entries/000.p/20`, [200, 404]);
  for (const leaf of answer ? decodeEntryBundle(answer.bytes) : [])
    client.world.witness.text("entries", tenant.id, Buffer.from(leaf).toString("latin1"));
}

async function append(client: Client, tenant: LoadTenant): Promise<void> {
  const json = { events: markedEvents(tenant, 1 + client.pick(3)) };
  const answer = await ask(client, "append", tenant, EVENTS, [201], { token: tenant.ingest, json });
  if (answer) keepReceipts(client.world, tenant, answer.json.receipts);
}

/** Reads of an answer until the client cuts the connection, at a moment of its choice. */
function readAndCut(client: Client, what: string, tenant: LoadTenant, path: string, afterMs: number): Promise<string> {
  client.world.witness.count(what);
  return new Promise((resolve) => {
    let text = "";
    const headers = { authorization: `Bearer ${tenant.provisioning}` };
    const request = httpGet(new URL(path, client.api.url), { headers, agent: false }, (response) => {
      response.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("error", () => {});
    });
    request.on("error", () => {});
    request.on("close", () => {
      client.world.witness.outcome("cut");
      resolve(text);
    });
    setTimeout(() => request.destroy(), afterMs);
  });
}

async function cutList(client: Client, tenant: LoadTenant): Promise<void> {
  const text = await readAndCut(client, "list, cut", tenant, `${EVENTS}?limit=500&q=action:load.*`, client.pick(40));
  client.world.witness.text("list, cut", tenant.id, text);
}

async function tail(client: Client, tenant: LoadTenant): Promise<void> {
  const path = `/api/v1/tail?after=${client.pick(40)}&include=reads`;
  const text = await readAndCut(client, "tail, dropped", tenant, path, 20 + client.pick(400));
  const whole = [...text.matchAll(/^data: (.*)$/gm)].map((match) => match[1]!).filter((line) => line.endsWith("}}"));
  for (const line of whole) client.world.witness.records("tail, dropped", tenant.id, [JSON.parse(line)]);
}

/** Turns over HTTP with their weights. */
export const HTTP_TURNS: readonly [number, Turn][] = [
  [18, list],
  [10, ownEvent],
  [10, foreignEvent],
  [6, proof],
  [4, checkpoint],
  [3, foreignLog],
  [2, entries],
  [8, append],
  [4, cutList],
  [2, tail],
];
