/** The stretch of time that a chart shows, in milliseconds since 1970. */
export interface View {
  fromMs: number;
  toMs: number;
}

/** How short and how long a view may be, and where time ends. */
export interface ViewLimits {
  leastMs: number;
  mostMs: number;
  endMs: number;
}

/** The nearest view that keeps to the limits: not beyond the end, neither too short nor too long. */
export function withinLimits({ fromMs, toMs }: View, { leastMs, mostMs, endMs }: ViewLimits): View {
  const lengthMs = Math.min(Math.max(toMs - fromMs, leastMs), mostMs);
  const middleMs = (fromMs + toMs) / 2;
  const end = Math.min(middleMs + lengthMs / 2, endMs);
  return { fromMs: Math.round(end - lengthMs), toMs: Math.round(end) };
}

/** Longer by the factor (shorter below 1), with `aroundMs` where it was. */
export function zoomed({ fromMs, toMs }: View, factor: number, aroundMs: number, limits: ViewLimits): View {
  const share = (aroundMs - fromMs) / (toMs - fromMs);
  const lengthMs = Math.min(Math.max((toMs - fromMs) * factor, limits.leastMs), limits.mostMs);
  const from = aroundMs - share * lengthMs;
  return withinLimits({ fromMs: from, toMs: from + lengthMs }, limits);
}

/** Moved by a share of its length, to later times where it is above 0. */
export function panned({ fromMs, toMs }: View, share: number, limits: ViewLimits): View {
  const byMs = (toMs - fromMs) * share;
  return withinLimits({ fromMs: fromMs + byMs, toMs: toMs + byMs }, limits);
}

/** Where a time lies in the view: 0 at its beginning, 1 at its end. */
export const shareOf = (ms: number, { fromMs, toMs }: View): number => (ms - fromMs) / (toMs - fromMs);

export const timeAt = (share: number, { fromMs, toMs }: View): number => fromMs + share * (toMs - fromMs);
