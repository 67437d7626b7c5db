import "server-only";
import { cookies } from "next/headers";
import { decode } from "next-auth/jwt";
import { runtime } from "#server/runtime.ts";

export const isSecure = () => runtime().env.url.startsWith("https:");

export const sessionCookieName = () => (isSecure() ? "__Secure-next-auth.session-token" : "next-auth.session-token");

/** The session id that the request's cookie carries; whether that session still lives is another question. */
export async function sessionIdOfRequest(): Promise<string | undefined> {
  const token = (await cookies()).get(sessionCookieName())?.value;
  if (!token) return undefined;
  const claims = await decode({ token, secret: runtime().env.secret }).catch(() => null);
  return typeof claims?.sid === "string" ? claims.sid : undefined;
}
