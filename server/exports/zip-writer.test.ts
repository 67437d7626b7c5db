import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inflateRawSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { memorySink } from "./formats/memory-sink.fixture.ts";
import { openZip } from "./zip-writer.ts";

const folder = mkdtempSync(join(tmpdir(), "zip-"));
afterAll(() => rmSync(folder, { recursive: true }));

const TEXT = Buffer.from("Every line of a ledger.\n".repeat(20_000));
const NOISE = Buffer.from(
  Array.from({ length: 9_000 }, (_, i) => createHash("sha256").update(`${i}`).digest("hex")).join(""),
);

async function zipOf(files: [string, Uint8Array, boolean][], chunkBytes = Number.POSITIVE_INFINITY): Promise<Buffer> {
  const sink = memorySink();
  const zip = openZip(sink);
  for (const [name, content, deflate] of files) {
    const entry = await zip.entry(name, { deflate });
    for (let at = 0; at < content.length; at += chunkBytes)
      await entry.write(content.subarray(at, Math.min(at + chunkBytes, content.length)));
    const ended = await entry.end();
    expect(ended).toEqual({
      name,
      size: content.length,
      sha256: createHash("sha256").update(content).digest("hex"),
    });
  }
  await zip.end();
  return sink.bytes();
}

const FILES: [string, Uint8Array, boolean][] = [
  ["empty", Buffer.alloc(0), true],
  ["empty-stored", Buffer.alloc(0), false],
  ["folder/text.txt", TEXT, true],
  ["noise", NOISE, true],
  ["stored", TEXT, false],
  ["größe-日本.txt", Buffer.from("x"), true],
];

/** Reads the zip by its local headers alone, as a program that streams would. */
function readForward(zip: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  let at = 0;
  while (zip.readUInt32LE(at) === 0x0403_4b50) {
    const nameEnd = at + 30 + zip.readUInt16LE(at + 26);
    const end = nameEnd + zip.readUInt32LE(at + 18);
    const packed = zip.subarray(nameEnd, end);
    const content = zip.readUInt16LE(at + 8) === 8 ? inflateRawSync(packed) : packed;
    expect(content.length).toBe(zip.readUInt32LE(at + 22));
    files.set(zip.subarray(at + 30, nameEnd).toString(), content);
    at = end;
  }
  return files;
}

describe("a zip", () => {
  it("holds its files in both directions of reading", async () => {
    const zip = await zipOf(FILES);
    expect([...readForward(zip)]).toEqual(FILES.map(([name, content]) => [name, Buffer.from(content)]));
    const path = join(folder, "a.zip");
    writeFileSync(path, zip);
    const listed = execFileSync("python3", ["-c", PYTHON, path]).toString();
    expect(JSON.parse(listed)).toEqual(
      FILES.map(([name, content]) => [
        name,
        createHash("sha256").update(content).digest("hex"),
        [1980, 1, 1, 0, 0, 0],
        /^[ -~]*$/.test(name) ? 0 : 0x0800,
      ]),
    );
  });

  const checker = join(import.meta.dirname, "../../../shared/check/tlogverify.py");
  it.skipIf(!existsSync(checker))("has the shape that the independent verifier asks for", async () => {
    const path = join(folder, "b.zip");
    writeFileSync(path, await zipOf(FILES));
    const code = `import sys; sys.path.insert(0, sys.argv[1]); from tlogverify import read_zip; print(len(read_zip(sys.argv[2])))`;
    expect(execFileSync("python3", ["-c", code, join(checker, ".."), path]).toString()).toBe(`${FILES.length}\n`);
  });

  it("has the same bytes whatever the pieces", async () => {
    const whole = await zipOf(FILES);
    for (const bytes of [777, 65_536, 65_537, 200_000]) expect((await zipOf(FILES, bytes)).equals(whole)).toBe(true);
  });

  it("is empty without entries", async () => {
    const zip = await zipOf([]);
    expect([zip.length, zip.readUInt32LE(0)]).toEqual([22, 0x0605_4b50]);
  });

  it("may begin anywhere in the sink", async () => {
    const sink = memorySink();
    await sink.write(Buffer.from("before"));
    const zip = openZip(sink);
    const entry = await zip.entry("text", { deflate: true });
    await entry.write(TEXT);
    await entry.end();
    await zip.end();
    expect(sink.bytes().subarray(6)).toEqual(await zipOf([["text", TEXT, true]]));
  });

  it("takes no name twice, none that leads elsewhere, and one entry at a time", async () => {
    const zip = openZip(memorySink());
    for (const name of ["", "/a", "a/", "../a", "a/../b", "a\\b", "a\0b", "c:a", "a//b", "\ud800"])
      await expect(zip.entry(name, { deflate: true })).rejects.toThrow("no name for a zip");
    const entry = await zip.entry("a", { deflate: true });
    await expect(zip.entry("b", { deflate: true })).rejects.toThrow("open entry");
    await expect(zip.end()).rejects.toThrow("open entry");
    await entry.end();
    await expect(entry.write(TEXT)).rejects.toThrow("has ended");
    await expect(entry.end()).rejects.toThrow("has ended");
    await expect(zip.entry("a", { deflate: true })).rejects.toThrow("already");
    await zip.end();
    await expect(zip.entry("c", { deflate: true })).rejects.toThrow("has ended");
  });

  it("is refused above 4 GiB", async () => {
    const sink = {
      position: 0,
      write: async (bytes: Uint8Array) => {
        sink.position += bytes.length;
      },
      writeAt: async () => {},
    };
    const zip = openZip(sink);
    const entry = await zip.entry("large", { deflate: false });
    sink.position = 0xffff_ffff - 65_000;
    await expect(entry.write(NOISE)).rejects.toMatchObject({ code: "too_large" });
  });

  it("hands on what the sink refuses", async () => {
    const full = {
      position: 0,
      write: async () => Promise.reject(new Error("no space left")),
      writeAt: async () => {},
    };
    await expect(openZip(full).entry("a", { deflate: true })).rejects.toThrow("no space left");
  });
});

const PYTHON = `
import hashlib, json, sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
assert z.testzip() is None
print(json.dumps([[i.filename, hashlib.sha256(z.read(i)).hexdigest(), i.date_time, i.flag_bits] for i in z.infolist()]))
`;
