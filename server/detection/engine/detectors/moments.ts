/** Something at a time: milliseconds since 1970, seq, and what else is remembered of it. As kept in state. */
export type Moment = readonly [atMs: number, seq: number, ...rest: string[]];

/** Puts `moment` where its time belongs; lets go what lies more than `keepMs` before the newest, and the oldest above `max`. */
export function insertMoment(moments: Moment[], moment: Moment, keepMs: number, max: number): void {
  let at = moments.length;
  while (at > 0 && isAfter(moments[at - 1]!, moment)) at--;
  moments.splice(at, 0, moment);
  const sinceMs = moments.at(-1)![0] - keepMs;
  let gone = Math.max(0, moments.length - max);
  while (moments[gone]![0] < sinceMs) gone++;
  if (gone > 0) moments.splice(0, gone);
}

const isAfter = (one: Moment, other: Moment) => one[0] > other[0] || (one[0] === other[0] && one[1] > other[1]);

/** Those from `fromMs` to `toMs`, both ends among them. */
export const momentsBetween = (moments: readonly Moment[], fromMs: number, toMs: number): Moment[] =>
  moments.filter(([atMs]) => atMs >= fromMs && atMs <= toMs);

/** The windows of `windowMs` that begin at a moment and hold `atMs`: each with the moments in it. */
export function* windowsAround(moments: readonly Moment[], atMs: number, windowMs: number): Generator<Moment[]> {
  for (const [i, [fromMs]] of moments.entries()) {
    if (fromMs > atMs) return;
    if (atMs - fromMs > windowMs) continue;
    let end = i;
    while (end < moments.length && moments[end]![0] - fromMs <= windowMs) end++;
    yield moments.slice(i, end);
  }
}
