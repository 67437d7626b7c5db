import type { Entity, Finding } from "../../../findings/index.ts";
import type { Observed, Situation, StateRef, States } from "../detector.ts";
import { stateKey } from "../states.ts";
import { kindOf } from "./action-kinds.ts";
import { CERTAIN } from "./confidence.ts";
import { define, type SettingsOf, severitySetting } from "./definition.ts";
import { evidence } from "./evidence.ts";
import {
  actorEntity,
  actorName,
  actorRefOf,
  addressRefOf,
  DAY_MS,
  isOrdinary,
  LATE_KEEP_MS,
  MINUTE_MS,
} from "./facts.ts";
import { insertMoment, type Moment, momentsBetween, windowsAround } from "./moments.ts";
import { isWorthSaying, type Said } from "./said.ts";
import { keepGreatest, memberOf, type Tally, tallied } from "./tallies.ts";
import { graver, many, number, span } from "./wording.ts";

const FAILS_MAX = 60;
const WINS_MAX = 12;
const PEOPLE_MAX = 12;
/** An address that so many people signed in from on earlier days is shared: an office, a VPN. */
const SHARED_BY = 3;

/** One address. `fails` and `wins`: [ms, seq, who, name]; `people`: who signed in from there, and the last day. */
interface AtAddress {
  fails: Moment[];
  wins: Moment[];
  people: Tally;
  entered?: Said;
  tried?: Said;
}
/** One actor: [ms, seq, address]. */
interface OfActor {
  fails: Moment[];
  wins: Moment[];
  tried?: Said;
}

const shapes = {
  severity: severitySetting("high"),
  window_minutes: { kind: "number", label: "Window", unit: "minutes", default: 60, min: 5, max: 720 },
  actors: {
    kind: "number",
    label: "Spray: actors that fail from one address",
    help: "Twice as many for an address that several people signed in from on earlier days.",
    default: 8,
    min: 2,
    max: 30,
  },
  failures: { kind: "number", label: "Brute force: failures of one actor", default: 8, min: 2, max: 50 },
  tries_alone: {
    kind: "boolean",
    label: "Alert without a success too",
    help: "One level milder. Off: only when somebody got in.",
    default: true,
  },
} as const;
type Settings = SettingsOf<typeof shapes>;

const isSignIn = ({ columns }: Observed) => columns.category === "authentication" || kindOf(columns.action).isSignIn;
const isLookedAt = (observed: Observed) => isOrdinary(observed) || observed.columns.action.startsWith("person.sign");

function outcomeOf(observed: Observed): "fail" | "win" | undefined {
  const { outcome, action } = observed.columns;
  if (!isSignIn(observed) || !isLookedAt(observed)) return undefined;
  if (outcome === "failure" || outcome === "denied") return "fail";
  return outcome === "success" && kindOf(action).isSignIn ? "win" : undefined;
}

/** Whose password was tried: the actor, or the name that was given where nobody is known. */
const triedOf = ({ columns, event }: Observed): string =>
  memberOf(columns.actorId ?? event.actor.name ?? event.actor.email ?? columns.targetId ?? "unknown");

export const sprayThenSuccess = define({
  name: "spray_then_success",
  label: "Password spray and brute force",
  looksFor:
    "One address that fails to sign in as many different people, or many failures for one person; graver when somebody then gets in.",
  severity: "high",
  minimumHistory: "none",
  settings: shapes,
  make(settings) {
    return {
      name: "spray_then_success",
      refs(observed) {
        if (!outcomeOf(observed)) return [];
        const { actorId, ip } = observed.columns;
        return [...(actorId === null ? [] : [actorRefOf(actorId)]), ...(ip === null ? [] : [addressRefOf(ip)])];
      },
      observe(observed, states, situation) {
        const outcome = outcomeOf(observed);
        if (!outcome) return;
        const { actorId, ip } = observed.columns;
        const watch = { observed, states, situation, settings, isWin: outcome === "win" };
        if (actorId !== null) watchActor(watch, actorRefOf(actorId));
        if (ip !== null) watchAddress(watch, addressRefOf(ip));
      },
    };
  },
});

interface Watch {
  observed: Observed;
  states: States;
  situation: Situation;
  settings: Settings;
  isWin: boolean;
}

