"use client";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";

interface Clock {
  nowMs: number;
  /** Tells the clock what time the server has. */
  set: (serverMs: number) => void;
}

const ClockContext = createContext<Clock>({ nowMs: 0, set: () => {} });
const TICK_MS = 1000;

/** The server's clock, so that ages are right on a machine whose own clock is not; it starts at the instant the page was made. */
export function ClockProvider({ startMs, children }: { startMs: number; children: ReactNode }) {
  const [nowMs, setNowMs] = useState(startMs);
  const [aheadMs, setAheadMs] = useState<number | null>(null);
  useEffect(() => {
    const ahead = aheadMs ?? startMs - Date.now();
    if (aheadMs === null) setAheadMs(ahead);
    const timer = setInterval(() => setNowMs(Date.now() + ahead), TICK_MS);
    return () => clearInterval(timer);
  }, [aheadMs, startMs]);
  const clock = useMemo(() => ({ nowMs, set: (serverMs: number) => setAheadMs(serverMs - Date.now()) }), [nowMs]);
  return <ClockContext value={clock}>{children}</ClockContext>;
}

export const useNowMs = () => useContext(ClockContext).nowMs;

export const useClockSetter = () => useContext(ClockContext).set;
