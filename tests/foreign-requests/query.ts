import type { Draw } from "./draw.ts";
import type { Operation } from "./operations.ts";
import { decoded, NAMED_KINDS, type ThingKind } from "./things.ts";
import { SEEDED_ACTION } from "./world.ts";

const RANGE = { from: "2026-01-01T00:00:00Z", to: "2026-01-03T00:00:00Z" };

/** What lists and counts are asked for, so that two requests are answered the same while the ledger grows. */
export const STEADY: Record<string, Record<string, string>> = {
  "/api/v1/events": { q: `action:${SEEDED_ACTION}`, order: "oldest", limit: "3" },
  "/api/v1/feed": { after_seq: "-1", limit: "3" },
  "/api/v1/tail": { after: "0" },
  // Not by action: a facet leaves out what the query says of its own field.
  "/api/v1/facets": { field: "outcome", q: `action:${SEEDED_ACTION}` },
  "/api/v1/histogram": { q: `action:${SEEDED_ACTION}` },
  "/api/v1/explore": { q: `action:${SEEDED_ACTION}`, fields: "outcome" },
  "/api/v1/consistency": { from: "1", to: "400" },
  // Not what the requests themselves append: body.ts gives it other types.
  "/api/v1/actors/{id}": { type: "user" },
  "/api/v1/targets/{id}": { type: "secret" },
  "/api/v1/anomalies/series": { kind: "actor", id: "nobody", ...RANGE },
  "/api/v1/anomalies/heat-map": { actor: "nobody" },
  "/api/v1/anomalies/places": RANGE,
  "/api/v1/anomalies/risers": { ...RANGE, time_zone: "Europe/Berlin" },
  "/api/v1/secrets/detail": { type: "secret", id: "nothing" },
};
const UNKNOWN = ["tenant_id", "tenantId", "id", "key", "slug", "next_cursor", "X-Tenant-Id"];
const KIND_OF_PARAMETER: Record<string, readonly ThingKind[]> = {
  cursor: ["cursor"],
  tenant: ["tenant", "slug"],
  after_seq: ["seq"],
  after: ["seq"],
  size: ["size"],
  from: ["seq"],
  to: ["seq"],
  // No number: one limit gives more than another, of the own tenant's.
  limit: ["event", "key", "tenant", "slug", "cursor"],
};

interface QueryWishes {
  method: string;
  isAttacked: boolean;
  /** Of a signed-in person: its tenant. */
  slug: string | undefined;
}

/** The query of a request with its question mark; attacked in one parameter that the operation has, or in one that it has not. */
export function queryFor(operation: Operation, draw: Draw, { method, isAttacked, slug }: QueryWishes): string {
  const steady = method === "GET" ? (STEADY[operation.path] ?? {}) : {};
  const parameters = new Map(Object.entries(steady));
  if (slug !== undefined) parameters.set("tenant", slug);
  if (isAttacked) {
    const named = operation.queryParameters.filter((name) => name !== "wait");
    const name = draw.oneOf(named.length > 0 && draw.pick(6) > 0 ? named : UNKNOWN);
    if (name === "q") parameters.set("q", searchFor(draw));
    else parameters.set(name, draw.encodedThing(KIND_OF_PARAMETER[name] ?? NAMED_KINDS).text);
    // Twice: which of the two counts is the door's to say, the same for all.
    if (draw.pick(15) === 0)
      return textOf([...parameters, [name, draw.encodedThing(["tenant", "slug", "event"]).text]]);
  }
  return textOf([...parameters]);
}

export const textOf = (parameters: [string, string][]) =>
  parameters.length === 0 ? "" : `?${parameters.map(([name, text]) => `${name}=${text}`).join("&")}`;

const FIELDS: [string, readonly ThingKind[]][] = [
  ["id", ["event"]],
  ["key", ["key"]],
  ["seq", ["seq"]],
  ["actor", ["member", "email", "tenant", "key"]],
  ["target", ["event", "key", "role", "slug"]],
  ["session", ["session", "slug"]],
  ["action", ["slug", "event"]],
  ["origin", ["slug", "tenant"]],
  ["", ["event", "key", "tenant", "slug", "role", "member", "cursor", "email"]],
];

/** A search for something of the other tenant among the seeded events, which both tenants have alike. */
function searchFor(draw: Draw): string {
  const [field, kinds] = draw.oneOf(FIELDS);
  const term = (text: string) => (field === "" ? text : `${field}:${text}`);
  const { text } = draw.encodedThing(kinds);
  // Percent signs of the outermost encoding are the parameter's; those within are the query's.
  const one = draw.pick(3) === 0 ? encodeURIComponent(term(decoded(text))) : term(text);
  const seeded = `action:${SEEDED_ACTION}`;
  return draw.oneOf([
    `${seeded}%20${one}`,
    `${seeded}%20(${one}%20OR%20seq:0..5)`,
    `${seeded}%20-${one}`,
    `(${one})%20${seeded}`,
    `${seeded}%20%22${text}%22`,
  ]);
}
