import type { AlertSeverity, Finding } from "../../../findings/index.ts";
import type { Observed, StateRef, States } from "../detector.ts";
import { kindOf } from "./action-kinds.ts";
import { CERTAIN, confidenceOf } from "./confidence.ts";
import { define, type SettingsOf, severitySetting } from "./definition.ts";
import { evidence } from "./evidence.ts";
import { actorEntity, actorName, actorRefOf, DAY_MS, isOrdinary, LATE_KEEP_MS, MINUTE_MS } from "./facts.ts";
import { insertMoment, type Moment, windowsAround } from "./moments.ts";
import { memberOf } from "./tallies.ts";
import { graver, many, number, span } from "./wording.ts";

const MOMENTS_MAX = 64;
const MAXIMUM_DAYS = 30;
const FULL_DAYS = 30;

/** One actor, of deletions (`delete`) or of exports: [ms, seq, target], and the most in one window by day. */
interface Mass {
  firstMs: number;
  recent: Moment[];
  /** [day, most different targets in a window], for days with at least three. */
  most: [day: number, count: number][];
  said?: number;
}
type Kind = "delete" | "export";

const shapes = {
  severity: severitySetting("critical"),
  window_minutes: { kind: "number", label: "Mass destruction: window", unit: "minutes", default: 10, min: 1, max: 120 },
  targets: {
    kind: "number",
    label: "Different things deleted or exported, at least",
    default: 15,
    min: 3,
    max: 60,
  },
  times_usual: {
    kind: "number",
    label: "Times the actor's own 30-day maximum",
    default: 2,
    min: 1,
    max: 20,
    isWhole: false,
  },
  actions: {
    kind: "text_list",
    label: "More actions that hurt the record",
    help: "Besides those that are known of many systems; as they stand in the events, such as audit_stream.disable.",
    default: [],
    max: 100,
  },
} as const;
type Settings = SettingsOf<typeof shapes>;

export const tamperingOrMassDestruction = define({
  name: "tampering_or_mass_destruction",
  label: "Tampering and mass destruction",
  looksFor:
    "A record switched off, cut short or deleted; protection removed; many different things deleted or exported by one actor within minutes.",
  severity: "critical",
  minimumHistory: "none",
  settings: shapes,
  make(settings) {
    const own = new Set(settings.actions.map((action) => action.toLowerCase()));
    const massOf = ({ columns }: Observed): Kind | undefined => {
      if (columns.outcome !== "success" || columns.actorId === null) return undefined;
      const kind = kindOf(columns.action);
      if (columns.crud === "d" || kind.isDelete) return "delete";
      return kind.isExport ? "export" : undefined;
    };
    const refOf = ({ columns }: Observed): StateRef =>
      columns.actorId === null ? TENANT : actorRefOf(columns.actorId);
    return {
      name: "tampering_or_mass_destruction",
      pinned: [TENANT],
      refs: (observed) =>
        observed.columns.actorId !== null && (massOf(observed) || tamperingOf(observed, own)) ? [refOf(observed)] : [],
      observe(observed, states, situation) {
        const tampering = tamperingOf(observed, own);
        if (tampering)
          situation.report({
            ref: refOf(observed),
            dedupKey: `tampering:${memberOf(observed.columns.action)}`,
            dedupMs: 60 * MINUTE_MS,
            finding: tamperingFinding(observed, tampering, settings),
          });
        const kind = massOf(observed);
        if (!kind || !isOrdinary(observed)) return;
        const ref = refOf(observed);
        const found = watchMass(states, ref, kind, observed, settings);
        if (found)
          situation.report({
            ref,
            dedupKey: kind,
            dedupMs: 60 * MINUTE_MS,
            finding: massFinding(observed, kind, found, settings),
          });
      },
    };
  },
});

const TENANT: StateRef = { kind: "tenant", key: "tampering" };

interface Tampering {
  grade: "off" | "weaker" | "own";
  what: string;
  note: string;
}

const GRADE_NOTES = {
  off: "ends a record, or deletes what was recorded",
  weaker: "weakens a record, or protection",
  own: "takes away something of Sealtrail's own watch",
};

function tamperingOf(observed: Observed, own: ReadonlySet<string>): Tampering | undefined {
  const { action } = observed.columns;
  const what = observed.event.action;
  if (own.has(action)) return { grade: "off", what, note: "one of the tenant's own list" };
  const kind = kindOf(action);
  if (observed.isTrail) return tamperingWithTrail(observed, kind.tampering === "own");
  if (kind.isRetention) {
    const cut = (observed.event.changes ?? []).find(({ before, after }) => isCut(before, after));
    if (cut) return { grade: "off", what, note: `${cut.field} cut from ${String(cut.before)} to ${String(cut.after)}` };
  }
  if (kind.tampering === "none" || kind.tampering === "own") return undefined;
  return { grade: kind.tampering, what, note: GRADE_NOTES[kind.tampering] };
}

const isCut = (before: unknown, after: unknown) => {
  const [from, to] = [Number.parseFloat(String(before)), Number.parseFloat(String(after))];
  return Number.isFinite(from) && Number.isFinite(to) && to < from;
};

const OFF_VALUES = new Set(["false", "off", "disabled"]);

/** Sealtrail's own: a detector, rule or channel switched off or deleted. */
function tamperingWithTrail({ columns, event }: Observed, isDeletion: boolean): Tampering | undefined {
  if (isDeletion) return { grade: "own", what: event.action, note: GRADE_NOTES.own };
  if (!/^(?:detector|rule|channel)\.updated$/.test(columns.action)) return undefined;
  const off = (event.changes ?? []).find(
    ({ field, after }) => /^(?:is_?on|on|enabled|state)$/i.test(field) && OFF_VALUES.has(String(after).toLowerCase()),
  );
  return off && { grade: "own", what: event.action, note: `${off.field} is ${String(off.after)} now` };
}

