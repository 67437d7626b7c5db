import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import { getCookie } from "hono/cookie";
import { decode } from "next-auth/jwt";
import type { RequestOrigin, TenantContext } from "#server/access/index.ts";
import { AppError } from "#server/errors.ts";
import { type AuthenticatedKey, admitRequest, authenticateKey } from "#server/keys/index.ts";
import { contextOf, findSession, membershipOf, sessionCookieName } from "#server/people/index.ts";
import { runtime } from "#server/runtime.ts";
import { clientAddress } from "./client-address.ts";
import { countFailure, refuseFlood } from "./failure-limit.ts";

export type ApiEnv = {
  Bindings: HttpBindings;
  Variables: { requestId: string; key?: AuthenticatedKey; person?: TenantContext };
};
export type ApiContext = Context<ApiEnv>;

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

/**
 * The key of the request, one request less in its allowance; AppError `unauthenticated` without a valid one, `rate_limited` when the
 * allowance is used up. Floods of failures are refused before any database work.
 */
export async function keyOf(c: ApiContext): Promise<AuthenticatedKey> {
  const known = c.get("key");
  if (known) return known;
  const origin = originOf(c);
  refuseFlood(origin.ip);
  let key: AuthenticatedKey;
  try {
    key = await authenticateKey(bearer(c), origin);
  } catch (error) {
    if (error instanceof AppError && error.code === "unauthenticated") countFailure(origin.ip);
    throw error;
  }
  // From here on whatever comes of the request is recorded (record-request.ts).
  c.set("key", key);
  await admitRequest(key, origin.ip);
  return key;
}

/**
 * The reader of the request in its tenant: a key, or, on same-origin GET requests that name `?tenant=<slug>`, the signed-in person.
 * Whether it has the right is for the verb to say.
 */
export async function readerOf(c: ApiContext): Promise<TenantContext> {
  return c.get("person") ?? contextOfKey(await keyOf(c));
}

/**
 * Finds out who asks, before anything of the request is looked at: a signed-in person, or a key, or the refusals of keyOf. By
 * `peopleChange` a signed-in person may change something too: the browser must say that a page of this site asks.
 */
export async function identify(c: ApiContext, peopleChange = false): Promise<void> {
  const person = await personOf(c, true, peopleChange);
  if (person) c.set("person", person);
  else await keyOf(c);
}

/** The reader of a request whose answer is still open, as it is now. This is no use of the session and counts as no failure. */
export async function readerAgain(c: ApiContext): Promise<TenantContext> {
  return (await personOf(c, false)) ?? contextOfKey(await authenticateKey(bearer(c), originOf(c)));
}

function contextOfKey(key: AuthenticatedKey): TenantContext {
  if (!key.tenantId) throw new AppError("forbidden", "A platform key can only append events.");
  return key.contextIn(key.tenantId);
}

// Undefined: a browser too old to say, or a program.
const FETCH_SITES_OWN = new Set([undefined, "same-origin", "none"]);

const isOfOwnPage = (c: ApiContext, peopleChange: boolean) =>
  c.req.method === "GET"
    ? FETCH_SITES_OWN.has(headerOf(c, "sec-fetch-site"))
    : peopleChange && headerOf(c, "sec-fetch-site") === "same-origin";

async function personOf(c: ApiContext, touch: boolean, peopleChange = false): Promise<TenantContext | undefined> {
  if (headerOf(c, "authorization") !== undefined) return undefined;
  const { env } = runtime();
  const slug = c.req.query("tenant");
  const token = getCookie(c, sessionCookieName(env.url));
  if (!slug || !token || !isOfOwnPage(c, peopleChange)) return undefined;
  const claims = await decode({ token, secret: env.secret }).catch(() => null);
  const session = typeof claims?.sid === "string" ? await findSession(claims.sid, touch) : null;
  if (!session) return undefined;
  return contextOf(session, membershipOf(session, slug), { ...originOf(c), via: "ui" });
}
