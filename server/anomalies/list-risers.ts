import type { TenantContext, TenantTransaction } from "../access/index.ts";
import { parseInput } from "../parse-input.ts";
import {
  ACTOR_KINDS,
  DAY_MS,
  findValues,
  groupOf,
  hasLetGo,
  linkOf,
  newestName,
  queryOf,
  type RankedCounts,
  rankValues,
  readFirstDay,
  readFreshness,
  type Span,
  sumValues,
  ZoneClock,
} from "../rollups/index.ts";
import { runtime } from "../runtime.ts";
import { zoneOf } from "../tenants/index.ts";
import type { Riser, Risers } from "./anomalies.ts";
import { inAnomalies } from "./in-anomalies.ts";
import { type Rise, riseOf } from "./rises.ts";
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
 * Actors, actions and origins with more events in the range than in the same hours, by the clock of the zone, of whole weeks before, those farthest
 * above first. Looked at are the hundred most frequent of each.
 */
export async function listRisers(context: TenantContext, input: RisersInput): Promise<Risers> {
  const { from, to, timeZone: asked } = parseInput(risersInput, input);
  const span = spanOf(from, to, runtime().clock.now().getTime());
  return inAnomalies(context, { view: "risers" }, async (tx) => {
    const timeZone = asked ?? (await zoneOf(tx));
    const { byEvents } = await rankValues(tx, { kinds: KINDS, span, limit: LOOKED_AT });
    const looked = byEvents.filter(({ events }) => events >= EVENTS_MIN);
    const letGo = await groupsLetGo(tx, span);
    const stretches = await countStretches(tx, looked, await stretchesBefore(tx, span, timeZone));
    const risen = looked
      .map((one) => ({ one, ...beforeOf(one, stretches) }))
      .map((found) => ({ ...found, rise: riseOf(found.one.events, found.before) }))
      .filter(({ rise, before }) => before.length > 0 && rise.score >= SCORE_MIN)
      .sort((a, b) => b.rise.score - a.rise.score || (a.one.value < b.one.value ? -1 : 1))
      .slice(0, SHOWN);
    const known = await findValues(
      tx,
      KINDS,
      risen.map(({ one }) => one.value),
    );
    const risers = risen.map(({ one, before, leftOut, rise }): Riser => {
      const kind = one.group as Riser["kind"];
      const own = known.filter(({ kind: of, value }) => value === one.value && groupOf(of) === kind);
      return {
        ...{ kind, id: one.value, name: newestName(own), value: one.events, isLowerBound: letGo.has(kind) },
        ...{ expected: rise.expected, before, score: rise.score },
        isNew: own.length > 0 && Math.min(...own.map(({ firstMs }) => firstMs)) >= span.fromMs,
        arithmetic: arithmeticOf(one, { before, leftOut, rise, isLowerBound: letGo.has(kind) }),
        link: linkOf(queryOf([FIELDS[kind], one.value]), span),
      };
    });
    return {
      ...(await readFreshness(tx)),
      ...{ from: new Date(span.fromMs).toISOString(), to: new Date(span.toMs).toISOString(), timeZone, risers },
      isLowerBound: letGo.size > 0 || stretches.some((stretch) => stretch.letGo.size > 0),
    };
  });
}

const keyOf = ({ group, value }: Pick<RankedCounts, "group" | "value">) => `${group}\n${value}`;

/** Of which groups values were let go on days that the span touches. */
const groupsLetGo = async (tx: TenantTransaction, span: Span) =>
  new Set([...(await hasLetGo(tx, KINDS, span))].map(groupOf));

/**
 * The same hours of the clock whole weeks earlier, as many as the range is long, one to four times; only those since the tenant's first day. None is
 * shorter than the range, as one would be where the clocks go through an hour twice in the range: that alone would make risers.
 */
async function stretchesBefore(tx: TenantTransaction, span: Span, timeZone: string): Promise<Span[]> {
  const firstDay = await readFirstDay(tx);
  if (firstDay === undefined) return [];
  const weeks = Math.ceil((span.toMs - span.fromMs) / WEEK_MS);
  const clock = new ZoneClock(timeZone, { fromMs: span.fromMs - (STRETCHES * weeks + 1) * WEEK_MS, toMs: span.toMs });
  return Array.from({ length: STRETCHES }, (_, i) => clock.weeksBefore(span, (i + 1) * weeks))
    .map(({ fromMs, toMs }) => ({ fromMs, toMs: Math.max(toMs, fromMs + span.toMs - span.fromMs) }))
    .filter(({ fromMs }) => fromMs >= firstDay);
}

/** What there was of the looked at in a stretch before; of the groups that values were let go of, somebody may have had more. */
interface Stretch {
  counts: ReadonlyMap<string, number>;
  letGo: ReadonlySet<string>;
}

async function countStretches(
  tx: TenantTransaction,
  looked: readonly RankedCounts[],
  spans: readonly Span[],
): Promise<Stretch[]> {
  const values = [...new Set(looked.map(({ value }) => value))];
  const found: Stretch[] = [];
  for (const span of spans) {
    const counts = new Map<string, number>();
    for (const { kind, value, events } of await sumValues(tx, { kinds: KINDS, values, span })) {
      const key = keyOf({ group: groupOf(kind), value });
      counts.set(key, (counts.get(key) ?? 0) + events);
    }
    found.push({ counts, letGo: await groupsLetGo(tx, span) });
  }
  return found;
}

function beforeOf(one: RankedCounts, stretches: readonly Stretch[]): { before: number[]; leftOut: number } {
  const whole = stretches.filter(({ letGo }) => !letGo.has(one.group));
  return {
    before: whole.map(({ counts }) => counts.get(keyOf(one)) ?? 0),
    leftOut: stretches.length - whole.length,
  };
}

interface RiseFacts {
  before: readonly number[];
  leftOut: number;
  rise: Rise;
  isLowerBound: boolean;
}

function arithmeticOf({ events }: RankedCounts, { before, leftOut, rise, isLowerBound }: RiseFacts) {
  const left = leftOut === 1 ? "1 stretch is left out" : `${leftOut} stretches are left out`;
  return [
    { label: "seen", value: `${isLowerBound ? "at least " : ""}${events}`, note: "in the range" },
    {
      label: "usual",
      value: rise.expected.toFixed(1),
      note: `mean of ${before.join(", ")}${leftOut > 0 ? `; ${left}, of whose days not every value is kept` : ""}`,
    },
    {
      label: "spread",
      value: rise.spread.toFixed(1),
      note: "standard deviation of these, at least √ of their mean, or 1",
    },
    { label: "score", value: rise.score.toFixed(1), note: "(seen − usual) ÷ spread" },
  ];
}
