import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ACTOR_TYPES, CATEGORIES, CRUD, EVENT_LIMITS, OUTCOMES, SEVERITIES } from "./event-input.ts";
import { type ParseContext, parseEvent, parseEvents } from "./parse-event.ts";
import { parseStrictJson } from "./strict-json.ts";

const TENANT = "11111111-1111-4111-8111-111111111111";
const context: ParseContext = { tenantId: TENANT, now: new Date("2026-11-20T20:42:53.309Z") };

const minimal = {
  occurred_at: "2026-11-20T20:42:53.309Z",
  action: "secret.read",
  actor: { type: "user", id: "u_1" },
};

const full = {
  ...minimal,
  category: "access",
  crud: "r",
  outcome: "denied",
  severity: "high",
  auth_method: "oidc",
  actor: {
    type: "agent",
    id: "a_9",
    name: "Zoë Ångström",
    email: "zoe@example.com",
    metadata: { n: 1.5 },
    on_behalf_of: { type: "user", id: "u_1" },
  },
  targets: [{ type: "secret", id: "s_1", name: "db/prod", metadata: {} }, { type: "environment" }],
  source: {
    ip: "203.0.113.7",
    user_agent: "agent/1",
    location: { country: "DE", region: "BE", city: "Berlin", lat: 52.52, lon: 13.405 },
    endpoint: "/v1/secrets/s_1",
    via: "api",
    environment: "prod",
  },
  session_id: "ses_1",
  request_id: "req_1",
  description: 'read "db/prod"\n',
  changes: [{ field: "ttl", before: 1, after: null }, { field: "x" }],
  metadata: { "": [], nothing: null, deep: { a: [true] } },
  origin: { system: "aws.cloudtrail", event_id: "e-1" },
  external_id: "x-1",
  schema_version: 3,
  app_version: "2.1.0",
  raw: '{"a":1.50}\u0001',
};

function draftOf(value: unknown) {
  const parsed = parseEvent(value, context);
  if (parsed.faults) throw new Error(JSON.stringify(parsed.faults));
  return parsed.event;
}

const faultsOf = (value: unknown) => parseEvent(value, context).faults ?? [];
const pathsOf = (value: unknown) => faultsOf(value).map((fault) => fault.path);
const nestedObject = (levels: number): unknown => (levels === 0 ? 1 : { a: nestedObject(levels - 1) });
const keyed = (count: number) => Object.fromEntries([...Array(count).keys()].map((index) => [`k${index}`, index]));
const chain = (links: number): object =>
  links === 0 ? { type: "user", id: "u" } : { type: "agent", id: "a", on_behalf_of: chain(links - 1) };

