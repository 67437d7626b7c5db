import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  ACTOR_TYPES,
  CATEGORIES,
  CRUD,
  eventInputSchema,
  eventsInputSchema,
  OUTCOMES,
  SEVERITIES,
} from "./event-input.ts";
import { parseEvent } from "./parse-event.ts";

const TENANT = "11111111-1111-4111-8111-111111111111";
// So late that no instant the schema takes is ahead of it: how far ahead is the one rule that the schema has not.
const context = { tenantId: TENANT, now: new Date("9999-12-31T23:59:59.999Z") };

const clearText = fc.stringMatching(/^[A-Za-z0-9._:/-]{1,20}$/);
const line = fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 });
const json = fc.jsonValue({ maxDepth: 3 }).map((value) => {
  const isTooLarge = (item: unknown) => typeof item === "number" && Math.abs(item) > Number.MAX_SAFE_INTEGER;
  return JSON.parse(JSON.stringify(value), (_, item) => (isTooLarge(item) ? 1 : item)) as unknown;
});
const metadata = fc.dictionary(fc.string(), json, { maxKeys: 5 });
const maybe = { requiredKeys: ["type"] as ["type"] };
const instant = fc
  .tuple(
    fc.date({ min: new Date(0), max: new Date("9999-12-30T00:00:00Z"), noInvalidDate: true }),
    fc.constantFrom("Z", "+01:00", "-00:30", "z"),
  )
  .map(([date, offset]) => date.toISOString().replace("Z", offset));

const { actor } = fc.letrec<{ actor: object }>((tie) => ({
  actor: fc.record(
    {
      type: fc.constantFrom(...ACTOR_TYPES),
      id: line,
      name: line,
      email: fc.emailAddress(),
      metadata,
      on_behalf_of: fc.oneof(
        { maxDepth: 5, withCrossShrink: true },
        fc.constant({ type: "user", id: "u" }),
        tie("actor"),
      ),
    },
    { requiredKeys: ["type", "id"] },
  ),
}));

const event = fc.record(
  {
    tenant: fc.constant(TENANT),
    occurred_at: instant,
    action: clearText,
    category: fc.constantFrom(...CATEGORIES),
    crud: fc.constantFrom(...CRUD),
    outcome: fc.constantFrom(...OUTCOMES),
    severity: fc.constantFrom(...SEVERITIES),
    auth_method: clearText,
    actor,
    targets: fc.array(fc.record({ type: clearText, id: line, name: line, metadata }, maybe), {
      minLength: 1,
      maxLength: 20,
    }),
    source: fc.record(
      {
        ip: fc.oneof(fc.ipV4(), fc.ipV6()),
        user_agent: line,
        location: fc.record(
          {
            country: fc.stringMatching(/^[A-Za-z]{2}$/),
            region: line,
            city: line,
            lat: fc.double({ min: -90, max: 90, noNaN: true }),
            lon: fc.double({ min: -180, max: 180, noNaN: true }),
          },
          { requiredKeys: ["country"] },
        ),
        endpoint: line,
        via: clearText,
        environment: clearText,
      },
      { requiredKeys: ["environment"] },
    ),
    session_id: line,
    request_id: line,
    description: line,
    changes: fc.array(fc.record({ field: line, before: json, after: json }, { requiredKeys: ["field"] }), {
      maxLength: 5,
    }),
    metadata,
    origin: fc.record({ system: clearText, event_id: line }, { requiredKeys: ["system"] }),
    external_id: line,
    schema_version: fc.nat(),
    app_version: clearText,
    raw: fc.string({ minLength: 1 }),
  },
  { requiredKeys: ["occurred_at", "action", "actor"] },
);

const junk = fc.oneof(
  fc.constantFrom(
    null,
    "",
    " ",
    "\n",
    "a\u0000",
    "\ud800",
    [],
    {},
    0,
    -0,
    1.5,
    2 ** 53,
    Number.NaN,
    true,
    "é".repeat(600),
  ),
  fc.constantFrom(
    "sealtrail",
    "SealTrail",
    "a".repeat(201),
    "r".repeat(32_001),
    "1.2.3.4:5",
    "fe80::1%0",
    "2026-02-30T00:00:00Z",
  ),
  fc.constantFrom([{}], [null], { type: "user" }, { type: "anonymous" }, { country: "de" }, { a: { b: { c: {} } } }),
  fc.constant(Array(101).fill({ field: "f" })),
  fc.constant(Object.fromEntries([...Array(201).keys()].map((index) => [`k${index}`, index]))),
  fc.jsonValue(),
  line,
);

