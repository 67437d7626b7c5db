import { fromBase64Url, toBase64Url, utf8 } from "./bytes.ts";
import { TlogError } from "./errors.ts";
import { PARTS, type PartName, SALT_BYTES, SALTS_BYTES, type SealedEvent } from "./event.ts";
import { canonicalize } from "./jcs.ts";
import { hashLeaf } from "./merkle.ts";
import { sha256 } from "./sha256.ts";

type Members = Record<string, unknown>;

const CLEAR_TOP = new Set(
  "v id tenant key occurred_at received_at action category crud outcome severity auth_method schema_version app_version".split(
    " ",
  ),
);
const CONTEXT_TOP = new Set(["session_id", "request_id"]);
const CONTENT_TOP = new Set(["description", "changes", "metadata", "raw", "external_id"]);
const CONTEXT_SOURCE = new Set(["ip", "user_agent", "location", "endpoint"]);
const CLEAR_SOURCE = new Set(["via", "environment"]);

/** What is left of an event in the public leaf, and its personal parts; only the parts that have something in them. */
export interface SplitEvent {
  clear: Members;
  parts: Partial<Record<PartName, unknown>>;
}

function membersOf(value: unknown, path: string): Members {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new TlogError("event_form", `${path} of the event is not an object`);
  }
  return value as Members;
}

function typedMembers(value: unknown, path: string): { type: unknown; rest: Members } {
  const members = membersOf(value, path);
  if (!Object.hasOwn(members, "type")) throw new TlogError("event_form", `${path} of the event has no type`);
  const { type, ...rest } = members;
  return { type, rest };
}

function splitActor(value: unknown, split: SplitEvent): void {
  const { type, rest } = typedMembers(value, "actor");
  split.clear.actor = { type };
  if (Object.keys(rest).length > 0) split.parts.actor = rest;
}

function splitTargets(value: unknown, split: SplitEvent): void {
  if (!Array.isArray(value)) throw new TlogError("event_form", "targets of the event is not a list");
  if (value.length === 0)
    throw new TlogError("event_empty_member", "an empty targets list is not sealed; leave it out");
  const targets = value.map((target, i) => typedMembers(target, `targets.${i}`));
  split.clear.targets = targets.map(({ type }) => ({ type }));
  const rest = targets.map((target) => target.rest);
  if (rest.some((members) => Object.keys(members).length > 0)) split.parts.targets = rest;
}

function intoPart(split: SplitEvent, part: "context" | "content", name: string, value: unknown): void {
  split.parts[part] ??= {};
  (split.parts[part] as Members)[name] = value;
}

function splitSource(value: unknown, split: SplitEvent): void {
  const clear: Members = {};
  const personal: Members = {};
  for (const [name, member] of Object.entries(membersOf(value, "source"))) {
    if (CLEAR_SOURCE.has(name)) clear[name] = member;
    else if (CONTEXT_SOURCE.has(name)) personal[name] = member;
    else throw new TlogError("event_unknown_member", `source has an unknown member ${JSON.stringify(name)}`);
  }
  const clearCount = Object.keys(clear).length;
  const personalCount = Object.keys(personal).length;
  if (clearCount + personalCount === 0)
    throw new TlogError("event_empty_member", "an empty source is not sealed; leave it out");
  if (clearCount > 0) split.clear.source = clear;
  if (personalCount > 0) intoPart(split, "context", "source", personal);
}

function splitOrigin(value: unknown, split: SplitEvent): void {
  const { system, event_id, ...others } = membersOf(value, "origin");
  if (system === undefined || Object.keys(others).length > 0) {
    throw new TlogError("event_form", "origin of the event needs a system, may have an event_id, and nothing else");
  }
  split.clear.origin = { system };
  if (event_id !== undefined) intoPart(split, "content", "origin", { event_id });
}

/**
 * Splits an event into what its leaf shows and its personal parts (design: "Seal"). Throws `event_unknown_member`,
 * `event_empty_member` or `event_form`. Values inside the parts are shared with the event, not copied.
 *
 * @example splitEvent(event).parts.actor // { id: "u_1", name: "Zoë" }
 */
