import { EVIDENCE_ROWS_MAX } from "../export-rules.ts";
import { ExportFailure, type Job } from "../job.ts";
import { readPages } from "../read-pages.ts";

/** The seqs of the events of an export, ascending: 8 bytes each. Throws ExportFailure when there are more than a bundle may have. */
export async function findSeqs(job: Job): Promise<Float64Array> {
  let seqs = new Float64Array(4_096);
  let count = 0;
  for await (const { rows, next } of readPages(job, null, "oldest")) {
    if (count + rows.length > EVIDENCE_ROWS_MAX)
      throw new ExportFailure(
        "invalid",
        `An evidence bundle holds at most ${EVIDENCE_ROWS_MAX.toLocaleString("en")} events, and these are more: choose a shorter range.`,
      );
    if (count + rows.length > seqs.length) {
      const larger = new Float64Array(Math.max(2 * seqs.length, count + rows.length));
      larger.set(seqs.subarray(0, count));
      seqs = larger;
    }
    for (const { seq } of rows) seqs[count++] = seq;
    if (next && job.isSaveDue()) await job.save({ rows: 0 });
  }
  return seqs.subarray(0, count).sort();
}
