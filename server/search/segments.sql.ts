import type { TenantTransaction } from "../access/index.ts";
import { type Block, unpackBlock } from "./blocks.ts";
import { type Column, type ColumnField, packColumn, unpackColumn } from "./columns.ts";
import type { Segment } from "./segment.ts";

/** What names a segment. */
export interface SegmentName {
  firstSeq: number;
  endSeq: number;
}

/** A segment without its contents. */
export interface SegmentHead extends SegmentName {
  size: number;
  receivedFromMs: number;
  receivedToMs: number;
  /** occurred_at of every 512th ordinal and of the last. */
  marks: Float64Array;
  /** The ordinals are not in the order of seq. */
  isPermuted: boolean;
}

export const MARK_EVERY = 512;
/** Readers that began before a merge are through by then: it is longer than a transaction may last. */
const RETIRED_S = 60;
const ROWS_AT_ONCE = 200;

const hex = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
const hexOf = (binary: string) => Buffer.from(binary, "latin1").toString("hex");
const doubles = (bytes: Uint8Array) => new Float64Array(bytes.slice().buffer);

/** Where the index ends: every event before has been looked at. Reads the primary key backwards; no lock. */
export async function indexedTo(tx: TenantTransaction): Promise<number> {
  const rows = await tx.run<{ seq: bigint | null }>(
    "SELECT max(end_seq) AS seq FROM search_segment WHERE tenant_id = $1::uuid AND retired_at IS NULL",
    [tx.tenantId],
  );
  return Number(rows[0]?.seq ?? 0);
}

/** The names and levels of the live segments, the lowest seqs first. */
export async function listSegments(tx: TenantTransaction): Promise<(SegmentName & { level: number })[]> {
  const rows = await tx.run<{ first: bigint; end: bigint; level: number }>(
    "SELECT first_seq AS first, end_seq AS end, level FROM search_segment WHERE tenant_id = $1::uuid AND retired_at IS NULL ORDER BY first_seq",
    [tx.tenantId],
  );
  return rows.map(({ first, end, level }) => ({ firstSeq: Number(first), endSeq: Number(end), level }));
}

/** One writer of a tenant's index at a time, until the transaction ends. */
export async function lockIndex(tx: TenantTransaction): Promise<void> {
  await tx.run("SELECT pg_advisory_xact_lock(hashtext('sealtrail.search'), hashtext($1))::text", [tx.tenantId]);
}

/** Stores a segment whose dictionary is in `blocks`. */
export async function saveSegment(
  tx: TenantTransaction,
  segment: Omit<Segment, "dictionary">,
  blocks: readonly Block[],
): Promise<void> {
  const name = [tx.tenantId, segment.firstSeq, segment.endSeq];
  await tx.run(
    `INSERT INTO search_segment (tenant_id, first_seq, end_seq, level, received_from, received_to, times, marks, seqs)
     VALUES ($1::uuid, $2::bigint, $3::bigint, $4::int, $5::timestamptz, $6::timestamptz, decode($7, 'hex'), decode($8, 'hex'), decode($9, 'hex'))`,
    [
      ...name,
      segment.level,
      new Date(segment.receivedFromMs),
      new Date(segment.receivedToMs),
      hex(new Uint8Array(segment.times.buffer)),
      hex(new Uint8Array(marksOf(segment.times).buffer)),
      segment.seqs ? hex(new Uint8Array(segment.seqs.buffer)) : null,
    ],
  );
  const columns = [...segment.columns].map(([field, column]) => ({ field, ...packColumn(column) }));
  await tx.run(
    `INSERT INTO search_column (tenant_id, first_seq, end_seq, field, names, codes)
     SELECT $1::uuid, $2::bigint, $3::bigint, field, names, decode(codes, 'hex') FROM unnest($4::text[], $5::text[], $6::text[]) AS c(field, names, codes)`,
    [...name, columns.map((one) => one.field), columns.map((one) => one.names), columns.map((one) => hex(one.codes))],
  );
  for (let at = 0; at < blocks.length; at += ROWS_AT_ONCE) {
    const some = blocks.slice(at, at + ROWS_AT_ONCE);
    await tx.run(
      `INSERT INTO search_block (tenant_id, first_seq, end_seq, first_term, bytes)
       SELECT $1::uuid, $2::bigint, $3::bigint, decode(term, 'hex'), decode(bytes, 'hex') FROM unnest($4::text[], $5::text[]) AS b(term, bytes)`,
      [...name, some.map((block) => hexOf(block.firstTerm)), some.map((block) => hex(block.bytes))],
    );
  }
}

function marksOf(times: Float64Array): Float64Array {
  const marks: number[] = [];
  for (let at = 0; at < times.length; at += MARK_EVERY) marks.push(times[at]!);
  return Float64Array.from([...marks, times.at(-1)!]);
}

