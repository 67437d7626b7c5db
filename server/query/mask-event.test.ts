import { spawnSync } from "node:child_process";
import { hash } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { type ApiRecord, recordLeafHash, type SealedEvent, saltsOfRecord, sealEvent, toHex, useSha256 } from "#tlog";
import { randomEvent, randomFrom } from "../../packages/tlog/testing/random.ts";
import { PYTHON_VERIFIER } from "../../packages/tlog/testing/vectors.ts";
import { maskEvent, maskRecord } from "./mask-event.ts";
import { isMasked, MASKABLE, type MaskPath, maskFault, normalizeMasks, readMasks } from "./masks.ts";

beforeAll(() => useSha256((bytes) => hash("sha256", bytes, "binary")));
afterAll(() => useSha256(undefined));

function sealed(event: SealedEvent, seed = 1): ApiRecord & { salts: object } {
  const seal = sealEvent(event, randomFrom(seed).bytes(64));
  return {
    seq: 7,
    event: JSON.parse(seal.body),
    salts: saltsOfRecord(seal.salts, event),
    leaf_hash: toHex(seal.leafHash),
  };
}

const masksOf = (record: ReturnType<typeof maskRecord>) => record.masked ?? [];

/** An event that says "mark-<path>" in each field that can be masked, and nowhere else. */
const marked: SealedEvent = {
  v: 1,
  id: "0193b4a0-7c00-7000-8000-000000000001",
  tenant: "11111111-1111-4111-8111-111111111111",
  key: "k_01",
  occurred_at: "2026-11-20T20:42:53.309Z",
  received_at: "2026-11-20T20:42:53.402Z",
  action: "secret.read",
  outcome: "success",
  severity: "info",
  actor: {
    type: "agent",
    id: "mark-actor.id",
    name: "mark-actor.name",
    email: "mark-actor.email",
    metadata: { shift: "mark-actor.metadata" },
    on_behalf_of: {
      type: "user",
      id: "mark-actor.id",
      name: "mark-actor.name",
      on_behalf_of: {
        type: "user",
        id: "mark-actor.id",
        email: "mark-actor.email",
        metadata: { a: "mark-actor.metadata" },
      },
    },
  },
  targets: [
    { type: "secret", id: "mark-targets.id", name: "mark-targets.name" },
    { type: "secret", id: "mark-targets.id", metadata: { owner: "mark-targets.metadata" } },
  ],
  source: {
    ip: "mark-source.ip",
    user_agent: "mark-source.user_agent",
    location: { country: "mark-source.location", city: "mark-source.location" },
    endpoint: "mark-source.endpoint",
    via: "api",
    environment: "prod",
  },
  session_id: "mark-session_id",
  request_id: "mark-request_id",
  description: "mark-description",
  changes: [{ field: "mark-changes", before: "mark-changes", after: null }],
  metadata: {
    card: { number: "mark-metadata", Holder: "mark-metadata" },
    "card.number": "mark-metadata",
    kept: "mark-metadata",
  },
  origin: { system: "aws.cloudtrail", event_id: "mark-origin.event_id" },
  external_id: "mark-external_id",
  raw: "mark-raw",
};

describe("each mask", () => {
  test.each(MASKABLE.map((field) => field.path))(
    "%s takes out its field, everywhere, and nothing but the free text besides",
    (path) => {
      const record = maskRecord(sealed(marked), [path]);
      const text = JSON.stringify({ ...record, masked: undefined });
      for (const { path: other } of MASKABLE) {
        const gone = other === path || ["changes", "description", "raw"].includes(other);
        expect(text.includes(`mark-${other}"`), other).toBe(!gone);
        expect(masksOf(record).includes(other), other).toBe(gone);
      }
      expect(toHex(recordLeafHash(record))).toBe(record.leaf_hash);
    },
  );

  it("gives digests for just the parts from which something was taken", () => {
    const record = maskRecord(sealed(marked), ["source.ip"]);
    expect(Object.keys(record.salts).sort()).toEqual(["actor", "targets"]);
    expect(Object.keys(record.digests!).sort()).toEqual(["content", "context"]);
    expect(record.masked).toEqual(["changes", "description", "raw", "source.ip"]);
  });

  it("leaves an event alone that has nothing of what is masked", () => {
    const { description: _, changes: __, raw: ___, session_id: ____, ...plain } = marked;
    const record = sealed(plain);
    expect(maskRecord(record, ["session_id"])).toBe(record);
    expect(maskEvent(marked, [])).toEqual({ event: marked, masked: [] });
  });

  it("leaves out what has nothing left", () => {
    const { event } = maskEvent({ ...marked, source: { ip: "::1" }, metadata: { a: { b: 1 } } }, [
      "source.ip",
      "metadata.a.b",
    ]);
    expect(event).not.toHaveProperty("source");
    expect(event).not.toHaveProperty("metadata");
    expect(event.actor.on_behalf_of?.on_behalf_of?.type).toBe("user");
  });

  it("keeps the digest of an erased part", () => {
    const record = sealed(marked);
    const { actor, ...salts } = record.salts!;
    const digests = { actor: maskRecord(record, ["actor.id"]).digests!.actor! };
    const erased = { ...record, event: { ...marked, actor: { type: "agent" } }, salts, digests };
    const masked = maskRecord(erased, ["source.ip", "actor.id"]);
    expect(masked.masked).not.toContain("actor.id");
    expect(masked.digests!.actor).toBe(digests.actor);
    expect(toHex(recordLeafHash(masked))).toBe(record.leaf_hash);
    expect(actor).toBeDefined();
  });
});

