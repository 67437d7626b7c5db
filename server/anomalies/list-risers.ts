import type { TenantContext, TenantTransaction } from "../access/index.ts";
import { parseInput } from "../parse-input.ts";
import {
  ACTOR_KINDS,
  DAY_MS,
  findValues,
  linkOf,
  queryOf,
  type RankedCounts,
  rankValues,
  readFirstDay,
  readFreshness,
  type Span,
  sumValues,
} from "../rollups/index.ts";
import { runtime } from "../runtime.ts";
import type { Riser, Risers } from "./anomalies.ts";
import { inAnomalies } from "./in-anomalies.ts";
import { riseOf } from "./rises.ts";
import { type RisersInput, risersInput } from "./schemas.ts";
import { spanOf } from "./subject.ts";

const KINDS = [...ACTOR_KINDS, "action", "origin"];
const FIELDS = { actor: "actor.id", action: "action", origin: "origin" } as const;
const STRETCHES = 4;
const LOOKED_AT = 100;
const SHOWN = 20;
const SCORE_MIN = 3;
const EVENTS_MIN = 10;
const WEEK_MS = 7 * DAY_MS;

/**
 * Actors, actions and origins with more events in the range than in the same hours of whole weeks before, those farthest above first. Looked at are
 * the hundred most frequent of each.
 */
export async function listRisers(context: TenantContext, input: RisersInput): Promise<Risers> {
  const { from, to } = parseInput(risersInput, input);
  const span = spanOf(from, to, runtime().clock.now().getTime());
  return inAnomalies(context, { view: "risers" }, async (tx) => {
    const { byEvents } = await rankValues(tx, { kinds: KINDS, span, limit: LOOKED_AT });
    const looked = byEvents.filter(({ events }) => events >= EVENTS_MIN);
    const stretches = await stretchesBefore(tx, span);
    const counts = await countsIn(tx, looked, stretches);
    const risen = looked
      .map((one) => ({ one, before: stretches.map((_, i) => counts[i]!.get(keyOf(one)) ?? 0) }))
      .map((found) => ({ ...found, rise: riseOf(found.one.events, found.before) }))
      .filter(({ rise, before }) => before.length > 0 && rise.score >= SCORE_MIN)
      .sort((a, b) => b.rise.score - a.rise.score || (a.one.value < b.one.value ? -1 : 1))
      .slice(0, SHOWN);
    const known = await findValues(
      tx,
      KINDS,
      risen.map(({ one }) => one.value),
    );
    const risers = risen.map(({ one, before, rise }): Riser => {
      const kind = one.group as Riser["kind"];
      const own = known.filter(({ kind: of, value }) => value === one.value && groupOf(of) === kind);
      const newest = own.filter(({ name }) => name !== null).sort((a, b) => b.lastMs - a.lastMs)[0];
      return {
        ...{ kind, id: one.value, name: newest?.name ?? null, value: one.events, expected: rise.expected, before },
        score: rise.score,
        isNew: own.length > 0 && Math.min(...own.map(({ firstMs }) => firstMs)) >= span.fromMs,
        arithmetic: [
          { label: "seen", value: String(one.events), note: "in the range" },
          { label: "usual", value: rise.expected.toFixed(1), note: `mean of ${before.join(", ")}` },
          {
            label: "spread",
            value: rise.spread.toFixed(1),
            note: "standard deviation of these, at least √ of their mean, or 1",
          },
          { label: "score", value: rise.score.toFixed(1), note: "(seen − usual) ÷ spread" },
        ],
        link: linkOf(queryOf([FIELDS[kind], one.value]), span),
      };
    });
    return {
      ...(await readFreshness(tx)),
      ...{ from: new Date(span.fromMs).toISOString(), to: new Date(span.toMs).toISOString(), risers },
    };
  });
}

const groupOf = (kind: string) => (kind.startsWith("actor.") ? "actor" : kind);
const keyOf = ({ group, value }: Pick<RankedCounts, "group" | "value">) => `${group}\n${value}`;

/** Whole weeks earlier, as many as the range is long, one to four times; only those since the tenant's first day. */
async function stretchesBefore(tx: TenantTransaction, { fromMs, toMs }: Span): Promise<Span[]> {
  const firstDay = await readFirstDay(tx);
  if (firstDay === undefined) return [];
  const stepMs = Math.ceil((toMs - fromMs) / WEEK_MS) * WEEK_MS;
  return Array.from({ length: STRETCHES }, (_, i) => ({
    fromMs: fromMs - (i + 1) * stepMs,
    toMs: toMs - (i + 1) * stepMs,
  })).filter((stretch) => stretch.fromMs >= firstDay);
}

async function countsIn(
  tx: TenantTransaction,
  looked: readonly RankedCounts[],
  stretches: readonly Span[],
): Promise<Map<string, number>[]> {
  const values = [...new Set(looked.map(({ value }) => value))];
  const found: Map<string, number>[] = [];
  for (const span of stretches) {
    const counts = new Map<string, number>();
    for (const { kind, value, events } of await sumValues(tx, { kinds: KINDS, values, span })) {
      const key = keyOf({ group: groupOf(kind), value });
      counts.set(key, (counts.get(key) ?? 0) + events);
    }
    found.push(counts);
  }
  return found;
}
