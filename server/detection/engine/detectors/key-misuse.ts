import type { AlertSeverity, Finding } from "../../../findings/index.ts";
import type { Observed, Situation, StateRef, States } from "../detector.ts";
import { stateKey } from "../states.ts";
import { kindOf } from "./action-kinds.ts";
import { CERTAIN, type Confidence, confidenceOf } from "./confidence.ts";
import { evidence } from "./evidence.ts";
import { actorName, actorRefOf, DAY_MS, HOUR_MS, LATE_KEEP_MS, networkOf } from "./facts.ts";
import type { MisuseSettings } from "./key-or-session-misuse.ts";
import { insertMoment, type Moment, momentsBetween } from "./moments.ts";
import { isWorthSaying, type Said } from "./said.ts";
import { keepGreatest, memberOf, type Tally, tallied } from "./tallies.ts";
import { graver, listed, many, number, span } from "./wording.ts";

const NETWORKS_MAX = 12;
const SERVICES_MAX = 30;
const REFUSALS_MAX = 20;
const SIGNS_MAX = 8;
const EVENTS_COUNTED_MAX = 1_000;
const STEP_MIN = 1 / 50;
const FULL_DAYS = 60;

/** One key. `networks` and `services`: last day each; `hour`: requests of the newest hour; `usual`: hours with any, mean, variance. */
interface KeyState {
  firstMs: number;
  lastMs: number;
  lastSeq: number;
  events: number;
  networks: Tally;
  services: Tally;
  /** What was new of late: [ms, seq, "service" or "network", value]. */
  signs: Moment[];
  hour: { at: number; count: number; said?: number };
  usual: [hours: number, mean: number, variance: number];
  /** [ms, seq, how many it stands for, action]. */
  refusals: Moment[];
  /** First use of the newest secret while the old one still works, and the networks it was used from. */
  newSecret?: { atMs: number; networks: string[] };
  /** When the use of an old secret was last reported, `elsewhere` or not. */
  oldSecret?: { same?: Said; elsewhere?: Said };
}

const AWS_KEY = /^AKIA[A-Z0-9]{12,}$/;

/** The key that acts, or that a request was signed with. */
export function keyRefOf({ columns }: Observed): StateRef | undefined {
  if (columns.actorType === "key" && columns.actorId !== null) return actorRefOf(columns.actorId);
  if (columns.sessionId !== null && AWS_KEY.test(columns.sessionId))
    return { kind: "key", key: stateKey(columns.sessionId) };
  return undefined;
}

export interface KeyWatch {
  observed: Observed;
  states: States;
  situation: Situation;
  settings: MisuseSettings;
}

interface Sign {
  dedupKey: string;
  dedupMs: number;
  title: string;
  severity: AlertSeverity;
  confidence: Confidence;
  seen: string;
  expected: string;
  fromMs: number;
  seqs: number[];
  events: number;
  arithmetic: Finding["explanation"]["arithmetic"];
}

export function watchKey({ observed, states, situation, settings }: KeyWatch, ref: StateRef): void {
  const { atMs, seq } = observed;
  const key = states.get<KeyState>(ref, "key_or_session_misuse.key") ?? {
    firstMs: atMs,
    lastMs: atMs,
    lastSeq: seq,
    events: 0,
    networks: {},
    services: {},
    signs: [],
    hour: { at: Math.floor(atMs / HOUR_MS), count: 0 },
    usual: [0, 0, 0],
    refusals: [],
  };
  const watch = { observed, key, settings, name: nameOf(observed) };
  const signs = [dormant(watch), fresh(watch), spike(watch), refused(watch), oldSecret(watch)];
  key.firstMs = Math.min(key.firstMs, atMs);
  key.events = Math.min(EVENTS_COUNTED_MAX, key.events + 1);
  if (atMs >= key.lastMs) Object.assign(key, { lastMs: atMs, lastSeq: seq });
  states.put(ref, "key_or_session_misuse.key", key);
  for (const sign of signs) {
    if (!sign) continue;
    const { dedupKey, dedupMs } = sign;
    situation.report({ ref, dedupKey: `key:${dedupKey}`, dedupMs, finding: findingOf(watch, sign) });
  }
}

interface Watch {
  observed: Observed;
  key: KeyState;
  settings: MisuseSettings;
  name: string;
}

const nameOf = (observed: Observed) =>
  observed.columns.actorType === "key"
    ? actorName(observed)
    : `${observed.columns.sessionId} of ${actorName(observed)}`;

