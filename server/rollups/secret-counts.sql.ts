import type { TenantTransaction } from "../access/index.ts";

export interface SecretActorRow {
  type: string;
  id: string | null;
  name: string | null;
}

/** A row of secret_target; times are milliseconds since 1970. */
export interface SecretRow {
  id: string;
  type: string;
  targetId: string;
  isNamed: boolean;
  /** Events of it may have been let go before it was kept. */
  isLowerBound: boolean;
  name: string | null;
  firstMs: number;
  lastMs: number;
  createdMs: number | null;
  deletedMs: number | null;
  lastReadMs: number | null;
  lastReadSeq: number | null;
  lastReadBy: SecretActorRow | null;
  /** The newest read before an event named it: reads till then are of no reader and no day. */
  unnamedReadMs: number | null;
  lastRotatedMs: number | null;
  lastRotatedSeq: number | null;
  lastRotatedBy: SecretActorRow | null;
  statedDays: number | null;
  statedMs: number | null;
  events: number;
  reads: number;
  rotations: number;
  people: number;
  services: number;
  readsLetGo: number;
  environments: Record<string, number>;
  environment: string | null;
}

export interface SecretReaderRow {
  secretId: string;
  actorType: string;
  /** Empty for anonymous ones. */
  actorId: string;
  name: string | null;
  reads: number;
  firstMs: number;
  lastMs: number;
  /** Reads by environment, at most eight of them. */
  readsIn: Record<string, number>;
}

