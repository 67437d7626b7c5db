import { createServer, request as httpRequest, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { log } from "#server/log.ts";
import { pageListener } from "./page-listener.ts";

log.level = "silent";

const closings: (() => void)[] = [];
afterEach(() => {
  for (const close of closings.splice(0)) close();
});

interface Options {
  url?: string;
  trustedProxies?: number;
  dev?: boolean;
  render?: Parameters<typeof pageListener>[2];
}

/** A server behind the listener whose pages say, as JSON, which headers reached them. */
async function serve({ url = "http://localhost", trustedProxies = 0, dev = false, render }: Options = {}) {
  const echo: Parameters<typeof pageListener>[2] = (request, response) => response.end(JSON.stringify(request.headers));
  const server = createServer(pageListener({ url, trustedProxies }, dev, render ?? echo));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closings.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return (path: string, headers: Record<string, string | string[]> = {}, method = "GET") =>
    new Promise<{ status: number; headers: IncomingHttpHeaders; text: string }>((resolve, reject) => {
      const sent = httpRequest({ host: "127.0.0.1", port, path, method, headers }, async (response) => {
        let text = "";
        for await (const chunk of response) text += chunk;
        resolve({ status: response.statusCode!, headers: response.headers, text });
      });
      sent.on("error", reject).end();
    });
}

const nonceOf = (policy: unknown) => /'nonce-([^']+)'/.exec(String(policy))?.[1];

