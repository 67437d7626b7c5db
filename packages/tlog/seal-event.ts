import { BASE64URL_CODES } from "./bytes.ts";
import { TlogError } from "./errors.ts";
import { type Actor, PARTS, SALT_BYTES, SALTS_BYTES, type SealedEvent, type Source, type Target } from "./event.ts";
import { canonicalize, quote, writeValue } from "./jcs.ts";
import { partPrefix, splitEvent } from "./seal.ts";
import { sha256 } from "./sha256.ts";

/**
 * An event written once: the canonical body, the JCS of each part in the order of PARTS ("" where absent), and the leaf around the
 * digests of its "personal" member.
 */
export interface EventText {
  body: string;
  parts: [actor: string, targets: string, context: string, content: string];
  before: string;
  after: string;
}

/** Whether the members counted are all that a plain object has; a member that is undefined counts as surplus. */
function hasOnly(value: object, members: number): boolean {
  const prototype = Object.getPrototypeOf(value);
  return (prototype === Object.prototype || prototype === null) && Object.keys(value).length === members;
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

const text = (value: unknown): string => (typeof value === "string" ? quote(value) : writeValue(value, 1));

const deepText = (value: unknown): string => (typeof value === "string" ? quote(value) : writeValue(value, 2));

/** The members of an actor other than `type`, each with a comma in front; undefined for another shape. */
function actorMembers(actor: Actor): string | undefined {
  if (!isObject(actor) || actor.type === undefined) return undefined;
  let out = "";
  let members = 1;
  if (actor.email !== undefined) {
    out += `,"email":${deepText(actor.email)}`;
    members++;
  }
  if (actor.id !== undefined) {
    out += `,"id":${deepText(actor.id)}`;
    members++;
  }
  if (actor.metadata !== undefined) {
    out += `,"metadata":${deepText(actor.metadata)}`;
    members++;
  }
  if (actor.name !== undefined) {
    out += `,"name":${deepText(actor.name)}`;
    members++;
  }
  if (actor.on_behalf_of !== undefined) {
    out += `,"on_behalf_of":${deepText(actor.on_behalf_of)}`;
    members++;
  }
  return hasOnly(actor, members) ? out : undefined;
}

function targetMembers(target: Target): string | undefined {
  if (!isObject(target) || target.type === undefined) return undefined;
  let out = "";
  let members = 1;
  if (target.id !== undefined) {
    out += `,"id":${writeValue(target.id, 3)}`;
    members++;
  }
  if (target.metadata !== undefined) {
    out += `,"metadata":${writeValue(target.metadata, 3)}`;
    members++;
  }
  if (target.name !== undefined) {
    out += `,"name":${writeValue(target.name, 3)}`;
    members++;
  }
  return hasOnly(target, members) ? out : undefined;
}

/** An object or list as the body, its part and the leaf show it, with the comma and name in front; "" where it does not show. */
interface ThreeTexts {
  whole: string;
  personal: string;
  clear: string;
}

const ABSENT: ThreeTexts = { whole: "", personal: "", clear: "" };

function writeTargets(targets: Target[] | undefined): ThreeTexts | undefined {
  if (targets === undefined) return ABSENT;
  if (!Array.isArray(targets) || targets.length === 0) return undefined;
  let whole = "";
  let personal = "";
  let clear = "";
  let anyPersonal = false;
  for (let i = 0; i < targets.length; i++) {
    const target = targets[i]!;
    const members = targetMembers(target);
    if (members === undefined) return undefined;
    const comma = i === 0 ? "" : ",";
    const type = `"type":${writeValue(target.type, 3)}}`;
    if (members === "") whole += `${comma}{${type}`;
    else {
      anyPersonal = true;
      whole += `${comma}{${members.slice(1)},${type}`;
    }
    personal += `${comma}{${members.slice(1)}}`;
    clear += `${comma}{${type}`;
  }
  return {
    whole: `,"targets":[${whole}]`,
    personal: anyPersonal ? `[${personal}]` : "",
    clear: `,"targets":[${clear}]`,
  };
}

function writeSource(source: Source | undefined): ThreeTexts | undefined {
  if (source === undefined) return ABSENT;
  if (!isObject(source)) return undefined;
  const endpoint = source.endpoint === undefined ? "" : `,"endpoint":${deepText(source.endpoint)}`;
  const environment = source.environment === undefined ? "" : `,"environment":${deepText(source.environment)}`;
  const ip = source.ip === undefined ? "" : `,"ip":${deepText(source.ip)}`;
  const location = source.location === undefined ? "" : `,"location":${deepText(source.location)}`;
  const agent = source.user_agent === undefined ? "" : `,"user_agent":${deepText(source.user_agent)}`;
  const via = source.via === undefined ? "" : `,"via":${deepText(source.via)}`;
  const whole = endpoint + environment + ip + location + agent + via;
  const members =
    Number(endpoint !== "") +
    Number(environment !== "") +
    Number(ip !== "") +
    Number(location !== "") +
    Number(agent !== "") +
    Number(via !== "");
  if (members === 0 || !hasOnly(source, members)) return undefined;
  const personal = endpoint + ip + location + agent;
  const clear = environment + via;
  return {
    whole: `,"source":{${whole.slice(1)}}`,
    personal: personal === "" ? "" : `,"source":{${personal.slice(1)}}`,
    clear: clear === "" ? "" : `,"source":{${clear.slice(1)}}`,
  };
}

function writeOrigin(origin: SealedEvent["origin"]): ThreeTexts | undefined {
  if (origin === undefined) return ABSENT;
  if (!isObject(origin) || origin.system === undefined) return undefined;
  const eventId = origin.event_id === undefined ? "" : `"event_id":${deepText(origin.event_id)}`;
  if (!hasOnly(origin, eventId === "" ? 1 : 2)) return undefined;
  const system = `"system":${deepText(origin.system)}}`;
  if (eventId === "") return { whole: `,"origin":{${system}`, personal: "", clear: `,"origin":{${system}` };
  return {
    whole: `,"origin":{${eventId},${system}`,
    personal: `,"origin":{${eventId}}`,
    clear: `,"origin":{${system}`,
  };
}

/** Optional members as `,"name":value`, counted as they are written. */
let membersWritten = 0;

function optional(nameAndColon: string, value: unknown): string {
  if (value === undefined) return "";
  membersWritten++;
  return nameAndColon + text(value);
}

/** Members in JCS order, in one pass; undefined for an event of any shape but the usual one, which the general path judges. */
export function writeUsual(event: SealedEvent): EventText | undefined {
  if (!isObject(event) || event.action === undefined || event.outcome === undefined || event.severity === undefined)
    return undefined;
  if (event.id === undefined || event.key === undefined || event.tenant === undefined || event.v === undefined)
    return undefined;
  if (event.occurred_at === undefined || event.received_at === undefined || event.actor === undefined) return undefined;
  membersWritten = 10;
  const ofActor = actorMembers(event.actor);
  const targets = writeTargets(event.targets);
  const source = writeSource(event.source);
  const origin = writeOrigin(event.origin);
  if (ofActor === undefined || targets === undefined || source === undefined || origin === undefined) return undefined;
  membersWritten += Number(targets !== ABSENT) + Number(source !== ABSENT) + Number(origin !== ABSENT);

  const changes = optional(',"changes":', event.changes);
  const description = optional(',"description":', event.description);
  const externalId = optional(',"external_id":', event.external_id);
  const metadata = optional(',"metadata":', event.metadata);
  const raw = optional(',"raw":', event.raw);
  const requestId = optional(',"request_id":', event.request_id);
  const sessionId = optional(',"session_id":', event.session_id);
  const schemaVersion = optional(',"schema_version":', event.schema_version);
  const crud = optional(',"crud":', event.crud);
  const versionToCategory =
    optional(',"app_version":', event.app_version) +
    optional(',"auth_method":', event.auth_method) +
    optional(',"category":', event.category);

  const type = `"type":${deepText(event.actor.type)}}`;
  const action = `{"action":${text(event.action)},"actor":{`;
  const idAndKey = `,"id":${text(event.id)},"key":${text(event.key)}`;
  const occurredAt = `,"occurred_at":${text(event.occurred_at)}`;
  const outcome = `,"outcome":${text(event.outcome)}`;
  const receivedAt = `,"received_at":${text(event.received_at)}`;
  const severity = `,"severity":${text(event.severity)}`;
  const tenantAndV = `,"tenant":${text(event.tenant)},"v":${text(event.v)}}`;
  if (!hasOnly(event, membersWritten)) return undefined;

  const content = changes + description + externalId + metadata + origin.personal + raw;
  const context = requestId + sessionId + source.personal;
  return {
    body:
      `${action}${ofActor === "" ? "" : `${ofActor.slice(1)},`}${type}${versionToCategory}${changes}${crud}${description}` +
      `${externalId}${idAndKey}${metadata}${occurredAt}${origin.whole}${outcome}${raw}${receivedAt}${requestId}` +
      `${schemaVersion}${sessionId}${severity}${source.whole}${targets.whole}${tenantAndV}`,
    parts: [
      ofActor === "" ? "" : `{${ofActor.slice(1)}}`,
      targets.personal,
      context === "" ? "" : `{${context.slice(1)}}`,
      content === "" ? "" : `{${content.slice(1)}}`,
    ],
    before: `${action}${type}${versionToCategory}${crud}${idAndKey}${occurredAt}${origin.clear}${outcome},"personal":{`,
    after: `}${receivedAt}${schemaVersion}${severity}${source.clear}${targets.clear}${tenantAndV}`,
  };
}

/** The same for any event that may be sealed; throws for the others. */
function writeAny(event: SealedEvent): EventText {
  const { clear, parts } = splitEvent(event);
  let before = "{";
  let after = "}";
  for (const name of Object.keys(clear).sort()) {
    const member = `${quote(name)}:${writeValue(clear[name], 1)}`;
    if (name < "personal") before += `${member},`;
    else after += `,${member}`;
  }
  const partText = (part: unknown): string => (part === undefined ? "" : canonicalize(part));
  return {
    body: canonicalize(event),
    parts: [partText(parts.actor), partText(parts.targets), partText(parts.context), partText(parts.content)],
    before: `${before}"personal":{`,
    after: `${after}}`,
  };
}

/**
 * JCS text of an event, byte for byte what `canonicalize` gives, without sorting the members that every event has.
 * Throws what `canonicalize` throws.
 */
export function canonicalizeEvent(event: SealedEvent): string {
  return writeUsual(event)?.body ?? canonicalize(event);
}

const PREFIXES = PARTS.map(partPrefix) as [string, string, string, string];
const SALT_ROOM = "\0".repeat(SALT_BYTES);
const DIGEST_ROOM = "_".repeat(43);
/** JCS puts the digests in the order actor, content, context, targets: positions in PARTS. */
const DIGEST_ORDER = [0, 3, 2, 1] as const;

const encoder = new TextEncoder();
let scratch = new Uint8Array(16_384);

/** Puts the 43 base64url characters of a 32-byte digest into the scratch buffer. */
function putDigest(at: number, digest: Uint8Array): void {
  const codes = BASE64URL_CODES;
  let to = at;
  for (let i = 0; i < 30; i += 3) {
    const n = (digest[i]! << 16) | (digest[i + 1]! << 8) | digest[i + 2]!;
    scratch[to++] = codes[n >> 18]!;
    scratch[to++] = codes[(n >> 12) & 63]!;
    scratch[to++] = codes[(n >> 6) & 63]!;
    scratch[to++] = codes[n & 63]!;
  }
  const n = (digest[30]! << 8) | digest[31]!;
  scratch[to++] = codes[n >> 10]!;
  scratch[to++] = codes[(n >> 4) & 63]!;
  scratch[to] = codes[(n & 15) << 2]!;
}

/** Starts of the four parts, of the leaf and of the four digests in it, and the end; an absent one is where the next starts. */
const marks = new Int32Array(10);
const LEAF = 4;
const FIRST_DIGEST = 5;
const END = 9;

/** The hash inputs of an event as one text: each part behind its prefix and room for its salt, then the leaf with room for its digests. */
function layOut(written: EventText): string {
  let all = "";
  for (let i = 0; i < 4; i++) {
    marks[i] = all.length;
    if (written.parts[i] !== "") all += PREFIXES[i]! + SALT_ROOM + written.parts[i]!;
  }
  marks[LEAF] = all.length;
  all += `\0${written.before}`;
  let comma = "";
  for (let j = 0; j < 4; j++) {
    const part = DIGEST_ORDER[j]!;
    if (written.parts[part] !== "") {
      all += `${comma}"${PARTS[part]}":"`;
      marks[FIRST_DIGEST + j] = all.length;
      all += `${DIGEST_ROOM}"`;
      comma = ",";
    } else marks[FIRST_DIGEST + j] = all.length;
  }
  all += written.after;
  marks[END] = all.length;
  return all;
}

/** Puts the text into the scratch buffer and turns the marks, which count UTF-16 code units, into byte offsets. */
function encodeWithMarks(all: string): void {
  if (scratch.length < 3 * all.length) scratch = new Uint8Array(6 * all.length);
  if (encoder.encodeInto(all, scratch).written === all.length) return;
  let from = 0;
  let at = 0;
  for (let i = 0; i < marks.length; i++) {
    const to = marks[i]!;
    at += encoder.encodeInto(all.slice(from, to), scratch.subarray(at)).written;
    from = to;
    marks[i] = at;
  }
}

/** An event sealed: `body` is its JCS text, `salts` 64 bytes in the order of PARTS with zeros where absent, `leafHash` 32 bytes. */
export interface Seal {
  body: string;
  salts: Uint8Array;
  leafHash: Uint8Array;
}

/**
 * Seals an event with 64 fresh bytes from a cryptographic random source, of which each part present takes its 16.
 * Throws `salt_length`, `salt_missing` when a salt would be all zeros, and what `splitEvent` and `canonicalize` throw.
 * One hash for each part and one for the leaf.
 *
 * @example const { body, salts, leafHash } = sealEvent(event, crypto.getRandomValues(new Uint8Array(64)))
 */
export function sealEvent(event: SealedEvent, randomBytes: Uint8Array): Seal {
  if (randomBytes.length !== SALTS_BYTES) {
    throw new TlogError("salt_length", `sealing takes ${SALTS_BYTES} random bytes, not ${randomBytes.length}`);
  }
  const written = writeUsual(event) ?? writeAny(event);
  encodeWithMarks(layOut(written));
  const salts = new Uint8Array(SALTS_BYTES);
  for (let j = 0; j < 4; j++) {
    const part = DIGEST_ORDER[j]!;
    if (written.parts[part] === "") continue;
    const start = marks[part]!;
    const saltAt = start + PREFIXES[part]!.length;
    let bits = 0;
    for (let i = 0, from = part * SALT_BYTES; i < SALT_BYTES; i++, from++) {
      const byte = randomBytes[from]!;
      bits |= byte;
      salts[from] = byte;
      scratch[saltAt + i] = byte;
    }
    if (bits === 0) throw new TlogError("salt_missing", `the random bytes for ${PARTS[part]} are all zeros`);
    putDigest(marks[FIRST_DIGEST + j]!, sha256(scratch.subarray(start, marks[part + 1]!)));
  }
  return { body: written.body, salts, leafHash: sha256(scratch.subarray(marks[LEAF]!, marks[END]!)) };
}
