import type { AlertSeverity, Finding } from "../../../findings/index.ts";
import type { Observed, StateRef } from "../detector.ts";
import { isSensitive } from "./action-kinds.ts";
import { confidenceOf } from "./confidence.ts";
import { define, type SettingsOf, severitySetting } from "./definition.ts";
import { actorEntity, actorName, DAY_MS, isOrdinary } from "./facts.ts";
import { keepGreatest, memberOf, type Tally, tallied } from "./tallies.ts";
import { graver, many, span } from "./wording.ts";

const DIMENSIONS = ["country", "action"] as const;
type Dimension = (typeof DIMENSIONS)[number];
/** Above it nothing can be said to be new any more. */
const VALUES_MAX: Record<Dimension, number> = { country: 250, action: 1_500 };
const FULL_DAYS = 60;
const SEEN: StateRef = { kind: "tenant", key: "seen" };

/** The tenant: values and the last day each was seen on, by dimension. */
interface Known {
  firstMs: number;
  /** Counted until there are enough to speak: the row would change with every event. */
  events: number;
  values: Record<Dimension, Tally>;
  varied: Dimension[];
}

const shapes = {
  severity: severitySetting("medium"),
  min_days: { kind: "number", label: "Days of history", unit: "days", default: 14, min: 1, max: 180 },
  min_events: { kind: "number", label: "Events of history", unit: "events", default: 200, min: 1, max: 100_000 },
  memory_days: {
    kind: "number",
    label: "Forget a value after",
    help: "What nobody did for so long is new again.",
    unit: "days",
    default: 365,
    min: 30,
    max: 1_095,
  },
  sensitive_only: {
    kind: "boolean",
    label: "Only actions that are sensitive",
    help: "Off: any action that nobody ever used.",
    default: true,
  },
  dimensions: { kind: "text_list", label: "What is looked at", default: DIMENSIONS, options: DIMENSIONS, max: 2 },
} as const;

export const newForTenant = define({
  name: "new_for_tenant",
  label: "New for the whole tenant",
  looksFor: "The first time that anybody of the tenant acts from a country, or uses a sensitive action.",
  severity: "medium",
  minimumHistory: "14 days and 200 events of the tenant",
  settings: shapes,
  make(settings) {
    const dimensions = settings.dimensions as Dimension[];
    return {
      name: "new_for_tenant",
      pinned: [SEEN],
      refs: () => [],
      observe(observed, states, situation) {
        const { columns } = observed;
        if (!isOrdinary(observed) || columns.outcome === "failure" || columns.actorType === "anonymous") return;
        const known = states.get<Known>(SEEN, "new_for_tenant") ?? {
          firstMs: observed.atMs,
          events: 0,
          values: { country: {}, action: {} },
          varied: [],
        };
        const fresh = learn(known, observed, settings);
        if (fresh.isChanged) states.put(SEEN, "new_for_tenant", known);
        const days = (observed.atMs - known.firstMs) / DAY_MS;
        if (days < settings.min_days || known.events < settings.min_events) return;
        for (const dimension of fresh.dimensions) {
          if (!dimensions.includes(dimension)) continue;
          if (dimension === "action" && settings.sensitive_only && !isSensitive(observed)) continue;
          const value = columns[dimension]!;
          situation.report({
            ref: SEEN,
            dedupKey: `${dimension}:${value}`,
            dedupMs: DAY_MS,
            finding: findingOf(observed, dimension, value, known, days, settings),
          });
        }
      },
    };
  },
});

function learn(known: Known, { columns, atMs }: Observed, settings: SettingsOf<typeof shapes>) {
  const day = Math.floor(atMs / DAY_MS);
  const found = {
    dimensions: [] as Dimension[],
    isChanged: known.events < settings.min_events || atMs < known.firstMs,
  };
  known.firstMs = Math.min(known.firstMs, atMs);
  if (known.events < settings.min_events) known.events++;
  for (const dimension of DIMENSIONS) {
    const value = columns[dimension];
    if (value === null) continue;
    const tally = known.values[dimension];
    const member = memberOf(value);
    const last = tallied(tally, member);
    if (last !== undefined && last >= day) continue;
    if ((last === undefined || day - last > settings.memory_days) && !known.varied.includes(dimension))
      found.dimensions.push(dimension);
    tally[member] = day;
    found.isChanged = true;
    if (last === undefined && keepGreatest(tally, VALUES_MAX[dimension]) && !known.varied.includes(dimension))
      known.varied.push(dimension);
  }
  return found;
}

function severityOf({ columns }: Observed, dimension: Dimension, base: string): AlertSeverity {
  if (dimension === "country") return columns.outcome === "denied" ? graver(base, -1) : graver(base, 0);
  const isGrave = columns.severity === "high" || columns.severity === "critical";
  const isAboutRights = columns.category === "security" || columns.category === "administration";
  return graver(base, isGrave && isAboutRights ? 1 : isGrave ? 0 : -1);
}

function findingOf(
  observed: Observed,
  dimension: Dimension,
  value: string,
  known: Known,
  days: number,
  settings: SettingsOf<typeof shapes>,
): Finding {
  const confidence = confidenceOf(days, settings.min_days, FULL_DAYS, "days of history");
  const who = actorName(observed);
  const place = observed.event.source?.location;
  const where = [place?.city, value.toUpperCase()].filter(Boolean).join(", ");
  const others = Object.keys(known.values[dimension]).length - 1;
  return {
    source: "new_for_tenant",
    entity:
      observed.columns.actorId === null
        ? dimension === "action"
          ? { type: "action", id: value }
          : { type: "tenant", id: "tenant" }
        : actorEntity(observed),
    title:
      dimension === "country"
        ? `${who} acts from ${where}, where nobody of the tenant was before`
        : `${who} used ${observed.event.action}, which nobody of the tenant did before`,
    severity: severityOf(observed, dimension, settings.severity),
    confidence: confidence.value,
    atMs: observed.atMs,
    seqs: [observed.seq],
    events: 1,
    isLate: false,
    explanation: {
      seen: dimension === "country" ? `country ${where}` : `action ${observed.event.action}`,
      expected:
        dimension === "country"
          ? `one of the ${many(others, "country", "countries")} that anybody acted from in ${span(settings.memory_days * DAY_MS)}`
          : `one of the ${many(others, "action")} that anybody used in ${span(settings.memory_days * DAY_MS)}`,
      window: { fromMs: Math.max(known.firstMs, observed.atMs - settings.memory_days * DAY_MS), toMs: observed.atMs },
      arithmetic: [
        { label: `events with this ${dimension} before`, value: "0" },
        { label: "alert from", value: "the first one" },
      ],
      history: { events: known.events, days: Math.floor(days) },
      confidence: confidence.words,
    },
  };
}