describe("masks of metadata", () => {
  const left = (metadata: Record<string, unknown>, ...masks: MaskPath[]) =>
    maskEvent({ ...marked, metadata }, masks).event.metadata;

  it("reach their path however its keys are cut and spelt", () => {
    expect(left({ a: { b: { c: 1, d: 2 } }, x: 1 }, "metadata.a.b.c")).toEqual({ a: { b: { d: 2 } }, x: 1 });
    expect(left({ "a.b": { c: 1 }, a: { "b.c": 1 }, "a.b.c": 1, x: 1 }, "metadata.a.b.c")).toEqual({ x: 1 });
    expect(left({ SSN: 1, ssn: 2, Ssn: { deep: 3 }, x: 1 }, "metadata.ssn")).toEqual({ x: 1 });
    expect(left({ a: { b: 1 }, ab: 2 }, "metadata.a")).toEqual({ ab: 2 });
    expect(left(JSON.parse('{"__proto__":{"a":1},"b":2}'), "metadata.__proto__.a")).toEqual({ b: 2 });
    expect(Object.keys(left(JSON.parse('{"__proto__":1,"b":2,"c":3}'), "metadata.c")!)).toEqual(["__proto__", "b"]);
  });

  it("go through lists, and take a list whose elements they count", () => {
    expect(left({ users: [{ mail: 1, id: 2 }, null, { mail: 3 }], x: 1 }, "metadata.users.mail")).toEqual({
      users: [{ id: 2 }, null, {}],
      x: 1,
    });
    expect(left({ users: [[{ mail: 1 }]], x: 1 }, "metadata.users.mail")).toEqual({ users: [[{}]], x: 1 });
    expect(left({ users: ["a", "b"], x: 1 }, "metadata.users.0")).toEqual({ x: 1 });
    expect(left({ users: { "0": "a", "1": "b" }, x: 1 }, "metadata.users.0")).toEqual({ users: { "1": "b" }, x: 1 });
  });

  it("say only what they took", () => {
    expect(maskEvent({ ...marked, metadata: { a: 1 } }, ["metadata.a", "metadata.b"]).masked).toEqual([
      "changes",
      "description",
      "metadata.a",
      "raw",
    ]);
  });
});

const anyMask = fc.oneof(
  fc.constantFrom(...MASKABLE.map((field) => field.path)),
  fc.constantFrom<MaskPath>("metadata.type", "metadata.__proto__", "metadata.a.b", "metadata.user_1"),
);

test("any event with any masks: the leaf still follows, and nothing of what is masked is left", () => {
  let withheld = 0;
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e9 }), fc.uniqueArray(anyMask, { maxLength: 8 }), (seed, masks) => {
      const event = randomEvent(randomFrom(seed));
      const record = sealed(event, seed);
      const masked = maskRecord(record, masks);
      expect(toHex(recordLeafHash(masked))).toBe(record.leaf_hash);
      expect(maskRecord(sealed(masked.event, 3), masks).masked).toBeUndefined();
      if (masked.masked) withheld++;
      const { actor, targets, source } = masked.event;
      for (const mask of masks) {
        const name = mask.slice(mask.indexOf(".") + 1);
        for (let one: typeof actor | undefined = actor; one && mask.startsWith("actor."); one = one.on_behalf_of)
          expect(one).not.toHaveProperty([name]);
        if (mask.startsWith("targets.")) for (const target of targets ?? []) expect(target).not.toHaveProperty([name]);
        if (mask.startsWith("source.")) expect(source ?? {}).not.toHaveProperty([name]);
        if (!mask.includes(".")) expect(masked.event).not.toHaveProperty([mask]);
      }
    }),
    { numRuns: 3_000, seed: 11 },
  );
  expect(withheld).toBeGreaterThan(1_000);
});

