import { closeSync, fsyncSync, openSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";

export interface DemoTenant {
  id: string;
  slug: string;
  name: string;
  vkey: string;
}

export interface DemoKey {
  tenant: string | null;
  kind: "ingest" | "provisioning" | "management" | "platform-ingest";
  token: string;
}

export interface DemoAccount {
  email: string;
  password: string;
  tenant: string | null;
  role: string;
}

export interface DemoFile {
  url: string;
  databases: { app: string; owner: string; superuser: string | null };
  tenants: DemoTenant[];
  users: DemoAccount[];
  keys: DemoKey[];
}

/** Writes JSON that only its owner may read, whole or not at all. */
export function writePrivateFile(file: string, content: unknown): void {
  const draft = `${file}.${process.pid}`;
  const handle = openSync(draft, "w", 0o600);
  try {
    writeSync(handle, `${JSON.stringify(content, null, 2)}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(draft, file);
}

/** `demo.json`: how tests and trials find their way into the running demo. */
export function writeDemoFile(dataDir: string, demo: DemoFile): void {
  writePrivateFile(join(dataDir, "demo.json"), demo);
}
