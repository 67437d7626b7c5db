import { crc32 } from "node:zlib";
import { toBase62 } from "#server/ids.ts";

/** What a tenant has that others may come to know the name of. */
export const THING_KINDS = [
  "event",
  "key",
  "tenant",
  "slug",
  "role",
  "newRole",
  "member",
  "invitation",
  "review",
  "export",
  "schedule",
  "channel",
  "delivery",
  "alert",
  "mute",
  "rule",
  "trial",
  "session",
  "email",
  "newEmail",
  "cursor",
  "external",
  "secret",
  "token",
  "seq",
  "size",
] as const;
export type ThingKind = (typeof THING_KINDS)[number];
/** Those that may stand anywhere. Secrets go into no place from which a tenant would record them, and a size names no thing of a tenant. */
export const NAMED_KINDS = THING_KINDS.filter((kind) => kind !== "token" && kind !== "secret" && kind !== "size");
/** Of each kind, those that the asking tenant knows. */
export type Things = Record<ThingKind, string[]>;

type Pick = (below: number) => number;
const DIGITS = "0123456789";
const LOWER = "abcdefghijklmnopqrstuvwxyz";
const HEX_LETTERS = "abcdef";
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const TOKEN = /^(st_[a-z]{3}_)([0-9A-Za-z]{12})_([0-9A-Za-z]{30})[0-9A-Za-z]{6}$/;

const one = (of: string, pick: Pick) => of[pick(of.length)]!;

/** Text of the same form: each letter and digit another of its class. */
function likeText(text: string, pick: Pick, letters = LOWER): string {
  return text
    .replaceAll(/[0-9]/g, () => one(DIGITS, pick))
    .replaceAll(/[a-z]/g, () => one(letters, pick))
    .replaceAll(/[A-Z]/g, () => one(letters, pick).toUpperCase());
}

/** A thing of the same form that nobody has. Of a token the id is made up: it is a whole one, with the secret that came and a good checksum. */
export function madeUpLike(kind: ThingKind, thing: string, pick: Pick): string {
  if (kind === "size") return String(Number(thing) + 1);
  // Even, since every other one is outside of a scope.
  if (kind === "seq") return String(Number(thing) + 2 + 2 * pick(50));
  if (UUID.test(thing)) return thing.slice(0, 24) + likeText(thing.slice(24), pick, HEX_LETTERS);
  const token = TOKEN.exec(thing);
  if (token) return tokenOf(token[1]!, likeText(token[2]!, pick), token[3]!);
  if (kind === "email") return likeText(thing.slice(0, thing.indexOf("@")), pick) + thing.slice(thing.indexOf("@"));
  return likeText(thing, pick);
}

/** A token with a good checksum; `start` is such as `st_prv_`. */
export function tokenOf(start: string, id: string, secret: string): string {
  const body = `${start}${id}_${secret}`;
  return body + toBase62(crc32(body), 6);
}

/** The parts that tokenOf takes. */
export function partsOf(token: string): { start: string; id: string; secret: string } {
  const [, start, id, secret] = TOKEN.exec(token)!;
  return { start: start!, id: id!, secret: secret! };
}

const percent = (text: string) =>
  [...Buffer.from(text)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
const wide = (text: string) =>
  text.replaceAll(/[!-~]/g, (character) => String.fromCodePoint(character.codePointAt(0)! + 0xfee0));

/** How a thing may be written in a path, a query or a header; what comes out is sent as it is. */
export const ENCODINGS: Record<string, (thing: string) => string> = {
  plain: (thing) => encodeURIComponent(thing),
  raw: (thing) => thing.replaceAll(/[^!$&-;=@-Z_a-z~]/g, percent),
  percent,
  "percent, lower case": (thing) => percent(thing).toLowerCase(),
  "double percent": (thing) => percent(percent(thing)),
  "triple percent": (thing) => percent(percent(percent(thing))),
  "upper case": (thing) => encodeURIComponent(thing.toUpperCase()),
  "lower case": (thing) => encodeURIComponent(thing.toLowerCase()),
  "NUL behind": (thing) => `${encodeURIComponent(thing)}%00`,
  "NUL before": (thing) => `%00${encodeURIComponent(thing)}`,
  "NUL and more behind": (thing) => `${encodeURIComponent(thing)}%00.json`,
  "dot behind": (thing) => `${encodeURIComponent(thing)}.`,
  "dots behind": (thing) => `${encodeURIComponent(thing)}...`,
  "space behind": (thing) => `${encodeURIComponent(thing)}%20`,
  "line feed behind": (thing) => `${encodeURIComponent(thing)}%0a`,
  "suffix behind": (thing) => `${encodeURIComponent(thing)};tenant=1`,
  "slash behind": (thing) => `${encodeURIComponent(thing)}%2f`,
  "parent before": (thing) => `..%2f${encodeURIComponent(thing)}`,
  "encoded parent before": (thing) => `%2e%2e%2f${encodeURIComponent(thing)}`,
  "double encoded parent before": (thing) => `%252e%252e%252f${encodeURIComponent(thing)}`,
  "backslash before": (thing) => `..%5c${encodeURIComponent(thing)}`,
  "overlong slash before": (thing) => `..%c0%af${encodeURIComponent(thing)}`,
  "full width": (thing) => encodeURIComponent(wide(thing)),
  "joiner within": (thing) => `${encodeURIComponent(thing.slice(0, 4))}%E2%80%8D${encodeURIComponent(thing.slice(4))}`,
  "byte order mark before": (thing) => `%EF%BB%BF${encodeURIComponent(thing)}`,
  "half a percent sign behind": (thing) => `${encodeURIComponent(thing)}%`,
  "not UTF-8 behind": (thing) => `${encodeURIComponent(thing)}%ff`,
  quoted: (thing) => `%22${encodeURIComponent(thing)}%22`,
  "with a pattern": (thing) => `${encodeURIComponent(thing.slice(0, -2))}%25`,
  "as an alternative": (thing) => `${encodeURIComponent(`x' OR id = '${thing}`)}`,
};

/** The same for JSON, where percent signs mean nothing: the text that is sent as a string. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
