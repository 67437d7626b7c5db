import { cef } from "./cef.ts";
import { csv } from "./csv.ts";
import type { FileFormat } from "./format.ts";
import { json } from "./json.ts";
import { ndjson } from "./ndjson.ts";
import { ocsf } from "./ocsf.ts";
import { parquet } from "./parquet.ts";
import { pdf } from "./pdf.ts";
import { xlsx } from "./xlsx.ts";

export type FileFormatName = "csv" | "ndjson" | "json" | "parquet" | "xlsx" | "pdf" | "ocsf" | "cef";

/** How rows become a file, by the name of the format. */
export const FILE_FORMATS: Record<FileFormatName, FileFormat> = { csv, ndjson, json, parquet, xlsx, pdf, ocsf, cef };