describe("a good event", () => {
  it("gets its defaults, and nothing else", () => {
    expect(draftOf(minimal)).toEqual({ ...minimal, category: "access", outcome: "success", severity: "info" });
  });

  it("keeps every member as sent when it is normal already", () => {
    expect(draftOf(full)).toEqual(full);
  });

  it("is normalised: instant, address, country", () => {
    const draft = draftOf({
      ...minimal,
      occurred_at: "2026-11-20T21:42:53.30999+01:00",
      source: { ip: "2001:DB8::0001", location: { country: "de" } },
    });
    expect(draft.occurred_at).toBe("2026-11-20T20:42:53.309Z");
    expect(draft.source).toEqual({ ip: "2001:db8::1", location: { country: "DE" } });
  });

  it("does not change what it was given, nor share the objects it rebuilds", () => {
    const given = structuredClone(full);
    const draft = draftOf(given);
    expect(given).toEqual(full);
    expect(draft.actor).not.toBe(given.actor);
  });

  it("takes a member that is undefined for absent", () => {
    const draft = draftOf({ ...minimal, session_id: undefined, actor: { ...minimal.actor, name: undefined } });
    expect(Object.keys(draft)).not.toContain("session_id");
    expect(Object.keys(draft.actor)).toEqual(["type", "id"]);
  });

  it.each([
    ["an anonymous actor without id", { actor: { type: "anonymous" } }],
    ["an anonymous actor with id", { actor: { type: "anonymous", id: "visitor" } }],
    ["a chain of four", { actor: chain(EVENT_LIMITS.onBehalfOfMax) }],
    ["twenty targets", { targets: Array(20).fill({ type: "t" }) }],
    ["a hundred changes", { changes: Array(100).fill({ field: "f", before: { deep: nestedObject(20) } }) }],
    ["no changes", { changes: [] }],
    ["200 keys", { metadata: keyed(200) }],
    ["metadata of depth 8", { metadata: nestedObject(8) }],
    ["4,000 characters of description", { description: "😀".repeat(4000) }],
    ["32,000 bytes of raw", { raw: "é".repeat(16_000) }],
    [
      "ids of 200 characters",
      { session_id: "s".repeat(200), request_id: "é".repeat(200), external_id: "😀".repeat(200) },
    ],
    ["clear text of every allowed character", { action: "AZaz09._:/-" }],
    ["23 h 59 ahead", { occurred_at: "2026-11-21T20:41:53Z" }],
    ["the edges of the globe", { source: { location: { country: "FJ", lat: -90, lon: 180 } } }],
    ["an origin that only resembles ours", { origin: { system: "sealtrail-import" } }],
    ["its own tenant", { tenant: TENANT }],
  ])("may have %s", (_, members) => {
    expect(faultsOf({ ...minimal, ...members })).toEqual([]);
  });

  it.each([
    ["category", CATEGORIES],
    ["crud", CRUD],
    ["outcome", OUTCOMES],
    ["severity", SEVERITIES],
  ])("may have any %s of the list", (name, choices) => {
    for (const choice of choices) expect(draftOf({ ...minimal, [name]: choice })).toMatchObject({ [name]: choice });
  });

  it("may have any type of actor", () => {
    for (const type of ACTOR_TYPES) expect(draftOf({ ...minimal, actor: { type, id: "i" } }).actor.type).toBe(type);
  });
});

