import "server-only";
import { cookies } from "next/headers";
import { decode } from "next-auth/jwt";
import { sessionCookieName } from "#server/people/index.ts";
import { runtime } from "#server/runtime.ts";

/** The session's cookie: to this host alone, out of reach of scripts, and not sent with what other sites post. */
export function sessionCookie() {
  const { url } = runtime().env;
  const options = { path: "/", httpOnly: true, sameSite: "lax" as const, secure: url.startsWith("https:") };
  return { name: sessionCookieName(url), options };
}

/** The session id that the request's cookie carries; whether that session still lives is another question. */
export async function sessionIdOfRequest(): Promise<string | undefined> {
  const token = (await cookies()).get(sessionCookie().name)?.value;
  if (!token) return undefined;
  const claims = await decode({ token, secret: runtime().env.secret }).catch(() => null);
  return typeof claims?.sid === "string" ? claims.sid : undefined;
}
