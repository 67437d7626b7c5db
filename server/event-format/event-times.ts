/** How far `occurred_at` may lie after `received_at` (event.md). */
export const AHEAD_MS_MAX = 24 * 3_600_000;