test("any masks together: each planted mark is gone or there, as its own mask says", () => {
  const paths = MASKABLE.map((field) => field.path);
  fc.assert(
    fc.property(fc.subarray(paths, { minLength: 1 }), (masks) => {
      const record = maskRecord(sealed(marked), masks);
      const text = JSON.stringify({ ...record, masked: undefined });
      for (const path of paths) expect(text.includes(`mark-${path}"`), path).toBe(!isMasked(path, masks));
      expect(record.masked).toEqual(paths.filter((path) => isMasked(path, masks)).sort());
      expect(toHex(recordLeafHash(record))).toBe(record.leaf_hash);
    }),
    { numRuns: 500, seed: 12 },
  );
});

test.skipIf(!PYTHON_VERIFIER)("the independent verifier comes to the same leaf for masked records", () => {
  const masks: MaskPath[][] = [
    ["actor.email"],
    ["source.ip", "metadata"],
    MASKABLE.map((field) => field.path),
    ["raw"],
  ];
  const records = Array.from({ length: 200 }, (_, seed) =>
    maskRecord(sealed(randomEvent(randomFrom(seed + 1)), seed + 1), masks[seed % masks.length]!),
  ).concat(masks.map((paths) => maskRecord(sealed(marked), paths)));
  const script = `import json, sys, tlogverify as t
for line in sys.stdin:
    r = json.loads(line)
    print(t.record_leaf(r, strict=not r.get("masked")).hex())`;
  const python = spawnSync("python3", ["-c", script], {
    cwd: PYTHON_VERIFIER,
    input: records.map((record) => JSON.stringify(record)).join("\n"),
    encoding: "utf8",
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" },
  });
  expect(python.stderr).toBe("");
  expect(python.stdout.trim().split("\n")).toEqual(records.map((record) => record.leaf_hash));
});

describe("what can be masked", () => {
  it("is not what stays readable in the leaf", () => {
    for (const path of [
      "action",
      "category",
      "outcome",
      "source.via",
      "source.environment",
      "actor.type",
      "targets.type",
      "id",
    ])
      expect(maskFault(path)).toContain("stays readable in the sealed leaf");
    for (const path of ["", "metadata.", "actor", "ip", "metadata.a\nb", `metadata.${"a".repeat(200)}`, "ACTOR.ID"])
      expect(maskFault(path), path).toContain("no field that can be masked");
    expect(maskFault("actor.on_behalf_of.email")).toContain("actor.email");
    expect(maskFault("source.location.city")).toContain("source.location");
  });

  it("is read with the place of each fault", () => {
    expect(() => readMasks(["actor.id", "action"])).toThrow(
      expect.objectContaining({ code: "invalid", fields: [expect.objectContaining({ path: "masks.1" })] }),
    );
    expect(readMasks(["raw", "actor.id", "raw", "metadata.A.b", "metadata.a"])).toEqual([
      "actor.id",
      "metadata.a",
      "raw",
    ]);
    expect(normalizeMasks(["metadata.A", "metadata.a"])).toEqual(["metadata.a"]);
  });

  it("hides free text with any mask, and what lies below", () => {
    expect(isMasked("changes", [])).toBe(false);
    expect(isMasked("changes", ["actor.id"])).toBe(true);
    expect(isMasked("raw", ["actor.id"])).toBe(true);
    expect(isMasked("actor.name", ["actor.id"])).toBe(false);
    expect(isMasked("metadata.a.B", ["metadata.A"])).toBe(true);
    expect(isMasked("metadata.ab", ["metadata.a"])).toBe(false);
    expect(isMasked("metadata.x", ["metadata"])).toBe(true);
  });
});

test("a mask takes what other masks below it would: keys that hold dots too", () => {
  const metadata = {
    "card.number": "mark",
    "Card.Holder.Name": "mark",
    card: { number: "mark" },
    cards: 1,
    "x.card": 2,
  };
  const nested = { ...marked, metadata: { list: [metadata], "a.b": metadata, a: { b: metadata } } };
  for (const mask of ["metadata.card.number", "metadata.card"] as const)
    expect(
      JSON.stringify(maskEvent({ ...marked, metadata: { "card.number": "mark" } }, [mask]).event.metadata ?? null),
    ).not.toContain("mark");
  expect(
    maskEvent({ ...marked, metadata }, readMasks(["metadata.card", "metadata.card.number"])).event.metadata,
  ).toEqual({
    cards: 1,
    "x.card": 2,
  });
  const left = maskEvent(nested, ["metadata.a.b.card", "metadata.list.card"]).event;
  expect(JSON.stringify(left.metadata)).not.toContain("mark");
});
