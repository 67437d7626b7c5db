import type { Draw } from "./draw.ts";
import type { Operation } from "./operations.ts";
import type { ThingKind } from "./things.ts";
import type { ForeignWorld } from "./world.ts";

interface AttackedHeader {
  name: string;
  kinds: readonly ThingKind[];
  of(text: string, world: ForeignWorld): string;
}

const asIs = (text: string) => text;
const TENANT = ["tenant", "slug"] as const;
const HEADERS: AttackedHeader[] = [
  { name: "x-tenant-id", kinds: TENANT, of: asIs },
  { name: "x-tenant", kinds: TENANT, of: asIs },
  { name: "x-sealtrail-tenant", kinds: TENANT, of: asIs },
  { name: "x-forwarded-host", kinds: ["slug"], of: (text) => `${text}.audit.test` },
  { name: "forwarded", kinds: ["slug"], of: (text) => `for=203.0.113.9;host=${text}.audit.test` },
  { name: "host", kinds: ["slug"], of: (text) => `${text}.audit.test` },
  { name: "x-original-url", kinds: ["tenant"], of: (text) => `/tlog/${text}/checkpoint` },
  { name: "x-rewrite-url", kinds: ["event"], of: (text) => `/api/v1/events/${text}` },
  { name: "x-http-method-override", kinds: ["slug"], of: (text) => `DELETE ${text}` },
  { name: "referer", kinds: ["slug"], of: (text) => `http://audit.test/t/${text}` },
  { name: "origin", kinds: ["slug"], of: (text) => `http://${text}.audit.test` },
  { name: "last-event-id", kinds: ["seq", "event"], of: asIs },
  { name: "if-none-match", kinds: ["event", "tenant", "cursor"], of: (text) => `"${text}"` },
  { name: "if-match", kinds: ["event", "key"], of: (text) => `"${text}"` },
  { name: "if-modified-since", kinds: ["seq"], of: asIs },
  { name: "range", kinds: ["seq"], of: (text) => `bytes=${text}-` },
  { name: "accept", kinds: ["slug"], of: (text) => `application/json;tenant=${text}` },
  { name: "x-request-id", kinds: ["event"], of: asIs },
  { name: "traceparent", kinds: ["event"], of: (text) => `00-${text.replaceAll("-", "")}-00f067aa0ba902b7-01` },
  { name: "cookie", kinds: ["session"], of: (text) => `next-auth.session-token=${text}` },
  { name: "cookie", kinds: TENANT, of: (text, { own }) => `${own.cookies[0]}; tenant=${text}` },
];
const IDEMPOTENCY: AttackedHeader = { name: "idempotency-key", kinds: ["external"], of: asIs };

/** A header that names something of the other tenant. `alone`: nothing else in the request does. */
export function attackHeader(
  world: ForeignWorld,
  operation: Operation,
  draw: Draw,
  alone: boolean,
): Record<string, string> {
  // With another body the same Idempotency-Key would be a conflict in the own tenant from the second time on.
  const isAppend = operation.path === "/api/v1/events" && operation.method === "POST" && alone;
  const { name, kinds, of } = isAppend && draw.pick(2) === 0 ? IDEMPOTENCY : draw.oneOf(HEADERS);
  return { [name]: of(draw.encodedThing(kinds).text, world) };
}

/** Where a request says that it comes from. Failed authentications are counted by address, so those come from many. */
export function forwardedFor(draw: Draw, mayFail: boolean): string {
  return mayFail ? `10.${draw.pick(64)}.${draw.pick(256)}.${draw.pick(256)}` : `192.0.2.${1 + draw.pick(40)}`;
}
