import type { Permission } from "../access/index.ts";
import { FILE_FORMATS } from "./formats/index.ts";
import type { ExportFormat } from "./schemas.ts";

/** How long a finished file is kept. */
export const FILE_DAYS = 7;

/** The most lines of an evidence bundle: whoever checks it holds them in memory. */
export const EVIDENCE_ROWS_MAX = 1_000_000;

/** What whoever exports must be allowed besides: a file shows events, and a bundle proves them. */
export const rightsFor = (format: string): readonly Permission[] =>
  format === "evidence" ? ["exports.create", "events.read", "proofs.read"] : ["exports.create", "events.read"];

interface ExportRule {
  extension: string;
  mediaType: string;
  /** The most rows; null without limit. */
  rowsMax: number | null;
}

/** What each format is called and how much it takes. */
export const EXPORT_RULES: Readonly<Record<ExportFormat, ExportRule>> = {
  ...FILE_FORMATS,
  evidence: { extension: "zip", mediaType: "application/zip", rowsMax: EVIDENCE_ROWS_MAX },
};
