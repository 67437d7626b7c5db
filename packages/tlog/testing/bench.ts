import { generateKeyPairSync, hash, randomBytes, sign } from "node:crypto";
import {
  appendLeaves,
  canonicalize,
  canonicalizeEvent,
  emptyFrontier,
  hashNode,
  recordLeafHash,
  type SealedEvent,
  saltsOfRecord,
  sealEvent,
  useSha256,
  verifyEd25519,
} from "../index.ts";

const event: SealedEvent = {
  v: 1,
  id: "0193b4a0-7c00-7000-8000-000000000001",
  tenant: "11111111-1111-4111-8111-111111111111",
  key: "k_01HZX3",
  occurred_at: "2026-11-20T20:42:53.309Z",
  received_at: "2026-11-20T20:42:53.402Z",
  action: "secret.read",
  category: "access",
  crud: "r",
  outcome: "success",
  severity: "info",
  actor: { type: "user", id: "u_1234567", name: "Zoë Ångström", email: "zoe@example.com" },
  targets: [{ type: "secret", id: "s_1234567", name: "db/prod/password" }],
  source: { ip: "203.0.113.7", user_agent: "Mozilla/5.0 (X11; Linux x86_64)", via: "api", location: { country: "DE" } },
  session_id: "ses_0123456789",
  request_id: "req_0123456789",
  description: "read db/prod/password",
  metadata: { plan: "pro", attempt: 3 },
};
const plain: SealedEvent = { ...event, actor: { ...event.actor, name: "Zoe Angstrom" } };

/** Prints the best of many rounds, which other work on the machine disturbs least. */
function measure(name: string, run: () => void, roundCalls = 1_000, rounds = 100): void {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    for (let i = 0; i < roundCalls; i++) run();
    best = Math.min(best, (performance.now() - start) / roundCalls);
  }
  console.log(`${name.padEnd(46)} ${(best * 1_000).toFixed(2).padStart(9)} µs`);
}

const salts = randomBytes(64);
const record = { event, salts: saltsOfRecord(salts, event) };
const leaves = new Uint8Array(randomBytes(256 * 32));
const leaf = leaves.subarray(0, 32);
const { publicKey, privateKey } = generateKeyPairSync("ed25519");
const key = new Uint8Array(publicKey.export({ type: "spki", format: "der" }).subarray(-32));
const message = randomBytes(180);
const signature = sign(null, message, privateKey);

console.log(`event of ${Buffer.byteLength(canonicalize(event))} bytes, Node ${process.version}`);
useSha256((bytes) => hash("sha256", bytes, "binary"));
measure("sealEvent, ASCII", () => sealEvent(plain, salts));
measure("sealEvent", () => sealEvent(event, salts));
measure("canonicalizeEvent", () => canonicalizeEvent(event));
measure("canonicalize", () => canonicalize(event));
measure("recordLeafHash", () => recordLeafHash(record));
measure("hashNode", () => hashNode(leaf, leaf));
measure("appendLeaves, 256 leaves that fill a tile", () => appendLeaves(emptyFrontier(), leaves), 10);
measure("verifyEd25519", () => verifyEd25519(key, message, signature), 5, 40);
useSha256(undefined);
measure("sealEvent, built-in SHA-256", () => sealEvent(event, salts));
measure("hashNode, built-in SHA-256", () => hashNode(leaf, leaf));
