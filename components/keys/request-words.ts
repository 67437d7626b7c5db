import type { SealedEvent } from "#tlog";
import { count } from "../ui/numbers.ts";

/** One request of a key, or several that were recorded as one, as its trail event tells it. */
export interface KeyRequest {
  /** `GET /api/v1/events?q=env:prod` */
  request: string;
  /** How many requests; 0 where all that is known is that they were refused. */
  requests: number;
  rows: number;
  refusals: number;
  answer: string;
  tone: "plain" | "old" | "denied" | "failed";
}

const LONG = new Set(["tail.continued", "feed.continued", "tiles.continued"]);
const numberOf = (value: unknown) => (typeof value === "number" && Number.isFinite(value) ? value : 0);

/** What a trail event says of the key that is its actor; masked parts are missing. */
export function requestOf(event: SealedEvent): KeyRequest {
  const metadata = (event.metadata ?? {}) as Record<string, unknown>;
  const isOld = (event.actor.metadata as { secret?: unknown } | undefined)?.secret === "old";
  const isDenied = event.outcome === "denied";
  const collapsed = numberOf(metadata.count);
  const requests = LONG.has(event.action) ? numberOf(metadata.requests) : collapsed > 0 ? 0 : 1;
  return {
    request: requestText(event, metadata),
    requests,
    rows: numberOf(metadata.rows),
    refusals: isDenied ? Math.max(1, collapsed) : 0,
    ...answerOf(event, metadata, isOld),
  };
}

function requestText(event: SealedEvent, { q }: Record<string, unknown>): string {
  const endpoint = event.source?.endpoint ?? event.action;
  return typeof q === "string" && q !== "" ? `${endpoint}?q=${q}` : endpoint;
}

function answerOf(
  event: SealedEvent,
  metadata: Record<string, unknown>,
  isOld: boolean,
): Pick<KeyRequest, "answer" | "tone"> {
  if (event.outcome === "denied") {
    const times = numberOf(metadata.count);
    const reason = typeof metadata.reason === "string" ? metadata.reason.replaceAll("_", " ") : "refused";
    return { answer: times > 1 ? `${reason}, ${count(times)} times` : reason, tone: "denied" };
  }
  if (event.outcome !== "success") {
    const code = typeof metadata.code === "string" ? metadata.code.replaceAll("_", " ") : event.outcome;
    return { answer: code, tone: "failed" };
  }
  return isOld ? { answer: "answered, old secret", tone: "old" } : { answer: "answered", tone: "plain" };
}
