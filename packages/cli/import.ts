import type { RawRecord, SystemName } from "../../server/sources/index.ts";
import { CliError, UsageError } from "./cli-error.ts";
import { readMaybeZipped } from "./input.ts";
import { type Destination, findDestination } from "./place.ts";
import { BODY_BYTES_MAX, post } from "./post.ts";
import { count, plural, type Terminal } from "./terminal.ts";

export interface ImportArguments {
  system: string;
  files: string[];
  url?: string | undefined;
  key?: string | undefined;
  tenant?: string | undefined;
  json: boolean;
}

interface Totals {
  records: number;
  appended: number;
  duplicates: number;
  conflicts: number;
  unmapped: number;
  first_seq: number | null;
  last_seq: number | null;
  requests: number;
  /** Records over 8 MB, which no request can carry. */
  too_large: number;
}

/** Half of what a request may have: an answer, and so a sign of progress, comes sooner. */
const BATCH_BYTES = BODY_BYTES_MAX / 2;

/** Imports another system's audit files. Repeating it is safe. Exit code 1 when a record was left out. */
export async function importFiles(given: ImportArguments, terminal: Terminal): Promise<number> {
  // The server's own readers, loaded for this command alone: they know where a record begins and ends.
  const { readRecordStream, readRecords, SYSTEMS } = await import("../../server/sources/index.ts");
  if (!Object.hasOwn(SYSTEMS, given.system))
    throw new UsageError(
      `sealtrail import: there is no system "${given.system}"; there are ${Object.keys(SYSTEMS).join(" and ")}`,
    );
  const system = given.system as SystemName;
  const to = findDestination(given, terminal);
  const totals: Totals = {
    records: 0,
    appended: 0,
    duplicates: 0,
    conflicts: 0,
    unmapped: 0,
    first_seq: null,
    last_seq: null,
    requests: 0,
    too_large: 0,
  };
  const isAlike = (body: string, raws: string[]) => {
    let at = 0;
    for (const { raw } of readRecords(system, body)) if (raw !== raws[at++]) return false;
    return at === raws.length;
  };
  for (const file of given.files) {
    const records = readRecordStream(system, readMaybeZipped(file, terminal));
    try {
      for await (const raws of batches(file, records, totals, terminal))
        await importBatch(to, system, raws, isAlike, totals, terminal);
    } catch (error) {
      if (totals.requests > 0) terminal.err(`Until then: ${summary(totals)}`);
      throw error;
    }
  }
  terminal.progress("");
  if (totals.records === 0 && totals.too_large === 0)
    throw new CliError(`${given.files.join(", ")}: no record was found`);
  terminal.out(given.json ? JSON.stringify(totals) : summary(totals));
  return totals.conflicts + totals.too_large === 0 ? 0 : 1;
}

async function* batches(
  file: string,
  records: AsyncIterable<RawRecord>,
  totals: Totals,
  terminal: Terminal,
): AsyncGenerator<string[]> {
  let batch: string[] = [];
  let bytes = 0;
  for await (const { raw, line, damagedSha256 } of records) {
    const length = Buffer.byteLength(raw) + 1;
    if (damagedSha256 !== undefined)
      terminal.err(
        `${file}: line ${line}: the record is not UTF-8; it is stored with U+FFFD in place of what cannot be read`,
      );
    if (length > BODY_BYTES_MAX) {
      totals.too_large++;
      terminal.err(
        `${file}: line ${line}: the record has ${count(length - 1)} bytes, over the 8 MB of a request; it was not sent`,
      );
      continue;
    }
    if (batch.length > 0 && bytes + length > BATCH_BYTES) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(raw);
    bytes += length;
  }
  if (batch.length > 0) yield batch;
}

/** Records go as values after each other, each with its own text; where the reader would cut that text otherwise, one by one. */
async function importBatch(
  to: Destination,
  system: SystemName,
  raws: string[],
  isAlike: (body: string, raws: string[]) => boolean,
  totals: Totals,
  terminal: Terminal,
): Promise<void> {
  const body = raws.join("\n");
  const bodies = isAlike(body, raws) ? [body] : raws;
  for (const one of bodies) {
    const options = { contentType: "application/octet-stream" };
    const answer = await post<Omit<Totals, "requests" | "too_large">>(
      to,
      `/api/v1/import/${system}`,
      one,
      options,
      terminal,
    );
    totals.requests++;
    for (const name of ["records", "appended", "duplicates", "conflicts", "unmapped"] as const)
      totals[name] += answer[name];
    if (answer.first_seq !== null) totals.first_seq = Math.min(totals.first_seq ?? answer.first_seq, answer.first_seq);
    if (answer.last_seq !== null) totals.last_seq = Math.max(totals.last_seq ?? answer.last_seq, answer.last_seq);
    terminal.progress(`${plural(totals.records, "record")} imported`);
  }
}

function summary(totals: Totals): string {
  const parts = [`${count(totals.appended)} appended`, `${count(totals.duplicates)} known before`];
  if (totals.unmapped > 0) parts.push(`${count(totals.unmapped)} kept as they are, since they could not be mapped`);
  if (totals.conflicts > 0)
    parts.push(`${count(totals.conflicts)} left out: their id was imported before with other content`);
  if (totals.too_large > 0) parts.push(`${count(totals.too_large)} too large`);
  const seqs = totals.first_seq === null ? "" : `; seq ${totals.first_seq} to ${totals.last_seq}`;
  return `${plural(totals.records, "record")} in ${plural(totals.requests, "request")}: ${parts.join(", ")}${seqs}.`;
}