function watchActor({ observed, states, situation, settings, isWin }: Watch, ref: StateRef): void {
  const windowMs = settings.window_minutes * MINUTE_MS;
  const known = states.get<OfActor>(ref, "spray_then_success") ?? { fails: [], wins: [] };
  const moment: Moment = [observed.atMs, observed.seq, observed.columns.ip ?? ""];
  insertMoment(isWin ? known.wins : known.fails, moment, LATE_KEEP_MS, isWin ? WINS_MAX : FAILS_MAX);
  states.put(ref, "spray_then_success", known);
  const wins = isWin ? [moment] : momentsBetween(known.wins, observed.atMs, observed.atMs + windowMs);
  for (const win of wins) {
    const lastWinMs = known.wins.findLast(([ms]) => ms < win[0])?.[0] ?? Number.NEGATIVE_INFINITY;
    const fails = momentsBetween(known.fails, win[0] - windowMs, win[0]).filter(([ms]) => ms > lastWinMs);
    if (fails.length < settings.failures) continue;
    const isUsual = known.wins.some(([ms, , ip]) => ms < fails[0]![0] && ip === win[2]);
    const severity = graver(settings.severity, isUsual ? -1 : 0);
    const finding = bruteForce(observed, fails, win, severity, settings);
    situation.report({ ref, dedupKey: "entered", dedupMs: DAY_MS, finding });
    return;
  }
  if (isWin || !settings.tries_alone) return;
  const worst = [...windowsAround(known.fails, observed.atMs, windowMs)].sort((a, b) => b.length - a.length)[0] ?? [];
  const limit = 3 * settings.failures;
  if (worst.length < limit || !isWorthSaying(known.tried, observed.atMs, worst.length, windowMs)) return;
  known.tried = { atMs: observed.atMs, count: worst.length };
  const finding = bruteForce(observed, worst, undefined, graver(settings.severity, -1), settings);
  situation.report({ ref, dedupKey: "tried", dedupMs: DAY_MS, finding });
}

function bruteForce(
  observed: Observed,
  fails: Moment[],
  win: Moment | undefined,
  severity: Finding["severity"],
  settings: Settings,
): Finding {
  const who = actorName(observed);
  const all = win ? [...fails, win] : fails;
  const fromMs = all[0]![0];
  const toMs = all.at(-1)![0];
  const addresses = new Set(fails.map(([, , ip]) => ip));
  return {
    source: "spray_then_success",
    entity: actorEntity(observed),
    title: win
      ? `${many(fails.length, "sign-in")} as ${who} failed in ${span(toMs - fromMs)}, then one succeeded`
      : `${many(fails.length, "sign-in")} as ${who} failed in ${span(toMs - fromMs)}`,
    severity,
    confidence: CERTAIN.value,
    atMs: toMs,
    seqs: evidence(all.map(([, seq]) => seq)),
    events: all.length,
    isLate: false,
    explanation: {
      seen: `${many(fails.length, "failure")} from ${many(addresses.size, "address", "addresses")}${win ? `, then a success from ${win[2] || "an unknown address"}` : ""}`,
      expected: `fewer than ${win ? settings.failures : 3 * settings.failures} failures${win ? " before a success" : ""} within ${span(settings.window_minutes * MINUTE_MS)}`,
      window: { fromMs, toMs },
      arithmetic: [
        {
          label: win ? "failures since the last success" : "failures",
          value: number(fails.length),
          note: `alert from ${win ? settings.failures : 3 * settings.failures}`,
        },
        ...(win ? [{ label: "from the last failure to the success", value: span(win[0] - fails.at(-1)![0]) }] : []),
      ],
      confidence: CERTAIN.words,
    },
  };
}

