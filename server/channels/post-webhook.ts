import type { LookupAddress } from "node:dns";
import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import { isIPv6, type LookupFunction } from "node:net";
import { runtime } from "../runtime.ts";
import { checkDestination, type Destination, DestinationFault, type Resolve } from "./destination.ts";
import type { Outcome } from "./outcome.ts";
import { signWebhook } from "./webhook-secret.ts";

export interface WebhookMessage {
  url: string;
  /** The `webhook-id`. */
  id: string;
  body: string;
  secrets: readonly string[];
  at: Date;
}

export interface PostOptions {
  msMax?: number;
  resolve?: Resolve;
}

const MS_MAX = 15_000;
const ANSWER_BYTES_MAX = 16_384;
const ANSWER_MS_MAX = 2_000;
const RETRY_AFTER_MS_MAX = 24 * 3_600_000;
const GONE = 410;
const THROTTLES: ReadonlySet<number> = new Set([429, 502, 503, 504]);

const keptAlive = { keepAlive: true, keepAliveMsecs: 30_000, maxFreeSockets: 64, timeout: 60_000 };
const agents = { "http:": new http.Agent(keptAlive), "https:": new https.Agent(keptAlive) };

/** Closes the connections that are kept for the next message. */
export function closeWebhooks(): void {
  for (const agent of Object.values(agents)) agent.destroy();
}

/**
 * Sends one message as Standard Webhooks says, to an address that was checked just before, and says what came of it. A redirect is followed
 * nowhere: it is a failure. Of the answer's body 16 kB are read and dropped. All of it, DNS included, takes `msMax` at most.
 */
export async function postWebhook(message: WebhookMessage, options: PostOptions = {}): Promise<Outcome> {
  const { msMax = MS_MAX, resolve } = options;
  const signal = AbortSignal.timeout(msMax);
  try {
    const allow = runtime().env.webhookAllow;
    const destination = await checkDestination(message.url, { allow, signal, ...(resolve ? { resolve } : {}) });
    const answer = await send(destination, message, signal);
    return outcomeOf(answer.statusCode ?? 0, answer.headers["retry-after"], message.at);
  } catch (error) {
    const fault =
      error instanceof DestinationFault
        ? `The address ${error.message}.`
        : signal.aborted
          ? `There was no answer within ${msMax / 1000} s.`
          : (CONNECTION_FAULTS[(error as NodeJS.ErrnoException).code ?? ""] ??
            `The connection failed (${(error as NodeJS.ErrnoException).code ?? "unknown"}).`);
    return { kind: "failed", status: null, fault, isOfReceiver: true };
  }
}

const CONNECTION_FAULTS: Record<string, string> = {
  ECONNREFUSED: "The connection was refused.",
  ECONNRESET: "The connection was closed before there was an answer.",
  EPIPE: "The connection was closed before there was an answer.",
  EHOSTUNREACH: "The host cannot be reached.",
  ENETUNREACH: "The host cannot be reached.",
  ETIMEDOUT: "The host cannot be reached.",
  CERT_HAS_EXPIRED: "The certificate has expired.",
  DEPTH_ZERO_SELF_SIGNED_CERT: "The certificate is signed by itself.",
  SELF_SIGNED_CERT_IN_CHAIN: "The certificate is of an authority that is not known.",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "The certificate is of an authority that is not known, or its chain is not sent.",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "The certificate is of an authority that is not known, or its chain is not sent.",
  ERR_TLS_CERT_ALTNAME_INVALID: "The certificate is for another host.",
};

function send(
  destination: Destination,
  message: WebhookMessage,
  signal: AbortSignal,
  isOnNewConnection = false,
): Promise<IncomingMessage> {
  const { url, addresses } = destination;
  const { request } = url.protocol === "https:" ? https : http;
  const timestampS = Math.floor(message.at.getTime() / 1000);
  const { id, body, secrets } = message;
  return new Promise((resolve, reject) => {
    const sending = request(url, {
      method: "POST",
      agent: isOnNewConnection ? false : agents[url.protocol as keyof typeof agents],
      lookup: lookupIn(addresses),
      signal,
      headers: {
        "Content-Type": "application/json",
        "Content-Length": Buffer.byteLength(body),
        "User-Agent": "Sealtrail-Webhooks/1",
        "webhook-id": id,
        "webhook-timestamp": String(timestampS),
        "webhook-signature": signWebhook(secrets, { id, timestampS, body }),
      },
    });
    sending.on("error", (error: NodeJS.ErrnoException) => {
      // The receiver closed a connection that had been kept just as it was used again.
      const isStale = sending.reusedSocket && !isOnNewConnection && /^(ECONNRESET|EPIPE)$/.test(error.code ?? "");
      if (isStale) resolve(send(destination, message, signal, true));
      else reject(error);
    });
    sending.on("response", (answer) => {
      drop(answer);
      resolve(answer);
    });
    sending.end(body);
  });
}

/** In the place of a look-up of the host: the addresses that were checked, so that there is no second answer of DNS to fall for. */
function lookupIn(addresses: readonly string[]): LookupFunction {
  const found: LookupAddress[] = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
  return (_host, { all }, done) => {
    if (all) return done(null, found);
    done(null, found[0]!.address, found[0]!.family);
  };
}

/** Reads the body to its end, if that comes soon, so that the connection can be used again. */
function drop(answer: IncomingMessage): void {
  let bytes = 0;
  const giveUp = setTimeout(() => answer.destroy(), ANSWER_MS_MAX);
  answer.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > ANSWER_BYTES_MAX) answer.destroy();
  });
  answer.on("error", () => {});
  answer.on("close", () => clearTimeout(giveUp));
}

function outcomeOf(status: number, retryAfter: string | undefined, at: Date): Outcome {
  if (status >= 200 && status < 300) return { kind: "delivered", status };
  if (status === GONE) return { kind: "gone", status };
  if (status >= 300 && status < 400)
    return { kind: "failed", status, fault: "It answered with a redirect, which is not followed.", isOfReceiver: true };
  const isOfReceiver = status >= 500 || status === 429;
  const retryAfterMs = THROTTLES.has(status) ? retryAfterIn(retryAfter, at) : undefined;
  return {
    kind: "failed",
    status,
    fault: `It answered ${status}${retryAfterMs === undefined ? "" : ` and asked for patience of ${Math.ceil(retryAfterMs / 1000)} s`}.`,
    isOfReceiver,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

/** `Retry-After` of RFC 9110: seconds, or a date. */
export function retryAfterIn(text: string | undefined, at: Date): number | undefined {
  if (text === undefined) return undefined;
  const date = /^[A-Z][a-z]{2,8},? /.test(text) ? Date.parse(text) : Number.NaN;
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : date - at.getTime();
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), RETRY_AFTER_MS_MAX);
}