describe("one fault, with its path", () => {
  it.each<[string, object, string]>([
    ["an empty action", { action: "" }, "action"],
    ["no action", { action: undefined }, "action"],
    ["an action that is a number", { action: 7 }, "action"],
    ["an action that names somebody", { action: "Ana Ruiz <ana@example.com>" }, "action"],
    ["an action over 200", { action: "a".repeat(201) }, "action"],
    ["an action with a line end", { action: "secret.read\n" }, "action"],
    ["no actor", { actor: undefined }, "actor"],
    ["an actor that is a text", { actor: "u_1" }, "actor"],
    ["an actor that is a list", { actor: [] }, "actor"],
    ["an actor without id", { actor: { type: "user" } }, "actor.id"],
    ["an actor without type", { actor: { id: "u" } }, "actor.type"],
    ["an unknown type of actor", { actor: { type: "robot", id: "u" } }, "actor.type"],
    ["an empty id", { actor: { type: "user", id: "" } }, "actor.id"],
    ["an id with a control character", { actor: { type: "user", id: "a\u001bb" } }, "actor.id"],
    ["an id over 1,000 bytes", { actor: { type: "user", id: "é".repeat(501) } }, "actor.id"],
    ["a name with a line end", { actor: { ...minimal.actor, name: "a\nb" } }, "actor.name"],
    ["an e-mail that is null", { actor: { ...minimal.actor, email: null } }, "actor.email"],
    ["an unknown member of the actor", { actor: { ...minimal.actor, role: "x" } }, "actor.role"],
    ["a chain of five", { actor: chain(5) }, `actor${".on_behalf_of".repeat(5)}`],
    [
      "a principal without id",
      { actor: { ...minimal.actor, on_behalf_of: { type: "user" } } },
      "actor.on_behalf_of.id",
    ],
    [
      "metadata of the actor too deep",
      { actor: { ...minimal.actor, metadata: nestedObject(9) } },
      `actor.metadata${".a".repeat(8)}`,
    ],
    ["no time", { occurred_at: undefined }, "occurred_at"],
    ["a time in words", { occurred_at: "yesterday" }, "occurred_at"],
    ["a time as a number", { occurred_at: 1_795_207_373 }, "occurred_at"],
    ["a time far ahead", { occurred_at: "2999-01-01T00:00:00Z" }, "occurred_at"],
    ["a time a millisecond too far ahead", { occurred_at: "2026-11-21T20:42:53.310Z" }, "occurred_at"],
    ["a leap second", { occurred_at: "2016-12-31T23:59:60Z" }, "occurred_at"],
    ["an unknown member", { surprise: 1 }, "surprise"],
    ["v", { v: 1 }, "v"],
    ["id", { id: "0193b4a0-7c00-7000-8000-000000000001" }, "id"],
    ["key", { key: "k" }, "key"],
    ["received_at", { received_at: minimal.occurred_at }, "received_at"],
    ["personal", { personal: "x" }, "personal"],
    ["another tenant", { tenant: "22222222-2222-4222-8222-222222222222" }, "tenant"],
    ["a tenant that is no UUID", { tenant: "acme" }, "tenant"],
    ["our own origin", { origin: { system: "sealtrail" } }, "origin.system"],
    ["our own origin in capitals", { origin: { system: "Sealtrail" } }, "origin.system"],
    ["an empty origin", { origin: {} }, "origin.system"],
    ["an origin without system", { origin: { event_id: "e" } }, "origin.system"],
    ["an unknown member of the origin", { origin: { system: "s", host: "h" } }, "origin.host"],
    ["an empty source", { source: {} }, "source"],
    ["an unknown member of the source", { source: { via: "api", port: 1 } }, "source.port"],
    ["an address out of range", { source: { ip: "999.1.1.1" } }, "source.ip"],
    ["an address with a port", { source: { ip: "203.0.113.7:443" } }, "source.ip"],
    ["an address with a zone", { source: { ip: "fe80::1%eth0" } }, "source.ip"],
    ["an environment with a space", { source: { environment: "the lab" } }, "source.environment"],
    ["an empty location", { source: { location: {} } }, "source.location.country"],
    ["a country of three letters", { source: { location: { country: "DEU" } } }, "source.location.country"],
    ["a latitude out of range", { source: { location: { country: "DE", lat: 90.1 } } }, "source.location.lat"],
    ["a longitude that is a text", { source: { location: { country: "DE", lon: "1" } } }, "source.location.lon"],
    ["an unknown member of the location", { source: { location: { country: "DE", zip: "1" } } }, "source.location.zip"],
    ["empty targets", { targets: [] }, "targets"],
    ["targets that are an object", { targets: { type: "t" } }, "targets"],
    ["21 targets", { targets: Array(21).fill({ type: "t" }) }, "targets"],
    ["a target that is null", { targets: [{ type: "t" }, null] }, "targets.1"],
    ["a target without type", { targets: [{ id: "t" }] }, "targets.0.type"],
    ["a target type with a space", { targets: [{ type: "a b" }] }, "targets.0.type"],
    ["an unknown member of a target", { targets: [{ type: "t" }, { type: "t", url: "u" }] }, "targets.1.url"],
    ["a session id that is null", { session_id: null }, "session_id"],
    ["a session id over 200", { session_id: "s".repeat(201) }, "session_id"],
    ["an empty request id", { request_id: "" }, "request_id"],
    ["an external id that is a number", { external_id: 5 }, "external_id"],
    ["a description over 4,000", { description: "d".repeat(4001) }, "description"],
    ["a description with NUL", { description: "a\u0000" }, "description"],
    ["101 changes", { changes: Array(101).fill({ field: "f" }) }, "changes"],
    ["a change without field", { changes: [{ before: 1 }] }, "changes.0.field"],
    ["an unknown member of a change", { changes: [{ field: "f", old: 1 }] }, "changes.0.old"],
    [
      "a number out of range in a change",
      { changes: [{ field: "f", after: { a: [2 ** 60] } }] },
      "changes.0.after.a.0",
    ],
    ["metadata that is a list", { metadata: [] }, "metadata"],
    ["metadata that is null", { metadata: null }, "metadata"],
    ["201 keys", { metadata: keyed(201) }, "metadata"],
    ["201 keys, nested ones counted", { metadata: { a: keyed(100), b: keyed(99) } }, "metadata.b"],
    ["metadata too deep", { metadata: nestedObject(9) }, `metadata${".a".repeat(8)}`],
    ["half a surrogate pair in metadata", { metadata: { a: ["\ud800"] } }, "metadata.a.0"],
    ["an unknown outcome", { outcome: "maybe" }, "outcome"],
    ["an unknown category", { category: "iam" }, "category"],
    ["a crud in capitals", { crud: "R" }, "crud"],
    ["an unknown severity", { severity: 3 }, "severity"],
    ["a broken schema version", { schema_version: 1.5 }, "schema_version"],
    ["a negative schema version", { schema_version: -1 }, "schema_version"],
    ["an app version with a space", { app_version: "2 beta" }, "app_version"],
    ["raw that is an object", { raw: { a: 1 } }, "raw"],
    ["raw over 32,000 bytes", { raw: "é".repeat(16_001) }, "raw"],
    ["more than 64,000 bytes", { metadata: { a: "m".repeat(32_000) }, raw: "r".repeat(32_000) }, ""],
  ])("%s", (_, members, path) => {
    expect(pathsOf({ ...minimal, ...members })).toEqual([path]);
  });

  it("explains what the sender cannot know", () => {
    const messageOf = (members: object) => faultsOf({ ...minimal, ...members })[0]?.message;
    expect(messageOf({ action: "Ana Ruiz" })).toMatch(/cannot be erased.*metadata/);
    expect(messageOf({ id: "x" })).toMatch(/external_id/);
    expect(messageOf({ received_at: "x" })).toMatch(/occurred_at/);
    expect(messageOf({ session_id: null })).toMatch(/leave it out/);
    expect(messageOf({ source: { ip: "AWS Internal" } })).toMatch(/metadata/);
  });

  it("never repeats a value", () => {
    const secret = "hunter2 hunter2";
    const everywhere = Object.fromEntries(Object.keys(full).map((name) => [name, secret]));
    const faults = faultsOf({ ...everywhere, tenant: secret, actor: { type: secret, id: `${secret}\n` } });
    expect(faults.length).toBeGreaterThan(10);
    expect(JSON.stringify(faults)).not.toContain(secret);
  });

  it.each([[[]], ["x"], [null], [7], [undefined]])("an event that is none: %j", (value) => {
    expect(pathsOf(value)).toEqual([""]);
  });
});

