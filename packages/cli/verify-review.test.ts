import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { canonicalize, formatCheckpoint, formatVkey, type Signer, signNote } from "../tlog/index.ts";
import { newSigner } from "../tlog/testing/random.ts";
import { main } from "./main.ts";
import { testTerminal } from "./test-terminal.ts";

const directory = mkdtempSync(join(tmpdir(), "sealtrail-cli-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const TENANT = "11111111-1111-4111-8111-111111111111";
const ORIGIN = `audit.test/tlog/${TENANT}`;
const signer = newSigner(ORIGIN);
const vkey = formatVkey(ORIGIN, signer.publicKey);

const item = (kind: string, id: string, name: string, decision: string, comment?: string) => ({
  kind,
  id,
  subject: { name, role: "viewer", rights: ["events.read"], sees: "every event" },
  decision,
  ...(comment === undefined ? {} : { comment }),
  decided_at: "2027-02-28T10:00:00.000Z",
  decided_by: "Ana Ruiz",
});
const review = {
  v: 1,
  tenant: TENANT,
  origin: ORIGIN,
  review: "22222222-2222-4222-8222-222222222222",
  started_at: "2027-02-28T09:00:00.000Z",
  started_by: "Sealtrail",
  completed_at: "2027-02-28T11:00:00.000Z",
  completed_by: "Ana Ruiz",
  items: [
    item("key", "k1", "splunk-forwarder", "kept"),
    item("key", "k2", "old reports", "revoked", "nobody knows it"),
    item("member", "p1", "Zoë", "kept"),
    item("member", "p2", "Ben", "gone", "no longer a member"),
  ],
  counts: { keys: { kept: 1, revoked: 1, gone: 0 }, members: { kept: 1, revoked: 0, gone: 1 } },
};
const statement = canonicalize(review);
const sha256 = createHash("sha256").update(statement).digest("hex");

const noteOf = (text: string, { first = "sealtrail-review/v1", origin = ORIGIN, by = signer as Signer } = {}) =>
  signNote(`${first}\n${origin}\n${createHash("sha256").update(text).digest("hex")}\n`, [by]);

function file(name: string, content: string | Uint8Array): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

async function verify(
  text: string | Uint8Array = statement,
  note: string | Uint8Array = noteOf(statement),
  more: string[] = [],
) {
  const terminal = testTerminal();
  const args = ["verify", file("review.json", text), "--note", file("review.note", note), "--key", vkey, ...more];
  const code = await main(args, terminal);
  return { code, out: terminal.lines.join("\n"), err: terminal.errors.join("\n") };
}

describe("the record of a review", () => {
  test("is verified, with what was decided", async () => {
    const { code, out, err } = await verify();
    expect(err).toBe("");
    expect(code).toBe(0);
    expect(out).toContain("Verified: the ledger's key signed this access review of 4 keys and members.");
    expect(out).toMatch(/keys +1 kept, 1 revoked, 0 gone/);
    expect(out).toMatch(/members +1 kept, 0 revoked, 1 gone/);
    expect(out).toMatch(/revoked +key k2 \(old reports\)/);
    expect(out).toMatch(/completed 2027-02-28T11:00:00.000Z by Ana Ruiz/);
    expect(out).toContain(sha256);
  });

  test("gives JSON", async () => {
    const { code, out } = await verify(statement, noteOf(statement), ["--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ verified: true, review: review.review, sha256, counts: review.counts });
    const bad = await verify(statement, noteOf(`${statement} `), ["--json"]);
    expect(bad.code).toBe(1);
    expect(JSON.parse(bad.out)).toMatchObject({ verified: false });
  });

  test("takes either file from standard input", async () => {
    const [text, note] = [file("a.json", statement), file("a.note", noteOf(statement))];
    const run = async (args: string[], stdin: string) =>
      main(["verify", ...args, "--key", vkey], testTerminal({ stdin }));
    expect(await run(["-", "--note", note], statement)).toBe(0);
    expect(await run([text, "--note", "-"], noteOf(statement))).toBe(0);
    expect(await run(["-", "--note", "-"], statement)).toBe(1);
  });

  test("with any byte flipped is not verified, nor with its note so", async () => {
    const sound = { text: Buffer.from(statement), note: Buffer.from(noteOf(statement)) };
    for (const which of ["text", "note"] as const)
      for (let i = 0; i < sound[which].length; i += 5) {
        const bytes = Buffer.from(sound[which]);
        bytes[i]! ^= 1;
        const { code, out } = await verify(
          which === "text" ? bytes : sound.text,
          which === "note" ? bytes : sound.note,
        );
        expect(`${which} ${i}: ${code}`).toBe(`${which} ${i}: 1`);
        expect(out).toBe("");
      }
  });

  test.each<[string, string, string, string]>([
    [
      "a decision changed",
      statement.replace('"decision":"revoked"', '"decision":"kept"'),
      noteOf(statement),
      "statement_mismatch",
    ],
    ["a newline at its end", `${statement}\n`, noteOf(statement), "statement_mismatch"],
    ["another ledger's key", statement, noteOf(statement, { by: newSigner(ORIGIN) }), "note_unsigned"],
    ["a note for another purpose", statement, noteOf(statement, { first: "sealtrail-bundle/v1" }), "note_kind"],
    ["a note for another ledger", statement, noteOf(statement, { origin: "x.test/tlog/y" }), "origin_mismatch"],
    [
      "a checkpoint as its note",
      statement,
      signNote(formatCheckpoint({ origin: ORIGIN, size: 1, root: new Uint8Array(32) }), [signer]),
      "note_kind",
    ],
    ...[
      [
        "counts that do not follow",
        { ...review, counts: { ...review.counts, keys: review.counts.members } },
        "counts_mismatch",
      ] as const,
      ["another tenant", { ...review, tenant: "22222222-1111-4111-8111-111111111111" }, "tenant_mismatch"] as const,
      ["another origin", { ...review, origin: `other.test/tlog/${TENANT}` }, "origin_mismatch"] as const,
    ].map(([what, value, code]): [string, string, string, string] => [
      what,
      canonicalize(value),
      noteOf(canonicalize(value)),
      code,
    ]),
    ["JSON that is not canonical", JSON.stringify(review), noteOf(JSON.stringify(review)), "statement_form"],
  ])("with %s fails, and says so", async (_, text, note, expected) => {
    const { code, out, err } = await verify(text, note);
    expect(code).toBe(1);
    expect(out).toBe("");
    expect(err).toContain("NOT verified");
    expect(
      err
        .split("\n")
        .filter((line) => line.includes("FAILS"))
        .join(),
    ).toContain(`[${expected}]`);
  });

  test.each<[string, string, string, RegExp]>([
    ["the note", noteOf(statement), noteOf(statement), /is a note, not a review; were review and --note exchanged/],
    ["its note JSON", statement, statement, /is JSON, not a note; were review and --note exchanged/],
    ["the API's answer", JSON.stringify({ statement }), noteOf(statement), /is an answer of the API; save the text/],
    ["an array", "[]", noteOf(statement), /is no JSON object/],
    ["another version", canonicalize({ ...review, v: 2 }), noteOf(statement), /its version v is 2, not 1/],
    ["no items", canonicalize({ ...review, items: 1 }), noteOf(statement), /it has no items/],
    ["an odd item", canonicalize({ ...review, items: [null] }), noteOf(statement), /item 0 is no key or member/],
    ["a member twice", statement.replace('"v":1', '"v":1,"v":1'), noteOf(statement), /the member "v" is there twice/],
    ["nothing", "", noteOf(statement), /is empty/],
  ])("that is %s is refused in one line", async (_, text, note, pattern) => {
    const { code, err } = await verify(text, note);
    expect(code).toBe(1);
    expect(err).toMatch(pattern);
    expect(err.split("\n")).toHaveLength(1);
  });

  test("reaches the terminal with its control characters as escapes", async () => {
    const evil = canonicalize({ ...review, completed_by: "\u001b[31mEve" });
    const { code, out } = await verify(evil, noteOf(evil));
    expect(code).toBe(0);
    expect(out).not.toContain("\u001b");
    expect(out).toContain("\\u001b[31mEve");
  });
});
