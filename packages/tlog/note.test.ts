import { describe, expect, test } from "vitest";
import {
  EMPTY_ROOT,
  formatCheckpoint,
  formatVkey,
  hashLeaf,
  openCheckpoint,
  openNote,
  parseCheckpoint,
  parseVkey,
  signNote,
  toBase64,
  toHex,
  utf8,
} from "./index.ts";
import { newSigner } from "./testing/random.ts";
import { VECTORS_PRESENT, vectorText } from "./testing/vectors.ts";

const code = (run: () => unknown): string => {
  try {
    run();
    return "accepted";
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
};

describe.skipIf(!VECTORS_PRESENT)("notes of others", () => {
  test("the example of C2SP signed-note", () => {
    const vkey = vectorText("notes/c2sp-example.vkey");
    const { text, signatures } = openNote(vectorText("notes/c2sp-example.note"), [vkey]);
    expect(text).toBe("This is an example message.\n");
    expect(signatures.map(({ name, keyId }) => [name, toHex(keyId)])).toEqual([["example.com/foo", "530d903a"]]);
  });

  test("a note with two signatures, by either key and by both", () => {
    const note = vectorText("notes/sumdb-two-sigs.note");
    const vkeys = vectorText("notes/sumdb-two-sigs.vkeys").trim().split("\n");
    expect(vkeys.map((vkey) => openNote(note, [vkey]).signatures.length)).toEqual([1, 1]);
    expect(openNote(note, vkeys).signatures.map(({ name }) => name)).toEqual(["PeterNeumann", "EnochRoot"]);
  });

  test("every single bit changed in text or signature is refused", () => {
    const vkey = vectorText("notes/c2sp-example.vkey");
    const bytes = Buffer.from(vectorText("notes/c2sp-example.note"));
    for (let bit = 0; bit < bytes.length * 8; bit += 3) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      expect(
        code(() => openNote(new TextDecoder("utf-8", { fatal: true }).decode(changed), [vkey])),
        `bit ${bit}`,
      ).not.toBe("accepted");
    }
  });
});

const signer = newSigner("example.com/log");
const other = newSigner("witness.example");
const vkey = formatVkey(signer.name, signer.publicKey);
const text = "first\n\nlast\n";
const note = signNote(text, [signer]);
const line = note.slice(text.length + 1);

test("a signed note opens to its text, empty lines included", () => {
  expect(openNote(note, [vkey])).toEqual({ text, signatures: [{ name: signer.name, keyId: parseVkey(vkey).keyId }] });
  expect(openNote(signNote("\n", [signer]), [`  ${vkey}\n`]).text).toBe("\n");
  const both = signNote(text, [other, signer]);
  expect(openNote(both, [vkey]).signatures).toHaveLength(1);
  expect(openNote(both, [vkey, formatVkey(other.name, other.publicKey)]).signatures).toHaveLength(2);
});

test.each([
  ["note_form", note.slice(0, -1)],
  ["note_signature_form", text],
  ["note_form", "no empty line\n"],
  ["note_form", `${text}\n`],
  ["note_form", ""],
  ["note_characters", note.replace("first", "first\r")],
  ["note_characters", note.replace("first", "fi\trst")],
  ["note_characters", note.replace("first", "fi\u0000rst")],
  ["note_characters", note.replace("first", "fi\ud800rst")],
  ["note_signature_form", `${note}after\n`],
  ["note_signature_form", `${note}— \n`],
  ["note_signature_form", note.replace("— ", "- ")],
  ["note_signature_form", note.replace("— ", "—  ")],
  ["note_signature_form", note.replace("— ", "—\u00a0")],
  ["note_signature_form", note.replace("example.com/log ", "example.com/l+g ")],
  ["note_signature_form", note.replace("example.com/log ", "example.com/l\u2003g ")],
  ["note_signature_form", note.replace("=\n", "\n")],
  ["note_signature_form", `${note}— unknown AAAAAA==\n`],
  ["note_form", `${note}\n`],
  ["note_unsigned", signNote(text, [other])],
  ["note_unsigned", note.replace("example.com/log ", "example.com/lag ")],
  ["note_signature_invalid", note.replace("first", "First")],
  ["note_signature_invalid", `${text}\n— ${signer.name} ${toBase64(Uint8Array.of(...parseVkey(vkey).keyId, 1))}\n`],
  [
    "note_signature_invalid",
    `${note}— ${signer.name} ${toBase64(Uint8Array.of(...parseVkey(vkey).keyId, ...new Uint8Array(64)))}\n`,
  ],
])("%s: %j", (want, bad) => expect(code(() => openNote(bad, [vkey]))).toBe(want));

test("up to 100 signatures are read, no more; unknown ones are ignored", () => {
  const unknown = `— unknown ${toBase64(new Uint8Array(68))}\n`;
  expect(openNote(`${text}\n${unknown.repeat(99)}${line}`, [vkey]).signatures).toHaveLength(1);
  expect(code(() => openNote(`${text}\n${unknown.repeat(100)}${line}`, [vkey]))).toBe("note_signature_count");
});

