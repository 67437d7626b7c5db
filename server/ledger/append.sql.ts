import { boolArray, byteaArray, inetArray, int4Array, textArray, timestampArray, uuidArray } from "./array-codec.ts";
import type { AppendItem, SealedItem } from "./seal-draft.ts";

/** A request's part of an append. */
export interface AppendRequest {
  items: AppendItem[];
  /** One conflicting event refuses them all. */
  atomic: boolean;
  /** HMACs of an Idempotency-Key and of the body that came with it. */
  idempotency?: { keyMac: Uint8Array; requestMac: Uint8Array };
  /** The uses of keys that the request records: checked and counted in the same transaction. */
  uses?: KeyUseNote[];
}

/** One use of a key, as key_use_note takes it. */
export interface KeyUseNote {
  keyId: string;
  /** SHA-256 of the secret that came: the append is refused unless it works at that moment. Null where the use was refused itself. */
  secretHash: Uint8Array | null;
  requests: number;
  /** Below zero where rows were counted that the reader did not get. */
  rows: number;
  refusals: number;
  ip?: string;
  /** The place of `ip`, as in an event's source. */
  location?: object;
}

export interface Receipt {
  id: string;
  seq: number;
  /** Lower-case hex. */
  leaf_hash: string;
  duplicate: boolean;
}

/** What became of each event of a request, in its order; `replayed` when the Idempotency-Key had been answered before. */
export interface AppendOutcome {
  results: (Receipt | "conflict" | "dropped")[];
  replayed: boolean;
  /** The Idempotency-Key came before with another body. */
  keyConflict: boolean;
}

/**
 * One round trip and one transaction: sets the tenant, then appends. The sub-select is evaluated first, since set_config is volatile
 * and its value is an argument of the call. Locks the tenant's ledger row until the commit that ends the statement.
 */
export const APPEND_SQL = `SELECT a.* FROM (SELECT set_config('app.tenant_id', $1, true)::uuid AS tenant OFFSET 0) s,
  LATERAL ledger_append(s.tenant, ${Array.from({ length: 29 }, (_, i) => `$${i + 2}`).join(", ")}) a`;

const KEY_USE_TYPES = ["text[]", "bytea[]", "int[]", "int[]", "int[]", "inet[]", "text[]", "timestamptz"];
const keyUseCall = (tenant: string, first: number) =>
  `key_use_note(${tenant}, ${KEY_USE_TYPES.map((type, i) => `$${first + i}::${type}`).join(", ")})`;

/**
 * The same with the uses of keys that it records. PostgreSQL computes the select list when it has the row of ledger_append, so that the
 * keys are checked under the ledger's lock. Locks the rows of key_hour and key_address too.
 */
export const APPEND_WITH_USES_SQL = APPEND_SQL.replace(
  "SELECT a.*",
  `SELECT a.*, ${keyUseCall("s.tenant", 31)} AS noted`,
);

/** Notes uses of keys in a transaction whose tenant is set ($1 is the tenant all the same), behind its append. */
export const NOTE_KEY_USES_SQL = `SELECT ${keyUseCall("$1::uuid", 2)}::text AS noted`;

/** The parameters of key_use_note but for the tenant; the arrays are in PostgreSQL's binary format. */
export function keyUseParameters(uses: readonly KeyUseNote[], now: Date): (Date | Buffer)[] {
  return [
    textArray(uses.map((use) => use.keyId)),
    byteaArray(uses.map((use) => use.secretHash)),
    int4Array(uses.map((use) => use.requests)),
    int4Array(uses.map((use) => use.rows)),
    int4Array(uses.map((use) => use.refusals)),
    inetArray(uses.map((use) => use.ip ?? null)),
    textArray(uses.map((use) => (use.location ? JSON.stringify(use.location) : null))),
    now,
  ];
}

/** The SQLSTATE of key_use_note where a secret does not work any more. */
export const DEAD_KEY = "ST002";