type Stored = Omit<Record<keyof SecretRow, unknown>, "id" | "type" | "targetId" | "name" | "environment"> &
  Pick<SecretRow, "id" | "type" | "targetId" | "name" | "environment">;

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::bigint`;
export const SECRET_COLUMNS = `s.id, s.type, s.target_id AS "targetId", s.is_named AS "isNamed", s.is_lower_bound AS "isLowerBound", s.name, ${ms("s.first_at")} AS "firstMs", ${ms("s.last_at")} AS "lastMs",
  ${ms("s.created_at")} AS "createdMs", ${ms("s.deleted_at")} AS "deletedMs", ${ms("s.last_read_at")} AS "lastReadMs", s.last_read_seq AS "lastReadSeq",
  s.last_read_by AS "lastReadBy", ${ms("s.unnamed_read_at")} AS "unnamedReadMs", ${ms("s.last_rotated_at")} AS "lastRotatedMs", s.last_rotated_seq AS "lastRotatedSeq", s.last_rotated_by AS "lastRotatedBy",
  s.stated_days AS "statedDays", ${ms("s.stated_at")} AS "statedMs", s.events, s.reads, s.rotations, s.people, s.services, s.reads_let_go AS "readsLetGo",
  s.environments, s.environment`;

const plain = (value: unknown) => (typeof value === "bigint" ? Number(value) : value);
export const secretRowOf = (row: Stored): SecretRow =>
  Object.fromEntries(Object.entries(row).map(([key, value]) => [key, plain(value)])) as unknown as SecretRow;

/** The stored rows of these ids. Over the primary key. */
export async function readSecrets(tx: TenantTransaction, ids: readonly string[]): Promise<SecretRow[]> {
  if (ids.length === 0) return [];
  const rows = await tx.run<Stored>(
    `SELECT ${SECRET_COLUMNS} FROM secret_target s WHERE s.tenant_id = $1::uuid AND s.id = ANY ($2::uuid[])`,
    [tx.tenantId, ids],
  );
  return rows.map(secretRowOf);
}

/** Stores rows over what was there, as one JSON list. */
export async function writeSecrets(tx: TenantTransaction, rows: readonly SecretRow[]): Promise<void> {
  if (rows.length === 0) return;
  const at = (name: string) => `to_timestamp(r."${name}" / 1000.0)`;
  await tx.run(
    `INSERT INTO secret_target (tenant_id, id, type, target_id, is_named, is_lower_bound, name, first_at, last_at, created_at, deleted_at, last_read_at, last_read_seq, last_read_by,
       unnamed_read_at, last_rotated_at, last_rotated_seq, last_rotated_by, stated_days, stated_at, events, reads, rotations, people, services, reads_let_go, environments, environment)
     SELECT $1::uuid, r.id, r.type, r."targetId", r."isNamed", r."isLowerBound", r.name, ${at("firstMs")}, ${at("lastMs")}, ${at("createdMs")}, ${at("deletedMs")}, ${at("lastReadMs")},
       r."lastReadSeq", r."lastReadBy", ${at("unnamedReadMs")}, ${at("lastRotatedMs")}, r."lastRotatedSeq", r."lastRotatedBy", r."statedDays", ${at("statedMs")}, r.events, r.reads, r.rotations,
       r.people, r.services, r."readsLetGo", r.environments, r.environment
     FROM jsonb_to_recordset($2::jsonb) AS r(id uuid, type text, "targetId" text, "isNamed" boolean, "isLowerBound" boolean, name text, "firstMs" float8, "lastMs" float8, "createdMs" float8,
       "deletedMs" float8, "lastReadMs" float8, "lastReadSeq" bigint, "lastReadBy" jsonb, "unnamedReadMs" float8, "lastRotatedMs" float8, "lastRotatedSeq" bigint, "lastRotatedBy" jsonb,
       "statedDays" int, "statedMs" float8, events bigint, reads bigint, rotations bigint, people int, services int, "readsLetGo" bigint, environments jsonb, environment text)
     ON CONFLICT (tenant_id, id) DO UPDATE SET is_named = excluded.is_named, is_lower_bound = excluded.is_lower_bound, name = excluded.name, first_at = excluded.first_at, last_at = excluded.last_at,
       created_at = excluded.created_at, deleted_at = excluded.deleted_at, last_read_at = excluded.last_read_at, last_read_seq = excluded.last_read_seq,
       last_read_by = excluded.last_read_by, unnamed_read_at = excluded.unnamed_read_at, last_rotated_at = excluded.last_rotated_at, last_rotated_seq = excluded.last_rotated_seq,
       last_rotated_by = excluded.last_rotated_by, stated_days = excluded.stated_days, stated_at = excluded.stated_at, events = excluded.events,
       reads = excluded.reads, rotations = excluded.rotations, people = excluded.people, services = excluded.services, reads_let_go = excluded.reads_let_go,
       environments = excluded.environments, environment = excluded.environment`,
    [tx.tenantId, JSON.stringify(rows)],
  );
}

/** The stored readers among these of these secrets. Over the primary key. */
export async function readReaders(
  tx: TenantTransaction,
  keys: readonly Pick<SecretReaderRow, "secretId" | "actorType" | "actorId">[],
): Promise<SecretReaderRow[]> {
  if (keys.length === 0) return [];
  const rows = await tx.run<ReaderStored>(
    `SELECT ${READER_COLUMNS} FROM unnest($2::uuid[], $3::text[], $4::text[]) AS k(secret_id, actor_type, actor_id)
       JOIN secret_reader r ON r.tenant_id = $1::uuid AND r.secret_id = k.secret_id AND r.actor_type = k.actor_type AND r.actor_id = k.actor_id`,
    [tx.tenantId, keys.map((key) => key.secretId), keys.map((key) => key.actorType), keys.map((key) => key.actorId)],
  );
  return rows.map(readerOf);
}

interface ReaderStored extends Pick<SecretReaderRow, "secretId" | "actorType" | "actorId" | "name" | "readsIn"> {
  reads: bigint;
  first_at: Date;
  last_at: Date;
}
export const READER_COLUMNS = `r.secret_id AS "secretId", r.actor_type AS "actorType", r.actor_id AS "actorId", r.name, r.reads, r.reads_in AS "readsIn", r.first_at, r.last_at`;
export const readerOf = ({ reads, first_at, last_at, ...row }: ReaderStored): SecretReaderRow => ({
  ...row,
  reads: Number(reads),
  firstMs: first_at.getTime(),
  lastMs: last_at.getTime(),
});

export async function writeReaders(tx: TenantTransaction, rows: readonly SecretReaderRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.run(
    `INSERT INTO secret_reader (tenant_id, secret_id, actor_type, actor_id, name, reads, reads_in, first_at, last_at)
     SELECT $1::uuid, r."secretId", r."actorType", r."actorId", r.name, r.reads, r."readsIn", to_timestamp(r."firstMs" / 1000.0), to_timestamp(r."lastMs" / 1000.0)
       FROM jsonb_to_recordset($2::jsonb) AS r("secretId" uuid, "actorType" text, "actorId" text, name text, reads bigint, "readsIn" jsonb, "firstMs" float8, "lastMs" float8)
     ON CONFLICT (tenant_id, secret_id, actor_type, actor_id) DO UPDATE SET name = excluded.name, reads = excluded.reads, reads_in = excluded.reads_in, first_at = excluded.first_at,
       last_at = excluded.last_at`,
    [tx.tenantId, JSON.stringify(rows)],
  );
}
