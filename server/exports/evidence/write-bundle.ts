import { createHash } from "node:crypto";
import { canonicalize, openProver, type TileReader, toBase64 } from "#tlog";
import { bundleReadme, verifyPage } from "../../../packages/verify-page/index.ts";
import { inTenant } from "../../access/index.ts";
import { type LedgerHead, readHead, tileReader } from "../../ledger/index.ts";
import { runtime } from "../../runtime.ts";
import { type EvidenceFacts, requestOf } from "../export-rows.ts";
import { type Job, storeForJob } from "../job.ts";
import { finished, openNewPart, type WrittenFile } from "../write-file.ts";
import { openZip, type ZipWriter } from "../zip-writer.ts";
import { chooseCheckpoint } from "./choose-checkpoint.ts";
import { findSeqs } from "./find-seqs.ts";
import { writeEvents, writeProofs } from "./write-lines.ts";

/** At least so many of the rows of a range are in the bundle: then each seq of it has a line. */
const RANGE_SHARE = 10;

/**
 * Writes an evidence bundle (api.md): the events with their salts, what proves them against a signed checkpoint, a manifest signed with the
 * ledger's key, and the page that checks it all. The same bytes at every attempt: the checkpoint is chosen once, and no time of the clock is in it.
 */
export async function writeBundle(job: Job): Promise<WrittenFile> {
  const { context } = job;
  const chosen = await chooseCheckpoint(job);
  const head = await inTenant(context, "exports.create", (tx) => readHead(tx.run, tx.tenantId));
  const seqs = await findSeqs(job);
  const [seqFrom, seqTo] = seqs.length > 0 ? [seqs[0]!, seqs.at(-1)! + 1] : [0, 0];
  const isRange = seqs.length > 0 && seqs.length * RANGE_SHARE >= seqTo - seqFrom;
  const tiles = tilesOf(job, head);
  const prover = openProver(tiles, chosen.size);
  const part = await openNewPart(job);
  try {
    const bundle = new Bundle(openZip(part));
    const vkey = runtime().signer.vkeyOf(head.origin);
    await bundle.add("checkpoint", chosen.checkpoint);
    await bundle.add("verifier.vkey", `${vkey}\n`);
    await bundle.add("policy", `log ${vkey}\nquorum none\n`);
    await bundle.add("verify.html", await verifyPage());
    const events = await bundle.zip.entry("events.ndjson", { deflate: true });
    const counts = await writeEvents(job, events, seqs, isRange ? tiles : undefined, chosen.size);
    bundle.ended(await events.end());
    if (isRange) {
      const outside = await prover.range(seqFrom, seqTo);
      await bundle.add("range.json", canonicalize({ outside: outside.map(toBase64) }));
    } else {
      const proofs = await bundle.zip.entry("proofs.ndjson", { deflate: true });
      await writeProofs(job, proofs, seqs, prover);
      bundle.ended(await proofs.end());
    }
    const facts: EvidenceFacts = {
      mode: isRange ? "range" : "rows",
      isComplete: isRange && counts.leftOut === 0,
      seqFrom,
      seqTo,
      leftOut: counts.leftOut,
      withheld: counts.withheld,
      size: chosen.size,
    };
    const described = manifestOf(job, head.origin, { ...facts, rows: counts.rows });
    await bundle.add("README.txt", bundleReadme(described));
    const manifest = canonicalize({ ...described, files: bundle.files });
    await bundle.add("manifest.json", manifest);
    const sha256 = createHash("sha256").update(manifest).digest("hex");
    const note = runtime().signer.signText(head.origin, `sealtrail-bundle/v1\n${head.origin}\n${sha256}\n`);
    await bundle.add("manifest.note", note);
    await bundle.zip.end();
    const kept = { ...chosen, ...facts };
    await storeForJob(job, kept);
    return { rows: counts.rows, isCut: false, remarks: [], ...(await finished(part)) };
  } finally {
    await part.close();
  }
}

class Bundle {
  readonly files: Record<string, string> = {};
  readonly zip: ZipWriter;

  constructor(zip: ZipWriter) {
    this.zip = zip;
  }

  async add(name: string, text: string): Promise<void> {
    const entry = await this.zip.entry(name, { deflate: true });
    await entry.write(Buffer.from(text));
    this.ended(await entry.end());
  }

  ended({ name, sha256 }: { name: string; sha256: string }): void {
    this.files[name] = sha256;
  }
}

/** The members of manifest.json but for its files. */
function manifestOf({ row }: Job, origin: string, facts: EvidenceFacts & { rows: number }) {
  const { q, from, to } = requestOf(row);
  return {
    v: 1,
    tenant: row.tenantId,
    origin,
    query: q,
    from: from?.toISOString() ?? null,
    to: to?.toISOString() ?? null,
    exported_at: row.createdAt.toISOString(),
    exported_by: row.makerName,
    mode: facts.mode,
    seq_from: facts.seqFrom,
    seq_to: facts.seqTo,
    rows: facts.rows,
    left_out: facts.leftOut,
    withheld: facts.withheld,
    erased: 0,
    complete: facts.isComplete,
    size: facts.size,
  };
}

const TILES_KEPT = 2_048;

/** The tiles of the ledger as of `head`, each read in a transaction of its own; the last ones are kept. */
function tilesOf({ context }: Job, head: LedgerHead): TileReader {
  const kept = new Map<string, Uint8Array>();
  return {
    async readTile(level, index, width) {
      const key = `${level}/${index}`;
      const known = kept.get(key);
      if (known && known.length >= width * 32) return known.subarray(0, width * 32);
      const read = await inTenant(context, "exports.create", async (tx) =>
        tileReader(tx.run, head).readTile(level, index, width),
      );
      if (kept.size >= TILES_KEPT) kept.delete(kept.keys().next().value!);
      kept.set(key, read);
      return read;
    },
  };
}
