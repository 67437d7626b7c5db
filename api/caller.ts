import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import { getCookie } from "hono/cookie";
import { decode } from "next-auth/jwt";
import type { Permission, RequestOrigin, TenantContext } from "#server/access/index.ts";
import { AppError } from "#server/errors.ts";
import { canonicalAddress } from "#server/event-format/index.ts";
import { type AuthenticatedKey, authenticateKey, recordRefusal } from "#server/keys/index.ts";
import { contextOf, findSession } from "#server/people/index.ts";
import { runtime } from "#server/runtime.ts";
import { countFailure, refuseFlood } from "./failure-limit.ts";

export type ApiEnv = { Bindings: HttpBindings; Variables: { requestId: string } };
export type ApiContext = Context<ApiEnv>;

/** The client's address: the socket's, or, behind trusted proxies, the entry of X-Forwarded-For that the outermost trusted one wrote. */
export function clientAddress(
  forwardedFor: string | undefined,
  socketAddress: string | undefined,
  trustedProxies: number,
): string | undefined {
  const socket = socketAddress === undefined ? undefined : knownAddress(socketAddress);
  if (trustedProxies === 0 || forwardedFor === undefined) return socket;
  const hops = forwardedFor
    .split(",")
    .map((hop) => hop.trim())
    .filter(Boolean);
  return canonicalAddress(hops.at(-trustedProxies) ?? "") ?? socket;
}

const ADDRESSES_MAX = 1_000;
const addresses = new Map<string, string | undefined>();

// Requests come in by few sockets: their addresses are canonicalised once.
function knownAddress(text: string): string | undefined {
  if (!addresses.has(text)) {
    if (addresses.size >= ADDRESSES_MAX) addresses.clear();
    addresses.set(text, canonicalAddress(text));
  }
  return addresses.get(text);
}

/** A request header as Node parsed it: `c.req.header` would first build a Headers object of all of them, on every request. */
export function headerOf(c: ApiContext, name: string): string | undefined {
  const value = c.env.incoming.headers[name];
  return Array.isArray(value) ? value.join(", ") : value;
}

export function originOf(c: ApiContext): RequestOrigin {
  const ip = clientAddress(
    headerOf(c, "x-forwarded-for"),
    c.env.incoming.socket.remoteAddress,
    runtime().env.trustedProxies,
  );
  const userAgent = headerOf(c, "user-agent");
  const viaCli = userAgent?.startsWith("sealtrail-cli/");
  return {
    requestId: c.get("requestId"),
    endpoint: `${c.req.method} ${c.req.path}`,
    via: viaCli ? "cli" : "api",
    ...(ip ? { ip } : {}),
    ...(userAgent ? { userAgent } : {}),
  };
}

function bearer(c: ApiContext): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(headerOf(c, "authorization") ?? "")?.[1];
}

/** The key of the request; AppError `unauthenticated` without a valid one. Floods of failures are refused before any database work. */
export async function keyOf(c: ApiContext): Promise<AuthenticatedKey> {
  const origin = originOf(c);
  refuseFlood(origin.ip);
  try {
    return await authenticateKey(bearer(c), origin);
  } catch (error) {
    if (error instanceof AppError && error.code === "unauthenticated") countFailure(origin.ip);
    throw error;
  }
}

/**
 * The reader of the request in its tenant: a key, or, on same-origin GET requests that name `?tenant=<slug>`, the signed-in person.
 * A key without the right is refused and recorded in its tenant.
 */
export async function readerOf(c: ApiContext, permission: Permission): Promise<TenantContext> {
  if (headerOf(c, "authorization") === undefined) {
    const person = await personOf(c);
    if (person) return person;
  }
  const key = await keyOf(c);
  if (!key.tenantId) throw new AppError("forbidden", "A platform key can only append events.");
  const context = key.contextIn(key.tenantId);
  if (!key.permissions.has(permission)) recordRefusal(context, `needs ${permission}`);
  return context;
}

async function personOf(c: ApiContext): Promise<TenantContext | undefined> {
  const { env } = runtime();
  const slug = c.req.query("tenant");
  const token = getCookie(
    c,
    env.url.startsWith("https:") ? "__Secure-next-auth.session-token" : "next-auth.session-token",
  );
  if (!slug || !token || c.req.method !== "GET" || headerOf(c, "sec-fetch-site") === "cross-site") return undefined;
  const claims = await decode({ token, secret: env.secret }).catch(() => null);
  const session = typeof claims?.sid === "string" ? await findSession(claims.sid) : null;
  if (!session) return undefined;
  const membership = session.memberships.find((one) => one.slug === slug);
  if (!membership) throw new AppError("not_found", "There is no such tenant.");
  return contextOf(session, membership, { ...originOf(c), via: "ui" });
}