function tamperingSeverity({ columns }: Observed, grade: Tampering["grade"], base: string): AlertSeverity {
  const steps = { off: 0, weaker: -1, own: -2 }[grade];
  return graver(base, columns.outcome === "success" || columns.outcome === "unknown" ? steps : steps - 1);
}

function tamperingFinding(observed: Observed, { grade, what, note }: Tampering, settings: Settings): Finding {
  const isDone = observed.columns.outcome === "success" || observed.columns.outcome === "unknown";
  const target = observed.event.targets?.[0];
  const on = target ? ` on ${target.name ?? target.id ?? target.type}` : "";
  return {
    source: "tampering_or_mass_destruction",
    entity: observed.columns.actorId === null ? { type: "action", id: observed.columns.action } : actorEntity(observed),
    title: `${actorName(observed)} ${isDone ? "did" : "tried"} ${what}${on}`,
    severity: tamperingSeverity(observed, grade, settings.severity),
    confidence: CERTAIN.value,
    atMs: observed.atMs,
    seqs: [observed.seq],
    events: 1,
    isLate: false,
    explanation: {
      seen: `${what}${on}${isDone ? "" : `, ${observed.columns.outcome}`}`,
      expected: "never, without a reason that is written down",
      window: { fromMs: observed.atMs, toMs: observed.atMs },
      arithmetic: [
        { label: "action", value: what, note },
        {
          label: "outcome",
          value: observed.columns.outcome,
          ...(isDone ? {} : { note: "tried only: one level milder" }),
        },
      ],
      confidence: CERTAIN.words,
    },
  };
}

interface Found {
  window: Moment[];
  targets: number;
  most: number;
  limit: number;
  days: number;
}

function watchMass(
  states: States,
  ref: StateRef,
  kind: Kind,
  observed: Observed,
  settings: Settings,
): Found | undefined {
  const slot = `tampering_or_mass_destruction.${kind}`;
  const mass = states.get<Mass>(ref, slot) ?? { firstMs: observed.atMs, recent: [], most: [] };
  mass.firstMs = Math.min(mass.firstMs, observed.atMs);
  const target = observed.event.targets?.[0];
  const name = memberOf(`${observed.columns.targetType ?? ""}:${target?.id ?? target?.name ?? observed.seq}`);
  insertMoment(mass.recent, [observed.atMs, observed.seq, name], LATE_KEEP_MS, MOMENTS_MAX);
  let window: Moment[] = [];
  let targets = 0;
  for (const one of windowsAround(mass.recent, observed.atMs, settings.window_minutes * MINUTE_MS)) {
    const count = new Set(one.map(([, , target]) => target)).size;
    if (count > targets) [window, targets] = [one, count];
  }
  const day = Math.floor(observed.atMs / DAY_MS);
  const earlier = mass.most.filter(([one]) => one < day && one >= day - MAXIMUM_DAYS);
  const most = Math.max(0, ...earlier.map(([, count]) => count));
  const limit = Math.max(settings.targets, Math.ceil(settings.times_usual * most));
  noteMost(mass, day, targets);
  const isSaid = mass.said !== undefined && targets < 2 * mass.said;
  if (targets < limit) delete mass.said;
  else if (!isSaid) mass.said = targets;
  states.put(ref, slot, mass);
  if (targets < limit || isSaid) return undefined;
  return { window, targets, most, limit, days: (observed.atMs - mass.firstMs) / DAY_MS };
}

function noteMost(mass: Mass, day: number, targets: number): void {
  if (targets < 3) return;
  const today = mass.most.find(([one]) => one === day);
  if (today) today[1] = Math.max(today[1], targets);
  else mass.most.push([day, targets]);
  mass.most = mass.most.sort(([a], [b]) => a - b).slice(-MAXIMUM_DAYS);
}

function massFinding(
  observed: Observed,
  kind: Kind,
  { window, targets, most, limit, days }: Found,
  settings: Settings,
): Finding {
  const confidence = confidenceOf(days, 0, FULL_DAYS, "days since the actor first did so");
  const value = Math.max(0.7, confidence.value);
  const fromMs = window[0]![0];
  const toMs = window.at(-1)![0];
  const did = kind === "delete" ? "deleted" : "exported";
  return {
    source: "tampering_or_mass_destruction",
    entity: actorEntity(observed),
    title: `${actorName(observed)} ${did} ${many(targets, "thing")} in ${span(toMs - fromMs)}`,
    severity: graver(settings.severity, kind === "delete" ? 0 : -1),
    confidence: value,
    atMs: toMs,
    seqs: evidence(window.map(([, seq]) => seq)),
    events: window.length,
    isLate: false,
    explanation: {
      seen: `${many(targets, "different thing")} ${did} in ${span(toMs - fromMs)}`,
      expected: `fewer than ${limit} in ${span(settings.window_minutes * MINUTE_MS)}`,
      window: { fromMs, toMs },
      arithmetic: [
        { label: `different things ${did}`, value: number(targets) },
        {
          label: "own maximum of 30 days",
          value: number(most),
          note: `in ${span(settings.window_minutes * MINUTE_MS)}`,
        },
        {
          label: "limit",
          value: number(limit),
          note: `the greater of ${settings.targets} and ${number(settings.times_usual)} × ${number(most)}`,
        },
      ],
      history: { days: Math.floor(days) },
      confidence: value > confidence.value ? `${value}: not less, since it needs no history` : confidence.words,
    },
  };
}
