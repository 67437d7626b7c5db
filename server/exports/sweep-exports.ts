import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { inTenant, systemQuery } from "../access/index.ts";
import { log } from "../log.ts";
import { runtime } from "../runtime.ts";
import { targetOfExport, trailOfExport } from "./export-rows.ts";
import { removeFiles } from "./files.ts";
import { mailExport } from "./mail-export.ts";
import { runSchedule } from "./run-schedule.ts";
import { upkeepOf } from "./upkeep.ts";

/** An export that waits, or whose worker is gone. */
export interface WaitingExport {
  tenantId: string;
  id: string;
}

type Due = "run" | "expire" | "mail" | "schedule";

/**
 * Asks for scheduled exports that are due, deletes files whose time is up, mails links; and gives the exports that wait to be made. One
 * tenant's trouble does not keep the others waiting. One query when there is nothing to do.
 */
export async function sweepExports(): Promise<WaitingExport[]> {
  const due = await systemQuery<{ what: Due; tenant_id: string; id: string }>(
    "SELECT * FROM exports_due($1::timestamptz)",
    runtime().clock.now(),
  );
  const waiting: WaitingExport[] = [];
  const acts = { expire: expireExport, mail: mailExport, schedule: runSchedule };
  for (const { what, tenant_id: tenantId, id } of due) {
    if (what === "run") waiting.push({ tenantId, id });
    else
      await acts[what](tenantId, id).catch((error) =>
        log.error({ err: error, tenant: tenantId, id }, `exports: ${what} failed; it is tried again`),
      );
  }
  return waiting;
}

/** Deletes the file of an export whose time is up; what was exported stays known. */
async function expireExport(tenantId: string, id: string): Promise<void> {
  const row = await inTenant(upkeepOf(tenantId), "exports.manage", async (tx) => {
    const { count } = await tx.db.export.updateMany({
      where: { tenantId, id, state: "done", expiresAt: { lte: runtime().clock.now() } },
      data: { state: "expired" },
    });
    if (count === 0) return undefined;
    const expired = await tx.db.export.findUniqueOrThrow({ where: { tenantId_id: { tenantId, id } } });
    tx.record("export.expired", { targets: [targetOfExport(expired)], metadata: trailOfExport(expired) });
    return expired;
  });
  if (row) await removeFiles(row);
}

const STRAY_MS = 3_600_000;

/** Deletes what killed workers left in the data directory: files of no finished export, and parts that nobody has written to for an hour. */
export async function removeStrayFiles(): Promise<void> {
  const root = join(runtime().env.dataDir, "exports");
  for (const tenantId of await readdir(root).catch(() => [] as string[])) {
    if (!/^[0-9a-f-]{36}$/.test(tenantId)) continue;
    for (const name of await readdir(join(root, tenantId))) {
      const path = join(root, tenantId, name);
      const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
      if (Date.now() - mtimeMs < STRAY_MS || !(await isStray(tenantId, name))) continue;
      await rm(path, { force: true });
    }
  }
}

async function isStray(tenantId: string, name: string): Promise<boolean> {
  const id = name.split(".")[0]!;
  if (!/^[0-9a-f-]{36}$/.test(id)) return false;
  const row = await inTenant(upkeepOf(tenantId), "exports.manage", (tx) =>
    tx.db.export.findUnique({ where: { tenantId_id: { tenantId, id } }, select: { state: true } }),
  );
  return name.endsWith(".part") ? !["queued", "running"].includes(row?.state ?? "") : row?.state !== "done";
}