describe("the policy", () => {
  it("has a new nonce for each request, and the pages are told it", async () => {
    const get = await serve();
    const answers = await Promise.all(Array.from({ length: 50 }, () => get("/signin")));
    const nonces = answers.map(({ headers, text }) => {
      const nonce = nonceOf(headers["content-security-policy"])!;
      const inner = JSON.parse(text);
      expect(nonce).toMatch(/^[A-Za-z0-9+/]{24}$/);
      expect(inner["x-nonce"]).toBe(nonce);
      expect(headers["content-security-policy"]).toContain(`${inner["content-security-policy"]}, `);
      return nonce;
    });
    expect(new Set(nonces).size).toBe(50);
  });

  it("lets no inline script, no foreign script and no frame through", async () => {
    const { headers } = await (await serve())("/");
    const [first, second] = String(headers["content-security-policy"]).split(", ");
    expect(second).toMatch(/^script-src 'self' 'nonce-[A-Za-z0-9+/]{24}'$/);
    const policy = new Map(
      first!.split("; ").map((directive) => [directive.split(" ", 1)[0]!, directive.split(" ").slice(1)]),
    );
    expect(policy.get("default-src")).toEqual(["'none'"]);
    expect(policy.get("base-uri")).toEqual(["'none'"]);
    expect(policy.get("frame-ancestors")).toEqual(["'none'"]);
    expect(policy.get("form-action")).toEqual(["'self'"]);
    expect(policy.get("script-src")).toEqual(["'self'", expect.stringMatching(/^'nonce-/), "'strict-dynamic'"]);
    expect(policy.get("style-src-elem")).toEqual(["'self'", expect.stringMatching(/^'nonce-/)]);
    for (const [name, sources] of policy) {
      if (name !== "style-src-attr") expect(sources, name).not.toContain("'unsafe-inline'");
      expect(sources.join(" ")).not.toMatch(/\*|https?:|unsafe-eval/);
    }
  });

  it("asks for https where the public address has it, and eases development alone", async () => {
    const policyOf = async (options: Options, host: string) =>
      (await (await serve(options))("/", { host })).headers["content-security-policy"];
    expect(await policyOf({ url: "https://audit.test" }, "audit.test")).toContain("upgrade-insecure-requests");
    expect(await policyOf({}, "localhost")).not.toContain("upgrade-insecure-requests");
    expect(await policyOf({ dev: true }, "localhost")).toContain("'unsafe-eval'");
  });
});

describe("the other headers", () => {
  const PROTECTIONS = {
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": expect.stringContaining("camera=()"),
  };

  it("are on pages, files, unknown addresses, refusals and failures", async () => {
    const get = await serve();
    for (const path of ["/", "/_next/static/chunks/x.js", "/icon.svg", "/nothing"])
      expect((await get(path)).headers, path).toMatchObject({ ...PROTECTIONS, "referrer-policy": "same-origin" });
    const refused = await get("/", { host: "evil.test" });
    expect(refused.status).toBe(421);
    expect(refused.headers).toMatchObject({ ...PROTECTIONS, "cache-control": "no-store" });
    const broken = await serve({ render: () => Promise.reject(new Error("st_broken")) });
    const failed = await broken("/");
    expect(failed.status).toBe(503);
    expect(failed.headers).toMatchObject(PROTECTIONS);
    expect(failed.text).not.toContain("st_broken");
  });

  it("keep addresses that hold a secret to themselves", async () => {
    const get = await serve();
    const policyOf = async (path: string) => (await get(path)).headers["referrer-policy"];
    for (const path of ["/invite/abc", "/invite?token=abc", "/reset/abc", "/reset"])
      expect(await policyOf(path), path).toBe("no-referrer");
    for (const path of ["/invited", "/t/invite", "/signin"]) expect(await policyOf(path), path).toBe("same-origin");
  });
});

describe("what the pages believe", () => {
  const innerOf = async (sent: Record<string, string | string[]>, options: Options = {}, method = "GET") =>
    JSON.parse((await (await serve(options))("/", sent, method)).text);

  it("cannot be sent by a client", async () => {
    const forged = {
      "Content-Security-Policy": "script-src 'nonce-AAAA'",
      "content-security-policy-report-only": "script-src 'nonce-AAAA'",
      "X-Nonce": "AAAA",
      "X-Sealtrail-Client-Ip": "6.6.6.6",
      "x-sealtrail-own": "guess",
      "x-forwarded-for": "6.6.6.6",
      "x-forwarded-host": "evil.test",
      "x-forwarded-proto": "https",
      "x-forwarded-port": "6",
      forwarded: "for=6.6.6.6",
      "x-real-ip": "6.6.6.6",
      "x-middleware-subrequest": "src/middleware",
      "x-middleware-rewrite": "http://evil.test",
      "x-invoke-path": "/evil",
      "x-matched-path": "/evil",
      "x-now-route-matches": "1",
      "next-resume": "1",
      "x-original-url": "/evil",
      "x-prerender-revalidate": "evil",
    };
    const inner = await innerOf({ ...forged, origin: "https://evil.test" });
    const values = Object.entries(inner).filter(([name]) => name !== "origin");
    expect(JSON.stringify(values)).not.toMatch(/AAAA|6\.6\.6\.6|evil|guess/);
    expect(inner["x-sealtrail-client-ip"]).toBe("127.0.0.1");
    expect(inner["x-nonce"]).not.toBe("AAAA");
    for (const name of Object.keys(forged).filter((one) =>
      /^x-(?:forwarded|middleware|invoke)|^next|^forwarded/i.test(one),
    ))
      expect(inner, name).not.toHaveProperty([name.toLowerCase()]);
  });

  it("is the address that the outermost trusted proxy saw", async () => {
    const sent = { "x-forwarded-for": "6.6.6.6, 203.0.113.7, 198.51.100.2" };
    const addressOf = async (trustedProxies: number) =>
      (await innerOf(sent, { trustedProxies }))["x-sealtrail-client-ip"];
    expect(await addressOf(0)).toBe("127.0.0.1");
    expect(await addressOf(1)).toBe("198.51.100.2");
    expect(await addressOf(2)).toBe("203.0.113.7");
    const twice = await innerOf({ "x-forwarded-for": ["6.6.6.6", "203.0.113.7"] }, { trustedProxies: 1 });
    expect(twice["x-sealtrail-client-ip"]).toBe("203.0.113.7");
  });

  it("names the site that an action came from, judged", async () => {
    const site = { url: "https://audit.test" };
    const posted = await innerOf({ host: "127.0.0.1:3000", origin: "https://audit.test" }, site, "POST");
    expect(posted["x-forwarded-host"]).toBe("audit.test");
  });

  it("keeps the client's address when Next asks this process for the page after an action", async () => {
    const get = await serve({ trustedProxies: 1 });
    const first = JSON.parse((await get("/", { "x-forwarded-for": "203.0.113.7" })).text);
    const second = JSON.parse((await get("/next", { ...first, "x-forwarded-for": "127.0.0.1" })).text);
    expect(second["x-sealtrail-client-ip"]).toBe("203.0.113.7");
    expect(second["x-nonce"]).not.toBe(first["x-nonce"]);
  });

  it("lets a body of unknown length pass only when Next hands on an action of another page", async () => {
    const get = await serve();
    const chunked = { "transfer-encoding": "chunked" };
    const inner = JSON.parse((await get("/", {}, "POST")).text);
    const own = { ...chunked, "x-sealtrail-own": inner["x-sealtrail-own"] };
    expect((await get("/", chunked, "POST")).status).toBe(411);
    expect((await get("/", { ...chunked, "x-sealtrail-own": "guess" }, "POST")).status).toBe(411);
    expect((await get("/", own, "POST")).status).toBe(200);
  });
});
