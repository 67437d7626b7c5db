import {
  canonicalizeEvent,
  hashLeaf,
  leafBytes,
  PARTS,
  SALT_BYTES,
  type SealedEvent,
  sealEvent,
  splitEvent,
} from "#tlog";
import { deriveColumns } from "./columns.ts";
import { AT, DERIVED, FIRST_DERIVED, type TextRow } from "./verify-database.sql.ts";

/** What one row says of itself, without the tree. */
export interface RowCheck {
  /** Recomputed from body, salts and digests; lower-case hex. Undefined when that is not possible. */
  leaf?: string;
  /** The id in the body. */
  bodyId?: string;
  /** What is wrong with body, salts and columns; the leaf hash is judged by the caller, who knows the tile. */
  texts: string[];
}

const VALUE_SHOWN_MAX = 60;
const SALTS_HEX = 2 + 2 * SALT_BYTES * PARTS.length;

/** A value of a column or an event for a message: quoted, cut, control characters escaped. */
export function shown(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  const text = String(value);
  return JSON.stringify(text.length > VALUE_SHOWN_MAX ? `${text.slice(0, VALUE_SHOWN_MAX)}…` : text);
}

/** Recomputes leaf and columns of one row. Measured: 33 µs for an event of 900 bytes, nearly all of it parsing and hashing. */
export function checkRow(row: TextRow, tenantId: string): RowCheck {
  let event: SealedEvent;
  try {
    event = JSON.parse(row[AT.body]!);
  } catch {
    return { texts: ["body changed: it is not JSON any more"] };
  }
  if (typeof event !== "object" || event === null) return { texts: ["body changed: it is not an event any more"] };
  const check: RowCheck = { texts: [] };
  if (typeof event.id === "string") check.bodyId = event.id;
  try {
    check.leaf = row[AT.digests] === null ? sealAgain(row, event, check.texts) : sealErased(row, event, check.texts);
  } catch (error) {
    check.texts.push(`body or salts changed: they cannot be sealed again (${(error as Error).message})`);
  }
  if (event.v !== 1) check.texts.push(`the event has version ${shown(event.v)} instead of 1`);
  if (event.tenant !== tenantId)
    check.texts.push(`the event is of tenant ${shown(event.tenant)}, the row is with tenant "${tenantId}"`);
  try {
    compareColumns(row, event, check.texts);
  } catch {
    check.texts.push("the columns cannot be compared: the body does not have the form of an event");
  }
  return check;
}

function sealAgain(row: TextRow, event: SealedEvent, texts: string[]): string {
  const stored = row[AT.salts]!;
  if (stored.length !== SALTS_HEX) throw new Error(`there are ${(stored.length - 2) / 2} bytes of salts instead of 64`);
  const bytes = Buffer.from(stored.slice(2), "hex");
  const { body, salts, leafHash } = sealEvent(event, bytes);
  requireCanonical(row[AT.body]!, body, texts);
  if (Buffer.compare(bytes, salts) !== 0)
    texts.push("salts changed: there is one for a part that the event does not have");
  return hexOf(leafHash);
}

/** An event of which a part is erased: its digest stands for it, and its salt is zeros. */
function sealErased(row: TextRow, event: SealedEvent, texts: string[]): string {
  requireCanonical(row[AT.body]!, canonicalizeEvent(event), texts);
  const digests = JSON.parse(row[AT.digests]!) as Record<string, string>;
  const bytes = Buffer.from(row[AT.salts]!.slice(2), "hex");
  const { parts } = splitEvent(event);
  const salts: Parameters<typeof leafBytes>[1] = {};
  PARTS.forEach((part, i) => {
    const salt = bytes.subarray(i * SALT_BYTES, (i + 1) * SALT_BYTES);
    if (parts[part] !== undefined) salts[part] = salt;
    else if (salt.some((byte) => byte !== 0))
      texts.push(`salts changed: there is one for ${part}, which the event does not have`);
  });
  return hexOf(hashLeaf(leafBytes(event, salts, digests)));
}

function requireCanonical(body: string, canonical: string, texts: string[]): void {
  if (body === canonical) return;
  let at = 0;
  while (body[at] === canonical[at]) at++;
  texts.push(`body changed: from character ${at} on it is not in the canonical form in which it was sealed`);
}

function compareColumns(row: TextRow, event: SealedEvent, texts: string[]): void {
  const columns = deriveColumns(event);
  for (let i = 0; i < DERIVED.length; i++) {
    const [column, field] = DERIVED[i]!;
    const found = row[FIRST_DERIVED + i]!;
    if (found !== columns[field]) texts.push(differs(column, found, columns[field]));
  }
  if (row[AT.id] !== event.id) texts.push(differs("id", row[AT.id], event.id));
  compareTime(row[AT.receivedAt]!, event.received_at, "received_at", texts);
  compareTime(row[AT.occurredAt]!, event.occurred_at, "occurred_at", texts);
  const ip = row[AT.ip]!;
  if (ip !== columns.ip && !isSameAddress(ip, columns.ip)) texts.push(differs("ip", ip, columns.ip));
}

function differs(column: string, found: unknown, expected: unknown): string {
  return `column ${column} shows ${shown(found)}, the event says ${shown(expected)}`;
}

/** PostgreSQL writes `2026-11-20 20:42:53.31+00` for what the event calls `2026-11-20T20:42:53.310Z`. */
function compareTime(found: string, expected: string, column: string, texts: string[]): void {
  let end = 23;
  if (expected.charCodeAt(22) === 0x30)
    end = expected.charCodeAt(21) !== 0x30 ? 22 : expected.charCodeAt(20) !== 0x30 ? 21 : 19;
  const isSame =
    expected.length === 24 &&
    found.length === end + 3 &&
    found.startsWith(expected.slice(0, 10)) &&
    found.startsWith(expected.slice(11, end), 11) &&
    found.endsWith("+00");
  if (!isSame) texts.push(differs(column, found, expected));
}

/** PostgreSQL writes some IPv6 addresses with a dotted tail where RFC 5952 has groups. */
function isSameAddress(found: string | null, expected: string | null): boolean {
  if (!found?.includes(":") || !expected?.includes(":")) return false;
  const hostOf = (address: string) => URL.parse(`http://[${address}]`)?.hostname;
  return hostOf(found) !== undefined && hostOf(found) === hostOf(expected);
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("hex");
}
