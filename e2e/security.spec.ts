import { readFileSync } from "node:fs";
import { join } from "node:path";
import { decode, encode } from "next-auth/jwt";
import pg from "pg";
import { makeWebProcess, type WebProcess } from "../tests/crash/web-process.ts";
import { demo, user } from "./demo.ts";
import { http, signInByHttp } from "./http.ts";
import { expect, test } from "./test.ts";

const dataDir = process.env.SEALTRAIL_DATA_DIR ?? ".data";
const viewer = user("acme", "viewer");
const auditor = user("acme", "auditor");
const COOKIE = "next-auth.session-token";
const READ = "/api/v1/events?tenant=acme&limit=1";

const secretOf = () => readFileSync(join(dataDir, "secret"), "utf8").trim();
const mayRead = async (cookie: string) => (await http(demo.url, READ, { headers: { cookie } })).status === 200;

async function lastSignIn(base: string, cookie: string, email: string) {
  const answer = await http(base, "/api/v1/events?tenant=acme&q=action:person.signed_in&limit=20", {
    headers: { cookie },
  });
  const { records } = JSON.parse(answer.text) as {
    records: { event: { actor: { email: string }; source: { ip: string; endpoint: string } } }[];
  };
  return records.find(({ event }) => event.actor.email === email)!.event;
}

/** The address that the database holds for the session of a cookie. */
async function addressOfSession(cookie: string): Promise<string> {
  const claims = await decode({ token: cookie.slice(cookie.indexOf("=") + 1), secret: secretOf() });
  const client = new pg.Client({ connectionString: demo.databases.superuser! });
  await client.connect();
  try {
    const { rows } = await client.query("SELECT host(ip) AS ip FROM session WHERE id = $1", [claims!.sid]);
    return rows[0].ip;
  } finally {
    await client.end();
  }
}

test("pages answer to their own host names only, the machine API to any", async () => {
  const { port } = new URL(demo.url);
  for (const host of ["evil.test", `evil.test:${port}`, "localhost.evil.test"]) {
    for (const path of ["/signin", "/api/auth/csrf", "/_next/static/x.js"]) {
      const answer = await http(demo.url, path, { headers: { host } });
      expect(answer.status, `${host}${path}`).toBe(421);
      expect(answer.headers["set-cookie"]).toBeUndefined();
    }
    const health = await http(demo.url, "/api/v1/health", { headers: { host } });
    expect(health.status).toBe(200);
    expect(health.headers["content-security-policy"]).toBe("default-src 'none'; frame-ancestors 'none'");
  }
  for (const host of [`127.0.0.1:${port}`, `[::1]:${port}`, `localhost:${port}`])
    expect((await http(demo.url, "/signin", { headers: { host } })).status).toBe(200);
});

test("an action by another site is refused before it runs", async () => {
  const { cookie } = await signInByHttp(demo.url, viewer);
  const action = { cookie: cookie!, "next-action": "00".repeat(21), "content-type": "text/plain;charset=UTF-8" };
  const foreignHeaders: Record<string, string>[] = [
    { origin: "http://evil.test" },
    { origin: "null" },
    { origin: demo.url, "sec-fetch-site": "cross-site" },
    { origin: "http://evil.test", "x-forwarded-host": "evil.test" },
  ];
  for (const foreign of foreignHeaders) {
    const answer = await http(demo.url, "/t/acme/events", { headers: { ...action, ...foreign }, body: "[]" });
    expect(answer.status, JSON.stringify(foreign)).toBe(403);
  }
  const own = await http(demo.url, "/t/acme/events", { headers: { ...action, origin: demo.url }, body: "[]" });
  expect([404, 409]).toContain(own.status);
  expect(await mayRead(cookie!)).toBe(true);
});

