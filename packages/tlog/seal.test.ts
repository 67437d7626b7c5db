import { createHash, hash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  canonicalize,
  canonicalizeEvent,
  equalBytes,
  fromBase64Url,
  hashLeaf,
  joinEvent,
  leafBytes,
  PARTS,
  type PartName,
  partDigest,
  recordLeafHash,
  type SealedEvent,
  type SealedRecord,
  saltsOfRecord,
  sealEvent,
  splitEvent,
  toBase64Url,
  toHex,
  useSha256,
} from "./index.ts";
import { randomEvent, randomFrom } from "./testing/random.ts";
import { VECTORS_PRESENT, vectorText } from "./testing/vectors.ts";

beforeAll(() => useSha256((bytes) => hash("sha256", bytes, "binary")));
afterAll(() => useSha256(undefined));

const code = (run: () => unknown): string => {
  try {
    run();
    return "accepted";
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
};

describe.skipIf(!VECTORS_PRESENT)("records of the independent verifier", () => {
  interface Vectors {
    accept: { name: string; record: SealedRecord; leaf: string; leaf_hash: string }[];
    refuse: { name: string; record: SealedRecord }[];
  }
  const { accept, refuse } = VECTORS_PRESENT
    ? (JSON.parse(vectorText("seal/vectors.json")) as Vectors)
    : { accept: [], refuse: [] };

  test("there are 7 of each", () => expect([accept.length, refuse.length]).toEqual([7, 7]));

  test.each(accept)("accepted: $name", ({ record, leaf, leaf_hash }) => {
    expect(toHex(recordLeafHash(record))).toBe(leaf_hash);
    expect(toHex(hashLeaf(new TextEncoder().encode(leaf)))).toBe(leaf_hash);
    const salts = Object.fromEntries(
      Object.entries(record.salts ?? {}).map(([part, salt]) => [part, fromBase64Url(salt, 16)]),
    );
    const bytes = leafBytes(record.event, salts, record.digests, { strict: record.masked === undefined });
    expect(new TextDecoder().decode(bytes)).toBe(leaf);
  });

  test.each(refuse)("refused: $name", ({ record }) => expect(() => recordLeafHash(record)).toThrow());
});

const unpacked = (packed: Uint8Array, event: SealedEvent): Partial<Record<PartName, Uint8Array>> =>
  Object.fromEntries(Object.entries(saltsOfRecord(packed, event)).map(([part, salt]) => [part, fromBase64Url(salt)]));

test("100,000 generated events: the fast text equals the general one; of 10,000, so does the seal", () => {
  const random = randomFrom(1);
  for (let i = 0; i < 100_000; i++) {
    const event = randomEvent(random);
    const general = canonicalize(event);
    if (canonicalizeEvent(event) !== general) expect(canonicalizeEvent(event)).toBe(general);
    if (i % 10 !== 0) continue;
    const randomBytes = random.bytes(64);
    const { body, salts, leafHash } = sealEvent(event, randomBytes);
    if (body !== general) expect(body).toBe(general);
    expect(equalBytes(leafHash, hashLeaf(leafBytes(event, unpacked(salts, event))))).toBe(true);
    const { parts } = splitEvent(event);
    const wanted = PARTS.flatMap((part, at) => [
      ...randomBytes.subarray(16 * at, 16 * at + 16).map((b) => (parts[part] === undefined ? 0 : b)),
    ]);
    expect(equalBytes(salts, Uint8Array.from(wanted))).toBe(true);
  }
});

test("the built-in SHA-256 seals the same", () => {
  const random = randomFrom(3);
  const event = randomEvent(random);
  const bytes = random.bytes(64);
  const seal = sealEvent(event, bytes);
  useSha256(undefined);
  expect(sealEvent(event, bytes)).toEqual(seal);
  useSha256((input) => hash("sha256", input, "binary"));
});

test("an event longer than the buffer, and one of three-byte characters only, are sealed", () => {
  for (const letter of ["x", "漢", "😀", "\n"]) {
    const event = { ...base, raw: letter.repeat(32_000), description: letter };
    const { salts, leafHash } = sealEvent(event, randomFrom(4).bytes(64));
    expect(toHex(leafHash)).toBe(toHex(hashLeaf(leafBytes(event, unpacked(salts, event)))));
  }
});

const base: SealedEvent = {
  v: 1,
  id: "0193b4a0-7c00-7000-8000-000000000001",
  tenant: "11111111-1111-4111-8111-111111111111",
  key: "k_01",
  occurred_at: "2026-11-20T20:42:53.309Z",
  received_at: "2026-11-20T20:42:53.402Z",
  action: "secret.read",
  outcome: "success",
  severity: "info",
  actor: { type: "user", id: "u_1", email: "zoe@example.com" },
  targets: [{ type: "secret", id: "s_1" }, { type: "environment" }],
  source: { ip: "203.0.113.7", via: "api" },
  origin: { system: "aws.cloudtrail", event_id: "e_1" },
  request_id: "r_1",
};

test("an event is split into what anybody may see and the four parts", () => {
  expect(splitEvent(base)).toEqual({
    clear: {
      ...base,
      actor: { type: "user" },
      targets: [{ type: "secret" }, { type: "environment" }],
      source: { via: "api" },
      origin: { system: "aws.cloudtrail" },
      request_id: undefined,
    },
    parts: {
      actor: { id: "u_1", email: "zoe@example.com" },
      targets: [{ id: "s_1" }, {}],
      context: { source: { ip: "203.0.113.7" }, request_id: "r_1" },
      content: { origin: { event_id: "e_1" } },
    },
  });
});

test("an event is joined from what it was split into, and shows nothing of a part that is left out", () => {
  const random = randomFrom(31);
  for (let n = 0; n < 2_000; n++) {
    const event = randomEvent(random);
    expect(canonicalize(joinEvent(splitEvent(event)))).toBe(canonicalize(event));
    for (const part of PARTS) {
      const split = splitEvent(event);
      delete split.parts[part];
      const { parts } = splitEvent(joinEvent(split));
      expect(canonicalize(parts)).toBe(canonicalize(split.parts));
    }
  }
});

test("the leaf shows no personal value, the digest is the one of the design", () => {
  const { salts } = sealEvent(base, randomFrom(5).bytes(64));
  const leaf = new TextDecoder().decode(leafBytes(base, unpacked(salts, base)));
  for (const personal of ["u_1", "zoe", "s_1", "203.0.113.7", "r_1", "e_1"]) expect(leaf).not.toContain(personal);
  const input = Buffer.concat([
    Buffer.from("sealtrail/part/v1 actor\n"),
    salts.subarray(0, 16),
    Buffer.from('{"email":"zoe@example.com","id":"u_1"}'),
  ]);
  const digest = createHash("sha256").update(input).digest("base64url");
  expect(partDigest("actor", salts.subarray(0, 16), { id: "u_1", email: "zoe@example.com" })).toBe(digest);
  expect(leaf).toContain(`"personal":{"actor":"${digest}"`);
});

test("every part can be withheld or erased, alone and with others, and the leaf stays", () => {
  const { salts: packed, leafHash } = sealEvent(base, randomFrom(6).bytes(64));
  const salts = saltsOfRecord(packed, base);
  const { parts } = splitEvent(base);
  const without: Record<PartName, (event: SealedEvent) => SealedEvent> = {
    actor: (event) => ({ ...event, actor: { type: "user" } }),
    targets: (event) => ({ ...event, targets: [{ type: "secret" }, { type: "environment" }] }),
    context: ({ request_id: _, ...event }) => ({ ...event, source: { via: "api" } }),
    content: (event) => ({ ...event, origin: { system: "aws.cloudtrail" } }),
  };
  for (let set = 0; set < 16; set++) {
    const hidden = PARTS.filter((_, i) => set & (1 << i));
    const event = hidden.reduce((shown, part) => without[part](shown), base);
    const digests = Object.fromEntries(
      hidden.map((part) => [part, partDigest(part, fromBase64Url(salts[part]!), parts[part])]),
    );
    const shown = Object.fromEntries(Object.entries(salts).filter(([part]) => !hidden.includes(part as PartName)));
    expect(toHex(recordLeafHash({ event, salts: shown, digests }))).toBe(toHex(leafHash));
    const masked = { event: base, salts: shown, digests, masked: ["actor.email"] };
    expect(toHex(recordLeafHash(masked))).toBe(toHex(leafHash));
    if (set > 0) expect(code(() => recordLeafHash({ ...masked, masked: [] }))).toBe("digest_of_shown_part");
  }
});

const { actor: _actor, ...noActor } = base;

test.each<[string, object]>([
  ["event_unknown_member", { ...base, surprise: 1 }],
  ["event_unknown_member", { ...base, personal: {} }],
  ["event_unknown_member", JSON.parse('{"actor":{"type":"a"},"__proto__":1}')],
  ["event_unknown_member", { ...base, source: { ip: "::1", colour: "red" } }],
  ["event_empty_member", { ...base, source: {} }],
  ["event_empty_member", { ...base, targets: [] }],
  ["event_form", { ...base, targets: {} }],
  ["event_form", { ...base, targets: [{}] }],
  ["event_form", { ...base, targets: [null] }],
  ["event_form", { ...base, actor: { id: "u" } }],
  ["event_form", { ...base, actor: null }],
  ["event_form", { ...base, actor: ["type"] }],
  ["event_form", { ...base, source: "api" }],
  ["event_form", { ...base, origin: { event_id: "e" } }],
  ["event_form", { ...base, origin: { system: "s", more: 1 } }],
  ["json_value", { ...base, category: undefined }],
  ["json_value", { ...base, actor: { type: "user", name: undefined } }],
  ["json_value", { ...base, metadata: { at: new Date() } }],
  ["json_string", { ...base, description: "\ud800" }],
  ["json_number", { ...base, metadata: { n: Number.NaN } }],
])("%s: neither sealed nor turned into a leaf", (want, bad) => {
  const event = bad as SealedEvent;
  expect(code(() => sealEvent(event, randomFrom(7).bytes(64)))).toBe(want);
  const salts = Object.fromEntries(PARTS.map((part) => [part, new Uint8Array(16).fill(1)]));
  expect(code(() => leafBytes(event, salts))).not.toBe("accepted");
});

test("events that lack a usual member are sealed all the same as the general leaf", () => {
  for (const event of [
    noActor,
    { v: 1, actor: { type: "a" } },
    { ...base, action: null },
    {},
    { ...base, v: "1", tenant: 7 },
  ]) {
    const { body, salts, leafHash } = sealEvent(event as SealedEvent, randomFrom(8).bytes(64));
    expect(body).toBe(canonicalize(event));
    expect(toHex(leafHash)).toBe(
      toHex(hashLeaf(leafBytes(event as SealedEvent, unpacked(salts, event as SealedEvent)))),
    );
  }
});

test("salts of the wrong length, of zeros, missing or too many are refused", () => {
  const bytes = randomFrom(9).bytes(64);
  expect(code(() => sealEvent(base, bytes.subarray(1)))).toBe("salt_length");
  expect(code(() => sealEvent(base, bytes.slice().fill(0, 16, 32)))).toBe("salt_missing");
  const { salts: packed } = sealEvent(base, bytes);
  expect(code(() => saltsOfRecord(packed.subarray(1), base))).toBe("salt_length");
  expect(code(() => saltsOfRecord(packed.slice().fill(0, 0, 16), base))).toBe("salt_missing");
  const salts = saltsOfRecord(packed, base);
  const { actor: _, ...tooFew } = salts;
  expect(code(() => recordLeafHash({ event: base, salts: tooFew }))).toBe("salt_missing");
  expect(code(() => recordLeafHash({ event: { ...base, actor: { type: "user" } }, salts }))).toBe("salt_unexpected");
  expect(code(() => recordLeafHash({ event: base, salts: { ...salts, actor: "AAAA" } }))).toBe("salt_length");
  expect(code(() => recordLeafHash({ event: base, salts: { ...salts, body: "AAAA" } as SealedRecord["salts"] }))).toBe(
    "part_unknown",
  );
  expect(code(() => recordLeafHash({ event: base, salts: null as unknown as undefined }))).toBe("record_form");
  expect(code(() => partDigest("actor", new Uint8Array(15), {}))).toBe("salt_length");
  expect(
    code(() => leafBytes(noActor as SealedEvent, unpacked(packed, base), { actor: toBase64Url(new Uint8Array(31)) })),
  ).not.toBe("accepted");
});
