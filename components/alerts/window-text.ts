import { absoluteTime, span } from "../events/times.ts";

const withoutMs = (text: string) => text.replace(/\.\d{3} /, " ");

/** "20 Nov 2026, 21:42:53 CET to 21:50:12 CET, 7 min"; one instant alone where the two are the same. */
export function windowText({ fromMs, toMs }: { fromMs: number; toMs: number }, timeZone: string): string {
  const from = withoutMs(absoluteTime(new Date(fromMs).toISOString(), timeZone));
  const to = withoutMs(absoluteTime(new Date(toMs).toISOString(), timeZone));
  if (fromMs === toMs) return from;
  const [day, clock] = to.split(", ");
  return `${from} to ${from.startsWith(`${day},`) ? clock : to}, ${span((toMs - fromMs) / 1000)}`;
}

/** How long after its time the last of the events came, in words; null when all came in time. */
export function latenessText(events: readonly { occurred_at: string; received_at: string }[]): string | null {
  const late = Math.max(0, ...events.map((event) => Date.parse(event.received_at) - Date.parse(event.occurred_at)));
  return late < 1_000 ? null : span(late / 1000);
}
