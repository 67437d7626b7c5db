import "server-only";
import type { NextAuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { SESSION_HOURS_MAX, signIn, signOut } from "#server/people/index.ts";
import { runtime } from "#server/runtime.ts";
import { faultOf } from "./fault.ts";
import { originOfHeaders } from "./request-origin.ts";
import { isSecure } from "./session-cookie.ts";

const ENDPOINT = "POST /signin";
const CREDENTIAL_CHARACTERS_MAX = 1_000;

type SignedIn = { id: string; name: string; email: string; sid: string };

/** How people sign in: the token in the cookie names a session, which every request looks up. */
export function authOptions(): NextAuthOptions {
  return {
    secret: runtime().env.secret,
    useSecureCookies: isSecure(),
    session: { strategy: "jwt", maxAge: SESSION_HOURS_MAX * 3600 },
    pages: { signIn: "/signin", signOut: "/signin", error: "/signin" },
    providers: [
      CredentialsProvider({
        name: "E-mail and password",
        credentials: { email: { type: "email" }, password: { type: "password" } },
        authorize: (credentials, request) =>
          authorize(credentials?.email, credentials?.password, new Headers(plainHeaders(request.headers))),
      }),
    ],
    callbacks: {
      jwt: ({ token, user }) => (user ? { sub: user.id, sid: (user as SignedIn).sid } : token),
      session: ({ session }) => ({ expires: session.expires }),
    },
    events: {
      signOut: async ({ token }) => {
        if (typeof token?.sid === "string")
          await signOut(token.sid, originOfHeaders(new Headers(), "POST /api/auth/signout"));
      },
    },
    logger: { error: () => {}, warn: () => {}, debug: () => {} },
  };
}

async function authorize(email: unknown, password: unknown, headers: Headers): Promise<SignedIn> {
  const usable = (text: unknown): text is string =>
    typeof text === "string" && text !== "" && text.length <= CREDENTIAL_CHARACTERS_MAX;
  if (!usable(email) || !usable(password)) throw new Error("Enter your e-mail address and your password.");
  try {
    const { sessionId, person } = await signIn({ email, password }, originOfHeaders(headers, ENDPOINT));
    return { id: person.id, name: person.name, email: person.email, sid: sessionId };
  } catch (error) {
    const fault = faultOf(error, ENDPOINT);
    throw new Error(fault.code === "internal" ? `${fault.message} Request ${fault.requestId}.` : fault.message);
  }
}

function plainHeaders(headers: Record<string, unknown> | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}
