import { crc32 } from "node:zlib";
import { toBase62 } from "#server/ids.ts";

/** A secret that stands in what was looked at, with the offset of its first byte. */
export interface Found {
  secret: string;
  at: number;
}

export interface SecretScanner {
  find(bytes: Buffer): Found[];
}

/** The shortest secret that can be told from other text. */
export const SECRET_CHARACTERS_MIN = 8;
/** No occurrence of a secret of up to 200 characters is longer, in any encoding. */
export const OCCURRENCE_BYTES_MAX = 800;

type Matcher = (bytes: Buffer, at: number) => string | undefined;

const TOKEN = /^st_[a-z]{3}_[0-9A-Za-z]{12}_[0-9A-Za-z]{36}/;
const TOKEN_LENGTH = 56;
const CHECKSUM_LENGTH = 6;
const KEY_BYTES = 4;
const FILTER_BITS = 16;

/** The secret half of a token, which is worth as much as the whole of it. */
function halfOf(token: string): string {
  return token.slice(20);
}

/** A token as it was issued: what tests make up has no valid checksum. */
function isToken(text: string): boolean {
  const body = text.slice(0, -CHECKSUM_LENGTH);
  return TOKEN.test(text) && toBase62(crc32(body), CHECKSUM_LENGTH) === text.slice(-CHECKSUM_LENGTH);
}

const asToken = (text: string) => (isToken(text.slice(0, TOKEN_LENGTH)) ? text.slice(0, TOKEN_LENGTH) : undefined);

const plainToken: Matcher = (bytes, at) => asToken(bytes.toString("latin1", at, at + TOKEN_LENGTH));

const hexToken: Matcher = (bytes, at) =>
  asToken(Buffer.from(bytes.toString("latin1", at, at + TOKEN_LENGTH * 2), "hex").toString("latin1"));

const base64Token: Matcher = (bytes, at) =>
  asToken(Buffer.from(bytes.toString("latin1", at, at + Math.ceil(TOKEN_LENGTH / 3) * 4), "base64").toString("latin1"));

/** Where bytes stand in base64 with 0, 1 or 2 bytes before them: the characters that depend on them alone. */
function base64Forms(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
    const part = text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
    return [part, part.replaceAll("+", "-").replaceAll("/", "_")];
  });
}

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** The bytes that base32 text stands for, as a TOTP secret is written. */
function base32Bytes(text: string): Buffer | undefined {
  if (!/^[A-Z2-7]{16,}$/.test(text)) return undefined;
  const bits = [...text].map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, "0")).join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

const WEBHOOK_PREFIX = "whsec_";

/** The key that a webhook's secret stands for. */
function webhookKey(text: string): Buffer | undefined {
  return text.startsWith(WEBHOOK_PREFIX) ? Buffer.from(text.slice(WEBHOOK_PREFIX.length), "base64") : undefined;
}

/** Every way in which a secret is looked for: as it is, its secret half, escaped, without dashes, in hex, base64 and base64url. */
export function formsOf(secret: string): string[] {
  const texts = new Set([secret, secret.replaceAll("-", ""), secret.replaceAll(" ", "")]);
  if (isToken(secret)) texts.add(halfOf(secret));
  if (secret.startsWith(WEBHOOK_PREFIX)) texts.add(secret.slice(WEBHOOK_PREFIX.length));
  const forms = new Set<string>();
  for (const text of texts) {
    forms.add(text).add(JSON.stringify(text).slice(1, -1)).add(encodeURIComponent(text));
    forms.add(encodeURIComponent(text).replaceAll("%20", "+"));
    for (const bytes of [Buffer.from(text), base32Bytes(text), webhookKey(text)]) {
      if (!bytes) continue;
      for (const form of [bytes.toString("hex"), ...base64Forms(bytes)]) forms.add(form);
    }
  }
  return [...forms].filter((form) => form.length >= SECRET_CHARACTERS_MIN);
}

/** Finds the secrets given, in any of their forms, and every token with a valid checksum, given or not, as text, in hex and in base64. */
export function makeScanner(secrets: Iterable<string>): SecretScanner {
  const matchers = new Map<number, Matcher[]>();
  const filter = new Uint8Array(1 << FILTER_BITS);
  const add = (start: string, matcher: Matcher) => {
    const key = Buffer.from(start).readInt32LE(0);
    filter[slotOf(key)] = 1;
    const known = matchers.get(key);
    if (known) known.push(matcher);
    else matchers.set(key, [matcher]);
  };
  for (let letter = 97; letter <= 122; letter++) add(`st_${String.fromCharCode(letter)}`, plainToken);
  add("7374", hexToken);
  add("c3Rf", base64Token);
  for (const secret of new Set(secrets)) {
    for (const form of formsOf(secret)) {
      const needle = Buffer.from(form);
      add(form, (bytes, at) => (bytes.subarray(at, at + needle.length).equals(needle) ? secret : undefined));
    }
  }
  return {
    find(bytes) {
      const found = new Map<string, Found>();
      for (let at = 0; at + KEY_BYTES <= bytes.length; at++) {
        const key = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
        if (filter[slotOf(key)] === 0) continue;
        for (const match of matchers.get(key) ?? []) {
          const secret = match(bytes, at);
          if (secret !== undefined && !found.has(secret)) found.set(secret, { secret, at });
        }
      }
      return [...found.values()];
    },
  };
}

const slotOf = (key: number) => Math.imul(key, 0x9e3779b1) >>> (32 - FILTER_BITS);
