import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ApiRecord } from "../tlog/index.ts";
import { partDigest, splitEvent } from "../tlog/index.ts";
import { type LedgerInMemory, ledgerInMemory } from "../tlog/testing/ledger.ts";
import { randomFrom } from "../tlog/testing/random.ts";
import { main } from "./main.ts";
import { testTerminal } from "./test-terminal.ts";

const directory = mkdtempSync(join(tmpdir(), "sealtrail-cli-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

let ledger: LedgerInMemory;
let record: ApiRecord;
let proof: string;

beforeAll(async () => {
  ledger = ledgerInMemory(randomFrom(11), 300);
  const seq = ledger.records.findIndex(({ event }) => splitEvent(event).parts.actor && splitEvent(event).parts.content);
  record = ledger.records[seq]!;
  proof = await ledger.proofOf(seq);
  file("record.json", JSON.stringify(record));
  file("x.tlog-proof", proof);
  file("ledger.vkey", `${ledger.vkey}\n`);
});

function file(name: string, content: string | Uint8Array): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

const at = (name: string) => join(directory, name);

async function run(args: string[], stdin?: string) {
  const terminal = testTerminal(stdin === undefined ? {} : { stdin });
  const code = await main(["verify", ...args], terminal);
  return { code, out: terminal.lines.join("\n"), err: terminal.errors.join("\n") };
}

const verify = (proofFile: string, recordFile: string, key = ledger.vkey) =>
  run([proofFile, "--record", recordFile, "--key", key]);

describe("a sound record", () => {
  test("is verified, with what it shows and does not show", async () => {
    const { code, out } = await verify(at("x.tlog-proof"), at("record.json"));
    expect(code).toBe(0);
    expect(out).toContain("Verified: the event is sealed in the ledger.");
    for (const text of [
      record.event.id,
      `seq ${record.seq}`,
      ledger.origin,
      ledger.tenant,
      "300 events",
      record.leaf_hash,
    ])
      expect(out).toContain(text);
    expect(out).toMatch(/who\s+.*\S/);
    expect(out).toContain("It does not show");
  });

  test("takes the key from a file, and either file from standard input", async () => {
    expect((await verify(at("x.tlog-proof"), at("record.json"), at("ledger.vkey"))).code).toBe(0);
    expect((await run(["-", "--record", at("record.json"), "--key", ledger.vkey], proof)).code).toBe(0);
    expect((await run([at("x.tlog-proof"), "--record", "-", "--key", ledger.vkey], JSON.stringify(record))).code).toBe(
      0,
    );
    expect((await run(["-", "--record", "-", "--key", ledger.vkey], proof)).err).toMatch(
      /cannot both come from standard input/,
    );
  });

  test("gives JSON", async () => {
    const { code, out } = await run([
      at("x.tlog-proof"),
      "--record",
      at("record.json"),
      "--key",
      ledger.vkey,
      "--json",
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      verified: true,
      origin: ledger.origin,
      size: 300,
      event: { seq: record.seq },
    });
  });

  test("with a part withheld does not show what is not proven", async () => {
    const salt = Buffer.from(record.salts!.actor!, "base64url");
    const digest = partDigest("actor", salt, splitEvent(record.event).parts.actor);
    const { actor: _, ...salts } = record.salts!;
    const masked = {
      ...record,
      salts,
      digests: { actor: digest },
      masked: ["actor.name"],
      event: { ...record.event, actor: { ...record.event.actor, id: "somebody-else" } },
    };
    const { code, out } = await verify(at("x.tlog-proof"), file("masked.json", JSON.stringify(masked)));
    expect(code).toBe(0);
    expect(out).toMatch(/who\s+\S+, who is withheld/);
    expect(out).not.toContain("somebody-else");
    expect(out).toContain("what is left of actor is not proven");
  });
});

describe("a record or proof that was tampered with", () => {
  test("each changed member of the event fails, and the step is named", async () => {
    const changed = file(
      "changed.json",
      JSON.stringify({ ...record, event: { ...record.event, action: "nothing.happened" } }),
    );
    const { code, err } = await verify(at("x.tlog-proof"), changed);
    expect(code).toBe(1);
    expect(err).toMatch(/FAILS\s+the leaf follows from the record: .*\[leaf_mismatch\]/);
    expect(err).toMatch(/holds\s+the checkpoint is signed/);
    expect(err).toMatch(/not tried\s+the path leads/);
  });

  test("no flipped byte of the proof is verified", async () => {
    const bytes = Buffer.from(proof);
    for (let i = 0; i < bytes.length; i += 7) {
      const tampered = Buffer.from(bytes);
      tampered[i]! ^= 1;
      const { code, out } = await verify(file("flipped.tlog-proof", tampered), at("record.json"));
      expect(`${i}: ${code}`).toBe(`${i}: 1`);
      expect(out).toBe("");
    }
  });

  test.each([
    ["another seq", () => ({ ...record, seq: record.seq + 1 }), "seq_mismatch"],
    ["another leaf hash", () => ({ ...record, leaf_hash: "00".repeat(32) }), "leaf_mismatch"],
    [
      "another salt",
      () => ({ ...record, salts: { ...record.salts, actor: "AAAAAAAAAAAAAAAAAAAAAQ" } }),
      "leaf_mismatch",
    ],
    ["a salt too few", () => ({ ...record, salts: {} }), "salt_missing"],
    ["salts that are no object", () => ({ ...record, salts: 7 }), "record_form"],
    ["an event without actor", () => ({ ...record, event: { v: 1 } }), "salt_unexpected"],
  ])("%s", async (_, make, codeExpected) => {
    const { code, err } = await verify(at("x.tlog-proof"), file("other.json", JSON.stringify(make())));
    expect(code).toBe(1);
    expect(err).toContain(`[${codeExpected}]`);
  });

  test("the key of another ledger", async () => {
    const other = ledgerInMemory(randomFrom(12), 3);
    const { code, err } = await verify(at("x.tlog-proof"), at("record.json"), other.vkey);
    expect(code).toBe(1);
    expect(err).toMatch(/FAILS\s+the checkpoint is signed by the ledger's key/);
  });
});

describe("files that are not what they should be", () => {
  test.each([
    [
      "a member twice",
      () => JSON.stringify(record).replace('"seq":', '"seq":1,"seq":'),
      /line 1: the member "seq" is there twice/,
    ],
    [
      "a nested member twice",
      () => `\n\n${JSON.stringify(record).replace('"v":1', '"v":1,"\\u0076":1')}`,
      /line 3: the member "v" is there twice/,
    ],
    [
      "a number that is rounded",
      () => JSON.stringify(record).replace(/"seq":\d+/, '"seq":9007199254740993'),
      /beyond 9007199254740991/,
    ],
    ["no JSON", () => "hello", /is not JSON/],
    [
      "a list",
      () => JSON.stringify({ records: [record, record], next_cursor: null }),
      /is a list of 2 records; save one record/,
    ],
    ["an array", () => JSON.stringify([record]), /is no JSON object/],
    ["an error", () => '{"error":{"code":"not_found"}}', /is an error answer of the API/],
    ["an event alone", () => JSON.stringify(record.event), /has no seq/],
    ["nothing", () => "", /is empty/],
    ["a byte order mark", () => `\ufeff${JSON.stringify(record)}`, /begins with a byte order mark/],
    ["UTF-16", () => Buffer.from(`\ufeff${JSON.stringify(record)}`, "utf16le"), /is UTF-16/],
    ["no UTF-8", () => Buffer.from([0x7b, 0xff, 0x7d]), /is not UTF-8 text/],
    ["the proof", () => proof, /is a proof, not a record; were proof and --record exchanged/],
  ])("record: %s", async (_, make, pattern) => {
    const { code, err } = await verify(at("x.tlog-proof"), file("wrong.json", make()));
    expect(code).toBe(1);
    expect(err).toMatch(pattern);
    expect(err).toContain("wrong.json");
    expect(err.split("\n")).toHaveLength(1);
  });

  test.each([
    ["the record", () => JSON.stringify(record), /is a record, not a proof; were proof and --record exchanged/],
    [
      "the proof as JSON",
      () => '{"index":1,"hashes":[]}',
      /is JSON, not a proof file; fetch the proof with Accept: text\/plain/,
    ],
    ["Windows line ends", () => proof.replaceAll("\n", "\r\n"), /Windows line ends/],
    ["a byte order mark", () => `\ufeff${proof}`, /byte order mark/],
    ["a picture", () => "GIF89a", /its first line is not c2sp/],
  ])("proof: %s", async (_, make, pattern) => {
    const { code, err } = await verify(file("wrong.tlog-proof", make()), at("record.json"));
    expect(code).toBe(1);
    expect(err).toMatch(pattern);
  });

  test.each([
    ["a missing file", () => verify(at("none"), at("record.json")), /none: cannot be read: there is no such file/],
    ["a directory", () => verify(directory, at("record.json")), /it is a directory/],
    [
      "a key with a slip",
      () => verify(at("x.tlog-proof"), at("record.json"), ledger.vkey.replace(/\+[0-9a-f]{8}\+/, "+00000000+")),
      /--key: is not a verifier key: the id of the verifier key/,
    ],
    [
      "a key that is no key",
      () => verify(at("x.tlog-proof"), at("record.json"), "hunter2"),
      /--key: is neither a verifier key .* nor a file/,
    ],
    [
      "a key file that holds none",
      () => verify(at("x.tlog-proof"), at("record.json"), at("record.json")),
      /record\.json does not hold a verifier key/,
    ],
  ])("%s", async (_, attempt, pattern) => {
    const { code, err } = await attempt();
    expect(code).toBe(1);
    expect(err).toMatch(pattern);
  });

  test("control characters from a record reach the terminal as escapes", async () => {
    const record0 = { ...record, digests: undefined, seq: record.seq, leaf_hash: "\u001b[31m" };
    const { err } = await verify(at("x.tlog-proof"), file("escape.json", JSON.stringify(record0)));
    expect(err).not.toContain("\u001b");
    expect(err).toContain("\\u001b[31m");
  });
});

const NO_NETWORK = `data:text/javascript,${encodeURIComponent(
  'import net from "node:net"; net.Socket.prototype.connect = () => { throw new Error("the network was used"); };',
)}`;

/** The program itself without network, and without the right to write, to start programs or threads. */
function start(args: string[]): Promise<{ code: number; out: string; err: string }> {
  const root = join(import.meta.dirname, "../..");
  const argv = [
    "--import",
    NO_NETWORK,
    "--permission",
    `--allow-fs-read=${root}`,
    `--allow-fs-read=${directory}`,
    join(import.meta.dirname, "sealtrail.mjs"),
    ...args,
  ];
  return new Promise((resolve) => {
    execFile(process.execPath, argv, { cwd: directory }, (error, out, err) => {
      resolve({ code: typeof error?.code === "number" ? error.code : error ? -1 : 0, out, err });
    });
  });
}

describe("the program", () => {
  test("is run below where using the network is an error", () => {
    const script = 'fetch("http://127.0.0.1:39999").catch((error) => console.log((error.cause ?? error).message))';
    const { stdout } = spawnSync(process.execPath, ["--import", NO_NETWORK, "--eval", script], { encoding: "utf8" });
    expect(stdout.trim()).toBe("the network was used");
  });

  test("verifies a record without network and the right to anything but reading", async () => {
    const args = ["verify", at("x.tlog-proof"), "--record", at("record.json"), "--key", ledger.vkey];
    const { code, out, err } = await start(args);
    expect(err).toBe("");
    expect(code).toBe(0);
    expect(out).toContain("Verified: the event is sealed in the ledger.");
  });

  test("exits with 1 when the record was changed, with 2 when it is called wrongly", async () => {
    const changed = file("process.json", JSON.stringify(record).replace(record.event.action, "x.y"));
    const failure = await start(["verify", at("x.tlog-proof"), "--record", changed, "--key", ledger.vkey]);
    expect(failure).toMatchObject({ code: 1, out: "" });
    expect(failure.err).toContain("NOT verified");
    expect(await start(["verify", at("x.tlog-proof"), "--record", changed])).toMatchObject({ code: 2, out: "" });
  });
});
