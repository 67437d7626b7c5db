import { peakMemoryMib } from "./machine.ts";
import { atMost, figure, notMeasured, type ResultRow } from "./results.ts";
import type { WebProcess } from "./web-process.ts";

const LIMIT = atMost(600);

/** The most memory that the web process held since its start, which is that of the benchmark. */
export function memoryRow(during: string, web: WebProcess): ResultRow {
  const what = `memory of the web process during all of ${during}, peak`;
  const mib = peakMemoryMib(web.pid);
  return mib === undefined
    ? notMeasured(what, "MiB", "this system has no /proc to read it from", LIMIT)
    : figure(what, mib, "MiB", LIMIT);
}
