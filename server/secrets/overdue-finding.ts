import type { Finding } from "../findings/index.ts";
import type { DueSecret } from "./secrets.sql.ts";

/** One time that a secret is due has one alert. */
export const alertKeyOf = (secretId: string, dueMs: number) => `secret_overdue:${secretId}:${dueMs}`;

export interface Overdue {
  secret: DueSecret;
  /** When it became so. */
  atMs: number;
  /** It was before, for the same time that it is due. */
  isAgain: boolean;
}

/** `day` tells the day of the tenant's calendar. */
export function findingOf({ secret, atMs, isAgain }: Overdue, day: (ms: number) => string): Finding {
  const { days, source, since, sinceMs, dueMs, targetId, name, type, lastRotatedSeq, environment } = secret;
  const period = `${days} ${days === 1 ? "day" : "days"}`;
  const isProduction = environment !== null && /^prod/.test(environment);
  // An alert opens again by what is new: the rotation is known to it.
  const seqs = lastRotatedSeq === null || isAgain ? [] : [lastRotatedSeq];
  return {
    source: "secret_overdue",
    entity: { type: "target", id: targetId, ...(name === null ? {} : { name }) },
    title: `${name ?? targetId} was due for rotation on ${day(dueMs!)}`,
    severity: isProduction ? "medium" : "low",
    confidence: since === "first seen" ? 0.6 : 1,
    ...{ atMs, seqs, events: seqs.length },
    explanation: {
      seen: since === "rotation" ? `last rotated on ${day(sinceMs)}` : `no rotation since ${day(sinceMs)}`,
      expected: `a rotation every ${period}`,
      window: { fromMs: sinceMs, toMs: dueMs! },
      arithmetic: [
        {
          label: since === "first seen" ? "first seen" : `last ${since}`,
          value: day(sinceMs),
          note: `${type} ${targetId}`,
        },
        { label: "period", value: period, note: PERIOD_NOTES[source] },
        { label: "due", value: day(dueMs!), note: "the one plus the other" },
      ],
      confidence:
        since === "first seen"
          ? "The log tells neither of a rotation nor of its creation: it may have been rotated before."
          : "The log tells when the period began.",
    },
    isLate: false,
  };
}

const PERIOD_NOTES: Record<DueSecret["source"], string> = {
  secret: "its own",
  log: "as metadata.rotation_days of the log said",
  environment: "the policy for its environment",
  type: "the policy for its type",
  default: "the policy for all secrets",
};