const SURPRISES = ["surprise", "v", "id", "key", "received_at", "personal", "constructor", "__proto__", "toString"];

/** Replaces, removes or adds one member somewhere in the tree; `steps` picks the way down. */
function spoil(tree: unknown, steps: number[], value: unknown): unknown {
  if (typeof tree !== "object" || tree === null || steps.length === 0) return value;
  const [step = 0, ...rest] = steps;
  const names = Object.keys(tree);
  const pick = step % (names.length + 2);
  if (Array.isArray(tree)) return tree.map((item, index) => (index === pick ? spoil(item, rest, value) : item));
  const entries = Object.entries(tree);
  if (pick === names.length) return Object.fromEntries([...entries, [SURPRISES[step % SURPRISES.length], value]]);
  if (pick > names.length) return Object.fromEntries(entries.filter((_, index) => index !== step % names.length));
  return Object.fromEntries(
    entries.map(([name, item], index) => [name, index === pick ? spoil(item, rest, value) : item]),
  );
}

describe("the schema and the hand-written reader", () => {
  it("accept and refuse the same events", () => {
    const seen = { accepted: 0, refused: 0 };
    const spoilt = fc
      .tuple(event, fc.array(fc.nat({ max: 40 }), { minLength: 1, maxLength: 4 }), junk)
      .map(([good, steps, value]) => spoil(good, steps, value));
    fc.assert(
      fc.property(fc.oneof(event, spoilt), (value) => {
        const parsed = parseEvent(value, context);
        const schema = eventInputSchema.safeParse(value);
        const said = JSON.stringify([parsed.faults, schema.error?.issues]);
        expect(schema.success, said).toBe(parsed.faults === undefined);
        seen[schema.success ? "accepted" : "refused"] += 1;
      }),
      { numRuns: 1500 },
    );
    expect(seen.accepted).toBeGreaterThan(300);
    expect(seen.refused).toBeGreaterThan(300);
  });

  it.each(["", "actor.", "targets.0.", "source.", "source.location.", "changes.0.", "origin."])(
    "refuse a member named __proto__ at %j",
    (parent) => {
      const spoilt = JSON.stringify({
        occurred_at: "2026-11-20T20:42:53.309Z",
        action: "a",
        actor: { type: "user", id: "u", "actor.": 0 },
        targets: [{ type: "t", "targets.0.": 0 }],
        source: { via: "api", location: { country: "DE", "source.location.": 0 }, "source.": 0 },
        changes: [{ field: "f", "changes.0.": 0 }],
        origin: { system: "s", "origin.": 0 },
        "": 0,
      }).replace(/"([a-z0-9.]*)":0/g, (_, name) => (name === parent ? '"__proto__":{}' : '"__proto__ ":0'));
      const value = JSON.parse(spoilt, (name, item) => (name === "__proto__ " ? undefined : item));
      expect(parseEvent(value, context).faults?.map((fault) => fault.path)).toEqual([`${parent}__proto__`]);
      expect(eventInputSchema.safeParse(value).success).toBe(false);
    },
  );

  it("agree that a draft is an event again, and the same draft", () => {
    let drafts = 0;
    fc.assert(
      fc.property(event, (value) => {
        const { event: draft } = parseEvent(value, context);
        if (!draft) return;
        drafts += 1;
        expect(eventInputSchema.safeParse(draft).success).toBe(true);
        expect(parseEvent(draft, context).event).toEqual(draft);
      }),
      { numRuns: 500 },
    );
    expect(drafts).toBeGreaterThan(100);
  });
});

describe("the schema for documentation", () => {
  it("can be written as JSON Schema, with its bounds", () => {
    const schema = z.toJSONSchema(eventsInputSchema) as unknown as {
      properties: { events: { maxItems: number; items: object } };
    };
    expect(schema.properties.events.maxItems).toBe(1000);
    expect(schema.properties.events.items).toMatchObject({
      additionalProperties: false,
      required: ["occurred_at", "action", "actor"],
      properties: {
        occurred_at: { type: "string", format: "date-time" },
        action: { type: "string", pattern: "^[A-Za-z0-9._:/-]{1,200}$" },
        description: { maxLength: 4000 },
        outcome: { enum: ["success", "failure", "denied", "unknown"] },
      },
    });
  });
});