test("the machine API takes a session for reading in its own pages, and for nothing else", async () => {
  const { cookie } = await signInByHttp(demo.url, viewer);
  const read = async (headers: Record<string, string>, path = READ) =>
    (await http(demo.url, path, { headers: { cookie: cookie!, ...headers } })).status;
  expect(await read({})).toBe(200);
  expect(await read({ "sec-fetch-site": "same-origin" })).toBe(200);
  expect(await read({ "sec-fetch-site": "none" })).toBe(200);
  expect(await read({ "sec-fetch-site": "cross-site" })).toBe(401);
  expect(await read({ "sec-fetch-site": "same-site" })).toBe(401);
  expect(await read({ authorization: "Bearer st_prv_x_y" })).toBe(401);
  expect(await read({}, "/api/v1/events?limit=1")).toBe(401);
  for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
    const answer = await http(demo.url, "/api/v1/events?tenant=acme", {
      method,
      headers: { cookie: cookie!, "content-type": "application/json", "sec-fetch-site": "same-origin" },
      body: '{"events":[]}',
    });
    expect(answer.status, method).toBeGreaterThanOrEqual(401);
    expect(answer.status, method).toBeLessThan(405);
  }
});

test("no sign-in takes over a session that was planted, and it ends the one that it replaces", async () => {
  const planted = (await signInByHttp(demo.url, auditor)).cookie!;
  expect(await mayRead(planted)).toBe(true);
  const secret = secretOf();
  const token = { sid: "01900000-0000-7000-8000-000000000000" };
  for (const old of [
    planted,
    `${COOKIE}=${await encode({ token, secret, maxAge: -60 })}`,
    `${COOKIE}=${await encode({ token, secret })}`,
    `${COOKIE}=${await encode({ token, secret: "a secret of somebody else, long enough" })}`,
    `${COOKIE}=garbage`,
    `${COOKIE}=`,
  ]) {
    const { cookie } = await signInByHttp(demo.url, viewer, { cookie: old });
    expect(cookie).not.toBe(old);
    expect(await mayRead(cookie!)).toBe(true);
    expect(await mayRead(old)).toBe(false);
  }
});

test("a redirect leads to this site whatever is asked for", async () => {
  const { cookie } = await signInByHttp(demo.url, viewer);
  for (const target of [
    "https://evil.test/",
    "//evil.test",
    "/\\evil.test",
    "/%09/evil.test",
    "/.//evil.test",
    "javascript:1",
  ]) {
    const signin = await http(demo.url, `/signin?callbackUrl=${encodeURIComponent(target)}`, {
      headers: { cookie: cookie! },
    });
    expect(signin.status, target).toBe(307);
    expect(new URL(signin.headers.location!, demo.url).origin, target).toBe(demo.url);
    const auth = await http(demo.url, `/api/auth/signin?callbackUrl=${encodeURIComponent(target)}`);
    expect(new URL(auth.headers.location!, demo.url).origin, target).toBe(demo.url);
    const back = new URL(auth.headers.location!, demo.url).searchParams.get("callbackUrl") ?? "/";
    expect(new URL(back, demo.url).origin, target).toBe(demo.url);
  }
  for (const path of ["//evil.test/x", "/\\evil.test/x", "///evil.test"]) {
    const { location } = (await http(demo.url, path)).headers;
    expect(location === undefined || /^\/[^/\\]/.test(location), `${path} leads to ${location}`).toBe(true);
  }
});

test("a request that makes no sense is refused, and is no failure of ours", async () => {
  const json = { "content-type": "application/json" };
  const cases: [status: number, path: string, request?: Parameters<typeof http>[2]][] = [
    [400, "/t/%E0%A4%A/events"],
    [400, "/t/acme/roles/%ZZ"],
    [404, "/api/auth/error?error=%00"],
    [404, "/api/auth/callback/credentials"],
    [415, "/api/auth/callback/credentials", { headers: json, body: "{" }],
    [413, "/api/auth/callback/credentials", { headers: { "content-length": "400000000" }, body: "a" }],
    [411, "/api/auth/callback/credentials", { headers: { "transfer-encoding": "chunked" }, method: "POST" }],
  ];
  for (const [status, path, request] of cases) expect((await http(demo.url, path, request)).status, path).toBe(status);
});