function dormant({ observed, key, settings, name }: Watch): Sign | undefined {
  const sleptMs = observed.atMs - key.lastMs;
  if (key.events === 0 || sleptMs <= settings.dormant_days * DAY_MS) return undefined;
  return {
    dedupKey: "dormant",
    dedupMs: DAY_MS,
    title: `The key ${name} is used again after ${span(sleptMs)}`,
    severity: graver(settings.severity, 0),
    confidence: CERTAIN,
    seen: `${observed.event.action} after ${span(sleptMs)} without use`,
    expected: `use within ${span(settings.dormant_days * DAY_MS)}, or none any more`,
    fromMs: key.lastMs,
    seqs: [key.lastSeq, observed.seq],
    events: 2,
    arithmetic: [
      { label: "time without use", value: span(sleptMs), note: `alert above ${span(settings.dormant_days * DAY_MS)}` },
    ],
  };
}

function isNewIn(tally: Tally, value: string, day: number, max: number): boolean {
  const member = memberOf(value);
  const last = tallied(tally, member);
  if (last !== undefined && last >= day) return false;
  const isFull = Object.keys(tally).length >= max;
  tally[member] = day;
  keepGreatest(tally, max);
  return last === undefined && !isFull;
}

/** A service or network that the key never had. */
function fresh({ observed, key, settings, name }: Watch): Sign | undefined {
  const { columns, atMs, seq } = observed;
  const day = Math.floor(atMs / DAY_MS);
  const service = `${columns.origin === null ? "" : `${columns.origin} `}${kindOf(columns.action).service}`;
  const isNewService = columns.outcome !== "failure" && isNewIn(key.services, service, day, SERVICES_MAX);
  const isNewNetwork = columns.ip !== null && isNewIn(key.networks, networkOf(columns.ip), day, NETWORKS_MAX);
  const days = (atMs - key.firstMs) / DAY_MS;
  if (days < settings.min_days || key.events < settings.min_events) return undefined;
  if (isNewService) insertMoment(key.signs, [atMs, seq, "service", service], LATE_KEEP_MS, SIGNS_MAX);
  if (isNewNetwork) insertMoment(key.signs, [atMs, seq, "network", networkOf(columns.ip!)], LATE_KEEP_MS, SIGNS_MAX);
  if (!isNewService && !isNewNetwork) return undefined;
  const signs = momentsBetween(key.signs, atMs - HOUR_MS, atMs + HOUR_MS);
  const named = signs.map(([, , what, value]) => `${what} ${value}`);
  const confidence = confidenceOf(days, settings.min_days, FULL_DAYS, "days of history");
  return {
    dedupKey: signs.length > 1 ? "several" : "first",
    dedupMs: DAY_MS,
    title: `The key ${name} is used for something it never was: ${listed(named)}`,
    severity: graver(settings.severity, signs.length > 1 ? 0 : -1),
    confidence,
    seen: listed(named, 8),
    expected: `the ${many(Object.keys(key.services).length - (isNewService ? 1 : 0), "service")} and ${many(Object.keys(key.networks).length - (isNewNetwork ? 1 : 0), "network")} that it was used for until now`,
    fromMs: signs[0]![0],
    seqs: signs.map((sign) => sign[1]),
    events: new Set(signs.map((sign) => sign[1])).size,
    arithmetic: signs.map(([, , what, value]) => ({
      label: `new ${what}`,
      value: value!,
      note: "0 events with it before",
    })),
  };
}

/** Requests an hour against the hours that had any. */
function spike({ observed, key, settings, name }: Watch): Sign | undefined {
  // Requests that claim the future count in the hour that they came in.
  const at = Math.floor(Math.min(observed.atMs, observed.receivedMs) / HOUR_MS);
  if (at > key.hour.at) {
    learnHour(key);
    key.hour = { at, count: 0 };
  }
  if (at < key.hour.at) return undefined;
  const { hour, usual } = key;
  hour.count++;
  const [hours, mean, variance] = usual;
  const z = (hour.count - mean) / Math.sqrt(Math.max(mean, variance, 1));
  const days = (observed.atMs - key.firstMs) / DAY_MS;
  if (hour.count < settings.spike_floor || z <= settings.spike_z || days < settings.min_days) return undefined;
  if (hour.said !== undefined && hour.count < 2 * hour.said) return undefined;
  hour.said = hour.count;
  return {
    dedupKey: "spike",
    dedupMs: 6 * HOUR_MS,
    title: `The key ${name} made ${many(hour.count, "request")} within an hour`,
    severity: graver(settings.severity, -1),
    confidence: confidenceOf(days, settings.min_days, FULL_DAYS, "days of history"),
    seen: many(hour.count, "request"),
    expected: `about ${number(mean)} an hour`,
    fromMs: at * HOUR_MS,
    seqs: [observed.seq],
    events: hour.count,
    arithmetic: [
      { label: "requests in the hour", value: number(hour.count), note: `alert from ${settings.spike_floor}` },
      { label: "usual", value: number(mean), note: `weighted mean of ${many(hours, "hour")} with any` },
      {
        label: "standard deviations above usual",
        value: number(z),
        note: `(${hour.count} − ${number(mean)}) / √max(${number(mean)}, ${number(variance)}, 1); alert above ${settings.spike_z}`,
      },
    ],
  };
}

