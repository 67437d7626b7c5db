import { encode } from "next-auth/jwt";
import { systemContext } from "#server/access/index.ts";
import { randomBase62 } from "#server/ids.ts";
import { addMember, createPerson, sessionCookieName, signIn } from "#server/people/index.ts";
import { HttpConnection } from "./http-connection.ts";
import type { SearchSet } from "./search-data.ts";
import type { WebProcess } from "./web-process.ts";

/** Somebody signed in, whose browser has nothing of any page yet. */
export interface PageVisitor {
  origin: string;
  cookie: { name: string; value: string };
}

/** An admin of the set's largest tenant. */
export function signInVisitor({ stand, largest }: SearchSet, web: WebProcess): Promise<PageVisitor> {
  return stand.withRuntime(async ({ env }) => {
    const password = `correct horse ${randomBase62(12)}`;
    const email = `visitor-${randomBase62(8).toLowerCase()}@example.com`;
    const personId = await createPerson({ email, name: "Ida Moss", password });
    await addMember(systemContext(largest.id, "setup", ["members.create"]), { personId, role: "admin" });
    const { sessionId } = await signIn({ email, password }, { requestId: "bench", via: "ui" });
    const value = await encode({ token: { sid: sessionId }, secret: env.secret });
    return { origin: `http://127.0.0.1:${web.port}`, cookie: { name: sessionCookieName(env.url), value } };
  });
}

/** Milliseconds from each request for the page to the last byte of its document, one after the other over one connection. */
export async function answerTimes({ origin, cookie }: PageVisitor, path: string, requests: number): Promise<number[]> {
  const { host, port } = new URL(origin);
  const request = Buffer.from(
    `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nAccept-Encoding: gzip\r\nCookie: ${cookie.name}=${cookie.value}\r\n\r\n`,
  );
  const connection = new HttpConnection(Number(port));
  const timesMs: number[] = [];
  try {
    while (timesMs.length < requests) {
      const sentMs = performance.now();
      const { status } = await connection.send(request);
      if (status !== 200) throw new Error(`the page ${path} was answered with ${status}`);
      timesMs.push(performance.now() - sentMs);
    }
  } finally {
    connection.close();
  }
  return timesMs;
}
