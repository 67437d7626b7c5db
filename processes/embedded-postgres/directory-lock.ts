import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive, processStart } from "./process-identity.ts";

interface LockOwner {
  pid: number;
  started: string;
}

/** Takes `<dataDir>/demo.lock` for this process or throws; the function returned gives it back. */
export async function lockDataDirectory(dataDir: string): Promise<() => void> {
  const file = path.join(dataDir, "demo.lock");
  const mine = JSON.stringify({ pid: process.pid, started: processStart(process.pid) ?? "" } satisfies LockOwner);
  for (let attempt = 0; attempt < 20; attempt++) {
    if (create(file, mine)) return () => release(file, mine);
    const found = read(file);
    const owner = found === undefined ? undefined : parse(found);
    if (owner && isRunning(owner)) {
      throw new Error(
        `${dataDir} is already in use by process ${owner.pid}. Stop that one (kill ${owner.pid}) or set SEALTRAIL_DATA_DIR to another directory.`,
      );
    }
    // A lock without an owner is one that is being written just now, or was cut short by a crash.
    if (owner || attempt >= 5) removeStale(file, found);
    else await sleep(50);
  }
  throw new Error(`Cannot take ${file}: other processes keep changing it. Stop them, delete the file and start again.`);
}

function create(file: string, content: string): boolean {
  try {
    writeFileSync(file, content, { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function isRunning(owner: LockOwner): boolean {
  return isAlive(owner.pid) && (!owner.started || processStart(owner.pid) === owner.started);
}

// Renamed before it is deleted: a lock that another process took in the meantime is seen and put back.
function removeStale(file: string, expected: string | undefined): void {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  const taken = read(aside);
  if (taken !== expected && taken) create(file, taken);
  rmSync(aside, { force: true });
}

function release(file: string, mine: string): void {
  if (read(file) === mine) rmSync(file, { force: true });
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function parse(content: string): LockOwner | undefined {
  try {
    const owner = JSON.parse(content) as LockOwner;
    return Number.isInteger(owner.pid) ? owner : undefined;
  } catch {
    return undefined;
  }
}
