import { existsSync, readdirSync, readFileSync } from "node:fs";
import { availableParallelism, totalmem } from "node:os";

export interface Machine {
  cores: number;
  memory_gib: number;
  node: string;
  postgres: string;
}

export function describeMachine(postgresVersion: string): Machine {
  return {
    cores: availableParallelism(),
    memory_gib: Number((totalmem() / 2 ** 30).toFixed(1)),
    node: process.versions.node,
    postgres: postgresVersion.split(" ")[0]!,
  };
}

const MS_PER_TICK = 10;

/** Processor time of a process and, with `children`, of what it started; undefined where there is no /proc. */
export function cpuMsOf(pid: number, children = false): number | undefined {
  if (!existsSync("/proc/self/stat")) return undefined;
  const pids = children ? [pid, ...childrenOf(pid)] : [pid];
  return pids.reduce((sum, one) => sum + (statOf(one)?.cpuMs ?? 0), 0);
}

/** The most memory that a process ever held (resident set), in MiB; undefined where there is no /proc. */
export function peakMemoryMib(pid: number): number | undefined {
  try {
    const kib = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kib === undefined ? undefined : Number(kib) / 1024;
  } catch {
    return undefined;
  }
}

function childrenOf(pid: number): number[] {
  const pids = readdirSync("/proc").map(Number);
  return pids.filter((one) => one > 0 && statOf(one)?.parent === pid);
}

function statOf(pid: number): { parent: number; cpuMs: number } | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)!.split(" ");
    return { parent: Number(fields[1]), cpuMs: (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK };
  } catch {
    return undefined;
  }
}