/** The whole of a segment, for a merge. */
export async function loadSegment(tx: TenantTransaction, { firstSeq, endSeq }: SegmentName): Promise<Segment> {
  const name = [tx.tenantId, firstSeq, endSeq];
  const where = "tenant_id = $1::uuid AND first_seq = $2::bigint AND end_seq = $3::bigint";
  const [row] = await tx.run<{ level: number; from: Date; to: Date; times: Uint8Array; seqs: Uint8Array | null }>(
    `SELECT level, received_from AS from, received_to AS to, times, seqs FROM search_segment WHERE ${where}`,
    name,
  );
  if (!row) throw new Error("a segment of the search index is gone");
  const columns = await tx.run<{ field: ColumnField; names: string; codes: Uint8Array }>(
    `SELECT field, names, codes FROM search_column WHERE ${where}`,
    name,
  );
  const blocks = await tx.run<{ bytes: Uint8Array }>(
    `SELECT bytes FROM search_block WHERE ${where} ORDER BY first_term`,
    name,
  );
  return {
    firstSeq,
    endSeq,
    level: row.level,
    times: doubles(row.times),
    seqs: row.seqs ? new Uint32Array(row.seqs.slice().buffer) : null,
    receivedFromMs: row.from.getTime(),
    receivedToMs: row.to.getTime(),
    columns: new Map(columns.map((one) => [one.field, unpackColumn(one.names, one.codes, endSeq - firstSeq)])),
    dictionary: (function* () {
      for (const { bytes } of blocks) yield* unpackBlock(bytes);
    })(),
  };
}

export async function retireSegments(tx: TenantTransaction, parts: readonly SegmentName[]): Promise<void> {
  await tx.run(
    `UPDATE search_segment SET retired_at = clock_timestamp()
      WHERE tenant_id = $1::uuid AND (first_seq, end_seq) IN (SELECT f, e FROM unnest($2::bigint[], $3::bigint[]) AS p(f, e))`,
    [tx.tenantId, parts.map((part) => part.firstSeq), parts.map((part) => part.endSeq)],
  );
}

export async function deleteRetired(tx: TenantTransaction): Promise<void> {
  await tx.run(
    `DELETE FROM search_segment WHERE tenant_id = $1::uuid AND retired_at < clock_timestamp() - make_interval(secs => ${RETIRED_S})`,
    [tx.tenantId],
  );
}

/** Lets the whole index of the tenant go; it is made again from the events. */
export async function deleteIndex(tx: TenantTransaction): Promise<void> {
  await tx.run("DELETE FROM search_segment WHERE tenant_id = $1::uuid", [tx.tenantId]);
}

/** The heads of segments by name. */
export async function readHeads(tx: TenantTransaction, names: readonly SegmentName[]): Promise<SegmentHead[]> {
  if (names.length === 0) return [];
  const rows = await tx.run<{ first: bigint; end: bigint; from: Date; to: Date; marks: Uint8Array; permuted: boolean }>(
    `SELECT first_seq AS first, end_seq AS end, received_from AS from, received_to AS to, marks, seqs IS NOT NULL AS permuted
       FROM search_segment WHERE tenant_id = $1::uuid AND (first_seq, end_seq) IN (SELECT f, e FROM unnest($2::bigint[], $3::bigint[]) AS p(f, e))`,
    [tx.tenantId, names.map((one) => one.firstSeq), names.map((one) => one.endSeq)],
  );
  return rows.map((row) => ({
    firstSeq: Number(row.first),
    endSeq: Number(row.end),
    size: Number(row.end) - Number(row.first),
    receivedFromMs: row.from.getTime(),
    receivedToMs: row.to.getTime(),
    marks: doubles(row.marks),
    isPermuted: row.permuted,
  }));
}

/** A range of terms, both ends included. */
export interface TermRange {
  lo: string;
  hi: string;
}

/** A block that may hold terms of `ranges[range]`. */
export interface FoundBlock extends SegmentName {
  range: number;
  bytes: Uint8Array;
}

/**
 * The blocks of the segments that may hold terms of the ranges. A range begins in the last block that begins at or before it, which the
 * primary key gives backwards, and goes on forwards; no lock.
 */
