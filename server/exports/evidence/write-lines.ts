import { canonicalize, type Prover, type TileReader, toBase64, toHex } from "#tlog";
import { inTenant } from "../../access/index.ts";
import { listEvidence, type VisibleEvidence } from "../../events/index.ts";
import type { Job } from "../job.ts";
import { selectionOf } from "../preview-export.ts";
import type { ZipEntry } from "../zip-writer.ts";

const WINDOW_SEQS = 500;
const TILE_WIDTH = 256;
const HASH_BYTES = 32;

export interface LineCounts {
  rows: number;
  leftOut: number;
  withheld: number;
}

/** One line of events.ndjson: canonical JSON, the stored text of the event within it where it is whole. */
function lineOf({ seq, event, salts, digests, text }: VisibleEvidence): string {
  if (text === undefined) return canonicalize({ seq, event, salts, ...(digests ? { digests } : {}) });
  const before = digests ? `"digests":${canonicalize(digests)},` : "";
  return `{${before}"event":${text},"salts":${canonicalize(salts)},"seq":${seq}}`;
}

/**
 * Writes the events of these seqs, ascending, in windows of some hundred. With `leaves` every seq between the first and the last has a line:
 * one that is not among them its leaf hash.
 */
export async function writeEvents(
  job: Job,
  entry: ZipEntry,
  seqs: Float64Array,
  leaves: TileReader | undefined,
  size: number,
): Promise<LineCounts> {
  const { row, context } = job;
  const selection = selectionOf(row);
  const counts: LineCounts = { rows: 0, leftOut: 0, withheld: 0 };
  let nextSeq = seqs[0] ?? 0;
  const lines = new Lines(entry);
  for (let at = 0; at < seqs.length; ) {
    const wanted = Array.from(seqs.subarray(at, at + WINDOW_SEQS));
    const events = await inTenant(context, "events.read", (tx) =>
      listEvidence(tx, context, { ...selection, seqs: wanted }),
    );
    if (events.length !== wanted.length) throw new Error("an event that was found cannot be read again");
    for (const event of events) {
      if (leaves) counts.leftOut += await leafLines(leaves, size, { from: nextSeq, to: event.seq }, lines);
      await lines.add(lineOf(event));
      counts.rows++;
      if (event.digests) counts.withheld++;
      nextSeq = event.seq + 1;
    }
    at += WINDOW_SEQS;
    if (job.isSaveDue()) await job.save({ rows: counts.rows });
  }
  await lines.flush();
  return counts;
}

const LINES_KEPT = 1_000;

/** Lines on their way into an entry. */
class Lines {
  readonly #entry: ZipEntry;
  #lines: string[] = [];

  constructor(entry: ZipEntry) {
    this.#entry = entry;
  }

  async add(line: string): Promise<void> {
    this.#lines.push(line);
    if (this.#lines.length >= LINES_KEPT) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.#lines.length > 0) await this.#entry.write(Buffer.from(`${this.#lines.join("\n")}\n`));
    this.#lines = [];
  }
}

/** A line with the leaf hash of each seq from `from` to `to`; gives how many. */
async function leafLines(
  leaves: TileReader,
  size: number,
  { from, to }: { from: number; to: number },
  lines: Lines,
): Promise<number> {
  for (let seq = from; seq < to; ) {
    const index = Math.floor(seq / TILE_WIDTH);
    const width = Math.min(TILE_WIDTH, size - index * TILE_WIDTH);
    const tile = await leaves.readTile(0, index, width);
    for (const end = Math.min(to, index * TILE_WIDTH + width); seq < end; seq++) {
      const offset = (seq % TILE_WIDTH) * HASH_BYTES;
      await lines.add(`{"leaf":"${toHex(tile.subarray(offset, offset + HASH_BYTES))}","seq":${seq}}`);
    }
  }
  return to - from;
}

/** Writes a proof a line for these seqs, ascending. */
export async function writeProofs(job: Job, entry: ZipEntry, seqs: Float64Array, prover: Prover): Promise<void> {
  for (let at = 0; at < seqs.length; at += WINDOW_SEQS) {
    const lines: string[] = [];
    for (const seq of seqs.subarray(at, at + WINDOW_SEQS)) {
      const hashes = (await prover.inclusion(seq)).map((hash) => `"${toBase64(hash)}"`);
      lines.push(`{"hashes":[${hashes.join(",")}],"seq":${seq}}\n`);
    }
    await entry.write(Buffer.from(lines.join("")));
    if (job.isSaveDue()) await job.save({ rows: seqs.length });
  }
}