test.each([
  ["key_form", "name"],
  ["key_form", "name+00000000"],
  ["key_form", vkey.slice(0, -1)],
  ["key_form", `${vkey}A`],
  ["key_name", `+${vkey.split("+").slice(1).join("+")}`],
  ["key_name", vkey.replace("example.com/", "example com/")],
  ["key_type", `${signer.name}+00000000+${toBase64(Uint8Array.of(4, ...signer.publicKey))}`],
  ["key_id", vkey.replace("example.com/log", "example.com/lag")],
  ["key_id", vkey.replace(/\+[0-9a-f]{8}\+/, (id) => id.toUpperCase().replace(/\d/g, "0"))],
])("verifier key, %s: %s", (want, bad) => expect(code(() => parseVkey(bad))).toBe(want));

test("a text without final newline, a signer that lies and no signer at all sign nothing", () => {
  expect(code(() => signNote("text", [signer]))).toBe("note_form");
  expect(code(() => signNote("a\tb\n", [signer]))).toBe("note_characters");
  expect(code(() => signNote(text, []))).toBe("note_signature_count");
  expect(code(() => signNote(text, [{ ...signer, sign: () => new Uint8Array(64) }]))).toBe("note_signing");
  expect(code(() => signNote(text, [{ ...signer, publicKey: other.publicKey }]))).toBe("note_signing");
  expect(code(() => signNote(text, [{ ...signer, name: "a b" }]))).toBe("key_name");
});

const root = hashLeaf(utf8("x"));
const tenant = "11111111-1111-4111-8111-111111111111";

test("checkpoints come back, extension lines are allowed", () => {
  const body = formatCheckpoint({ origin: "log.example/tlog/x", size: 7, root });
  expect(body).toBe(`log.example/tlog/x\n7\n${toBase64(root)}\n`);
  expect(parseCheckpoint(`${body}extension\n`)).toEqual({ origin: "log.example/tlog/x", size: 7, root });
  expect(parseCheckpoint(`o\n0\n${toBase64(EMPTY_ROOT)}\n`).size).toBe(0);
  expect(code(() => formatCheckpoint({ origin: "a b", size: 7, root }))).toBe("checkpoint_origin");
  expect(code(() => formatCheckpoint({ origin: "o", size: 2 ** 53, root }))).toBe("checkpoint_size");
  expect(code(() => formatCheckpoint({ origin: "o", size: 0, root }))).toBe("checkpoint_root");
});

const b64 = toBase64(root);

test.each([
  ["checkpoint_form", `o\n7\n${b64}`],
  ["checkpoint_form", "o\n7\n"],
  ["checkpoint_form", `o\n7\n${b64}\n\n`],
  ["checkpoint_form", `\n7\n${b64}\n`],
  ["checkpoint_origin", `o o\n7\n${b64}\n`],
  ["checkpoint_origin", `o+o\n7\n${b64}\n`],
  ["checkpoint_size", `o\n07\n${b64}\n`],
  ["checkpoint_size", `o\n+7\n${b64}\n`],
  ["checkpoint_size", `o\n7 \n${b64}\n`],
  ["checkpoint_size", `o\n9007199254740992\n${b64}\n`],
  ["checkpoint_size", `o\n\u0667\n${b64}\n`],
  ["checkpoint_root", `o\n7\n${b64.slice(1)}\n`],
  ["checkpoint_root", `o\n7\n${toBase64(root.subarray(1))}\n`],
  ["checkpoint_root", `o\n0\n${b64}\n`],
])("%s: %j", (want, bad) => expect(code(() => parseCheckpoint(bad))).toBe(want));

test.each([
  [`log.example/tlog/${tenant}`, "accepted"],
  [`log.example:8443/tlog/${tenant}/2`, "accepted"],
  [`log.example/tlog/${tenant}/0`, "checkpoint_origin"],
  [`log.example/tlog/${tenant}/2/3`, "checkpoint_origin"],
  [`log.example/x/tlog/${tenant}`, "checkpoint_origin"],
  [`/tlog/${tenant}`, "checkpoint_origin"],
  ["log.example/tlog/acme", "checkpoint_origin"],
])("a ledger's checkpoint of origin %s is %s", (origin, want) => {
  const ledger = newSigner(origin);
  const signed = signNote(formatCheckpoint({ origin, size: 7, root }), [ledger]);
  expect(code(() => openCheckpoint(signed, formatVkey(origin, ledger.publicKey)))).toBe(want);
});

test("a checkpoint of another origin than the key's name is refused, a good one tells its tenant", () => {
  const ledger = newSigner(`log.example/tlog/${tenant}`);
  const key = formatVkey(ledger.name, ledger.publicKey);
  const signed = (origin: string): string => signNote(formatCheckpoint({ origin, size: 7, root }), [ledger]);
  expect(openCheckpoint(signed(ledger.name), key)).toEqual({ tenant, origin: ledger.name, size: 7, root });
  expect(code(() => openCheckpoint(signed(`${ledger.name}/2`), key))).toBe("checkpoint_origin");
});
