/**
 * At most `most` of the points, in their order: runs of equal length keep their lowest and their highest, so that no peak is lost; the first and the
 * last stay. `most` is 4 or more.
 */
export function reducePoints<Point extends { value: number }>(points: readonly Point[], most: number): Point[] {
  if (points.length <= most) return [...points];
  const inner = points.slice(1, -1);
  const size = Math.ceil(inner.length / Math.floor((most - 2) / 2));
  const kept: Point[] = [points[0]!];
  for (let from = 0; from < inner.length; from += size) {
    const run = inner.slice(from, from + size);
    let [low, high] = [0, 0];
    for (const [at, { value }] of run.entries()) {
      if (value < run[low]!.value) low = at;
      if (value > run[high]!.value) high = at;
    }
    for (const at of low === high ? [low] : [Math.min(low, high), Math.max(low, high)]) kept.push(run[at]!);
  }
  return [...kept, points.at(-1)!];
}
