import { AppError } from "../errors.ts";
import { formatTerm } from "../query/index.ts";
import { ACTOR_KINDS, queryOf, type Span, wholeQuarters } from "../rollups/index.ts";
import type { SubjectKind } from "./anomalies.ts";

/** What a series is of: the kinds and the value that are counted, and the query that finds the same. */
export interface Counted {
  kinds: readonly string[];
  value: string;
  q: string;
}

export function countedOf(kind: SubjectKind, id: string | undefined): Counted {
  if (kind === "tenant") return { kinds: ["all"], value: "", q: "" };
  if (kind === "denied_share" && id === undefined) return { kinds: ["all"], value: "", q: "" };
  if (id === undefined)
    throw new AppError("invalid", "Say which one: this subject needs an id.", {
      fields: [{ path: "subject.id", message: `is needed for ${kind}` }],
    });
  if (kind === "actor" || kind === "denied_share")
    return { kinds: ACTOR_KINDS, value: id, q: formatTerm("actor.id", id) };
  const value = id.toLowerCase();
  return { kinds: [kind], value, q: queryOf([kind, value]) };
}

const DAYS_MAX = 400;

/** The range in whole quarters of an hour, not beyond the one that the present is in. AppError `invalid` for none and for more than 400 days. */
export function spanOf(from: Date, to: Date, nowMs: number): Span {
  const { toMs: presentEnds } = wholeQuarters({ fromMs: nowMs, toMs: nowMs + 1 });
  const wide = wholeQuarters({ fromMs: from.getTime(), toMs: to.getTime() });
  const span = { fromMs: wide.fromMs, toMs: Math.min(wide.toMs, presentEnds) };
  if (!(span.fromMs < span.toMs))
    throw new AppError("invalid", "The range ends before it begins, or begins after the present.", {
      fields: [{ path: "from", message: "must be before `to` and the present" }],
    });
  if (span.toMs - span.fromMs > DAYS_MAX * 86_400_000)
    throw new AppError("invalid", `The range has more than ${DAYS_MAX} days.`, {
      fields: [{ path: "from", message: `must be at most ${DAYS_MAX} days before \`to\`` }],
    });
  return span;
}
