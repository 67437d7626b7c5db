import { setTimeout as sleep } from "node:timers/promises";
import { inTenant } from "../../access/index.ts";
import { latestCheckpoint } from "../../ledger/index.ts";
import { runtime } from "../../runtime.ts";
import { ExportFailure, type Job, storeForJob } from "../job.ts";

export interface ChosenCheckpoint {
  /** Events under it. */
  size: number;
  /** The signed note. */
  checkpoint: string;
}

const WAIT_MS = 10_000;
const ASKED_MS = 250;

/**
 * The signed checkpoint that a bundle is proved by: the newest when the bundle was first begun, the same at every further attempt. Waits for one
 * that covers the ledger as it was when the export was asked for; throws ExportFailure `unsigned` when there is none in 10 s.
 */
export async function chooseCheckpoint(job: Job): Promise<ChosenCheckpoint> {
  const { row, context } = job;
  const known = row.evidence as ChosenCheckpoint | null;
  if (known?.checkpoint) return known;
  for (const untilMs = performance.now() + WAIT_MS; ; await sleep(ASKED_MS)) {
    const newest = await inTenant(context, "exports.create", (tx) => latestCheckpoint(tx.run, tx.tenantId, row.epoch));
    if (newest && newest.size >= Number(row.ledgerSize)) {
      const chosen = { size: newest.size, checkpoint: newest.note };
      await storeForJob(job, chosen);
      return chosen;
    }
    if (performance.now() < untilMs) continue;
    const refusal = runtime().signer.refusal(row.tenantId);
    throw new ExportFailure(
      "unsigned",
      refusal
        ? "This ledger is not being signed, so that nothing can be proved: an operator must look into it."
        : "No signed checkpoint covers these events yet: retry in a moment.",
    );
  }
}
