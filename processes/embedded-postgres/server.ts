import type { ChildProcess } from "node:child_process";
import { closeSync, fchownSync, openSync, readFileSync, rmSync, statfsSync, statSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type ClusterPlace, cannotRun, spawnAs } from "./cluster.ts";
import { explainOutput } from "./failure.ts";
import { isAlive, isPostgresOf } from "./process-identity.ts";

const logBytesMax = 20 * 1024 * 1024;
const startMsMax = 10 * 60_000;

export type StartOutcome = { server: PostgresServer } | { failure: "port taken" | "orphans" | Error };

export interface PostgresServer {
  pid: number;
  exited: Promise<void>;
  hasExited(): boolean;
}

/** Fast shutdown, then immediate, then the kernel's: each only when the one before did not do in its time. */
export async function stopPostgres(pid: number, hasExited: () => boolean): Promise<void> {
  const steps = [
    ["SIGINT", 60_000],
    ["SIGQUIT", 10_000],
    ["SIGKILL", 5_000],
  ] as const;
  for (const [signal, waitMs] of steps) {
    signalQuietly(pid, signal);
    for (const until = Date.now() + waitMs; Date.now() < until; await sleep(20)) if (hasExited()) return;
  }
}

export function signalQuietly(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {}
}

/** Clears away what an earlier run left: a server of this very directory is stopped, a pid file of nobody is removed. */
export async function clearRemains(clusterDir: string, log: (line: string) => void): Promise<void> {
  const pidFile = path.join(clusterDir, "postmaster.pid");
  const pid = pidFileLines(clusterDir)[0];
  if (pid === undefined) return;
  const serverPid = Number(pid);
  if (serverPid > 1 && isAlive(serverPid) && isPostgresOf(serverPid, clusterDir)) {
    log(`Stopping the PostgreSQL that an earlier run left behind (process ${serverPid})`);
    await stopPostgres(serverPid, () => !isAlive(serverPid));
  }
  rmSync(pidFile, { force: true });
}

/** One attempt to start the server; resolves when it accepts connections, or has said why it does not. */
export async function launchPostgres(place: ClusterPlace, port: number): Promise<StartOutcome> {
  const { clusterDir, account, binaries } = place;
  const logFile = path.join(place.dataDir, "postgres.log");
  const log = openSync(logFile, logSize(logFile) > logBytesMax ? "w" : "a", 0o600);
  const logStart = logSize(logFile);
  if (process.getuid?.() === 0) fchownSync(log, account.uid, account.gid);
  const child = spawnAs(account, binaries.postgres, ["-D", clusterDir, "-p", String(port), ...settings()], log);
  closeSync(log);
  const spawned = await outcomeOfSpawn(child);
  if (spawned) return { failure: spawned };
  child.unref();
  const server = watch(child);
  for (const until = Date.now() + startMsMax; Date.now() < until; await sleep(15)) {
    if (server.hasExited())
      return { failure: explainStart(readFileSync(logFile).subarray(logStart).toString(), place) };
    const lines = pidFileLines(clusterDir);
    if (Number(lines[0]) === server.pid && lines[7]?.startsWith("ready")) return { server };
  }
  await stopPostgres(server.pid, server.hasExited);
  return { failure: new Error(`PostgreSQL did not get ready within ten minutes. Its log is ${logFile}.`) };
}

function outcomeOfSpawn(child: ChildProcess): Promise<Error | undefined> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(cannotRun(error)));
    child.once("spawn", () => resolve(undefined));
  });
}

function watch(child: ChildProcess): PostgresServer {
  let gone = false;
  const pid = child.pid as number;
  const endWithUs = () => signalQuietly(pid, "SIGINT");
  process.once("exit", endWithUs);
  const exited = new Promise<void>((resolve) => {
    child.once("exit", () => {
      gone = true;
      process.removeListener("exit", endWithUs);
      resolve();
    });
  });
  return { pid, exited, hasExited: () => gone };
}

function explainStart(output: string, { clusterDir }: ClusterPlace): "port taken" | "orphans" | Error {
  if (/Address already in use/.test(output)) return "port taken";
  if (/pre-existing shared memory block/.test(output)) return "orphans";
  return explainOutput(output, clusterDir, "Starting PostgreSQL");
}

function settings(): string[] {
  const values: Record<string, string> = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: "100",
    shared_buffers: "256MB",
    effective_cache_size: "1GB",
    work_mem: "16MB",
    maintenance_work_mem: "128MB",
    max_wal_size: "2GB",
    min_wal_size: "256MB",
    wal_compression: "on",
    checkpoint_timeout: "15min",
    random_page_cost: "1.1",
    fsync: "on",
    synchronous_commit: "on",
    full_page_writes: "on",
    jit: "off",
    log_statement: "none",
    log_checkpoints: "off",
    log_line_prefix: "%m [%p] ",
    log_timezone: "UTC",
    timezone: "UTC",
    cluster_name: "sealtrail",
  };
  if (hasSmallSharedMemory()) values.dynamic_shared_memory_type = "sysv";
  return Object.entries(values).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

// Containers often get 64 MB of /dev/shm, on which a parallel query fails half-way.
function hasSmallSharedMemory(): boolean {
  try {
    const { blocks, bsize } = statfsSync("/dev/shm");
    return process.platform === "linux" && blocks * bsize < 256 * 1024 * 1024;
  } catch {
    return false;
  }
}

function pidFileLines(clusterDir: string): string[] {
  try {
    return readFileSync(path.join(clusterDir, "postmaster.pid"), "utf8").split("\n");
  } catch {
    return [];
  }
}

function logSize(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
}
