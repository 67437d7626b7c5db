import { randomBytes } from "node:crypto";
import fc from "fast-check";
import type pg from "pg";
import { beforeAll, expect, test } from "vitest";
import { appendLeaves, type Frontier, toHex } from "#tlog";
import { openTestRuntime, rolledBack, superQuery, type TestRuntime, withClient } from "../../tests/database.ts";
import { uuidv7 } from "../ids.ts";
import { APPEND_IN_TRANSACTION_SQL, appendParameters, type SealedItem } from "./index.ts";

let open: TestRuntime;
const tenant = { id: uuidv7(Date.now()) };
beforeAll(async () => {
  open = await openTestRuntime();
  await superQuery(open.urls, "INSERT INTO tenant (id, slug, name, created_at) VALUES ($1, 'bare', 'Bare', now())", [
    tenant.id,
  ]);
  await superQuery(open.urls, "INSERT INTO ledger (tenant_id, origin, created_at) VALUES ($1, 'o', now())", [
    tenant.id,
  ]);
});

const item = { draft: {} as never, keyId: "k" };

/** An event as far as ledger_append looks at it, with a leaf hash of our choice. */
function sealedItem(leafHash: Uint8Array, atMs: number): SealedItem {
  const none = {
    category: null,
    crud: null,
    authMethod: null,
    actorId: null,
    targetType: null,
    targetId: null,
    ip: null,
  };
  const rest = { country: null, via: null, environment: null, sessionId: null, origin: null };
  const columns = {
    ...none,
    ...rest,
    occurredAtMs: atMs,
    keyId: "k",
    action: "a",
    outcome: "success",
    severity: "info",
  };
  return {
    id: uuidv7(atMs),
    receivedAtMs: atMs,
    columns: { ...columns, actorType: "system" },
    body: "{}",
    salts: new Uint8Array(64),
    leafHash,
  };
}

/** A right edge of `size` leaves whose hashes are random: all that an append depends on. */
function randomFrontier(size: number): Frontier {
  const edge: Uint8Array[] = [];
  for (let n = size; n > 0; n = Math.floor(n / 256)) edge.push(new Uint8Array(randomBytes((n % 256) * 32)));
  return { size, edge };
}

const trimmed = (edge: readonly Uint8Array[]) => {
  const hexes = edge.map(toHex);
  while (hexes.at(-1) === "") hexes.pop();
  return hexes;
};

async function setFrontier(client: pg.Client, { size, edge }: Frontier): Promise<void> {
  await client.query("UPDATE ledger SET size = $2, frontier = $3, last_received_at = NULL WHERE tenant_id = $1", [
    tenant.id,
    size,
    edge.map((bytes) => Buffer.from(bytes)),
  ]);
}

async function appendBatch(client: pg.Client, leaves: Uint8Array[]): Promise<number> {
  const atMs = Date.now();
  const sealed = leaves.map((leaf) => sealedItem(leaf, atMs));
  const requests = [{ items: sealed.map(() => item), atomic: true }];
  const { rows } = await client.query(APPEND_IN_TRANSACTION_SQL, appendParameters(tenant.id, requests, [sealed]));
  return Number(rows[0].first_seq);
}

/** Appends the batches in one transaction from a ledger of `start` events, and compares after each with the library. */
async function compare(start: number, batches: number[]): Promise<void> {
  await withClient(open.urls.superuser, (client) => setFrontier(client, randomFrontier(start)));
  await rolledBack(open.urls.app, tenant.id, async (client) => {
    const { rows } = await client.query("SELECT frontier FROM ledger");
    let frontier: Frontier = { size: start, edge: rows[0].frontier };
    for (const count of batches) {
      const leaves = Array.from({ length: count }, () => new Uint8Array(randomBytes(32)));
      const grown = appendLeaves(frontier, leaves);
      expect(await appendBatch(client, leaves)).toBe(frontier.size);
      const head = (await client.query("SELECT size, frontier FROM ledger")).rows[0];
      expect(Number(head.size)).toBe(grown.frontier.size);
      expect(trimmed(head.frontier)).toEqual(trimmed(grown.frontier.edge));
      const events = await client.query("SELECT seq, leaf_hash FROM event WHERE seq >= $1 ORDER BY seq", [
        frontier.size,
      ]);
      expect(events.rows.map((row) => [Number(row.seq), toHex(row.leaf_hash)])).toEqual(
        leaves.map((leaf, i) => [frontier.size + i, toHex(leaf)]),
      );
      const wanted = grown.fullTiles.map((tile) => `${tile.level}/${tile.index} ${toHex(tile.hashes)}`).sort();
      const { rows: tiles } = await client.query(
        "SELECT level || '/' || index || ' ' || encode(hashes, 'hex') AS tile FROM tile WHERE (level, index) IN (SELECT * FROM unnest($1::int[], $2::bigint[]))",
        [grown.fullTiles.map((tile) => tile.level), grown.fullTiles.map((tile) => tile.index)],
      );
      expect(tiles.map((row) => row.tile).sort()).toEqual(wanted);
      frontier = grown.frontier;
    }
    const { rows: count } = await client.query("SELECT count(*)::int AS n FROM tile");
    const filled = (size: number) => [1, 2, 3, 4].reduce((n, level) => n + Math.floor(size / 256 ** level), 0);
    expect(count[0].n).toBe(filled(frontier.size) - filled(start));
  });
}

test.each([
  [0, [1, 254, 1, 1]],
  [0, [255, 2]],
  [0, [256]],
  [0, [1_500]],
  [255, [1]],
  [65_535, [1, 1]],
  [65_280, [256]],
  [65_000, [1_500]],
  [256 ** 3 - 1, [1, 1]],
  [256 ** 3 - 700, [1_500]],
  [256 ** 4 - 3, [5]],
])("tiles and frontier of %i events and then %j", (start, batches) => compare(start, batches));

test("tiles and frontier are the library's for any sizes", async () => {
  const nearBoundary = fc
    .tuple(fc.constantFrom(256, 65_536, 256 ** 3), fc.integer({ min: 0, max: 600 }))
    .map(([boundary, before]) => Math.max(0, boundary - before));
  const start = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 70_000 }), nearBoundary);
  const batches = fc.array(fc.integer({ min: 1, max: 1_500 }), { minLength: 1, maxLength: 4 });
  await fc.assert(fc.asyncProperty(start, batches, compare), { numRuns: 25, endOnFailure: true });
});
