import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { CliError, printable, UsageError } from "./cli-error.ts";
import { type Destination, findDestination } from "./place.ts";
import { RefusedError, readAnswer, VERSION } from "./post.ts";
import { count, plural, type Terminal } from "./terminal.ts";

export interface ExportArguments {
  query: string;
  format: string;
  from?: string | undefined;
  to?: string | undefined;
  order?: string | undefined;
  timeZone?: string | undefined;
  /** Names with commas between them. */
  columns?: string | undefined;
  /** Where the file goes; `-` for standard output; else the server's name for it in this directory. */
  output?: string | undefined;
  url?: string | undefined;
  key?: string | undefined;
  tenant?: string | undefined;
  json: boolean;
}

/** What of the server's answer is used here. */
interface ExportAnswer {
  id: string;
  state: "queued" | "running" | "done" | "failed" | "cancelled" | "expired";
  rows_done: number;
  rows_expected: number | null;
  is_lower_bound: boolean;
  is_cut: boolean;
  rows_max: number | null;
  remarks: string[];
  sha256: string | null;
  bytes: number | null;
  file_name: string;
  failure: { code: string; message: string } | null;
}

const ASKED_MS = 500;
const TIMEOUT_MS = 60_000;
const OUTAGES_MAX = 60;

/** Asks for an export, waits until it is made, downloads it and checks its hash. Exit code 0 when the whole file is there. */
export async function exportEvents(given: ExportArguments, terminal: Terminal): Promise<number> {
  if (given.output !== undefined && given.output !== "-" && existsSync(given.output))
    throw new UsageError(`sealtrail export: ${printable(given.output)} is there already; give another --output`);
  const to = findDestination(given, terminal, "provisioning");
  const body = {
    format: given.format,
    q: given.query,
    ...(given.from === undefined ? {} : { from: given.from }),
    ...(given.to === undefined ? {} : { to: given.to }),
    ...(given.order === undefined ? {} : { order: given.order }),
    ...(given.timeZone === undefined ? {} : { time_zone: given.timeZone }),
    ...(given.columns === undefined ? {} : { columns: given.columns.split(",") }),
  };
  const asked = await call<ExportAnswer>(to, "POST", "/api/v1/exports", body);
  const done = await whenDone(to, asked, terminal);
  const output = given.output ?? safeName(done.file_name);
  if (given.output === undefined && existsSync(output))
    throw new CliError(`${output}: is there already; the export ${done.id} waits on the server, give --output`);
  await download(to, done, output, terminal);
  if (given.json) (output === "-" ? terminal.err : terminal.out)(JSON.stringify({ ...done, output }));
  else describe(done, output, terminal);
  return 0;
}

function describe(done: ExportAnswer, output: string, terminal: Terminal): void {
  const where = output === "-" ? "standard output" : output;
  terminal.err(`${plural(done.rows_done, "event")} in ${where}, ${count(done.bytes ?? 0)} bytes`);
  terminal.err(`SHA-256 ${done.sha256}`);
  if (done.is_cut)
    terminal.err(`Cut at ${count(done.rows_max ?? done.rows_done)} rows, which is all that the format takes.`);
  for (const remark of done.remarks) terminal.err(printable(remark));
}

async function whenDone(to: Destination, asked: ExportAnswer, terminal: Terminal): Promise<ExportAnswer> {
  let outages = 0;
  for (let now = asked; ; ) {
    if (now.state === "done") return now;
    if (now.state === "failed" || now.state === "cancelled" || now.state === "expired")
      throw new CliError(
        now.failure ? `the export failed: ${printable(now.failure.message)}` : `the export was ${now.state} meanwhile`,
      );
    const expected =
      now.rows_expected === null ? "" : ` of ${now.is_lower_bound ? "at least " : ""}${count(now.rows_expected)}`;
    terminal.progress(now.state === "queued" ? "waiting for a worker" : `${count(now.rows_done)}${expected} events`);
    await sleep(ASKED_MS);
    try {
      now = await call<ExportAnswer>(to, "GET", `/api/v1/exports/${asked.id}`);
      outages = 0;
    } catch (error) {
      // The export goes on whether the server can be asked or not.
      if (error instanceof RefusedError && error.status < 500 && error.status !== 429) throw error;
      if (++outages >= OUTAGES_MAX) throw error;
    }
  }
}

async function download(to: Destination, done: ExportAnswer, output: string, terminal: Terminal): Promise<void> {
  const response = await request(to, "GET", `/api/v1/exports/${done.id}/file`);
  if (!response.ok || !response.body) {
    readAnswer(to.url, response, await response.text());
    throw new CliError(`${to.url}: sent no file`);
  }
  const hash = createHash("sha256");
  const part = `${output}.part`;
  const file = output === "-" ? undefined : await open(part, "w", 0o600);
  let bytes = 0;
  try {
    for await (const chunk of response.body) {
      hash.update(chunk);
      bytes += chunk.length;
      if (file) await file.write(chunk);
      else await terminal.write(chunk);
      terminal.progress(`${count(bytes)} of ${count(done.bytes ?? 0)} bytes`);
    }
    await file?.sync();
  } catch (error) {
    await file?.close();
    if (file) await rm(part, { force: true });
    throw new CliError(
      `${to.url}: the download broke off after ${count(bytes)} bytes (${(error as Error).message}); the export ${done.id} waits on the server`,
    );
  }
  await file?.close();
  if (hash.digest("hex") !== done.sha256) {
    if (file) await rm(part, { force: true });
    throw new CliError("what came is not the file whose hash the server said: nothing was kept");
  }
  if (file) await rename(part, output);
}

/** The server's name for a file, as long as it is a plain one. */
function safeName(name: string): string {
  return /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name) ? name : "sealtrail-export";
}

function request(to: Destination, method: "GET" | "POST", path: string, body?: unknown): Promise<Response> {
  return fetch(`${to.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${to.token}`,
      "user-agent": `sealtrail-cli/${VERSION}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    redirect: "manual",
  });
}

async function call<Answer>(to: Destination, method: "GET" | "POST", path: string, body?: unknown): Promise<Answer> {
  let response: Response;
  let text: string;
  try {
    response = await request(to, method, path, body);
    text = await Promise.race([
      response.text(),
      sleep(TIMEOUT_MS, undefined, { ref: false }).then(() => {
        throw new Error("no answer within a minute");
      }),
    ]);
  } catch (error) {
    const cause = (error as Error).cause as (Error & { code?: string }) | undefined;
    throw new CliError(
      `${to.url}: the server cannot be reached (${cause?.code ?? cause?.message ?? (error as Error).message})`,
    );
  }
  return readAnswer<Answer>(to.url, response, text);
}
