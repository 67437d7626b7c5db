import { randomUUID } from "node:crypto";
import { CliError, printable } from "./cli-error.ts";
import { readMaybeZipped } from "./input.ts";
import { type Destination, findDestination } from "./place.ts";
import { BODY_BYTES_MAX, post, RefusedError } from "./post.ts";
import { jsonSplitter, type RawValue } from "./split-json.ts";
import { count, plural, type Terminal } from "./terminal.ts";

export interface SendArguments {
  file: string;
  url?: string | undefined;
  key?: string | undefined;
  tenant?: string | undefined;
  /** Makes repeating the whole command safe; without it each request has a key of its own. */
  idempotencyKey?: string | undefined;
  /** Print each receipt as a line of JSON instead of a summary. */
  json: boolean;
}

interface Receipt {
  id: string;
  seq: number;
  leaf_hash: string;
  duplicate: boolean;
}

const BATCH_EVENTS = 500;
const BATCH_BYTES = BODY_BYTES_MAX - 64 * 1024;

/** Sends events in batches, each stored whole or not at all. Exit code 0 when all are stored. */
export async function sendEvents(given: SendArguments, terminal: Terminal): Promise<number> {
  const to = findDestination(given, terminal);
  const total = { events: 0, duplicates: 0, requests: 0, first: Number.POSITIVE_INFINITY, last: -1 };
  for await (const batch of batches(given.file, terminal)) {
    total.requests++;
    const receipts = await sendBatch(to, batch, given, total, terminal);
    for (const receipt of receipts) {
      if (given.json) terminal.out(JSON.stringify(receipt));
      total.events++;
      if (receipt.duplicate) total.duplicates++;
      total.first = Math.min(total.first, receipt.seq);
      total.last = Math.max(total.last, receipt.seq);
    }
    terminal.progress(`${plural(total.events, "event")} stored`);
  }
  terminal.progress("");
  if (total.events === 0) throw new CliError(`${given.file}: holds no event`);
  if (!given.json) {
    const known = total.duplicates === 0 ? "" : `, ${count(total.duplicates)} of them known before by external_id`;
    terminal.out(
      `Stored ${plural(total.events, "event")} in ${plural(total.requests, "request")}${known}: seq ${total.first} to ${total.last}.`,
    );
  }
  return 0;
}

/** Up to 500 events and nearly 8 MB at a time. */
async function* batches(file: string, terminal: Terminal): AsyncGenerator<RawValue[]> {
  const splitter = jsonSplitter();
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let batch: RawValue[] = [];
  let bytes = 0;
  const decode = (chunk?: Uint8Array) => {
    try {
      return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
    } catch (cause) {
      throw new CliError(`${file}: is not UTF-8 text`, { cause });
    }
  };
  async function* values() {
    let isFirst = true;
    for await (const chunk of readMaybeZipped(file, terminal)) {
      const text = decode(chunk);
      if (isFirst && text.startsWith("\ufeff"))
        throw new CliError(`${file}: begins with a byte order mark; save it as UTF-8 without one`);
      if (text !== "") isFirst = false;
      yield* splitter.push(text);
    }
    yield* splitter.push(decode());
    yield* splitter.finish();
  }
  for await (const value of values()) {
    const length = Buffer.byteLength(value.text) + 1;
    if (batch.length === BATCH_EVENTS || (batch.length > 0 && bytes + length > BATCH_BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(value);
    bytes += length;
  }
  if (batch.length > 0) yield batch;
}

async function sendBatch(
  to: Destination,
  batch: RawValue[],
  given: SendArguments,
  total: { events: number; requests: number },
  terminal: Terminal,
): Promise<Receipt[]> {
  const idempotencyKey =
    given.idempotencyKey === undefined ? `sealtrail-cli-${randomUUID()}` : `${given.idempotencyKey}-${total.requests}`;
  requireJson(given.file, batch, total.events);
  try {
    const body = `{"events":[${batch.map((value) => value.text).join(",")}]}`;
    const options = { contentType: "application/json", idempotencyKey };
    return (await post<{ receipts: Receipt[] }>(to, "/api/v1/events", body, options, terminal)).receipts;
  } catch (error) {
    if (!(error instanceof RefusedError)) throw storedSoFar(error as Error, total.events);
    for (const field of error.fields)
      terminal.err(`${given.file}: ${placeOf(field.path, batch)} ${printable(field.message)}`);
    throw storedSoFar(error, total.events);
  }
}

/** A text that is no JSON would make the whole request unreadable, and nobody could say which event it was. */
function requireJson(file: string, batch: RawValue[], stored: number): void {
  for (const { text, line } of batch) {
    try {
      JSON.parse(text);
    } catch (cause) {
      throw storedSoFar(
        new CliError(`${file}: line ${line}: is not JSON (${printable((cause as Error).message)})`),
        stored,
      );
    }
  }
}

function storedSoFar(error: Error, stored: number): Error {
  const suffix = stored === 0 ? "nothing was stored" : `the first ${plural(stored, "event")} of the input were stored`;
  error.message = `${error.message}; ${suffix}`;
  return error;
}

/** `events.3.actor.id` as the line where that event begins, and the member. */
function placeOf(path: string, batch: RawValue[]): string {
  const match = /^events\.(\d+)\.?(.*)$/.exec(path);
  const value = match && batch[Number(match[1])];
  if (!value) return printable(path);
  return `line ${value.line}: ${printable(match[2] || "the event")}`;
}
