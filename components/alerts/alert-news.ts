import type { AlertBadge } from "#server/alerts/index.ts";

/** An alert was perhaps being written while the page was made. */
const MAKING_MS = 10_000;

/** Up to when alerts are known when a page begins, as an RFC 3339 time: those that were there before are no news. */
export const knownAtStart = (badge: AlertBadge | null, startMs: number): string =>
  badge?.newestAt ?? new Date(startMs - MAKING_MS).toISOString();

export interface AlertNews {
  id: string;
  title: string;
  severity: NonNullable<AlertBadge["newestSeverity"]>;
  at: string;
}

/** The open alert that was raised after what is known; undefined when there is none. */
export function newsOf(badge: AlertBadge | null, knownAt: string): AlertNews | undefined {
  if (!badge?.newestId || !badge.newestAt || !badge.newestTitle || !badge.newestSeverity) return undefined;
  if (badge.newestAt <= knownAt) return undefined;
  return { id: badge.newestId, title: badge.newestTitle, severity: badge.newestSeverity, at: badge.newestAt };
}
