import fc from "fast-check";
import { ACTOR_TYPES, CATEGORIES, CRUD, type EventInput, OUTCOMES, SEVERITIES } from "#server/event-format/index.ts";
import type { MatchableEvent } from "#server/query/index.ts";
import type { SampleValues } from "./query-samples.ts";

const TEXTS = [
  "secret.read",
  "secret.write",
  "prod",
  "dev",
  "api",
  "ui",
  "de",
  "us",
  "password",
  "aws.cloudtrail",
  "a:b",
];
const IDS = [
  "u_1",
  "U_1",
  "u_12",
  "s/prod",
  'quo"te',
  "back\\slash",
  "},{",
  '"id":"u_1"',
  "a*b",
  "東京 😀",
  "x,y",
  "ßtraße",
  "%_",
];
const ADDRESSES = [
  "203.0.113.7",
  "203.0.113.200",
  "198.51.100.1",
  "0.0.0.0",
  "2001:db8::1",
  "2001:db8:1::",
  "::1",
  "fe80::7",
];

const anyCase = (texts: string[]) =>
  fc.tuple(fc.constantFrom(...texts), fc.boolean()).map(([text, upper]) => (upper ? text.toUpperCase() : text));
const id = fc.constantFrom(...IDS);
const text = anyCase(TEXTS);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const confusing = fc.constantFrom<Record<string, unknown>>(
  { Count: 7, cost: -1.5, nested: { flag: true, none: null, list: ["Prod", 12, { deep: "u_1 secret" }] } },
  { request_id: "u_1", raw: "x", changes: [{ a: 1 }, { b: 2 }] },
  { targets: [{ id: "u_1", type: "prod" }, { id: "U_1" }], on_behalf_of: { id: "u_1" } },
  { id: "u_12", source: { ip: "203.0.113.7" } },
);
const actor = (depth: number): fc.Arbitrary<EventInput["actor"]> =>
  fc.record(
    {
      type: fc.constantFrom(...ACTOR_TYPES),
      id,
      name: text,
      metadata: confusing,
      ...(depth > 0 ? { on_behalf_of: actor(depth - 1) } : {}),
    },
    { requiredKeys: ["type", "id"] },
  );
const anonymous = fc.constant<EventInput["actor"]>({ type: "anonymous" });
const target = fc.record({ type: text, id, name: text, metadata: confusing }, { requiredKeys: ["type"] });
const source = fc.record(
  {
    ip: fc.constantFrom(...ADDRESSES),
    via: text,
    environment: text,
    location: fc.record({ country: anyCase(["de", "us"]), city: text }, { requiredKeys: ["country"] }),
    user_agent: text,
  },
  { requiredKeys: [] },
);
/** Events whose values are easily taken for one another. */
export const anyEvent = fc.record({
  action: text,
  actor: fc.oneof({ weight: 5, arbitrary: actor(2) }, { weight: 1, arbitrary: anonymous }),
  category: maybe(fc.constantFrom(...CATEGORIES)),
  crud: maybe(fc.constantFrom(...CRUD)),
  outcome: maybe(fc.constantFrom(...OUTCOMES)),
  severity: maybe(fc.constantFrom(...SEVERITIES)),
  auth_method: maybe(text),
  targets: maybe(fc.array(target, { minLength: 1, maxLength: 4 })),
  source: maybe(source.filter((one) => Object.keys(one).length > 0)),
  session_id: maybe(id),
  request_id: maybe(id),
  changes: maybe(fc.array(fc.record({ field: id, after: id }), { minLength: 1, maxLength: 3 })),
  metadata: maybe(confusing),
  description: maybe(id),
  origin: maybe(text.map((system) => ({ system }))),
  raw: maybe(fc.constantFrom('{"request_id":"u_1"}', '"targets":[{"id":"u_1"},{"id":"U_1"}]', "plain")),
});

export const hoursBefore = (nowMs: number, hours: number) => new Date(nowMs - 60_000 - hours * 3_600_000).toISOString();

/** What queries on such events may ask for. */
export function valuesOf(events: readonly MatchableEvent[], nowMs: number): SampleValues {
  return {
    texts: TEXTS,
    ids: [...IDS, events.at(-1)!.event.key],
    addresses: [...ADDRESSES, "192.0.2.1"],
    blocks: [
      "203.0.113.0/24",
      "203.0.113.0/25",
      "0.0.0.0/0",
      "0.0.0.0/8",
      "::/0",
      "2001:db8::/32",
      "2001:db8::/48",
      "::/127",
    ],
    eventIds: [...events.slice(0, 5).map((one) => one.event.id), "00000000-0000-4000-8000-000000000000"],
    seqMax: events.length,
    paths: [
      "metadata.count",
      "metadata.cost",
      "metadata.nested.flag",
      "metadata.nested.list",
      "metadata.nested.list.deep",
      "metadata.request_id",
      "metadata.targets.id",
      "metadata.nowhere",
      "changes.u_1",
      "changes.東京 😀",
      'changes.quo"te',
      "changes.nowhere",
    ],
    times: [
      hoursBefore(nowMs, 3),
      hoursBefore(nowMs, 20),
      hoursBefore(nowMs, 10).slice(0, 16),
      hoursBefore(nowMs, 24).slice(0, 10),
    ],
  };
}
