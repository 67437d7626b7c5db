import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import path from "node:path";

const heartbeatMs = 2_000;
const silentMsMax = 60_000;

/**
 * Runs `work` while no other process sets up the same clone. Waits for the other one, says so once, and then runs `work`,
 * which must look again at what is left to do. A lock whose owner died, or was silent for a minute, is taken away.
 */
export async function withInstallLock(toolchain, say, work) {
  const dir = path.join(toolchain, "install.lock");
  mkdirSync(toolchain, { recursive: true });
  let told = false;
  while (!acquire(dir)) {
    const owner = ownerOf(dir);
    if (isStale(dir, owner)) {
      removeStale(dir);
      continue;
    }
    if (!told) say(`Waiting for process ${owner?.pid ?? "unknown"}, which is setting up this folder …`);
    told = true;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  const heartbeat = setInterval(() => touch(dir), heartbeatMs);
  const release = () => rmSync(dir, { recursive: true, force: true });
  process.once("exit", release);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    process.removeListener("exit", release);
    release();
  }
}

function acquire(dir) {
  try {
    mkdirSync(dir);
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
  writeFileSync(path.join(dir, "owner.json"), JSON.stringify({ pid: process.pid, host: hostname() }));
  return true;
}

function ownerOf(dir) {
  try {
    return JSON.parse(readFileSync(path.join(dir, "owner.json"), "utf8"));
  } catch {
    return undefined;
  }
}

function isStale(dir, owner) {
  let silentMs;
  try {
    silentMs = Date.now() - statSync(dir).mtimeMs;
  } catch {
    return false;
  }
  if (!owner) return silentMs > 10_000;
  if (owner.host === hostname() && !isAlive(owner.pid)) return true;
  return silentMs > silentMsMax;
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

// Renaming first: of two that find the same dead lock only one gets it, and neither can remove a fresh one half-way.
function removeStale(dir) {
  const aside = `${dir}.${process.pid}`;
  try {
    renameSync(dir, aside);
  } catch (error) {
    if (error.code === "ENOENT") return;
    throw error;
  }
  rmSync(aside, { recursive: true, force: true });
}

function touch(dir) {
  const now = new Date();
  try {
    utimesSync(dir, now, now);
  } catch {}
}
