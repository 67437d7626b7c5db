import { expect, test } from "vitest";
import { openCheckpoint, openNote } from "#tlog";
import { signText } from "./sign-text.ts";
import { deriveSigningKeys } from "./signing-keys.ts";

const ORIGIN = "audit.test/tlog/11111111-1111-4111-8111-111111111111";
const keys = deriveSigningKeys(new Uint8Array(32).fill(7));
const signer = keys.signerOf(ORIGIN);
const vkey = keys.vkeyOf(ORIGIN);
const sign = (text: string) => () => signText(signer, text);

test("signs a text of Sealtrail's own as a note of the ledger's key, which is no checkpoint", () => {
  const text = `sealtrail-review/v1\n${ORIGIN}\n${"ab".repeat(32)}\n`;
  const note = signText(signer, text);
  expect(openNote(note, [vkey]).text).toBe(text);
  expect(() => openCheckpoint(note, vkey)).toThrow();
});

test("refuses whatever could be read as a checkpoint, also of a host that begins like Sealtrail's texts", () => {
  const root = Buffer.alloc(32, 1).toString("base64");
  const alike = `sealtrail-audit.example/tlog/11111111-1111-4111-8111-111111111111`;
  const host = "sealtrail-review";
  for (const first of [ORIGIN, alike, `${host}/tlog/x`, host, `${host}/v1 `, `x${host}/v1`, `${host}/v0`, ""])
    expect(sign(`${first}\n12\n${root}\n`), first).toThrow("begins with sealtrail-");
  expect(sign(`sealtrail-review/v1\n12\n${root}\n`)).toThrow("second line");
  expect(sign(`sealtrail-review/v1\n${ORIGIN}x\n${root}\n`)).toThrow("second line");
  expect(sign("sealtrail-review/v1")).toThrow("second line");
  expect(sign(`sealtrail-review/v1\n${ORIGIN}`)).toThrow("ends in a newline");
});
