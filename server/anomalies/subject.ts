import { readQuery } from "#query";
import { AppError } from "../errors.ts";
import { formatTerm, QUERY_CHARACTERS_MAX } from "../query/index.ts";
import { ACTOR_KINDS, DAY_MS, queryOf, type Span, wholeQuarters } from "../rollups/index.ts";
import type { SubjectKind } from "./anomalies.ts";

/** What a series is of: the kinds and the value that are counted, and the query that finds the same. */
export interface Counted {
  kinds: readonly string[];
  value: string;
  q: string;
}

/** AppError `invalid` for a subject without the id that it needs, with one that it does not take, and for an id that its field cannot have. */
export function countedOf(kind: SubjectKind, id: string | undefined): Counted {
  if (kind === "tenant" && id !== undefined)
    throw refusal("The tenant is all of its events: ask for it without an id.", "is not taken for tenant");
  if (kind === "tenant") return { kinds: ["all"], value: "", q: "" };
  if (kind === "denied_share" && id === undefined) return { kinds: ["all"], value: "", q: "" };
  if (id === undefined) throw refusal("Say which one: this subject needs an id.", `is needed for ${kind}`);
  if (kind === "actor" || kind === "denied_share")
    return { kinds: ACTOR_KINDS, value: id, q: formatTerm("actor.id", id) };
  const value = id.toLowerCase();
  const q = queryOf([kind, value]);
  const fault = q.length > QUERY_CHARACTERS_MAX ? undefined : readQuery(q).faults[0];
  if (fault) throw refusal(`There is no such ${kind}.`, fault.message);
  return { kinds: [kind], value, q };
}

const refusal = (message: string, fault: string) =>
  new AppError("invalid", message, { fields: [{ path: "subject.id", message: fault }] });

const DAYS_MAX = 400;

/**
 * The range in whole quarters of an hour, not beyond the one that the present is in. AppError `invalid` for none, for more than 400 days, and
 * for what begins before 1970.
 */
export function spanOf(from: Date, to: Date, nowMs: number): Span {
  const early = Object.entries({ from, to }).filter(([, end]) => end.getTime() < 0);
  if (early.length > 0)
    throw new AppError("invalid", "The range begins before 1970.", {
      fields: early.map(([path]) => ({ path, message: "must be 1970-01-01T00:00:00Z or later" })),
    });
  const { toMs: presentEnds } = wholeQuarters({ fromMs: nowMs, toMs: nowMs + 1 });
  const wide = wholeQuarters({ fromMs: from.getTime(), toMs: to.getTime() });
  const span = { fromMs: wide.fromMs, toMs: Math.min(wide.toMs, presentEnds) };
  if (!(span.fromMs < span.toMs))
    throw new AppError("invalid", "The range ends before it begins, or begins after the present.", {
      fields: [{ path: "from", message: "must be before `to` and the present" }],
    });
  // Of what was asked: the quarters at its ends come to it.
  if (Math.min(to.getTime(), presentEnds) - from.getTime() > DAYS_MAX * DAY_MS)
    throw new AppError("invalid", `The range has more than ${DAYS_MAX} days.`, {
      fields: [{ path: "from", message: `must be at most ${DAYS_MAX} days before \`to\`` }],
    });
  return span;
}