/** The same inside a transaction whose tenant is set already ($1 is the tenant all the same). */
export const APPEND_IN_TRANSACTION_SQL = `SELECT * FROM ledger_append($1::uuid, ${[
  "int[]",
  "uuid[]",
  "timestamptz[]",
  "timestamptz[]",
  "text[]",
  "text[]",
  "text[]",
  "text[]",
  "text[]",
  "text[]",
  "text[]",
  "text[]",
  "text[]",
  "text[]",
  "text[]",
  "inet[]",
  "text[]",
  "text[]",
  "text[]",
  "text[]",
  "text[]",
  "text[]",
  "bytea[]",
  "bytea[]",
  "bytea[]",
  "bytea[]",
  "bytea[]",
  "bytea[]",
  "bool[]",
]
  .map((type, i) => `$${i + 2}::${type}`)
  .join(", ")})`;

/** The parameters of both statements; the arrays are in PostgreSQL's binary format. */
export function appendParameters(
  tenantId: string,
  requests: AppendRequest[],
  sealed: SealedItem[][],
): (string | Buffer)[] {
  const rows = sealed.flat();
  const columns = rows.map((row) => row.columns);
  const items = requests.flatMap((request) => request.items);
  return [
    tenantId,
    int4Array(requests.flatMap((request, r) => request.items.map(() => r + 1))),
    uuidArray(rows.map((row) => row.id)),
    timestampArray(rows.map((row) => row.receivedAtMs)),
    timestampArray(columns.map((c) => c.occurredAtMs)),
    textArray(columns.map((c) => c.keyId)),
    textArray(columns.map((c) => c.action)),
    textArray(columns.map((c) => c.category)),
    textArray(columns.map((c) => c.crud)),
    textArray(columns.map((c) => c.outcome)),
    textArray(columns.map((c) => c.severity)),
    textArray(columns.map((c) => c.authMethod)),
    textArray(columns.map((c) => c.actorType)),
    textArray(columns.map((c) => c.actorId)),
    textArray(columns.map((c) => c.targetType)),
    textArray(columns.map((c) => c.targetId)),
    inetArray(columns.map((c) => c.ip)),
    textArray(columns.map((c) => c.country)),
    textArray(columns.map((c) => c.via)),
    textArray(columns.map((c) => c.environment)),
    textArray(columns.map((c) => c.sessionId)),
    textArray(columns.map((c) => c.origin)),
    textArray(rows.map((row) => row.body)),
    byteaArray(rows.map((row) => row.salts)),
    byteaArray(rows.map((row) => row.leafHash)),
    byteaArray(items.map((item) => item.external?.mac ?? null)),
    byteaArray(items.map((item) => item.external?.requestMac ?? null)),
    byteaArray(requests.map((request) => request.idempotency?.keyMac ?? null)),
    byteaArray(requests.map((request) => request.idempotency?.requestMac ?? null)),
    boolArray(requests.map((request) => request.atomic)),
  ];
}

/** The row that ledger_append returns. */
export interface AppendRow {
  first_seq: string | bigint;
  known: { r: number; conflict: boolean; receipts: (Receipt | { conflict: true })[] }[] | null;
  duplicates: { o: number; conflict: boolean; seq: number; id: string; leaf: string }[] | null;
  dropped: number[] | null;
}

/** What became of each request, from the function's answer: appended events take consecutive seq in array order. */
export function readOutcomes(row: AppendRow, requests: AppendRequest[], sealed: SealedItem[][]): AppendOutcome[] {
  const known = new Map((row.known ?? []).map((entry) => [entry.r, entry]));
  const duplicates = new Map((row.duplicates ?? []).map((entry) => [entry.o, entry]));
  const dropped = new Set(row.dropped ?? []);
  let seq = Number(row.first_seq);
  let ordinal = 0;
  return requests.map((request, r) => {
    const before = known.get(r + 1);
    const results = request.items.map((_, i): Receipt | "conflict" | "dropped" => {
      ordinal++;
      const twin = duplicates.get(ordinal);
      if (twin?.conflict) return "conflict";
      if (dropped.has(ordinal)) return "dropped";
      if (twin) return { id: twin.id, seq: twin.seq, leaf_hash: twin.leaf, duplicate: true };
      const item = sealed[r]![i]!;
      return { id: item.id, seq: seq++, leaf_hash: Buffer.from(item.leafHash).toString("hex"), duplicate: false };
    });
    if (!before) return { results, replayed: false, keyConflict: false };
    const first = before.receipts.map((receipt) => ("conflict" in receipt ? "conflict" : receipt));
    return { results: first, replayed: true, keyConflict: before.conflict };
  });
}
