import type { Finding } from "../../../findings/index.ts";
import type { Observed, States } from "../detector.ts";
import { isSensitive } from "./action-kinds.ts";
import { confidenceOf } from "./confidence.ts";
import { define, type SettingsOf, severitySetting } from "./definition.ts";
import { evidence } from "./evidence.ts";
import { actorEntity, actorName, actorRefOf, agentFamily, DAY_MS, HOUR_MS, isOrdinary, networkOf } from "./facts.ts";
import { insertMoment, type Moment, momentsBetween } from "./moments.ts";
import { keepGreatest, memberOf, type Tally, tallied } from "./tallies.ts";
import { graver, listed, many, span } from "./wording.ts";

const DIMENSIONS = ["country", "network", "user_agent", "action", "target_type", "auth_method"] as const;
type Dimension = (typeof DIMENSIONS)[number];
const WORDS: Record<Dimension, string> = {
  country: "country",
  network: "network",
  user_agent: "program",
  action: "action",
  target_type: "kind of target",
  auth_method: "way to sign in",
};
/** Values remembered of one actor; whoever has more is not watched in that respect. */
const VALUES_MAX: Record<Dimension, number> = {
  country: 12,
  network: 16,
  user_agent: 10,
  action: 60,
  target_type: 24,
  auth_method: 8,
};
const SIGNS_MAX = 12;
const WINDOW_MS = HOUR_MS;
const FULL_DAYS = 30;

/** One actor: values and the last day each was seen on, by dimension. */
interface Known {
  firstMs: number;
  events: number;
  values: Partial<Record<Dimension, Tally>>;
  /** Dimensions with more values than are remembered. */
  varied: Dimension[];
  /** What was new of late: [ms, seq, dimension, value]. */
  signs: Moment[];
}

const shapes = {
  severity: severitySetting("low"),
  min_days: { kind: "number", label: "Days of history", unit: "days", default: 7, min: 1, max: 90 },
  min_events: { kind: "number", label: "Events of history", unit: "events", default: 20, min: 1, max: 10_000 },
  memory_days: {
    kind: "number",
    label: "Forget a value after",
    help: "What an actor did not show for so long is new again.",
    unit: "days",
    default: 120,
    min: 14,
    max: 365,
  },
  points: {
    kind: "number",
    label: "Points within an hour",
    help: "Each new value counts one point; a country, and an action that is sensitive, two.",
    default: 4,
    min: 1,
    max: 10,
  },
  dimensions: {
    kind: "text_list",
    label: "What is looked at",
    default: DIMENSIONS,
    options: DIMENSIONS,
    max: DIMENSIONS.length,
  },
} as const;

function valueIn(dimension: Dimension, { columns, event }: Observed): string | null {
  if (dimension === "country") return columns.country;
  if (dimension === "network") return columns.ip === null ? null : networkOf(columns.ip);
  if (dimension === "user_agent") return event.source?.user_agent ? agentFamily(event.source.user_agent) : null;
  if (dimension === "action") return columns.action;
  if (dimension === "target_type") return columns.targetType;
  return columns.authMethod;
}

/** Learns the event's values; gives those that are new. */
function learn(
  known: Known,
  observed: Observed,
  dimensions: readonly Dimension[],
  memoryDays: number,
): [Dimension, string][] {
  const day = Math.floor(observed.atMs / DAY_MS);
  const fresh: [Dimension, string][] = [];
  for (const dimension of dimensions) {
    const value = valueIn(dimension, observed);
    if (value === null) continue;
    known.values[dimension] ??= {};
    const tally = known.values[dimension];
    const member = memberOf(value);
    const last = tallied(tally, member);
    if (last === undefined || day - last > memoryDays) {
      if (!known.varied.includes(dimension)) fresh.push([dimension, member]);
    }
    if (last !== undefined && last >= day) continue;
    tally[member] = day;
    if (last === undefined && keepGreatest(tally, VALUES_MAX[dimension]) && !known.varied.includes(dimension))
      known.varied.push(dimension);
  }
  return fresh;
}

