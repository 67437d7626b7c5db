import type { IncomingMessage, ServerResponse } from "node:http";
import { clientAddress } from "#api/client-address.ts";
import type { Environment } from "#server/env.ts";
import { log } from "#server/log.ts";
import { isOwnRequest, replaceInnerHeaders } from "./inner-headers.ts";
import { isSafeMethod, type Refusal, refusePageBody, refusePageRequest } from "./refuse-page-request.ts";
import { NOTHING_POLICIES, newNonce, pageHeaders, pagePolicies } from "./security-headers.ts";

type Listener = (request: IncomingMessage, response: ServerResponse) => unknown;

/** Puts the protections around `render`, which makes the pages: what must not reach it is refused, what reaches it can be believed. */
export function pageListener(env: Pick<Environment, "url" | "trustedProxies">, dev: boolean, render: Listener) {
  const security = { https: env.url.startsWith("https:"), dev };
  return (request: IncomingMessage, response: ServerResponse): void => {
    const { headers } = request;
    const method = request.method ?? "GET";
    const target = request.url ?? "/";
    const path = target.split("?", 1)[0]!;
    const address = clientAddress(forwardedFor(request), request.socket.remoteAddress, env.trustedProxies);
    const nonce = newNonce();
    const policies = pagePolicies(nonce, security);
    const refusal =
      refusePageRequest({ method, target, headers }, env.url) ??
      (isOwnRequest(headers) ? undefined : refusePageBody({ method, headers }));
    const bare = refusal || path.startsWith("/_next/static/");
    for (const [name, value] of Object.entries(pageHeaders(path, bare ? NOTHING_POLICIES : policies)))
      response.setHeader(name, value);
    if (refusal) {
      // Without the path, which can hold the secret of a link.
      log.info({ status: refusal.status, method, ip: address }, "request refused");
      refuse(response, refusal);
      return;
    }
    const origin = isSafeMethod(method) ? undefined : headers.origin;
    replaceInnerHeaders(headers, { address, origin, nonce, policy: policies[0] });
    void handOn(render, request, response);
  };
}

const forwardedFor = (request: IncomingMessage) => [request.headers["x-forwarded-for"]].flat().join(",") || undefined;

async function handOn(render: Listener, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    await render(request, response);
  } catch (error) {
    log.error({ err: error }, "page failed");
    if (response.headersSent) response.destroy();
    else refuse(response, { status: 503, message: "Sealtrail cannot show pages just now: try again in a moment." });
  }
}

function refuse(response: ServerResponse, { status, message }: Refusal): void {
  // What is still being sent is not wanted.
  response.writeHead(status, {
    "Content-Type": "text/plain; charset=utf-8",
    "Cache-Control": "no-store",
    Connection: "close",
  });
  response.end(`${message}\n`);
}
