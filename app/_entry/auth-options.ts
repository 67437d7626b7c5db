import "server-only";
import type { NextAuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { CODE_MARK } from "#components/signin/code-mark.ts";
import { SESSION_HOURS_MAX, signIn, signOut } from "#server/people/index.ts";
import { runtime } from "#server/runtime.ts";
import { faultOf } from "./fault.ts";
import { ownAddress } from "./own-path.ts";
import { originOfHeaders, originOfRequest } from "./request-origin.ts";
import { sessionCookie, sessionIdOfRequest } from "./session-cookie.ts";

const ENDPOINT = "POST /signin";
const CREDENTIAL_CHARACTERS_MAX = 1_000;

type SignedIn = { id: string; name: string; email: string; sid: string };

/** How people sign in: the token in the cookie names a session, which every request looks up. */
export function authOptions(): NextAuthOptions {
  return {
    secret: runtime().env.secret,
    useSecureCookies: sessionCookie().options.secure,
    cookies: { sessionToken: sessionCookie() },
    session: { strategy: "jwt", maxAge: SESSION_HOURS_MAX * 3600 },
    pages: { signIn: "/signin", signOut: "/signin", error: "/signin" },
    providers: [
      CredentialsProvider({
        name: "E-mail and password",
        credentials: { email: { type: "email" }, password: { type: "password" }, code: { type: "text" } },
        authorize: (credentials, request) => authorize(credentials ?? {}, new Headers(plainHeaders(request.headers))),
      }),
    ],
    callbacks: {
      jwt: ({ token, user }) => (user ? { sub: user.id, sid: (user as SignedIn).sid } : token),
      redirect: ({ url }) => ownAddress(url, runtime().env.url),
      session: ({ session }) => ({ expires: session.expires }),
    },
    events: {
      signOut: async ({ token }) => {
        if (typeof token?.sid === "string") await signOut(token.sid, await originOfRequest("POST /api/auth/signout"));
      },
    },
    logger: { error: () => {}, warn: () => {}, debug: () => {} },
  };
}

type Credentials = Partial<Record<"email" | "password" | "code", unknown>>;

async function authorize({ email, password, code }: Credentials, headers: Headers): Promise<SignedIn> {
  const usable = (text: unknown): text is string =>
    typeof text === "string" && text !== "" && text.length <= CREDENTIAL_CHARACTERS_MAX;
  if (!usable(email) || !usable(password)) throw new Error("Enter your e-mail address and your password.");
  try {
    const origin = originOfHeaders(headers, ENDPOINT);
    const { sessionId, person } = await signIn({ email, password, code: usable(code) ? code : undefined }, origin);
    // The cookie of another session is about to be overwritten: nobody could end that session any more.
    const replaced = await sessionIdOfRequest();
    if (replaced) await signOut(replaced, origin);
    return { id: person.id, name: person.name, email: person.email, sid: sessionId };
  } catch (error) {
    const fault = faultOf(error, ENDPOINT);
    if (fault.fields.some((field) => field.path === "code")) throw new Error(`${CODE_MARK}${fault.message}`);
    throw new Error(fault.code === "internal" ? `${fault.message} Request ${fault.requestId}.` : fault.message);
  }
}

function plainHeaders(headers: Record<string, unknown> | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}
