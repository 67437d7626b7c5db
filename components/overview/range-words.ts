import type { OverviewRange } from "#server/overview/index.ts";

export const OVERVIEW_RANGES = ["24h", "7d", "30d"] as const satisfies readonly OverviewRange[];
export const RANGE_FIRST: OverviewRange = "7d";

/** What an overview is of, in words. */
export const RANGE_WORDS: Record<OverviewRange, { label: string; before: string }> = {
  "24h": { label: "24 hours", before: "the 24 hours before" },
  "7d": { label: "7 days", before: "the 7 days before" },
  "30d": { label: "30 days", before: "the 30 days before" },
};

export const readRange = (text: string | undefined): OverviewRange =>
  OVERVIEW_RANGES.find((one) => one === text) ?? RANGE_FIRST;