function watchAddress(watch: Watch, ref: StateRef): void {
  const { observed, states, situation, settings, isWin } = watch;
  const windowMs = settings.window_minutes * MINUTE_MS;
  const known = states.get<AtAddress>(ref, "spray_then_success") ?? { fails: [], wins: [], people: {} };
  const moment: Moment = [observed.atMs, observed.seq, triedOf(observed), actorName(observed)];
  if (isWin) {
    const isChanged = learnPerson(known, observed);
    if (known.fails.length > 0) insertMoment(known.wins, moment, LATE_KEEP_MS, WINS_MAX);
    else if (!isChanged) return;
  } else insertMoment(known.fails, moment, LATE_KEEP_MS, FAILS_MAX);
  states.put(ref, "spray_then_success", known);
  const day = Math.floor(observed.atMs / DAY_MS);
  const isShared = Object.values(known.people).filter((last) => last < day).length >= SHARED_BY;
  const limit = settings.actors * (isShared ? 2 : 1);
  let worst: Moment[] = [];
  let whom = 0;
  const fromMs = isWin ? known.fails.findLast(([ms]) => ms <= observed.atMs)?.[0] : observed.atMs;
  if (fromMs === undefined || observed.atMs - fromMs > windowMs) return;
  for (const window of windowsAround(known.fails, fromMs, windowMs)) {
    const count = new Set(window.map(([, , who]) => who)).size;
    if (count > whom) [worst, whom] = [window, count];
  }
  if (whom < limit) return;
  const wins = [...known.wins, ...(isWin ? [] : winsOfActor(watch))];
  const win = wins.find(([ms]) => ms >= worst[0]![0] && ms <= worst.at(-1)![0] + windowMs);
  if (!win && !settings.tries_alone) return;
  if (!isWorthSaying(win ? known.entered : known.tried, observed.atMs, whom, windowMs)) return;
  known[win ? "entered" : "tried"] = { atMs: observed.atMs, count: whom };
  const finding = spray(observed, { fails: worst, win, whom, limit, isShared }, settings);
  situation.report({ ref, dedupKey: win ? "entered" : "tried", dedupMs: DAY_MS, finding });
}

function learnPerson({ people }: AtAddress, { columns, atMs }: Observed): boolean {
  if (columns.actorId === null) return false;
  const member = stateKey(columns.actorId).slice(0, 32);
  const day = Math.floor(atMs / DAY_MS);
  if ((tallied(people, member) ?? 0) >= day) return false;
  people[member] = day;
  keepGreatest(people, PEOPLE_MAX);
  return true;
}

/** Where the failure came late: successes of the same person from this address that are known already. */
function winsOfActor({ observed, states }: Watch): Moment[] {
  const { actorId, ip } = observed.columns;
  if (actorId === null) return [];
  const known = states.get<OfActor>(actorRefOf(actorId), "spray_then_success");
  return (known?.wins ?? [])
    .filter((win) => win[2] === ip && win[0] >= observed.atMs)
    .map(([ms, seq]): Moment => [ms, seq, actorId, actorName(observed)]);
}

interface Spray {
  fails: Moment[];
  win: Moment | undefined;
  whom: number;
  limit: number;
  isShared: boolean;
}

function spray(observed: Observed, { fails, win, whom, limit, isShared }: Spray, settings: Settings): Finding {
  const ip = observed.columns.ip!;
  const all = win ? [...fails, win] : fails;
  const fromMs = Math.min(...all.map(([ms]) => ms));
  const toMs = Math.max(...all.map(([ms]) => ms));
  const entered: Entity | undefined = win && { type: "actor", id: win[2]!, name: win[3]! };
  return {
    source: "spray_then_success",
    entity: entered ?? { type: "ip", id: ip },
    title: win
      ? `${ip} failed to sign in as ${many(whom, "person", "people")}, then got in as ${win[3]}`
      : `${ip} failed to sign in as ${many(whom, "person", "people")} in ${span(toMs - fromMs)}`,
    severity: graver(settings.severity, win && !isShared ? 0 : -1),
    confidence: CERTAIN.value,
    atMs: toMs,
    seqs: evidence(all.map(([, seq]) => seq)),
    events: all.length,
    isLate: false,
    explanation: {
      seen: `${many(fails.length, "failure")} for ${many(whom, "person", "people")}${win ? `, then a success as ${win[3]}` : ""}`,
      expected: `failures for fewer than ${limit} people from one address within ${span(settings.window_minutes * MINUTE_MS)}`,
      window: { fromMs, toMs },
      arithmetic: [
        {
          label: "different people",
          value: number(whom),
          note: `alert from ${limit}${isShared ? `: twice ${settings.actors}, since several people signed in from this address on earlier days` : ""}`,
        },
        { label: "failures", value: number(fails.length) },
        ...(win
          ? [{ label: "success", value: win[3]!, note: `${span(win[0] - fromMs)} after the first failure` }]
          : []),
      ],
      confidence: CERTAIN.words,
    },
  };
}