const pointsOf = (dimension: string, isGrave: boolean) =>
  dimension === "country" || (dimension === "action" && isGrave) ? 2 : 1;

export const newForActor = define({
  name: "new_for_actor",
  label: "New for this actor",
  looksFor:
    "Several things at once that an actor never showed before: a country, a network, a program, an action, a kind of target, a way to sign in.",
  severity: "low",
  minimumHistory: "7 days and 20 events of the actor",
  settings: shapes,
  make(settings) {
    const dimensions = settings.dimensions as Dimension[];
    const ofActor = ({ columns }: Observed) => (columns.actorId === null ? undefined : actorRefOf(columns.actorId));
    return {
      name: "new_for_actor",
      refs(observed) {
        const ref = ofActor(observed);
        return ref ? [ref] : [];
      },
      observe(observed, states: States, situation) {
        const ref = ofActor(observed);
        if (!ref || !isOrdinary(observed) || observed.columns.outcome === "failure") return;
        const known = states.get<Known>(ref, "new_for_actor") ?? {
          firstMs: observed.atMs,
          events: 0,
          values: {},
          varied: [],
          signs: [],
        };
        const fresh = learn(known, observed, dimensions, settings.memory_days);
        known.firstMs = Math.min(known.firstMs, observed.atMs);
        known.events++;
        states.put(ref, "new_for_actor", known);
        const days = (observed.atMs - known.firstMs) / DAY_MS;
        if (fresh.length === 0 || days < settings.min_days || known.events < settings.min_events) return;
        const isGrave = isSensitive(observed);
        for (const [dimension, value] of fresh)
          insertMoment(
            known.signs,
            [observed.atMs, observed.seq, dimension, value, String(pointsOf(dimension, isGrave))],
            2 * DAY_MS,
            SIGNS_MAX,
          );
        const signs = momentsBetween(known.signs, observed.atMs - WINDOW_MS, observed.atMs + WINDOW_MS);
        const points = signs.reduce((sum, sign) => sum + Number(sign[4]), 0);
        if (points < settings.points) return;
        situation.report({
          ref,
          dedupKey: "actor",
          dedupMs: DAY_MS,
          finding: findingOf(observed, known, signs, points, days, settings),
        });
      },
    };
  },
});

function findingOf(
  observed: Observed,
  known: Known,
  signs: readonly Moment[],
  points: number,
  days: number,
  settings: SettingsOf<typeof shapes>,
): Finding {
  const { value, words } = confidenceOf(days, settings.min_days, FULL_DAYS, "days of history");
  const named = signs.map((sign) => `${WORDS[sign[2] as Dimension]} ${sign[3]}`);
  return {
    source: "new_for_actor",
    entity: actorEntity(observed),
    title: `${actorName(observed)} shows ${many(signs.length, "new thing")} within an hour: ${listed(named)}`,
    severity: points >= settings.points + 3 ? graver(settings.severity) : (settings.severity as Finding["severity"]),
    confidence: value,
    atMs: observed.atMs,
    seqs: evidence(signs.map(([, seq]) => seq)),
    events: new Set(signs.map(([, seq]) => seq)).size,
    isLate: false,
    explanation: {
      seen: listed(named, 12),
      expected: `fewer than ${many(settings.points, "point")} of new values within an hour`,
      window: { fromMs: signs[0]![0], toMs: signs.at(-1)![0] },
      arithmetic: [
        ...signs.map((sign) => ({
          label: `new ${WORDS[sign[2] as Dimension]}`,
          value: sign[3]!,
          note: `${many(Number(sign[4]), "point")}; not seen in ${span(settings.memory_days * DAY_MS)}`,
        })),
        { label: "sum", value: many(points, "point"), note: `alert from ${settings.points}` },
      ],
      history: { events: known.events, days: Math.floor(days) },
      confidence: words,
    },
  };
}
