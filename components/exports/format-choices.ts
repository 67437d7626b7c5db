import type { ExportFormat } from "./export-api.ts";

export interface FormatChoice {
  format: ExportFormat;
  name: string;
  /** What it is for. */
  what: string;
  /** Of each event: the chosen columns, or all that the reader sees of it. */
  holds: "columns" | "events";
}

/** The formats in the groups in which they are offered. */
export const FORMAT_GROUPS: readonly { name: string; choices: readonly FormatChoice[] }[] = [
  {
    name: "For people",
    choices: [
      { format: "csv", name: "CSV", what: "One event a row, for any spreadsheet", holds: "columns" },
      { format: "xlsx", name: "XLSX", what: "A workbook, with a sheet about the export", holds: "columns" },
      { format: "pdf", name: "PDF summary", what: "To print: counts of all, the first 1,000 rows", holds: "columns" },
    ],
  },
  {
    name: "For programs",
    choices: [
      { format: "ndjson", name: "NDJSON", what: "One whole event a line, for jq and pipelines", holds: "events" },
      { format: "json", name: "JSON", what: "One document that says what it is of", holds: "events" },
      { format: "parquet", name: "Parquet", what: "Typed columns, for DuckDB and warehouses", holds: "events" },
    ],
  },
  {
    name: "Proof",
    choices: [
      {
        format: "evidence",
        name: "Evidence bundle",
        what: "Proves itself offline, to anyone: the events with their proofs, the signed checkpoint, and a page that checks them",
        holds: "events",
      },
    ],
  },
  {
    name: "For SIEM",
    choices: [
      { format: "ocsf", name: "OCSF", what: "Open Cybersecurity Schema, one event a line", holds: "events" },
      { format: "cef", name: "CEF", what: "Common Event Format, one event a line", holds: "events" },
    ],
  },
];

const ALL = FORMAT_GROUPS.flatMap(({ choices }) => choices);

export const choiceOf = (format: ExportFormat): FormatChoice => ALL.find((one) => one.format === format)!;
export const formatName = (format: ExportFormat): string => choiceOf(format).name;

export const isFormat = (text: string | null): text is ExportFormat => ALL.some(({ format }) => format === text);
