"use client";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from "react";

/** The server's clock as far as it is known here; neither reading it nor setting it draws anything anew. */
interface ServerClock {
  now: () => number;
  set: (serverMs: number) => void;
}

const TickContext = createContext(0);
const ClockContext = createContext<ServerClock>({ now: () => Date.now(), set: () => {} });
const TICK_MS = 1000;

/** Ages are reckoned by the server's clock, so that they are right on a machine whose own is not; it starts when the page was made. */
export function ClockProvider({ startMs, children }: { startMs: number; children: ReactNode }) {
  const aheadMs = useRef<number | null>(null);
  const [tickMs, setTickMs] = useState(startMs);
  const clock = useMemo<ServerClock>(
    () => ({
      now: () => (aheadMs.current === null ? startMs : Date.now() + aheadMs.current),
      set: (serverMs) => {
        aheadMs.current = serverMs - Date.now();
      },
    }),
    [startMs],
  );
  useEffect(() => {
    aheadMs.current ??= startMs - Date.now();
    const timer = setInterval(() => setTickMs(clock.now()), TICK_MS);
    return () => clearInterval(timer);
  }, [clock, startMs]);
  return (
    <ClockContext value={clock}>
      <TickContext value={tickMs}>{children}</TickContext>
    </ClockContext>
  );
}

/** The time now, drawn anew every second. */
export const useNowMs = () => useContext(TickContext);

export const useServerClock = () => useContext(ClockContext);