export function splitEvent(event: SealedEvent): SplitEvent {
  const split: SplitEvent = { clear: {}, parts: {} };
  for (const [name, value] of Object.entries(membersOf(event, "the whole"))) {
    if (CLEAR_TOP.has(name)) split.clear[name] = value;
    else if (name === "actor") splitActor(value, split);
    else if (name === "targets") splitTargets(value, split);
    else if (name === "source") splitSource(value, split);
    else if (name === "origin") splitOrigin(value, split);
    else if (CONTEXT_TOP.has(name)) intoPart(split, "context", name, value);
    else if (CONTENT_TOP.has(name)) intoPart(split, "content", name, value);
    else throw new TlogError("event_unknown_member", `the event has an unknown member ${JSON.stringify(name)}`);
  }
  return split;
}

/**
 * The event of which `splitEvent` gives these; of parts that are left out nothing shows but what the leaf shows. What splitEvent puts into a part
 * can therefore not be forgotten here.
 *
 * @example joinEvent(splitEvent(event)) // the same event
 */
export function joinEvent({ clear, parts }: SplitEvent): SealedEvent {
  const { source, ...context } = (parts.context ?? {}) as Members;
  const { origin, ...content } = (parts.content ?? {}) as Members;
  const targets = parts.targets as Members[] | undefined;
  const joined: Members = { ...clear, ...context, ...content };
  if (parts.actor) joined.actor = { ...(clear.actor as Members), ...(parts.actor as Members) };
  if (targets) joined.targets = (clear.targets as Members[]).map((target, i) => ({ ...target, ...targets[i] }));
  if (source) joined.source = { ...(clear.source as Members | undefined), ...(source as Members) };
  if (origin) joined.origin = { ...(clear.origin as Members), ...(origin as Members) };
  return joined as unknown as SealedEvent;
}

/** What is hashed in front of a part's salt. */
export function partPrefix(part: PartName): string {
  return `sealtrail/part/v1 ${part}\n`;
}

/**
 * Digest of a part: base64url of SHA-256("sealtrail/part/v1 " + name + "\n" || salt || JCS(value)), 43 characters.
 * Throws `salt_length` unless the salt has 16 bytes, `part_unknown`, and what `canonicalize` throws.
 */
export function partDigest(part: PartName, salt: Uint8Array, value: unknown): string {
  if (!PARTS.includes(part))
    throw new TlogError("part_unknown", "a part is one of actor, targets, context and content");
  if (salt.length !== SALT_BYTES)
    throw new TlogError("salt_length", `the salt of ${part} has ${salt.length} bytes instead of 16`);
  const prefix = utf8(partPrefix(part));
  const text = utf8(canonicalize(value));
  const input = new Uint8Array(prefix.length + SALT_BYTES + text.length);
  input.set(prefix);
  input.set(salt, prefix.length);
  input.set(text, prefix.length + SALT_BYTES);
  return toBase64Url(sha256(input));
}

function requireParts(names: readonly string[], what: string): void {
  for (const name of names) {
    if (!PARTS.includes(name as PartName))
      throw new TlogError("part_unknown", `${what} name a part other than actor, targets, context and content`);
  }
}

function requireSalts(shown: readonly string[], salted: readonly string[]): void {
  const missing = shown.find((part) => !salted.includes(part));
  if (missing !== undefined) throw new TlogError("salt_missing", `${missing} is shown without its salt`);
  const surplus = salted.find((part) => !shown.includes(part));
  if (surplus !== undefined)
    throw new TlogError("salt_unexpected", `there is a salt for ${surplus}, which is not shown whole`);
}

/**
 * Leaf bytes of an event. `salts` has 16 bytes for exactly the parts shown whole; `digests` the base64url digest of each part
 * withheld or erased. With `strict` (default) nothing of such a part may be shown; without, what is shown of it is ignored,
 * as in a masked view. Throws what `splitEvent` and `partDigest` throw, `part_unknown`, `digest_of_shown_part`, `digest_form`,
 * `salt_missing` or `salt_unexpected`.
 */
