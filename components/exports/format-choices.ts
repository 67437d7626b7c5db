import type { ExportFormat } from "./export-api.ts";

export interface FormatChoice {
  format: ExportFormat;
  name: string;
  /** What it is for. */
  what: string;
  /** What it holds of each event; null for the chosen columns. */
  each: string | null;
}

const WHOLE = "whole, but for what is masked; times in UTC";

/** The formats in the groups in which they are offered. */
export const FORMAT_GROUPS: readonly { name: string; choices: readonly FormatChoice[] }[] = [
  {
    name: "For people",
    choices: [
      { format: "csv", name: "CSV", what: "One event a row, for any spreadsheet", each: null },
      { format: "xlsx", name: "XLSX", what: "A workbook, with a sheet about the export", each: null },
      { format: "pdf", name: "PDF summary", what: "To print: counts of all, the first 1,000 rows", each: null },
    ],
  },
  {
    name: "For programs",
    choices: [
      { format: "ndjson", name: "NDJSON", what: "One whole event a line, for jq and pipelines", each: WHOLE },
      { format: "json", name: "JSON", what: "One document that says what it is of", each: WHOLE },
      { format: "parquet", name: "Parquet", what: "Typed columns, for DuckDB and warehouses", each: WHOLE },
    ],
  },
  {
    name: "Proof",
    choices: [
      {
        format: "evidence",
        name: "Evidence bundle",
        what: "Proves itself offline, to anyone: the events with their proofs, the signed checkpoint, and a page that checks them",
        each: WHOLE,
      },
    ],
  },
  {
    name: "For SIEM",
    choices: [
      {
        format: "ocsf",
        name: "OCSF",
        what: "Open Cybersecurity Schema, one event a line",
        each: "whole, in the classes of OCSF 1.3.0; times in UTC",
      },
      {
        format: "cef",
        name: "CEF",
        what: "Common Event Format, one event a line",
        each: "in the fields of CEF, without its original record; times in UTC",
      },
    ],
  },
];

/** The groups for somebody who may, or may not, prove events. */
export const groupsFor = (mayProve: boolean) => FORMAT_GROUPS.filter(({ name }) => mayProve || name !== "Proof");

const ALL = FORMAT_GROUPS.flatMap(({ choices }) => choices);

export const choiceOf = (format: ExportFormat): FormatChoice => ALL.find((one) => one.format === format)!;
export const formatName = (format: ExportFormat): string => choiceOf(format).name;

export const isFormat = (text: string | null): text is ExportFormat => ALL.some(({ format }) => format === text);
