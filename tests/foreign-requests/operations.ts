import type { ThingKind } from "./things.ts";

/** A JSON schema as the OpenAPI document has it, as far as it is read here. */
export interface Schema {
  type?: string | string[];
  format?: string;
  enum?: string[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  minimum?: number;
}

/** A method on a path of the machine API. */
export interface Operation {
  method: string;
  /** With `{name}` for each parameter. */
  path: string;
  pathParameters: string[];
  queryParameters: string[];
  /** Kind of key that may call it; undefined where none is needed. */
  keys: string | undefined;
  body?: { type: string; schema: Schema };
}

interface Described {
  description?: string;
  parameters?: { in: string; name: string }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
}

/** Every operation of an OpenAPI document. */
export function operationsOf(document: { paths: Record<string, Record<string, Described>> }): Operation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { description, parameters = [], requestBody }]) => {
      const [type, content] = Object.entries(requestBody?.content ?? {})[0] ?? [];
      const named = (place: string) => parameters.filter((one) => one.in === place).map((one) => one.name);
      const keys = /^Key: ([a-z]+)/.exec(description ?? "")?.[1];
      return {
        method: method.toUpperCase(),
        path,
        pathParameters: named("path"),
        queryParameters: named("query"),
        keys,
        ...(type && content ? { body: { type, schema: content.schema } } : {}),
      };
    }),
  );
}

/** What stands in the place of a parameter of this path by right. */
export function kindOfParameter({ path }: Operation, name: string): ThingKind | undefined {
  if (name === "tenant") return "tenant";
  const collection = /^\/api\/v1\/([a-z-]+)\/\{/.exec(path)?.[1];
  const kinds: Record<string, ThingKind> = {
    events: "event",
    keys: "key",
    members: "member",
    invitations: "invitation",
    roles: "role",
    reviews: "review",
    exports: "export",
    "export-schedules": "schedule",
    channels: "channel",
    deliveries: "delivery",
    alerts: "alert",
    "alert-mutes": "mute",
    rules: "rule",
    trials: "trial",
  };
  return collection === undefined ? undefined : kinds[collection];
}

/** Whether a success of this leaves the tenant other than before in a way that a repetition would meet. */
export const isFinal = ({ method, pathParameters }: Operation) =>
  pathParameters.length > 0 && (method === "POST" || method === "DELETE" || method === "PUT");
