/** The last report of something that goes on. As kept in state. */
export interface Said {
  atMs: number;
  count: number;
}

/** Whether to report again: after `againMs` of the events' time, or when there is twice as much. So that a flood is not a sign an event. */
export const isWorthSaying = (said: Said | undefined, atMs: number, count: number, againMs: number): boolean =>
  said === undefined || Math.abs(atMs - said.atMs) >= againMs || count >= 2 * said.count;
