import { generateKeyPairSync, sign } from "node:crypto";
import type { Actor, SealedEvent, Signer, Target } from "../index.ts";

/** A repeatable source of random choices (xorshift32). */
export interface Random {
  below(n: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  bytes(count: number): Uint8Array;
}

export function randomFrom(seed: number): Random {
  let state = seed * 2_654_435_761 || 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  const below = (n: number): number => Math.floor((next() / 2 ** 32) * n);
  return {
    below,
    chance: (probability) => next() / 2 ** 32 < probability,
    pick: (items) => items[below(items.length)]!,
    bytes: (count) => Uint8Array.from({ length: count }, () => 1 + below(255)),
  };
}

const SNIPPETS = [
  "a",
  "Z",
  "0",
  "/",
  "-",
  " ",
  "é",
  "ß",
  "€",
  "漢",
  "😀",
  "\u{fb33}",
  '"',
  "\\",
  "\n",
  "\t",
  "\r",
  "\b",
  "\f",
  "\u0001",
  "\u001f",
  "\u007f",
  "\u2028",
  "\u0000",
  "</script>",
];

export function randomText(random: Random, snippetsMax: number): string {
  let text = "";
  for (let n = random.below(snippetsMax + 1); n > 0; n--) text += random.pick(SNIPPETS);
  return text;
}

const plainText = (random: Random): string =>
  `${random.pick(["user", "db/prod", "eu-central-1", "x"])}_${random.below(1e6)}`;

const anyText = (random: Random): string => (random.chance(0.5) ? plainText(random) : randomText(random, 8));

const NUMBERS = [
  0,
  -0,
  1,
  -1,
  1e21,
  1e-7,
  0.1,
  1 / 3,
  5e-324,
  Number.MAX_VALUE,
  2 ** 53 - 1,
  1 - 2 ** 53,
  123456789.125,
  1e300,
];

export function randomJson(random: Random, depth: number): unknown {
  const kind = random.below(depth > 0 ? 8 : 6);
  if (kind === 0) return null;
  if (kind === 1) return random.chance(0.5);
  if (kind === 2) return random.pick(NUMBERS);
  if (kind === 3) return random.below(1e6) / 10 ** random.below(8);
  if (kind < 6) return anyText(random);
  if (kind === 6) return Array.from({ length: random.below(4) }, () => randomJson(random, depth - 1));
  return randomObject(random, depth - 1);
}

export function randomObject(random: Random, depth: number): Record<string, unknown> {
  const names = Array.from({ length: random.below(5) }, () =>
    random.pick([plainText, anyText, () => "__proto__", () => "type"])(random),
  );
  return Object.fromEntries(names.map((name) => [name, randomJson(random, depth)]));
}

function some<T>(random: Random, make: () => T): T | undefined {
  return random.chance(0.6) ? make() : undefined;
}

/** Leaves out what is undefined and puts the rest, every other time, into a random order. */
function shuffled<T extends object>(random: Random, value: T): T {
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  if (random.chance(0.5)) return Object.fromEntries(members) as T;
  for (let i = members.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [members[i], members[j]] = [members[j]!, members[i]!];
  }
  return Object.fromEntries(members) as T;
}

function randomActor(random: Random, chain: number): Actor {
  return shuffled(random, {
    type: random.pick(["user", "service", "agent", "key", "system", "anonymous"]),
    id: some(random, () => anyText(random)),
    name: some(random, () => anyText(random)),
    email: some(random, () => "zoë@example.com"),
    metadata: some(random, () => randomObject(random, 2)),
    on_behalf_of: chain > 0 && random.chance(0.2) ? randomActor(random, chain - 1) : undefined,
  } as Actor);
}

function randomTargets(random: Random): Target[] {
  const target = (): Target =>
    shuffled(random, {
      type: plainText(random),
      id: some(random, () => anyText(random)),
      name: some(random, () => anyText(random)),
      metadata: random.chance(0.2) ? randomObject(random, 2) : undefined,
    } as Target);
  return Array.from({ length: 1 + random.below(4) }, target);
}

function randomSource(random: Random): SealedEvent["source"] {
  const source = shuffled(random, {
    ip: some(random, () => "203.0.113.7"),
    user_agent: some(random, () => anyText(random)),
    location: some(random, () =>
      shuffled(random, { country: "DE", city: some(random, () => "Köln"), lat: 50.94, lon: -0 }),
    ),
    endpoint: some(random, () => "/v1/secrets"),
    via: some(random, () => "api"),
    environment: some(random, () => "prod"),
  });
  return Object.keys(source).length > 0 ? (source as SealedEvent["source"]) : undefined;
}

/** An event that may be sealed, of any shape that event.md allows and with the awkward values that JSON allows. */
export function randomEvent(random: Random, tenant = "11111111-1111-4111-8111-111111111111"): SealedEvent {
  return shuffled(random, {
    v: 1,
    id: `0193b4a0-7c00-7000-8000-${String(random.below(1e9)).padStart(12, "0")}`,
    tenant,
    key: plainText(random),
    occurred_at: "2026-11-20T20:42:53.309Z",
    received_at: "2026-11-20T20:42:53.402Z",
    action: random.pick(["secret.read", "user.created", "a"]),
    outcome: random.pick(["success", "failure", "denied", "unknown"]),
    severity: random.pick(["info", "high"]),
    actor: randomActor(random, 3),
    category: some(random, () => "access"),
    crud: some(random, () => "r"),
    auth_method: some(random, () => "oidc"),
    targets: some(random, () => randomTargets(random)),
    source: some(random, () => randomSource(random)),
    session_id: some(random, () => anyText(random)),
    request_id: some(random, () => anyText(random)),
    description: some(random, () => randomText(random, 40)),
    changes: random.chance(0.2) ? [{ field: "ttl", before: randomJson(random, 2), after: null }] : undefined,
    metadata: some(random, () => randomObject(random, 3)),
    origin: random.chance(0.3)
      ? { system: "aws.cloudtrail", ...(random.chance(0.5) ? { event_id: anyText(random) } : {}) }
      : undefined,
    external_id: some(random, () => plainText(random)),
    schema_version: random.chance(0.2) ? random.below(9) : undefined,
    app_version: random.chance(0.2) ? "2.1.0" : undefined,
    raw: random.chance(0.2) ? JSON.stringify({ k: randomText(random, 30) }) : undefined,
  } as SealedEvent);
}

/** A signer with a fresh Ed25519 key of node:crypto. */
export function newSigner(name: string): Signer {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const raw = new Uint8Array(publicKey.export({ type: "spki", format: "der" }).subarray(-32));
  return { name, publicKey: raw, sign: (message) => new Uint8Array(sign(null, message, privateKey)) };
}
