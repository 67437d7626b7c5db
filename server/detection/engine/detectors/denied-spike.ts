import type { Finding } from "../../../findings/index.ts";
import type { Observed } from "../detector.ts";
import { CERTAIN } from "./confidence.ts";
import { define, type SettingsOf, severitySetting } from "./definition.ts";
import { evidence } from "./evidence.ts";
import { actorEntity, actorName, actorRefOf, addressRefOf, isOrdinary, LATE_KEEP_MS, MINUTE_MS } from "./facts.ts";
import { insertMoment, type Moment, windowsAround } from "./moments.ts";
import { isWorthSaying, type Said } from "./said.ts";
import { graver, listed, many, number, span } from "./wording.ts";

const DENIALS_MAX = 60;
const DEDUP_MS = 60 * MINUTE_MS;

/** Denials of one actor or address: [ms, seq, action], and what is usual: denials in a window that has any. */
interface Denied {
  recent: Moment[];
  said?: Partial<Record<Found["kind"], Said>>;
  usual: { windows: number; mean: number; variance: number };
}

const shapes = {
  severity: severitySetting("high"),
  window_minutes: { kind: "number", label: "Window", unit: "minutes", default: 15, min: 1, max: 240 },
  denials: { kind: "number", label: "Denials in the window", default: 10, min: 2, max: 50 },
  actions: { kind: "number", label: "Different actions among them", default: 5, min: 1, max: 50 },
  depth_denials: {
    kind: "number",
    label: "Denials of whatever actions",
    help: "So many within the window, when that is more than is usual for the actor, are an alert one level milder.",
    default: 30,
    min: 5,
    max: 60,
  },
  z: { kind: "number", label: "Standard deviations above usual", default: 4, min: 2, max: 20, isWhole: false },
} as const;

export const deniedSpike = define({
  name: "denied_spike",
  label: "Denied spike",
  looksFor:
    "One actor, or one address without a known actor, that is denied many times in a short while over many different actions; or far more often than usual.",
  severity: "high",
  minimumHistory: "none",
  settings: shapes,
  make(settings) {
    const windowMs = settings.window_minutes * MINUTE_MS;
    const refOf = ({ columns }: Observed) => {
      if (columns.outcome !== "denied") return undefined;
      if (columns.actorId !== null) return actorRefOf(columns.actorId);
      return columns.ip === null ? undefined : addressRefOf(columns.ip);
    };
    return {
      name: "denied_spike",
      refs(observed) {
        const ref = refOf(observed);
        return ref ? [ref] : [];
      },
      observe(observed, states, situation) {
        const ref = refOf(observed);
        if (!ref || !isOrdinary(observed)) return;
        const denied = states.get<Denied>(ref, "denied_spike") ?? {
          recent: [],
          usual: { windows: 0, mean: 0, variance: 0 },
        };
        learnUsual(denied, observed.atMs, windowMs);
        insertMoment(denied.recent, [observed.atMs, observed.seq, observed.columns.action], LATE_KEEP_MS, DENIALS_MAX);
        states.put(ref, "denied_spike", denied);
        const found = worstWindow(denied, observed.atMs, windowMs, settings);
        if (!found || !isWorthSaying(denied.said?.[found.kind], observed.atMs, found.window.length, windowMs)) return;
        denied.said = { ...denied.said, [found.kind]: { atMs: observed.atMs, count: found.window.length } };
        situation.report({
          ref,
          dedupKey: found.kind,
          dedupMs: DEDUP_MS,
          finding: findingOf(observed, found, settings),
        });
      },
    };
  },
});

/** A window is learned from when the first denial after it comes. */
function learnUsual({ recent, usual }: Denied, atMs: number, windowMs: number): void {
  const last = recent.at(-1);
  if (!last || atMs - last[0] <= windowMs) return;
  const count = recent.filter(([ms]) => last[0] - ms <= windowMs).length;
  usual.windows = Math.min(50, usual.windows + 1);
  const step = 1 / Math.min(usual.windows, 20);
  const off = count - usual.mean;
  usual.mean = round(usual.mean + step * off);
  usual.variance = round((1 - step) * (usual.variance + step * off * off));
}

const round = (value: number) => Math.round(value * 1_000) / 1_000;

interface Found {
  kind: "breadth" | "depth";
  window: Moment[];
  actions: string[];
  usual: Denied["usual"];
  z: number;
}

function worstWindow(
  { recent, usual }: Denied,
  atMs: number,
  windowMs: number,
  settings: SettingsOf<typeof shapes>,
): Found | undefined {
  let worst: Found | undefined;
  for (const window of windowsAround(recent, atMs, windowMs)) {
    const actions = [...new Set(window.map(([, , action]) => action!))];
    const z = (window.length - usual.mean) / Math.sqrt(Math.max(usual.mean, usual.variance, 1));
    const isBroad = window.length >= settings.denials && actions.length >= settings.actions;
    const isDeep = window.length >= settings.depth_denials && z > settings.z;
    if (!isBroad && !isDeep) continue;
    if (worst?.kind === "breadth" && !isBroad) continue;
    if (!worst || window.length > worst.window.length || (isBroad && worst.kind === "depth"))
      worst = { kind: isBroad ? "breadth" : "depth", window, actions, usual, z };
  }
  return worst;
}

function findingOf(
  observed: Observed,
  { kind, window, actions, usual, z }: Found,
  settings: SettingsOf<typeof shapes>,
): Finding {
  const fromMs = window[0]![0];
  const toMs = window.at(-1)![0];
  const took = span(toMs - fromMs);
  const { actorId, ip } = observed.columns;
  const who = actorId === null ? ip! : actorName(observed);
  const seen = `${many(window.length, "denial")} over ${many(actions.length, "action")} in ${took}`;
  return {
    source: "denied_spike",
    entity: actorId === null ? { type: "ip", id: ip! } : actorEntity(observed),
    title: `${who} was denied ${many(window.length, "time")} over ${many(actions.length, "action")} in ${took}`,
    severity: graver(settings.severity, kind === "breadth" ? 0 : -1),
    confidence: CERTAIN.value,
    atMs: toMs,
    seqs: evidence(window.map(([, seq]) => seq)),
    events: window.length,
    isLate: false,
    explanation: {
      seen,
      expected:
        kind === "breadth"
          ? `fewer than ${settings.denials} denials, or fewer than ${settings.actions} different actions, in ${span(settings.window_minutes * MINUTE_MS)}`
          : `fewer than ${settings.depth_denials} denials in ${span(settings.window_minutes * MINUTE_MS)}`,
      window: { fromMs, toMs },
      arithmetic: [
        { label: "denials", value: number(window.length), note: `alert from ${settings.denials}` },
        {
          label: "different actions",
          value: number(actions.length),
          note: `alert from ${settings.actions}: ${listed(actions)}`,
        },
        {
          label: "standard deviations above usual",
          value: number(z),
          note: `(${window.length} − ${number(usual.mean)}) / √max(${number(usual.mean)}, ${number(usual.variance)}, 1)`,
        },
      ],
      confidence: CERTAIN.words,
    },
  };
}
