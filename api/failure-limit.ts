import { AppError } from "#server/errors.ts";

const FAILURES_MAX = 100;
const WINDOW_MS = 60_000;
const ADDRESSES_MAX = 50_000;
const failures = new Map<string, { count: number; endsMs: number }>();

/** Refuses an address with 100 failed authentications within the minute. In memory: it costs no query, and each process counts alone. */
export function refuseFlood(ip: string | undefined, nowMs = Date.now()): void {
  const window = failures.get(ip ?? "");
  if (!window || window.count < FAILURES_MAX || window.endsMs <= nowMs) return;
  const retryAfterS = Math.ceil((window.endsMs - nowMs) / 1000);
  throw new AppError(
    "rate_limited",
    `Too many failed authentications from this address: try again in ${retryAfterS} s.`,
    { retryAfterS },
  );
}

export function countFailure(ip: string | undefined, nowMs = Date.now()): void {
  const window = failures.get(ip ?? "");
  if (window && window.endsMs > nowMs) {
    window.count++;
    return;
  }
  if (failures.size >= ADDRESSES_MAX) failures.clear();
  failures.set(ip ?? "", { count: 1, endsMs: nowMs + WINDOW_MS });
}