const round = (value: number) => Math.round(value * 100) / 100;

function learnHour(key: KeyState): void {
  const [hours, mean, variance] = key.usual;
  const step = Math.max(STEP_MIN, 1 / (hours + 1));
  const off = key.hour.count - mean;
  key.usual = [hours + 1, round(mean + step * off), round((1 - step) * (variance + step * off * off))];
}

/** Sealtrail's own keys: what they were refused. */
function refused({ observed, key, settings, name }: Watch): Sign | undefined {
  const { columns, atMs, seq, event } = observed;
  if (!observed.isTrail || columns.outcome !== "denied") return undefined;
  const stands = Number(event.metadata?.count ?? 1);
  const times = Number.isSafeInteger(stands) && stands > 0 ? stands : 1;
  insertMoment(key.refusals, [atMs, seq, String(times), columns.action], LATE_KEEP_MS, REFUSALS_MAX);
  const recent = momentsBetween(key.refusals, atMs - HOUR_MS, atMs + HOUR_MS);
  const count = recent.reduce((sum, one) => sum + Number(one[2]), 0);
  if (count < settings.refusals) return undefined;
  return {
    dedupKey: "refused",
    dedupMs: 6 * HOUR_MS,
    title: `The key ${name} was refused ${many(count, "time")} within an hour`,
    severity: graver(settings.severity, -1),
    confidence: CERTAIN,
    seen: many(count, "refusal"),
    expected: `fewer than ${settings.refusals}: a program knows what its key may`,
    fromMs: recent[0]![0],
    seqs: recent.map((one) => one[1]),
    events: count,
    arithmetic: recent.map((one) => ({ label: one[3]!, value: many(Number(one[2]), "refusal") })),
  };
}

/** After a rotation: the old secret in use an hour after the new one was first seen, or where the new one never was. */
function oldSecret({ observed, key, settings, name }: Watch): Sign | undefined {
  const { event, atMs, columns } = observed;
  if (!observed.isTrail) return undefined;
  const network = columns.ip === null ? "" : networkOf(columns.ip);
  if (event.actor.metadata?.secret !== "old") {
    if (!key.newSecret || atMs < key.newSecret.atMs) key.newSecret = { atMs, networks: key.newSecret?.networks ?? [] };
    if (network !== "" && !key.newSecret.networks.includes(network))
      key.newSecret.networks = [...key.newSecret.networks, network].slice(-NETWORKS_MAX);
    return undefined;
  }
  if (!key.newSecret) return undefined;
  const isElsewhere = network !== "" && !key.newSecret.networks.includes(network);
  const where = isElsewhere ? "elsewhere" : "same";
  if (!isWorthSaying(key.oldSecret?.[where], atMs, 0, HOUR_MS)) return undefined;
  key.oldSecret = { ...key.oldSecret, [where]: { atMs, count: 1 } };
  const seen = isElsewhere ? `the old secret from ${network}, where the new one never was` : "the old secret";
  return {
    dedupKey: isElsewhere ? "old secret elsewhere" : "old secret",
    dedupMs: DAY_MS,
    title: `The old secret of the key ${name} is still used${isElsewhere ? ` from ${network}, where the new one is not` : ""}`,
    severity: graver(settings.severity, isElsewhere ? 0 : -2),
    confidence: CERTAIN,
    seen,
    expected: "the secret that it was rotated to",
    fromMs: atMs,
    seqs: [observed.seq],
    events: 1,
    arithmetic: [
      { label: "secret", value: "old", note: "works until the grace time after its rotation is over" },
      { label: "networks of the new secret", value: listed(key.newSecret.networks) || "none seen" },
    ],
  };
}

function findingOf({ observed, key }: Watch, sign: Sign): Finding {
  const { columns } = observed;
  const isKey = columns.actorType === "key";
  return {
    source: "key_or_session_misuse",
    entity: {
      type: "key",
      id: isKey ? columns.actorId! : columns.sessionId!,
      ...(isKey && observed.event.actor.name !== undefined ? { name: observed.event.actor.name } : {}),
    },
    title: sign.title,
    severity: sign.severity,
    confidence: sign.confidence.value,
    atMs: observed.atMs,
    seqs: evidence(sign.seqs),
    events: sign.events,
    isLate: false,
    explanation: {
      seen: sign.seen,
      expected: sign.expected,
      window: { fromMs: Math.min(sign.fromMs, observed.atMs), toMs: observed.atMs },
      arithmetic: sign.arithmetic,
      history: { events: key.events, days: Math.max(0, Math.floor((observed.atMs - key.firstMs) / DAY_MS)) },
      confidence: sign.confidence.words,
    },
  };
}
