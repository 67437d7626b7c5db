import { timingSafeEqual } from "node:crypto";
import { demandPermission, inTenant, type RequestOrigin, type TenantContext } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { mac } from "../macs.ts";
import { runtime } from "../runtime.ts";
import { type ExportRow, findExport, maySeeFile, targetOfExport, trailOfExport } from "./export-rows.ts";
import { EXPORT_RULES } from "./export-rules.ts";
import { pathOf, sizeOf } from "./files.ts";
import { contextOfMaker } from "./maker.ts";
import type { ExportFormat } from "./schemas.ts";

/** A finished file, ready to be sent. */
export interface ExportFile {
  path: string;
  bytes: number;
  fileName: string;
  mediaType: string;
  /** Lower-case hex. */
  sha256: string;
}

const gone = (message: string) => new AppError("not_found", message);

/** AppError for an export whose file is not, or no more, for this caller. */
function demandFile(context: TenantContext, row: ExportRow): void {
  if (row.state === "queued" || row.state === "running")
    throw new AppError("conflict", "This export is not finished yet: its file is there when its state is done.");
  if (row.state !== "done" || row.expiresAt! <= runtime().clock.now())
    throw gone(
      `This export ${row.state === "done" || row.state === "expired" ? "has expired" : `is ${row.state}`}: it has no file. Export anew.`,
    );
  if (!maySeeFile(context, row))
    throw new AppError(
      "forbidden",
      "This file may show more than your role does, so it is not for you: export the events yourself.",
      { reason: "export shows more" },
    );
}

/**
 * The file of a finished export, for one download, which is recorded with its hash and rows. AppError `conflict` while it is not finished,
 * `not_found` when it has expired, `forbidden` where it may show more than the caller sees, `unavailable` where this server does not have it.
 */
export async function openExportFile(context: TenantContext, id: string, { byLink = false } = {}): Promise<ExportFile> {
  await demandPermission(context, "events.read");
  return inTenant(context, "exports.create", async (tx) => {
    const row = await findExport(tx, context, id);
    demandFile(context, row);
    const path = pathOf(row);
    if ((await sizeOf(path)) !== Number(row.bytes))
      throw new AppError(
        "unavailable",
        "The file is not on this server: it may have been moved or deleted. Export anew.",
        {
          cause: new Error(`export ${row.id} has no file of ${row.bytes} bytes at ${path}`),
        },
      );
    tx.recordRead("export.downloaded", {
      targets: [targetOfExport(row)],
      metadata: { ...trailOfExport(row), ...(byLink ? { by: "link" } : {}) },
    });
    return {
      path,
      bytes: Number(row.bytes),
      fileName: row.fileName,
      mediaType: EXPORT_RULES[row.format as ExportFormat].mediaType,
      sha256: Buffer.from(row.sha256!).toString("hex"),
    };
  });
}

export interface DownloadLink {
  /** Good without a session or a key, for whoever has it. */
  url: string;
  expiresAt: string;
}

export const LINK_MS = 5 * 60_000;

/** A link to the file for five minutes, for a program that has no session, such as curl; its making and each use are recorded. */
export async function makeDownloadLink(context: TenantContext, id: string): Promise<DownloadLink> {
  return inTenant(context, "exports.create", async (tx) => {
    const row = await findExport(tx, context, id);
    demandFile(context, row);
    const { clock, env } = runtime();
    const expiresAt = new Date(Math.min(clock.now().getTime() + LINK_MS, row.expiresAt!.getTime()));
    const { type, id: callerId } = context.caller;
    const claims = [tx.tenantId, row.id, type, callerId, String(expiresAt.getTime())];
    const token = Buffer.from(JSON.stringify(claims)).toString("base64url");
    const signed = `${token}.${mac("export-link", token).toString("base64url")}`;
    tx.record("export.link_made", {
      targets: [targetOfExport(row)],
      metadata: { ...trailOfExport(row), expires_at: expiresAt.toISOString() },
    });
    return { url: `${env.url}/api/v1/export-files?link=${signed}`, expiresAt: expiresAt.toISOString() };
  });
}

const NO_LINK = "This is no download link of ours, or it was altered: make a new one on the Exports page.";

/**
 * The file that a download link is for, with the rights that whoever made it has by now. AppError `not_found` for a link that was altered or
 * made up, in the same words whatever it names, and for one whose five minutes are over, which is recorded.
 */
export async function openDownloadLink(link: string, origin: RequestOrigin): Promise<ExportFile> {
  const [token = "", sign = "", ...more] = link.split(".");
  const given = Buffer.from(sign, "base64url");
  const expected = mac("export-link", token);
  const isOurs = more.length === 0 && given.length === expected.length && timingSafeEqual(given, expected);
  if (!isOurs || given.toString("base64url") !== sign) throw gone(NO_LINK);
  const [tenantId, id, type, callerId, until] = JSON.parse(Buffer.from(token, "base64url").toString()) as [
    string,
    string,
    string,
    string,
    string,
  ];
  const context = await contextOfMaker(tenantId, { type, id: callerId }, origin);
  if (!context) throw gone("Whoever made this link has no access any more, so that it does not work any more.");
  if (Number(until) <= runtime().clock.now().getTime()) {
    await inTenant(context, "exports.create", async (tx) => {
      const row = await findExport(tx, context, id);
      tx.recordRead("export.downloaded", {
        outcome: "denied",
        targets: [targetOfExport(row)],
        metadata: { reason: "link expired", expired_at: new Date(Number(until)).toISOString() },
      });
    });
    throw gone("This download link has expired: a link is good for 5 minutes. Make a new one on the Exports page.");
  }
  return openExportFile(context, id, { byLink: true });
}
