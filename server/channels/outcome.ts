/** What came of one attempt. */
export type Outcome =
  | { kind: "delivered"; status: number | null }
  /** The receiver wants no more (410). */
  | { kind: "gone"; status: number }
  | {
      kind: "failed";
      status: number | null;
      /** One sentence for people. */
      fault: string;
      /** Whatever is sent would fail, so that the channel's other messages wait too. */
      isOfReceiver: boolean;
      retryAfterMs?: number;
      /** Trying again is of no use. */
      isFinal?: true;
    };

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const FIRST_AGAIN_MS = 5_000;
const AGAIN_MS = [
  FIRST_AGAIN_MS,
  30_000,
  2 * MINUTE_MS,
  10 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
];
const JITTER = 0.2;
/** One of the messages that wait may find out that the receiver works again. */
const REST_MS_MAX = 2 * MINUTE_MS;

export const ATTEMPTS_MAX = AGAIN_MS.length + 1;

/** How long after the attempt of that number (from 1) the next one follows, up to a fifth longer by chance; undefined after the last. */
export function retryDelayMs(attempts: number, random: () => number = Math.random): number | undefined {
  const ms = AGAIN_MS[attempts - 1];
  return ms === undefined ? undefined : Math.round(ms * (1 + JITTER * random()));
}

/**
 * How long a channel rests after a failure that is the receiver's: as it asks for, or a quarter of the time for which it has been failing, within
 * REST_MS_MAX.
 */
export const restMs = ({ retryAfterMs }: { retryAfterMs?: number }, failingMs: number): number =>
  retryAfterMs ?? Math.min(Math.max(FIRST_AGAIN_MS, Math.round(failingMs / 4)), REST_MS_MAX);
