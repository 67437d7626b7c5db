import type { Ask } from "./ask.ts";
import { bodyFor } from "./body.ts";
import { type Draw, drawOf, type Placed } from "./draw.ts";
import { attackHeader, forwardedFor } from "./headers.ts";
import { isFinal, kindOfParameter, type Operation } from "./operations.ts";
import { queryFor } from "./query.ts";
import { NAMED_KINDS, type ThingKind } from "./things.ts";
import { attackToken } from "./token-mix.ts";
import type { ForeignWorld } from "./world.ts";

/** What of a request names something of the other tenant. */
export const SLOTS = ["path", "query", "body", "header", "token"] as const;
export type Slot = (typeof SLOTS)[number];

/** One request with the other tenant's things, and the same with made-up ones. */
export interface Pair {
  index: number;
  operation: string;
  /** The member whose session asks, or the kind of key. */
  caller: string;
  slots: Slot[];
  foreign: Asked;
  madeUp: Asked;
  /** The foreign one goes first. */
  foreignFirst: boolean;
}

export interface Asked {
  ask: Ask;
  placed: Placed[];
}

const ODD_METHODS = ["HEAD", "OPTIONS", "PUT", "DELETE", "POST", "PATCH", "GET"];
const SLOT_CHANCES: Record<Slot, number> = { path: 6, query: 3, body: 4, header: 2, token: 2 };
/** A stream is read for a while each time. */
const TAIL_SHARE = 3;

/** The pair of this index: the same for the same seed, but for the ids that the tenants were given. */
export function makePair(world: ForeignWorld, operations: readonly Operation[], seed: number, index: number): Pair {
  const pairSeed = (Math.imul(seed, 0x9e3779b1) + Math.imul(index + 1, 0x85ebca6b)) >>> 0;
  const build = (side: "foreign" | "made up") => buildAsk(world, operations, drawOf(pairSeed, side, world.other.known));
  const { foreign, madeUp } = { foreign: build("foreign"), madeUp: build("made up") };
  const { operation, caller, slots } = foreign;
  return { index, operation, caller, slots, foreign, madeUp, foreignFirst: pairSeed % 2 === 0 };
}

interface Built extends Asked {
  operation: string;
  caller: string;
  slots: Slot[];
}

function buildAsk(world: ForeignWorld, operations: readonly Operation[], draw: Draw): Built {
  let operation = draw.oneOf(operations);
  for (let again = TAIL_SHARE; again > 1 && operation.path.endsWith("/tail"); again--)
    operation = draw.oneOf(operations);
  const method = draw.pick(40) === 0 ? draw.oneOf(ODD_METHODS) : operation.method;
  const slots = chooseSlots({ ...operation, method }, draw);
  const { path, ownParameters } = pathFor(world, operation, draw, slots.includes("path"));
  const caller = callerFor(world, operation, method, draw, slots.includes("token"));
  const query = queryFor(operation, draw, { method, isAttacked: slots.includes("query"), slug: caller.slug });
  const headers: Record<string, string> = {
    "x-forwarded-for": forwardedFor(draw, caller.mayFail),
    ...caller.headers,
    ...(slots.includes("header") ? attackHeader(world, operation, draw, slots.length === 1) : {}),
  };
  const built = { operation: `${method} ${operation.path}`, caller: caller.name, slots };
  if (!operation.body || method === "GET" || method === "HEAD")
    return { ...built, ask: { method, path: path + query, headers }, placed: draw.placed };
  const futureIso = new Date(Date.now() + 86_400_000).toISOString().replace(/\d\d\.\d{3}Z$/, "00.000Z");
  const isAttacked = slots.includes("body");
  const body = bodyFor(operation, draw, { without: ownParameters, futureIso, isAttacked });
  const withType = { ...headers, "content-type": operation.body.type };
  return { ...built, ask: { method, path: path + query, headers: withType, body }, placed: draw.placed };
}

/** One slot, seldom more. What would end something of the own tenant for good goes to something else instead. */
function chooseSlots(operation: Operation, draw: Draw): Slot[] {
  const open = SLOTS.filter(
    (slot) => (slot !== "path" || operation.pathParameters.length > 0) && (slot !== "body" || operation.body),
  );
  const weighted = open.flatMap((slot) => Array.from({ length: SLOT_CHANCES[slot] }, () => slot));
  const count = draw.oneOf([1, 1, 1, 1, 1, 2, 2, 3]);
  const chosen = new Set(Array.from({ length: count }, () => draw.oneOf(weighted)));
  if (isFinal(operation) && !chosen.has("token")) chosen.add("path");
  return SLOTS.filter((slot) => chosen.has(slot));
}

function pathFor(world: ForeignWorld, operation: Operation, draw: Draw, isAttacked: boolean) {
  const { pathParameters } = operation;
  const attacked = isAttacked ? draw.oneOf(pathParameters) : undefined;
  const ownParameters = pathParameters.filter((name) => name !== attacked);
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    if (name !== attacked) return ownValue(world, operation, name, draw);
    const kind = kindOfParameter(operation, name);
    const kinds: readonly ThingKind[] = kind && draw.pick(4) > 0 ? [kind] : NAMED_KINDS;
    const { text } = draw.encodedThing(kinds);
    return draw.pick(12) === 0 ? `${ownValue(world, operation, name, draw)}%2f..%2f${text}` : text;
  });
  return { path, ownParameters };
}

/** Those that every size which is asked for covers. */
const EARLY_EVENTS = 50;
const TILES = ["0/000.p/200", "entries/000.p/20", "0/000", "0/x001/000"];

/** Something of the asking tenant that nothing else uses. */
function ownValue({ own }: ForeignWorld, operation: Operation, name: string, draw: Draw): string {
  if (name === "system") return "cloudtrail";
  if (name === "path") return draw.oneOf(TILES);
  const kind = kindOfParameter(operation, name);
  if (kind === "review") return own.known.review[0]!;
  if (kind === "key" || kind === "role" || kind === "member")
    return draw.oneOf((operation.method === "GET" ? own.steady : own.spare)[kind]);
  if (kind === "event") return draw.oneOf(own.known.event.slice(0, EARLY_EVENTS));
  return draw.oneOf(own.known[kind ?? "event"]);
}

interface Caller {
  name: string;
  headers: Record<string, string>;
  /** Of a person: the tenant that it asks in. */
  slug?: string;
  /** It may be refused as unknown, which is limited by address. */
  mayFail: boolean;
}

function callerFor(world: ForeignWorld, operation: Operation, method: string, draw: Draw, isAttacked: boolean): Caller {
  const { tokens, cookies, tenant } = world.own;
  const fitting = operation.keys === "provisioning" ? draw.oneOf(["provisioning", "scoped"] as const) : operation.keys;
  const kinds = Object.keys(tokens) as (keyof typeof tokens)[];
  const name = fitting && draw.pick(20) > 0 ? (fitting as keyof typeof tokens) : draw.oneOf(kinds);
  if (isAttacked) return { name: "mixed token", headers: attackToken(world, draw, tokens[name]), mayFail: true };
  if (method === "GET" && operation.keys !== "ingest" && draw.pick(6) === 0)
    return { name: "member", headers: { cookie: draw.oneOf(cookies) }, slug: tenant.slug, mayFail: true };
  return { name, headers: { authorization: `Bearer ${tokens[name]}` }, mayFail: false };
}