export async function readBlocks(
  tx: TenantTransaction,
  segments: readonly SegmentName[],
  ranges: readonly TermRange[],
): Promise<FoundBlock[]> {
  if (segments.length === 0 || ranges.length === 0) return [];
  const rows = await tx.run<{ first: bigint; end: bigint; n: bigint; bytes: Uint8Array }>(
    `SELECT s.f AS first, s.e AS end, r.n, b.bytes
       FROM unnest($2::bigint[], $3::bigint[]) AS s(f, e)
      CROSS JOIN ROWS FROM (unnest($4::text[]), unnest($5::text[])) WITH ORDINALITY AS r(lo, hi, n)
      CROSS JOIN LATERAL (SELECT decode(r.lo, 'hex') AS lo, decode(r.hi, 'hex') AS hi OFFSET 0) AS d
      CROSS JOIN LATERAL (
        SELECT COALESCE((SELECT first_term FROM search_block WHERE tenant_id = $1::uuid AND first_seq = s.f AND end_seq = s.e AND first_term <= d.lo
                          ORDER BY first_term DESC LIMIT 1), d.lo) AS lo OFFSET 0) AS start
      CROSS JOIN LATERAL (
        SELECT bytes FROM search_block WHERE tenant_id = $1::uuid AND first_seq = s.f AND end_seq = s.e AND first_term >= start.lo AND first_term <= d.hi
         ORDER BY first_term) AS b`,
    [
      tx.tenantId,
      segments.map((one) => one.firstSeq),
      segments.map((one) => one.endSeq),
      ranges.map((one) => hexOf(one.lo)),
      ranges.map((one) => hexOf(one.hi)),
    ],
  );
  return rows.map(({ first, end, n, bytes }) => ({
    firstSeq: Number(first),
    endSeq: Number(end),
    range: Number(n) - 1,
    bytes,
  }));
}

/** occurred_at of the ordinals from `from` on and before `to`, for each of the slices; milliseconds since 1970. */
export async function readTimes(
  tx: TenantTransaction,
  slices: readonly (SegmentName & { from: number; to: number })[],
): Promise<Float64Array[]> {
  if (slices.length === 0) return [];
  const rows = await tx.run<{ times: Uint8Array }>(
    `SELECT substr(s.times, p.at * 8 + 1, p.n * 8) AS times
       FROM ROWS FROM (unnest($2::bigint[]), unnest($3::bigint[]), unnest($4::int[]), unnest($5::int[])) WITH ORDINALITY AS p(f, e, at, n, i)
       JOIN search_segment s ON s.tenant_id = $1::uuid AND s.first_seq = p.f AND s.end_seq = p.e ORDER BY p.i`,
    [tx.tenantId, ...columnsOfSlices(slices)],
  );
  return rows.map((row) => doubles(row.times));
}

/** seq - first_seq of the ordinals from `from` on and before `to`, for each of the slices, of segments that are permuted. */
export async function readSeqRuns(
  tx: TenantTransaction,
  slices: readonly (SegmentName & { from: number; to: number })[],
): Promise<Uint32Array[]> {
  if (slices.length === 0) return [];
  const rows = await tx.run<{ seqs: Uint8Array }>(
    `SELECT substr(s.seqs, p.at * 4 + 1, p.n * 4) AS seqs
       FROM ROWS FROM (unnest($2::bigint[]), unnest($3::bigint[]), unnest($4::int[]), unnest($5::int[])) WITH ORDINALITY AS p(f, e, at, n, i)
       JOIN search_segment s ON s.tenant_id = $1::uuid AND s.first_seq = p.f AND s.end_seq = p.e ORDER BY p.i`,
    [tx.tenantId, ...columnsOfSlices(slices)],
  );
  return rows.map((row) => new Uint32Array(row.seqs.slice().buffer));
}

const columnsOfSlices = (slices: readonly (SegmentName & { from: number; to: number })[]) => [
  slices.map((one) => one.firstSeq),
  slices.map((one) => one.endSeq),
  slices.map((one) => one.from),
  slices.map((one) => one.to - one.from),
];

/** Columns of segments, whole. */
export async function readColumns(
  tx: TenantTransaction,
  wanted: readonly (SegmentName & { field: ColumnField })[],
): Promise<(SegmentName & { field: ColumnField; column: Column })[]> {
  if (wanted.length === 0) return [];
  const rows = await tx.run<{ first: bigint; end: bigint; field: ColumnField; names: string; codes: Uint8Array }>(
    `SELECT c.first_seq AS first, c.end_seq AS end, c.field, c.names, c.codes
       FROM unnest($2::bigint[], $3::bigint[], $4::text[]) AS p(f, e, field)
       JOIN search_column c ON c.tenant_id = $1::uuid AND c.first_seq = p.f AND c.end_seq = p.e AND c.field = p.field`,
    [tx.tenantId, wanted.map((one) => one.firstSeq), wanted.map((one) => one.endSeq), wanted.map((one) => one.field)],
  );
  return rows.map((row) => {
    const [firstSeq, endSeq] = [Number(row.first), Number(row.end)];
    return { firstSeq, endSeq, field: row.field, column: unpackColumn(row.names, row.codes, endSeq - firstSeq) };
  });
}