export function leafBytes(
  event: SealedEvent,
  salts: Partial<Record<PartName, Uint8Array>>,
  digests: Partial<Record<PartName, string>> = {},
  options: { strict?: boolean } = {},
): Uint8Array {
  const withheld = Object.keys(digests) as PartName[];
  requireParts(withheld, "the digests");
  requireParts(Object.keys(salts), "the salts");
  const { clear, parts } = splitEvent(event);
  const present = Object.keys(parts) as PartName[];
  const both = present.find((part) => withheld.includes(part));
  if (options.strict !== false && both !== undefined) {
    throw new TlogError(
      "digest_of_shown_part",
      `${both} is shown, although its digest says that it is withheld or erased`,
    );
  }
  const shown = present.filter((part) => !withheld.includes(part));
  requireSalts(shown, Object.keys(salts));
  const personal: Partial<Record<PartName, string>> = {};
  for (const part of shown) personal[part] = partDigest(part, salts[part]!, parts[part]);
  for (const part of withheld) personal[part] = checkedDigest(part, digests[part]);
  return utf8(canonicalize({ ...clear, personal }));
}

function checkedDigest(part: PartName, digest: unknown): string {
  try {
    fromBase64Url(digest as string, 32);
    return digest as string;
  } catch (cause) {
    throw new TlogError("digest_form", `the digest of ${part} is not the canonical base64url of 32 bytes`, { cause });
  }
}

/**
 * The salts of an API record, base64url without padding, from the 64 packed bytes of an event: one for each part that the
 * event has. Leave out those of parts that the reader may not see whole. Throws `salt_length`, or `salt_missing` for a part
 * that is there while its salt is zeros, and what `splitEvent` throws.
 */
export function saltsOfRecord(packed: Uint8Array, event: SealedEvent): Partial<Record<PartName, string>> {
  if (packed.length !== SALTS_BYTES)
    throw new TlogError("salt_length", `packed salts are 64 bytes, not ${packed.length}`);
  const { parts } = splitEvent(event);
  const salts: Partial<Record<PartName, string>> = {};
  PARTS.forEach((part, i) => {
    if (parts[part] === undefined) return;
    const salt = packed.subarray(i * SALT_BYTES, (i + 1) * SALT_BYTES);
    if (salt.every((byte) => byte === 0))
      throw new TlogError("salt_missing", `the event has ${part}, but its salt is zeros`);
    salts[part] = toBase64Url(salt);
  });
  return salts;
}

/** What an API record or a bundle line holds to recompute its leaf; `salts` and `digests` are base64url without padding. */
export interface SealedRecord {
  event: SealedEvent;
  salts?: Partial<Record<PartName, string>>;
  digests?: Partial<Record<PartName, string>>;
  masked?: readonly string[];
}

export function isNotEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null ? Object.keys(value).length > 0 : Boolean(value);
}

/**
 * Leaf hash of a record, 32 bytes, recomputed from what it shows. Where `masked` lists something, what is left of a part given
 * by its digest is ignored; else such a part must not show at all. Throws `record_form` and what `leafBytes` throws.
 */
export function recordLeafHash(record: SealedRecord): Uint8Array {
  if (typeof record !== "object" || record === null) throw new TlogError("record_form", "a record is an object");
  const given = record.salts === undefined ? {} : record.salts;
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw new TlogError("record_form", "the salts of a record are an object of part names and base64url");
  }
  if (record.digests && typeof record.digests !== "object") {
    throw new TlogError("record_form", "the digests of a record are an object of part names and base64url");
  }
  const salts: Partial<Record<PartName, Uint8Array>> = {};
  requireParts(Object.keys(given), "the salts");
  for (const [part, text] of Object.entries(given)) salts[part as PartName] = saltBytes(part, text);
  return hashLeaf(leafBytes(record.event, salts, record.digests || {}, { strict: !isNotEmpty(record.masked) }));
}

function saltBytes(part: string, text: string): Uint8Array {
  try {
    return fromBase64Url(text, SALT_BYTES);
  } catch (cause) {
    throw new TlogError("salt_length", `the salt of ${part} is not the canonical base64url of 16 bytes`, { cause });
  }
}
