import { execFileSync } from "node:child_process";
import { readFileSync, realpathSync } from "node:fs";
import path from "node:path";

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  return !processState(pid).startsWith("Z");
}

/** Differs for two processes that had the same id one after the other, also across a restart of the machine. */
export function processStart(pid: number): string | undefined {
  const stat = procStat(pid);
  if (stat) return `${stat[19]}@${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()}`;
  return ps(pid, "lstart=") || undefined;
}

export function isPostgresOf(pid: number, clusterDir: string): boolean {
  const command = commandLine(pid);
  const program = path.basename(command[0] ?? "");
  if (!program.startsWith("postgres")) return false;
  const at = command.indexOf("-D");
  const dir = at < 0 ? undefined : command[at + 1];
  return dir !== undefined && real(dir) === real(clusterDir);
}

function commandLine(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    const line = process.platform === "linux" ? "" : ps(pid, "command=");
    const [program = "", dir] = line.split(" -D ");
    return dir === undefined ? [program] : [program, "-D", dir.replace(/ -p \d+.*$/, "")];
  }
}

function processState(pid: number): string {
  return process.platform === "linux" ? (procStat(pid)?.[0] ?? "") : ps(pid, "state=");
}

function procStat(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  } catch {
    return undefined;
  }
}

function ps(pid: number, column: string): string {
  if (process.platform === "linux") return "";
  try {
    return execFileSync("ps", ["-o", column, "-p", String(pid)], { encoding: "utf8" }).trim();
  } catch {
    return "";
  }
}

function real(dir: string): string {
  try {
    return realpathSync(dir);
  } catch {
    return path.resolve(dir);
  }
}
