import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type BundleLedger, bundleLedger, makeBundle, zipBundle } from "../tlog/testing/bundle.ts";
import { randomFrom } from "../tlog/testing/random.ts";
import { main } from "./main.ts";
import { testTerminal } from "./test-terminal.ts";

let directory: string;
let ledger: BundleLedger;
const at = (name: string) => join(directory, name);

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "sealtrail-bundle-"));
  ledger = bundleLedger(randomFrom(61), 30);
  const rows = await makeBundle(ledger, { mode: "rows", from: 0, to: 30, isIn: (seq) => seq % 10 === 0 });
  const all = await makeBundle(ledger, { mode: "range", from: 0, to: 30 });
  await writeFile(at("rows.zip"), zipBundle(rows));
  await writeFile(at("range.zip"), zipBundle(all));
  await writeFile(at("no-extension"), zipBundle(all));
  await writeFile(at("ledger.vkey"), `${ledger.vkey}\n`);
  const events = Buffer.from(rows.get("events.ndjson")!).toString();
  const edited = events.replace(/"action":"/, '"action":"x');
  await writeFile(at("edited.zip"), zipBundle(new Map(rows).set("events.ndjson", Buffer.from(edited))));
  await writeFile(at("text.zip"), "not a zip");
});
afterAll(() => rm(directory, { recursive: true }));

async function verify(...args: string[]) {
  const terminal = testTerminal();
  const code = await main(["verify", ...args], terminal);
  return { code, out: terminal.lines.join("\n"), err: terminal.errors.join("\n") };
}

describe("verify BUNDLE.zip", () => {
  test("with the key, as text or as a file: what is in it, what it proves and what not", async () => {
    for (const key of [ledger.vkey, at("ledger.vkey")]) {
      const { code, out, err } = await verify(at("range.zip"), "--key", key);
      expect({ code, err }).toEqual({ code: 0, err: "" });
      expect(out).toMatch(/^Verified: 30 events in /);
      expect(out).toContain("complete: every event of seq 0 to 29 is here");
      expect(out).toContain("outcome:denied (stated, not proved)");
      expect(out).toMatch(/This proves:.*It does not prove:/s);
      for (const line of out.split("\n")) expect(line.length).toBeLessThanOrEqual(132);
    }
  });

  test("without a key takes the bundle's own and says so", async () => {
    const { code, out } = await verify(at("rows.zip"));
    expect(code).toBe(0);
    expect(out).toMatch(/^Verified with the bundle's own key: 3 events/);
    expect(out.replaceAll("\n", " ")).toContain("compare it with the key that you got from the tenant by another way");
    const json = await verify(at("rows.zip"), "--json");
    expect(JSON.parse(json.out)).toMatchObject({ verified: true, key_from: "bundle" });
    expect(json.err).toContain("The key came with the bundle");
  });

  test("is found by its content, whatever its name", async () => {
    expect((await verify(at("no-extension"), "--key", ledger.vkey)).code).toBe(0);
  });

  test("names the line that was edited, and which checks hold", async () => {
    const { code, out, err } = await verify(at("edited.zip"), "--key", ledger.vkey);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(/^NOT verified: /);
    expect(err).toContain("  holds      The ledger's key signed this manifest");
    expect(err).toContain("  FAILS      The rows lead to the signed root");
    expect(err).toMatch(/- events.ndjson line 1 \(seq 0\): .*\n.*\[bundle_line_edited\]/);
  });

  test("as JSON", async () => {
    const good = JSON.parse((await verify(at("range.zip"), "--key", ledger.vkey, "--json")).out);
    expect(good).toMatchObject({
      verified: true,
      key_from: "given",
      manifest: { rows: 30, complete: true },
      findings: [],
    });
    expect(good.checks).toHaveLength(11);
    const { code, out } = await verify(at("edited.zip"), "--key", ledger.vkey, "--json");
    expect(code).toBe(1);
    expect(JSON.parse(out).findings[0]).toMatchObject({
      code: "bundle_line_edited",
      file: "events.ndjson",
      line: 1,
      seq: 0,
    });
  });

  test("with the key of another ledger, or of a file that is no bundle, is not verified", async () => {
    const other = bundleLedger(randomFrom(62), 1).vkey;
    const { code, err } = await verify(at("range.zip"), "--key", other);
    expect(code).toBe(1);
    expect(err).toContain("[bundle_key_other]");
    expect((await verify(at("text.zip"), "--key", ledger.vkey)).err).toContain("[bundle_zip]");
    expect((await verify(at("text.zip"))).code).toBe(1);
  });

  test("says what it cannot read, and what is called wrongly", async () => {
    expect((await verify(at("absent.zip"))).err).toContain("there is no such file");
    expect((await verify(at("range.zip"), "--key", "none")).err).toContain("neither a verifier key");
    expect((await verify(at("range.zip"), "--key", "a", "--key", "b")).code).toBe(2);
    expect((await verify(at("range.zip"), at("rows.zip"))).code).toBe(2);
  });
});
