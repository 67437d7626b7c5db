import type { SealedEvent } from "#tlog";
import type { MaskPath } from "../../query/index.ts";

/** One event of an export as its maker sees it; `masked` lists what was taken out. */
export interface ExportRow {
  seq: number;
  event: SealedEvent;
  masked?: MaskPath[];
  /** The canonical JSON of `event`, where it is at hand: it spares writing it anew. */
  text?: string;
  /** The same in UTF-8: where it is at hand, `text` is made of it when it is asked for. */
  bytes?: Uint8Array;
}

/** What is said of an export before its first row; the same at every attempt, so that the file is the same too. */
export interface FileAbout {
  tenant: { slug: string; name: string };
  /** Origin of the ledger, such as `audit.example.com/tlog/<tenant id>`. */
  ledger: string;
  query: string;
  /** RFC 3339; null without a bound. */
  from: string | null;
  to: string | null;
  order: "newest" | "oldest";
  /** Whether trail events of reads are left out. */
  hidesReads: boolean;
  /** IANA name: of all times that are written for people, and of those in the query. */
  timeZone: string;
  /** Ids of columns (see columns.ts) in their order. */
  columns: readonly string[];
  /** Paths that the maker does not see. */
  masks: readonly MaskPath[];
  /** Events of the ledger that there were when the export was asked for: later ones are not in it. */
  ledgerSize: number;
  /** RFC 3339, when it was asked for. */
  exportedAt: string;
  /** Who asked for it, in words. */
  exportedBy: string;
}

/** What is known when the last row has been written. */
export interface FileTotals {
  rows: number;
  /** There were more rows than the format takes: the last ones of the order are left out. */
  isCut: boolean;
  /** What of the cells had to be shortened, in words, such as `12 cells of the column metadata were cut at 32,767 characters`. */
  remarks: string[];
}

/** Where the bytes of a file go, in order; `writeAt` writes over bytes that were written before. */
export interface FileSink {
  /** Bytes written so far. */
  readonly position: number;
  write(bytes: Uint8Array): Promise<void>;
  writeAt(offset: number, bytes: Uint8Array): Promise<void>;
}

interface AnyFormat {
  /** Without the dot. */
  extension: string;
  mediaType: string;
  /** The most rows that the format takes; null without limit. */
  rowsMax: number | null;
}

/** Text, of which every row stands alone: after a crash it goes on behind the last row that is safe. */
export interface TextFormat extends AnyFormat {
  kind: "text";
  head(about: FileAbout): string;
  /** `index`: how many rows stand before the first of these. */
  rows(rows: readonly ExportRow[], about: FileAbout, index: number): string;
  /** The same in UTF-8, for rows of which the bytes are at hand; undefined where they are not. */
  rowBytes?(rows: readonly ExportRow[]): Uint8Array | undefined;
  tail(about: FileAbout, totals: FileTotals): string;
}

/** A file that is only whole when it is closed: after a crash it is made anew. */
export interface BinaryFormat extends AnyFormat {
  kind: "binary";
  open(about: FileAbout, sink: FileSink): Promise<BinaryWriter>;
}

export interface BinaryWriter {
  /** May be called with few rows or with thousands; keeps no more than a bounded number of them. */
  write(rows: readonly ExportRow[]): Promise<void>;
  finish(totals: FileTotals): Promise<void>;
  /** What it had to shorten or leave out of itself, in words, over and above the remarks of the totals; complete once `finish` has resolved. */
  readonly remarks: readonly string[];
}

export type FileFormat = TextFormat | BinaryFormat;
