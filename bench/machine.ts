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

/** Processor time of a process and of what it started, ended or not; undefined where there is no /proc. */
export function cpuMsOf(pid: number): number | undefined {
  if (!existsSync("/proc/self/stat")) return undefined;
  const children = readdirSync("/proc")
    .map((name) => statOf(Number(name)))
    .filter((stat) => stat?.parent === pid);
  return [statOf(pid), ...children].reduce((sum, stat) => sum + (stat?.cpuMs ?? 0), 0);
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

function statOf(pid: number): { parent: number; cpuMs: number } | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)!.split(" ").map(Number);
    const ticks = fields[11]! + fields[12]! + fields[13]! + fields[14]!;
    return { parent: fields[1]!, cpuMs: ticks * MS_PER_TICK };
  } catch {
    return undefined;
  }
}