test("an address that a client claims is not believed", async () => {
  const forged = { "x-forwarded-for": "6.6.6.6", "x-sealtrail-client-ip": "6.6.6.6", forwarded: "for=6.6.6.6" };
  const { cookie } = await signInByHttp(demo.url, auditor, forged);
  const { source } = await lastSignIn(demo.url, cookie!, auditor.email);
  expect(["127.0.0.1", "::1"]).toContain(source.ip);
});

test.describe("behind a proxy that ends TLS", () => {
  let web: WebProcess;
  let host: string;
  test.beforeAll(async () => {
    host = new URL(demo.url).host;
    const variables = {
      DATABASE_URL: demo.databases.app,
      SEALTRAIL_DATA_DIR: dataDir,
      SEALTRAIL_URL: `https://${host}`,
      SEALTRAIL_TRUSTED_PROXIES: "1",
    };
    web = await makeWebProcess(variables, join(import.meta.dirname, "../processes/web.ts"));
    await web.start();
  });
  test.afterAll(() => web.stop());

  test("everything is said over TLS from then on, by pages and API", async () => {
    for (const path of ["/signin", "/nothing", "/api/v1/health", "/_next/static/x.js"])
      expect((await http(web.url, path)).headers["strict-transport-security"], path).toMatch(/^max-age=\d{8}/);
    expect((await http(web.url, "/signin", { headers: { host: "evil.test" } })).headers).toHaveProperty([
      "strict-transport-security",
    ]);
    expect((await http(demo.url, "/signin")).headers["strict-transport-security"]).toBeUndefined();
  });

  test("the session's cookie is bound to this host, to TLS and to no script", async () => {
    const { line } = await signInByHttp(web.url, viewer);
    const [pair, ...attributes] = line!.split("; ");
    expect(pair).toMatch(/^__Host-next-auth\.session-token=/);
    expect(attributes).toEqual(expect.arrayContaining(["Path=/", "HttpOnly", "Secure", "SameSite=Lax"]));
    expect(attributes.join(";")).not.toMatch(/Domain/i);
    const unprefixed = line!.split(";", 1)[0]!.replace("__Host-", "");
    expect((await http(web.url, READ, { headers: { cookie: unprefixed } })).status).toBe(401);
  });

  test("the address is the one that the proxy saw, in the trail and in the session", async () => {
    const forwarded = { "x-forwarded-for": "6.6.6.6, 203.0.113.77", "x-sealtrail-client-ip": "6.6.6.6" };
    const { cookie } = await signInByHttp(web.url, auditor, forwarded);
    const read = await http(web.url, READ, {
      headers: { cookie: cookie!, "x-forwarded-for": "6.6.6.6, 2001:db8::77" },
    });
    expect(read.status).toBe(200);
    expect((await lastSignIn(web.url, cookie!, auditor.email)).source.ip).toBe("203.0.113.77");
    expect(await addressOfSession(cookie!)).toBe("203.0.113.77");
    const reads = await http(web.url, "/api/v1/events?tenant=acme&q=action:events.searched&limit=20", {
      headers: { cookie: cookie! },
    });
    expect(reads.text).toContain("2001:db8::77");
  });

  test("no link follows a host or a scheme that a client claims", async () => {
    const forged = { "x-forwarded-host": "evil.test", "x-forwarded-proto": "gopher", forwarded: "host=evil.test" };
    for (const path of ["/", "/t/acme/events", "/api/auth/signin", "/api/auth/providers", "/signin"]) {
      const answer = await http(web.url, path, { headers: forged });
      const said = `${answer.headers.location ?? ""} ${answer.headers["set-cookie"] ?? ""} ${answer.text}`;
      expect(said, path).not.toMatch(/evil\.test|gopher/);
    }
    const providers = await http(web.url, "/api/auth/providers", { headers: forged });
    expect(providers.text).toContain(`https://${host}/`);
  });
});
