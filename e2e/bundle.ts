import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { readZip } from "#tlog";
import { zipBundle } from "../packages/tlog/testing/bundle.ts";

/** An evidence bundle that was downloaded, unpacked in a folder of its own. */
export interface Bundle {
  path: string;
  /** Address of its own page on the disk. */
  page: string;
  files: ReadonlyMap<string, Uint8Array>;
}

export function unpack(path: string): Bundle {
  const folder = mkdtempSync(join(tmpdir(), "bundle-"));
  const files = readZip(readFileSync(path));
  for (const [name, bytes] of files) writeFileSync(join(folder, name), bytes);
  return { path, page: pathToFileURL(join(folder, "verify.html")).href, files };
}

/** The path of the bundle packed anew, with a file changed. */
export function altered({ files }: Bundle, name: string, change: (text: string) => string): string {
  const text = Buffer.from(files.get(name)!).toString();
  const path = join(mkdtempSync(join(tmpdir(), "bundle-")), "altered.zip");
  writeFileSync(path, zipBundle(new Map(files).set(name, Buffer.from(change(text)))));
  return path;
}
