import { useEffect, useState } from "react";
import { type View, type ViewLimits, withinLimits } from "../charts/view.ts";
import { DAY_MS, DAYS_MAX } from "./anomalies-address.ts";
import type { GoToAnomalies } from "./use-anomalies-address.ts";

const REST_MS = 500;
const LEAST_MS = 3_600_000;

interface Options {
  /** Of the numbers that are there; `key` says which. */
  loaded: View & { key: string };
  endMs: number;
  go: GoToAnomalies;
}

/**
 * What of the time is shown. Zooming and panning show at once what is there of it; when they rest, the address follows, and the numbers come with
 * the resolution that the new range has.
 */
export function useSeriesView({ loaded, endMs, go }: Options) {
  const [view, setView] = useState<View | null>(null);
  const [asked, setAsked] = useState<View | null>(null);
  const [key, setKey] = useState(loaded.key);
  const limits: ViewLimits = { leastMs: LEAST_MS, mostMs: DAYS_MAX * DAY_MS, endMs: Math.max(endMs, loaded.toMs) };
  if (key !== loaded.key) {
    setKey(loaded.key);
    // What was moved on meanwhile stays, until its own numbers are there.
    if (view === asked) setView(null);
  }
  useEffect(() => {
    if (!view || view === asked) return;
    const timer = setTimeout(() => {
      setAsked(view);
      go({
        from: new Date(view.fromMs).toISOString(),
        to: view.toMs < endMs ? new Date(view.toMs).toISOString() : undefined,
      });
    }, REST_MS);
    return () => clearTimeout(timer);
  }, [view, asked, go, endMs]);
  const show = (next: View) => setView(withinLimits(next, limits));
  return { view: view ?? { fromMs: loaded.fromMs, toMs: loaded.toMs }, isMoved: view !== null, show, limits };
}
export type SeriesView = ReturnType<typeof useSeriesView>;