describe("many faults", () => {
  it("are all reported, each with its path", () => {
    const paths = pathsOf({
      action: "",
      actor: { id: "" },
      source: { ip: "x", via: " " },
      extra: 1,
      targets: [{}, {}],
    });
    expect(paths.sort()).toEqual(
      [
        "action",
        "actor.id",
        "actor.type",
        "extra",
        "occurred_at",
        "source.ip",
        "source.via",
        "targets.0.type",
        "targets.1.type",
      ].sort(),
    );
  });

  it("are at most 50", () => {
    expect(pathsOf({ ...minimal, ...keyed(500) })).toHaveLength(50);
    const bad = { ...minimal, ...keyed(7) };
    const parsed = parseEvents({ events: Array(20).fill(bad) }, context);
    expect(parsed.faults).toHaveLength(50);
    expect(parsed.results.every((result) => result.faults?.length === 7)).toBe(true);
  });

  it("name unknown members shortly and printably", () => {
    expect(pathsOf({ ...minimal, [`\u0007${"x".repeat(500)}`]: 1 })).toEqual([`\ufffd${"x".repeat(99)}`]);
  });
});

describe("a prototype", () => {
  it("cannot be reached from an event", () => {
    const text = JSON.stringify(minimal).slice(0, -1);
    const bodyOf = (rest: string) => parseStrictJson(new TextEncoder().encode(text + rest));
    expect(pathsOf(bodyOf(',"__proto__":{"category":"system"}}'))).toEqual(["__proto__"]);
    expect(pathsOf(bodyOf(',"constructor":{},"toString":1}'))).toEqual(["constructor", "toString"]);
    const { metadata } = draftOf(bodyOf(',"metadata":{"__proto__":{"isAdmin":true}}}'));
    expect(JSON.stringify(metadata)).toBe('{"__proto__":{"isAdmin":true}}');
    expect("isAdmin" in (metadata as object)).toBe(false);
    expect(({} as Record<string, unknown>).isAdmin).toBeUndefined();
  });
});

