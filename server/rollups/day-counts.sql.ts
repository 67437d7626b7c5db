import type { TenantTransaction } from "../access/index.ts";
import { type DayCounts, readDay, storedDay } from "./day-counts.ts";

export interface DayKey {
  day: string;
  kind: string;
  value: string;
}

/** The stored counts of these; what there is none of is left out. Over the primary key, one look-up each; no lock but that of the cursor. */
export async function readDays(tx: TenantTransaction, keys: readonly DayKey[]): Promise<DayCounts[]> {
  if (keys.length === 0) return [];
  const rows = await tx.run<Record<"day" | "kind" | "value", string> & Record<"q" | "e" | "f" | "d" | "u", string>>(
    `SELECT k.day, k.kind, k.value, array_to_string(d.quarters, ',') AS q, array_to_string(d.events_at, ',') AS e,
            array_to_string(d.failures_at, ',') AS f, array_to_string(d.denials_at, ',') AS d, array_to_string(d.unknowns_at, ',') AS u
       FROM unnest($2::text[], $3::text[], $4::text[]) AS k(day, kind, value)
       JOIN rollup_day d ON d.tenant_id = $1::uuid AND d.day = k.day::date AND d.kind = k.kind AND d.value = k.value`,
    [tx.tenantId, keys.map((key) => key.day), keys.map((key) => key.kind), keys.map((key) => key.value)],
  );
  return rows.map(({ day, kind, value, q, e, f, d, u }) =>
    readDay(day, kind, value, numbers(q), [numbers(e), numbers(f), numbers(d), numbers(u)]),
  );
}

export const numbers = (text: string): number[] => (text === "" ? [] : text.split(",").map(Number));

/** Stores the counts over what was there: whoever calls has locked the cursor and read them before. */
export async function writeDays(tx: TenantTransaction, days: readonly DayCounts[]): Promise<void> {
  if (days.length === 0) return;
  // Those of one day and kind lie next to one another, as they are read.
  const rows = days.map(storedDay).sort(byPlace);
  const total = (place: number) => rows.map(({ totals }) => totals[place]!);
  const list = (place: number) => rows.map(({ lists }) => lists[place]!);
  await tx.run(
    `INSERT INTO rollup_day AS t (tenant_id, day, kind, value, events, failures, denials, unknowns, quarters, events_at, failures_at, denials_at, unknowns_at)
     SELECT $1::uuid, day::date, kind, value, e, f, d, u, q::smallint[], ea::integer[], fa::integer[], da::integer[], ua::integer[]
       FROM unnest($2::text[], $3::text[], $4::text[], $5::int[], $6::int[], $7::int[], $8::int[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[])
            AS r(day, kind, value, e, f, d, u, q, ea, fa, da, ua)
     ON CONFLICT (tenant_id, kind, value, day) DO UPDATE SET events = excluded.events, failures = excluded.failures, denials = excluded.denials,
       unknowns = excluded.unknowns, quarters = excluded.quarters, events_at = excluded.events_at, failures_at = excluded.failures_at,
       denials_at = excluded.denials_at, unknowns_at = excluded.unknowns_at`,
    [
      tx.tenantId,
      ...[rows.map((row) => row.day), rows.map((row) => row.kind), rows.map((row) => row.value)],
      ...[total(0), total(1), total(2), total(3), rows.map((row) => row.quarters), list(0), list(1), list(2), list(3)],
    ],
  );
}

const byPlace = (a: DayKey, b: DayKey) =>
  a.day !== b.day
    ? a.day < b.day
      ? -1
      : 1
    : a.kind !== b.kind
      ? a.kind < b.kind
        ? -1
        : 1
      : a.value < b.value
        ? -1
        : 1;

/** How many values of a kind are kept for a day. */
export interface Room {
  day: string;
  kind: string;
  kept: number;
  letGo: number;
}

