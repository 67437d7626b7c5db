import type { Draw } from "./draw.ts";
import type { Operation, Schema } from "./operations.ts";
import type { ThingKind } from "./things.ts";

/** Values that these routes take, by the name of the member. */
const TAKEN: Record<string, unknown> = {
  name: "Probe",
  purpose: "Probe",
  reason: "Probe",
  role: "viewer",
  email: "probe@example.com",
  kind: "provisioning",
  permissions: ["events.read"],
  action: "probe.sent",
  actor: { type: "user", id: "probe" },
  targets: [{ type: "probe", id: "probe" }],
};
/** What stands there by right of the other tenant, by the name of the member. */
const KIND_OF_MEMBER: Record<string, ThingKind[]> = {
  role: ["role"],
  copied_from: ["role"],
  owner_id: ["member"],
  assignee_id: ["member"],
  email: ["newEmail"],
  tenant: ["tenant", "slug"],
};
const ANY: ThingKind[] = ["event", "key", "tenant", "slug", "role", "member", "invitation", "review", "cursor", "seq"];
/** Members that no schema names, of which a door might make something. */
const SMUGGLED = ["tenant", "tenant_id", "tenantId", "id", "key_id", "owner_id", "seq", "received_at", "cursor", "v"];

/** A name that a second thing cannot have: whoever changes two to it would be told so from the second on. */
const STAYS: Record<string, string[]> = { "/api/v1/rules/{id}": ["name"] };

const typeOf = ({ type }: Schema) => (Array.isArray(type) ? type[0] : type);

/** A value that the schema takes. */
function valueFor(schema: Schema, name: string, futureIso: string): unknown {
  if (schema.anyOf) return valueFor(schema.anyOf[0]!, name, futureIso);
  if (schema.enum) return schema.enum.includes(TAKEN[name] as string) ? TAKEN[name] : schema.enum[0];
  if (name in TAKEN) return structuredClone(TAKEN[name]);
  if (schema.format === "date-time") return name === "occurred_at" ? "2026-11-20T20:42:53.309Z" : futureIso;
  switch (typeOf(schema)) {
    case "integer":
    case "number":
      return Math.max(1, schema.minimum ?? 1);
    case "boolean":
      return true;
    case "array":
      return [];
    case "object":
      return membersFor(schema, futureIso);
    default:
      return "probe";
  }
}

function membersFor({ properties = {}, required = [] }: Schema, futureIso: string): Record<string, unknown> {
  return Object.fromEntries(required.map((name) => [name, valueFor(properties[name] ?? {}, name, futureIso)]));
}

/** The thing in the form of what the schema asks for. */
function thingFor(schema: Schema, name: string, thing: string): unknown {
  if (schema.anyOf) return thingFor(schema.anyOf[0]!, name, thing);
  if (name === "scope") return { query: `id:${thing}` };
  if (name === "actor") return { type: "service", id: thing };
  if (name === "targets") return [{ type: "probe", id: thing }];
  if (typeOf(schema) === "array") return [thing];
  if (typeOf(schema) === "object") return { id: thing, tenant: thing };
  return thing;
}

export interface BodyWishes {
  /** Members that stay as they are. */
  without: readonly string[];
  futureIso: string;
  isAttacked: boolean;
}

/** A body for the operation, with things of the other tenant in one or two of its members if it is attacked. */
export function bodyFor(operation: Operation, draw: Draw, { without, futureIso, isAttacked }: BodyWishes): string {
  if (operation.body!.type !== "application/json") return importBody(draw, isAttacked);
  const schema = operation.body!.schema.anyOf?.[0] ?? operation.body!.schema;
  const body = membersFor(schema, futureIso);
  // A name that nobody has, so that what is refused is refused for the rest.
  if (operation.method === "POST" && "name" in body) body.name = draw.fresh("Probe");
  if (operation.path === "/api/v1/keys" && operation.method === "POST") body.expires_at = futureIso;
  // An address that is public without a look at DNS; nothing is sent there, since no worker runs.
  if (operation.path === "/api/v1/channels") body.url = "https://8.8.8.8/probe";
  if (isAttacked && "occurred_at" in body && draw.pick(4) === 0) {
    // Alone: the same external id with another content would be a conflict in the own tenant from the second time on.
    body.external_id = draw.thing(["external"]);
  } else if (isAttacked)
    for (let members = 1 + draw.pick(2); members > 0; members--)
      attackMember(body, schema, draw, [...without, ...(STAYS[operation.path] ?? [])]);
  return JSON.stringify(body);
}

function attackMember(
  body: Record<string, unknown>,
  { properties = {} }: Schema,
  draw: Draw,
  without: readonly string[],
): void {
  const names = Object.keys(properties).filter((name) => name !== "external_id" && !without.includes(name));
  const name = draw.oneOf(draw.pick(4) === 0 || names.length === 0 ? SMUGGLED : names);
  const kinds = KIND_OF_MEMBER[name] ?? (name === "name" ? (["newRole"] as const) : ANY);
  const thing = draw.oneOf([true, true, false]) ? draw.thing(kinds) : draw.encodedThing(kinds).text;
  body[name] = thingFor(properties[name] ?? {}, name, thing);
}

function importBody(draw: Draw, isAttacked: boolean): string {
  const id = isAttacked ? draw.thing(["external", "event"]) : "0f6b1c3e-8a54-4c1b-9d53-3a3b4a5e6f70";
  return JSON.stringify({
    Records: [
      {
        eventVersion: "1.08",
        eventID: id,
        eventTime: "2026-11-20T20:42:53Z",
        eventSource: "s3.amazonaws.com",
        eventName: "GetObject",
        awsRegion: "eu-central-1",
        sourceIPAddress: "203.0.113.7",
        userAgent: "probe",
        userIdentity: { type: "IAMUser", principalId: "probe", arn: `arn:aws:iam::123456789012:user/${id}` },
        requestID: id,
        eventType: "AwsApiCall",
      },
    ],
  });
}
