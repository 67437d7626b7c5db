import type { KeyKind } from "../access/index.ts";
import { type MintedToken, mintToken, readToken as readAnyToken, type TokenKind } from "../tokens/index.ts";

const TOKEN_KIND: Record<KeyKind, TokenKind> = {
  ingest: "ing",
  provisioning: "prv",
  management: "mgt",
  "platform-ingest": "plt",
};

/** A new key, or a new secret of the key `id`; the token is shown once and never stored. */
export function mintKey(kind: KeyKind, id?: string): MintedToken {
  return mintToken(TOKEN_KIND[kind], id);
}

/** The public beginning of a key's token. */
export const tokenPrefix = (kind: KeyKind, id: string) => `st_${TOKEN_KIND[kind]}_${id}_`;

/** The parts of a key's token, or undefined when shape or checksum do not fit, or when it is not a key's. */
export function readToken(token: string): { id: string; secret: string; kind: KeyKind } | undefined {
  const parts = readAnyToken(token);
  const kind = (Object.keys(TOKEN_KIND) as KeyKind[]).find((name) => TOKEN_KIND[name] === parts?.kind);
  return parts && kind ? { id: parts.id, secret: parts.secret, kind } : undefined;
}
