"use client";
import { useNowMs } from "../frame/clock.tsx";
import { absoluteTime, relativeTime } from "./times.ts";

export function TimeAgo({ at, timeZone }: { at: string; timeZone: string }) {
  const nowMs = useNowMs();
  return (
    <time dateTime={at} title={absoluteTime(at, timeZone)}>
      {relativeTime(at, nowMs, timeZone)}
    </time>
  );
}