describe("the size of an event", () => {
  it("is the bytes of its JSON without white space, to the byte", () => {
    const sized = (metadataLength: number) => ({
      ...minimal,
      raw: "r".repeat(32_000),
      metadata: { a: "m".repeat(metadataLength) },
    });
    const room = 64_000 - Buffer.byteLength(JSON.stringify(sized(0)));
    expect(pathsOf(sized(room))).toEqual([]);
    expect(pathsOf(sized(room + 1))).toEqual([""]);
    expect(parseEvents({ events: [minimal, sized(room + 1)] }, context).faults.map((fault) => fault.path)).toEqual([
      "events.1",
    ]);
  });

  it("counts what escapes and long characters take", () => {
    expect(pathsOf({ ...minimal, raw: "\u0001".repeat(10_600) })).toEqual([]);
    expect(pathsOf({ ...minimal, raw: "\u0001".repeat(10_700) })).toEqual([""]);
    expect(pathsOf({ ...minimal, metadata: { a: "€".repeat(21_400) } })).toEqual([""]);
  });
});

describe("a key of the platform", () => {
  const platform: ParseContext = { ...context, tenantId: null };

  it("has every event name its tenant", () => {
    expect(parseEvent(minimal, platform).faults?.map((fault) => fault.path)).toEqual(["tenant"]);
    const parsed = parseEvents(
      {
        events: [
          { ...minimal, tenant: TENANT },
          { ...minimal, tenant: TENANT.replaceAll("1", "B") },
        ],
      },
      platform,
    );
    expect(parsed.results.map((result) => result.tenantId)).toEqual([TENANT, TENANT.replaceAll("1", "b")]);
    expect(parsed.results[0]?.event).not.toHaveProperty("tenant");
  });
});

describe("a body", () => {
  const pathsOfBody = (body: unknown) => parseEvents(body, context).faults.map((fault) => fault.path);

  it("may be one event, whose paths have no index", () => {
    expect(parseEvents(minimal, context)).toMatchObject({
      isBatch: false,
      faults: [],
      results: [{ tenantId: TENANT }],
    });
    expect(pathsOfBody({ ...minimal, action: 7 })).toEqual(["action"]);
  });

  it("may be a thousand events", () => {
    const parsed = parseEvents({ events: Array(1000).fill(minimal) }, context);
    expect(parsed.isBatch).toBe(true);
    expect(parsed.results.filter((result) => result.event)).toHaveLength(1000);
  });

  it("gives the good events of a batch beside the faults of the others, by index", () => {
    const parsed = parseEvents({ events: [minimal, { ...minimal, action: 7 }, null, full] }, context);
    expect(parsed.faults.map((fault) => fault.path)).toEqual(["events.1.action", "events.2"]);
    expect(parsed.results.map((result) => (result.event ? "good" : result.faults.length))).toEqual([
      "good",
      1,
      1,
      "good",
    ]);
  });

  it.each<[string, unknown, string[]]>([
    ["a list", [], [""]],
    ["a text", "x", [""]],
    ["null", null, [""]],
    ["an empty object", {}, ["occurred_at", "action", "actor"]],
    ["no events", { events: [] }, ["events"]],
    ["events that are an object", { events: {} }, ["events"]],
    ["events that are null", { events: null }, ["events"]],
    ["1,001 events", { events: Array(1001).fill(minimal) }, ["events"]],
    ["a member beside events", { events: [minimal], action: "a" }, ["action"]],
  ])("is refused: %s", (_, body, paths) => {
    expect(pathsOfBody(body)).toEqual(paths);
  });
});

const vectorsUrl = new URL("../../../shared/vectors/seal/vectors.json", import.meta.url);

interface SealVector {
  name: string;
  record: { event: Record<string, unknown>; digests?: object };
}

describe.skipIf(!existsSync(vectorsUrl))("the events of the seal's outside vectors", () => {
  it("are events to us too, but for a number that only a sealed record may hold", () => {
    const { accept } = JSON.parse(readFileSync(vectorsUrl, "utf8")) as { accept: SealVector[] };
    const whole = accept.filter((vector) => !vector.record.digests);
    expect(whole.length).toBeGreaterThan(2);
    for (const { name, record } of whole) {
      const { v, id, key, received_at, ...sent } = record.event;
      const paths = pathsOf(sent);
      expect(paths, name).toEqual(name === "full" ? ["actor.metadata.n"] : []);
      if (paths.length === 0)
        expect({ ...draftOf(sent), v, id, key, received_at, tenant: TENANT }).toEqual(record.event);
    }
  });
});
