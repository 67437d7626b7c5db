import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { CliError, printable } from "./cli-error.ts";
import type { Destination } from "./place.ts";
import type { Terminal } from "./terminal.ts";

export const VERSION: string = JSON.parse(readFileSync(new URL("./package.json", import.meta.url), "utf8")).version;

/** Bytes of a request body before compression; the server takes at most 8 MiB. */
export const BODY_BYTES_MAX = 8 * 1024 * 1024;

const ATTEMPTS_MAX = 8;
const WAIT_MS_MAX = 60_000;
const TIMEOUT_MS = 120_000;
const RETRIED = new Set([429, 502, 503, 504]);
const zip = promisify(gzip);

export interface Fault {
  path: string;
  message: string;
  /** Offset within a text. */
  at?: number;
}

/** The server refused a request for good. */
export class RefusedError extends CliError {
  readonly status: number;
  readonly fields: Fault[];

  constructor(message: string, status: number, fields: Fault[]) {
    super(message);
    this.status = status;
    this.fields = fields;
  }
}

export interface PostOptions {
  contentType: string;
  idempotencyKey?: string;
}

/**
 * Posts a body, zipped, and gives the JSON answer. Waits and tries again while the server is busy or out of reach: what is sent
 * must be safe to repeat. Throws RefusedError, or CliError after the last attempt.
 */
export async function post<Answer>(
  to: Destination,
  path: string,
  body: string,
  options: PostOptions,
  terminal: Terminal,
): Promise<Answer> {
  const headers: Record<string, string> = {
    authorization: `Bearer ${to.token}`,
    "content-type": options.contentType,
    "content-encoding": "gzip",
    "user-agent": `sealtrail-cli/${VERSION}`,
    ...(options.idempotencyKey === undefined ? {} : { "idempotency-key": options.idempotencyKey }),
  };
  const zipped = await zip(body);
  for (let attempt = 1; ; attempt++) {
    const outcome = await tryOnce<Answer>(`${to.url}${path}`, headers, zipped);
    if ("answer" in outcome) return outcome.answer;
    if (attempt === ATTEMPTS_MAX)
      throw new CliError(`${to.url}: ${outcome.why}; tried ${attempt} times, send the rest again later`);
    const waitMs = Math.min(outcome.waitMs ?? 500 * 2 ** (attempt - 1), WAIT_MS_MAX);
    terminal.progress(`${outcome.why}; trying again in ${Math.ceil(waitMs / 1_000)} s`);
    await new Promise((resolve) => setTimeout(resolve, waitMs));
  }
}

type Attempt<Answer> = { answer: Answer } | { why: string; waitMs?: number };

async function tryOnce<Answer>(url: string, headers: Record<string, string>, body: Buffer): Promise<Attempt<Answer>> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      method: "POST",
      headers,
      body: new Uint8Array(body),
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    text = await response.text();
  } catch (error) {
    const cause = (error as Error).cause as (Error & { code?: string }) | undefined;
    return { why: `the server cannot be reached (${cause?.code ?? cause?.message ?? (error as Error).message})` };
  }
  if (RETRIED.has(response.status)) {
    const afterS = Number(response.headers.get("retry-after"));
    return { why: `the server is busy (${response.status})`, ...(afterS > 0 ? { waitMs: afterS * 1_000 } : {}) };
  }
  return { answer: readAnswer<Answer>(url, response, text) };
}

/** The JSON of an answer. Throws RefusedError for what the server refused, CliError for a redirect and for what is no JSON. */
export function readAnswer<Answer>(url: string, response: Response, text: string): Answer {
  if (response.status >= 300 && response.status < 400)
    throw new CliError(
      `${url}: redirects to ${printable(response.headers.get("location"))}; give that address as --url`,
    );
  const parsed = parseAnswer(text);
  if (!response.ok) throw refusal(response.status, parsed);
  if (parsed === undefined) throw new CliError(`${url}: did not answer with JSON; is this a Sealtrail server?`);
  return parsed as Answer;
}

function parseAnswer(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refusal(status: number, answer: unknown): RefusedError {
  const error = (answer as { error?: { message?: string; fields?: Fault[]; request_id?: string } } | undefined)?.error;
  const id = error?.request_id === undefined ? "" : ` (request ${printable(error.request_id)})`;
  const message = error?.message ?? "without saying why; is this a Sealtrail server?";
  return new RefusedError(
    `the server refused it with ${status}: ${printable(message)}${id}`,
    status,
    error?.fields ?? [],
  );
}
