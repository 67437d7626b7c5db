/** How far an export was at a moment. */
export interface PaceSample {
  atMs: number;
  rows: number;
}

const WINDOW_MS = 10_000;

/** The samples with one more; those that are too old to say how fast it goes now are gone, and all when it began anew. */
export function withSample(samples: readonly PaceSample[], next: PaceSample): PaceSample[] {
  const last = samples.at(-1);
  if (last && next.rows < last.rows) return [next];
  return [...samples.filter(({ atMs }) => next.atMs - atMs <= WINDOW_MS), next];
}

/** Rows a second over the samples; undefined before there is a difference to tell it by. */
export function paceOf(samples: readonly PaceSample[]): number | undefined {
  const first = samples[0];
  const last = samples.at(-1);
  if (!first || !last || last.atMs <= first.atMs || last.rows <= first.rows) return undefined;
  return ((last.rows - first.rows) / (last.atMs - first.atMs)) * 1_000;
}
