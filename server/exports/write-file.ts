import { copyFile, readdir, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { ExportRow } from "./export-rows.ts";
import { aboutOf } from "./file-about.ts";
import { openPart, type PartFile, partOf, sizeOf } from "./files.ts";
import type { BinaryFormat, FileFormat, FileTotals, TextFormat } from "./formats/format.ts";
import type { Job, SavedPosition } from "./job.ts";
import { readPages } from "./read-pages.ts";

/** A whole file on the disk, not yet under its name. */
export interface WrittenFile extends FileTotals {
  bytes: number;
  sha256: Uint8Array<ArrayBuffer>;
}

export async function finished(part: PartFile): Promise<Pick<WrittenFile, "bytes" | "sha256">> {
  const sha256 = await part.sha256();
  await part.sync();
  return { bytes: part.position, sha256 };
}

/** Writes the whole file of an export to the part of the job's lease, and gives what there is to say of it. */
export function writeFile(job: Job, format: FileFormat): Promise<WrittenFile> {
  return format.kind === "text" ? writeText(job, format) : writeBinary(job, format);
}

/** Goes on behind the last row that is safe: in a copy, since the worker that was taken for gone may still write to its own. */
async function resumeText(job: Job): Promise<{ part: PartFile; saved: SavedPosition }> {
  const { row, leaseId } = job;
  const path = partOf(row, leaseId);
  const saved = row.position as unknown as SavedPosition | null;
  if (saved) {
    const old = partOf(row, saved.part);
    if (((await sizeOf(old)) ?? -1) >= saved.bytes) {
      await copyFile(old, path);
      await removeOldParts(row, leaseId);
      return { part: await openPart(path, saved.bytes), saved: { ...saved, part: leaseId } };
    }
  }
  await removeOldParts(row, leaseId);
  return { part: await openPart(path, 0), saved: { at: null, rows: 0, bytes: 0, part: leaseId } };
}

async function writeText(job: Job, format: TextFormat): Promise<WrittenFile> {
  const about = await aboutOf(job);
  const { part, saved } = await resumeText(job);
  try {
    let rows = saved.rows;
    let isCut = false;
    if (saved.bytes === 0) await part.write(Buffer.from(format.head(about)));
    for await (const page of pagesFrom(job, saved)) {
      const taken = roomFor(page.rows, format, rows);
      isCut = taken.length < page.rows.length;
      await part.give(format.rowBytes?.(taken) ?? Buffer.from(format.rows(taken, about, rows)));
      rows += taken.length;
      if (isCut) break;
      if (page.next && job.isSyncDue()) {
        await part.sync();
        await job.save({ rows, position: { at: page.next, rows, bytes: part.position, part: job.leaseId } });
      } else if (job.isSaveDue()) await job.save({ rows });
    }
    const totals = { rows, isCut, remarks: [] };
    await part.write(Buffer.from(format.tail(about, totals)));
    return { ...totals, ...(await finished(part)) };
  } finally {
    await part.close();
  }
}

async function* pagesFrom(job: Job, { at, bytes }: SavedPosition) {
  yield* readPages(job, bytes === 0 ? null : at);
}

const roomFor = <Row>(rows: readonly Row[], { rowsMax }: FileFormat, before: number): readonly Row[] =>
  rowsMax !== null && before + rows.length > rowsMax ? rows.slice(0, rowsMax - before) : rows;

async function writeBinary(job: Job, format: BinaryFormat): Promise<WrittenFile> {
  const about = await aboutOf(job);
  const part = await openNewPart(job);
  try {
    const writer = await format.open(about, part);
    const totals: FileTotals = { rows: 0, isCut: false, remarks: [] };
    for await (const page of readPages(job, null)) {
      const taken = roomFor(page.rows, format, totals.rows);
      await writer.write(taken);
      totals.rows += taken.length;
      totals.isCut = taken.length < page.rows.length;
      if (totals.isCut) break;
      if (job.isSaveDue()) await job.save({ rows: totals.rows });
    }
    await writer.finish(totals);
    return { ...totals, remarks: [...totals.remarks, ...writer.remarks], ...(await finished(part)) };
  } finally {
    await part.close();
  }
}

/** An empty part for the job's lease; those of earlier attempts go. */
export async function openNewPart({ row, leaseId }: Job): Promise<PartFile> {
  await removeOldParts(row, leaseId);
  return openPart(partOf(row, leaseId), 0);
}

/** Takes away what earlier attempts at an export left behind, but for the part of `leaseId`. */
export async function removeOldParts(row: Pick<ExportRow, "tenantId" | "id">, leaseId?: string): Promise<void> {
  const kept = leaseId && basename(partOf(row, leaseId));
  const dir = dirname(partOf(row, "x"));
  const names = await readdir(dir).catch(() => [] as string[]);
  for (const name of names)
    if (name.startsWith(`${row.id}.`) && name.endsWith(".part") && name !== kept)
      await rm(join(dir, name), { force: true });
}