export async function readRooms(
  tx: TenantTransaction,
  keys: readonly { day: string; kind: string }[],
): Promise<Room[]> {
  if (keys.length === 0) return [];
  const rows = await tx.run<{ day: string; kind: string; kept: number; let_go: bigint }>(
    `SELECT k.day, k.kind, r.kept, r.let_go FROM unnest($2::text[], $3::text[]) AS k(day, kind)
       JOIN rollup_room r ON r.tenant_id = $1::uuid AND r.day = k.day::date AND r.kind = k.kind`,
    [tx.tenantId, keys.map((key) => key.day), keys.map((key) => key.kind)],
  );
  return rows.map(({ let_go, ...row }) => ({ ...row, letGo: Number(let_go) }));
}

export async function writeRooms(tx: TenantTransaction, rooms: readonly Room[]): Promise<void> {
  if (rooms.length === 0) return;
  await tx.run(
    `INSERT INTO rollup_room (tenant_id, day, kind, kept, let_go)
     SELECT $1::uuid, day::date, kind, kept, let_go FROM unnest($2::text[], $3::text[], $4::int[], $5::bigint[]) AS r(day, kind, kept, let_go)
     ON CONFLICT (tenant_id, day, kind) DO UPDATE SET kept = excluded.kept, let_go = excluded.let_go`,
    [
      tx.tenantId,
      ...[rooms.map((room) => room.day), rooms.map((room) => room.kind)],
      ...[rooms.map((room) => room.kept), rooms.map((room) => room.letGo)],
    ],
  );
}

/** What is known of a value of all time. */
export interface KnownValue {
  kind: string;
  value: string;
  events: number;
  firstMs: number;
  lastMs: number;
  name: string | null;
  lat: number | null;
  lon: number | null;
}

export async function readValues(
  tx: TenantTransaction,
  keys: readonly { kind: string; value: string }[],
): Promise<KnownValue[]> {
  if (keys.length === 0) return [];
  const rows = await tx.run<ValueRow>(
    `SELECT ${VALUE_COLUMNS} FROM unnest($2::text[], $3::text[]) AS k(kind, value)
       JOIN rollup_value v ON v.tenant_id = $1::uuid AND v.kind = k.kind AND v.value = k.value`,
    [tx.tenantId, keys.map((key) => key.kind), keys.map((key) => key.value)],
  );
  return rows.map(knownOf);
}

export interface ValueRow {
  kind: string;
  value: string;
  events: bigint;
  first_at: Date;
  last_at: Date;
  name: string | null;
  lat: number | null;
  lon: number | null;
}
export const VALUE_COLUMNS = "v.kind, v.value, v.events, v.first_at, v.last_at, v.name, v.lat, v.lon";
export const knownOf = ({ events, first_at, last_at, ...row }: ValueRow): KnownValue => ({
  ...row,
  events: Number(events),
  firstMs: first_at.getTime(),
  lastMs: last_at.getTime(),
});

export async function writeValues(tx: TenantTransaction, values: readonly KnownValue[]): Promise<void> {
  if (values.length === 0) return;
  const times = (key: "firstMs" | "lastMs") => values.map((value) => new Date(value[key]).toISOString());
  await tx.run(
    `INSERT INTO rollup_value (tenant_id, kind, value, events, first_at, last_at, name, lat, lon)
     SELECT $1::uuid, kind, value, events, f::timestamptz, l::timestamptz, name, lat, lon
       FROM unnest($2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::double precision[], $9::double precision[])
            AS r(kind, value, events, f, l, name, lat, lon)
     ON CONFLICT (tenant_id, kind, value) DO UPDATE SET events = excluded.events, first_at = excluded.first_at, last_at = excluded.last_at,
       name = excluded.name, lat = excluded.lat, lon = excluded.lon`,
    [
      tx.tenantId,
      ...[values.map((one) => one.kind), values.map((one) => one.value), values.map((one) => one.events)],
      ...[times("firstMs"), times("lastMs"), values.map((one) => one.name)],
      ...[values.map((one) => one.lat), values.map((one) => one.lon)],
    ],
  );
}
