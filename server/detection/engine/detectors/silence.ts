import type { Finding } from "../../../findings/index.ts";
import type { Observed, Situation, StateRef, States } from "../detector.ts";
import type { TenantTime } from "../tenant-time.ts";
import { confidenceOf } from "./confidence.ts";
import { define, type SettingsOf, severitySetting } from "./definition.ts";
import { DAY_MS, HOUR_MS, isOrdinary, MINUTE_MS } from "./facts.ts";
import { countPerson, peopleShare } from "./people-active.ts";
import {
  closeHours,
  type Due,
  dueAfter,
  longestGapMs,
  newRhythm,
  type Rhythm,
  turnRhythm,
  usualEvents,
} from "./rhythm.ts";
import { keepGreatest, memberOf } from "./tallies.ts";
import { many, number, span } from "./wording.ts";

const FULL_DAYS = 60;
const WATCHED_MAX = 200;
const DEDUP_MS = HOUR_MS;
/** The deadline is reckoned anew when the last event lies so far behind the one it was reckoned from; in between it moves along. */
const ANEW_MS = 5 * MINUTE_MS;
const PEOPLE_STEP = 1 / 50;
const LAG_KEPT = 0.98;
/** Something that people do, by more than half. */
const PEOPLES = 0.5;
/** People are about when they do at least so much of what is usual. */
const BUSY_SHARE = 0.5;
const HEARD: StateRef = { kind: "tenant", key: "heard" };

/** Of everything that is listened for: first and last event, those of the hour of the last one, and when its silence is an alert. */
interface Heard {
  firstMs: number;
  lastMs: number;
  lastSeq: number;
  hourCount: number;
  /** Share of its events that people do, of late. */
  people: number;
  /** The deadline as reckoned from `baseMs`; absent while nothing can be said. */
  due?: { atMs: number; baseMs: number; by: Due["by"]; usual: number; longestMs: number };
  /** Its silence was told: nothing more until it is heard again. */
  isTold?: boolean;
  /** How long its events take to arrive, about the most of late; the clock waits as much longer. Absent: no time. */
  lagMs?: number;
}

const shapes = {
  severity: severitySetting("high"),
  min_days: { kind: "number", label: "Days of history", unit: "days", default: 21, min: 14, max: 180 },
  one_in: {
    kind: "number",
    label: "Alert when such a silence is rarer than one in",
    help: "By the hours of the week in which there were events.",
    default: 20_000,
    min: 100,
    max: 1_000_000_000,
  },
  times_longest: {
    kind: "number",
    label: "Or than so many times the longest gap of eight weeks",
    default: 2,
    min: 1.2,
    max: 20,
    isWhole: false,
  },
  min_minutes: { kind: "number", label: "Silence of at least", unit: "minutes", default: 60, min: 5, max: 10_080 },
  origins: { kind: "boolean", label: "Sources", help: "Every system that sends events.", default: true },
  categories: { kind: "boolean", label: "Categories", default: false },
  actions: {
    kind: "text_list",
    label: "Actions",
    help: "Such as backup.create: what has to happen again and again.",
    default: [],
    max: 20,
  },
} as const;
type Settings = SettingsOf<typeof shapes>;
type Kind = "origin" | "category" | "action";

const rhythmRef = (id: string): StateRef => ({ kind: "rhythm", key: id });

export const silence = define({
  name: "silence",
  label: "Silence",
  looksFor:
    "A source that usually sends at this time of the week and does not; categories and actions too, where asked for.",
  severity: "high",
  minimumHistory: "21 days of the source",
  settings: shapes,
  make(settings, time) {
    const actions = new Set(settings.actions.map((action) => action.toLowerCase()));
    const idsOf = (observed: Observed): string[] => {
      const { origin, category, action } = observed.columns;
      if (observed.isTrail || !isOrdinary(observed)) return [];
      return [
        ...(settings.origins ? [`origin:${memberOf(origin ?? "")}`] : []),
        ...(settings.categories && category !== null ? [`category:${category}`] : []),
        ...(actions.has(action) ? [`action:${memberOf(action)}`] : []),
      ];
    };
    return {
      name: "silence",
      pinned: [HEARD],
      refs: (observed) => idsOf(observed).map(rhythmRef),
      observe(observed, states, situation) {
        const ids = idsOf(observed);
        if (ids.length === 0) return;
        if (observed.columns.actorType === "user") countPerson(states, HEARD, passedMs(observed), time);
        const all = states.get<Record<string, Heard>>(HEARD, "silence") ?? {};
        for (const id of ids) hear({ id, all, observed, states, situation, settings, time });
        states.put(HEARD, "silence", all);
      },
      tick(nowMs, states, situation) {
        const all = states.get<Record<string, Heard>>(HEARD, "silence") ?? {};
        let next: number | undefined;
        for (const [id, heard] of Object.entries(all)) {
          if (heard.due === undefined || heard.isTold) continue;
          const lagMs = heard.lagMs ?? 0;
          if (heard.due.atMs + lagMs <= nowMs) {
            tellOrWait({ id, heard, untilMs: nowMs - lagMs, states, situation, settings, time });
            states.put(HEARD, "silence", all);
          }
          const dueMs = heard.due.atMs + lagMs;
          if (!heard.isTold && (next === undefined || dueMs < next)) next = dueMs;
        }
        return next;
      },
    };
  },
});

/** One that claims the future says nothing about the time until then. */
const passedMs = ({ atMs, receivedMs }: Observed) => Math.min(atMs, receivedMs);

interface Hearing {
  id: string;
  all: Record<string, Heard>;
  observed: Observed;
  states: States;
  situation: Situation;
  settings: Settings;
  time: TenantTime;
}

function hear({ id, all, observed, states, situation, settings, time }: Hearing): void {
  const heardMs = passedMs(observed);
  const known = Object.hasOwn(all, id) ? all[id] : undefined;
  const ref = rhythmRef(id);
  const isPerson = observed.columns.actorType === "user" ? 1 : 0;
  if (!known) {
    const heard = { firstMs: heardMs, lastMs: heardMs, lastSeq: observed.seq, hourCount: 1, people: isPerson };
    noteLag(heard, observed.receivedMs - heardMs);
    all[id] = heard;
    forgetOldest(all);
    states.put(ref, "silence", newRhythm(time.timeZone, heardMs));
    return;
  }
  known.firstMs = Math.min(known.firstMs, heardMs);
  noteLag(known, observed.receivedMs - heardMs);
  known.people = Math.round((known.people + PEOPLE_STEP * (isPerson - known.people)) * 1_000) / 1_000;
  if (heardMs <= known.lastMs) {
    if (Math.floor(heardMs / HOUR_MS) === Math.floor(known.lastMs / HOUR_MS)) known.hourCount++;
    return;
  }
  if (known.due !== undefined && known.due.atMs < heardMs && !known.isTold)
    tellOrWait({ id, heard: known, untilMs: heardMs, states, situation, settings, time });
  const isOutage = known.isTold === true;
  delete known.isTold;
  const isNewHour = Math.floor(heardMs / HOUR_MS) > Math.floor(known.lastMs / HOUR_MS);
  const rhythm = states.get<Rhythm>(ref, "silence") ?? newRhythm(time.timeZone, known.lastMs);
  const isMoved = rhythm.zone !== time.timeZone;
  turnRhythm(rhythm, time, heardMs);
  if (isNewHour || isMoved) states.put(ref, "silence", rhythm);
  if (isNewHour) {
    closeHours(rhythm, { fromMs: known.lastMs, toMs: heardMs, count: known.hourCount, isOutage }, time);
    known.hourCount = 0;
  }
  known.hourCount++;
  if (known.due !== undefined) known.due.atMs += heardMs - known.lastMs;
  known.lastMs = heardMs;
  known.lastSeq = observed.seq;
  const isReady = observed.lateness !== "old" && heardMs - known.firstMs >= settings.min_days * DAY_MS;
  if (!isReady) delete known.due;
  else if (known.due === undefined || isNewHour || isMoved || heardMs - known.due.baseMs >= ANEW_MS)
    setDeadline(known, rhythm, settings, time);
}

function noteLag(heard: Heard, lagMs: number): void {
  const kept = Math.round(Math.max(lagMs, LAG_KEPT * (heard.lagMs ?? 0)) / 1_000) * 1_000;
  if (kept > 0) heard.lagMs = kept;
  else delete heard.lagMs;
}

function setDeadline(heard: Heard, rhythm: Rhythm, settings: Settings, time: TenantTime): void {
  const limits = {
    surprise: Math.log(settings.one_in),
    times: settings.times_longest,
    gapMs: settings.min_minutes * MINUTE_MS,
  };
  const due = dueAfter(rhythm, heard.lastMs, limits, time);
  if (due === undefined) delete heard.due;
  else
    heard.due = {
      atMs: due.dueMs,
      baseMs: heard.lastMs,
      by: due.by,
      usual: Math.round(usualEvents(rhythm, heard.lastMs, due.dueMs, time) * 10) / 10,
      longestMs: longestGapMs(rhythm),
    };
}

function forgetOldest(all: Record<string, Heard>): void {
  const lasts = Object.fromEntries(Object.entries(all).map(([id, { lastMs }]) => [id, lastMs]));
  if (!keepGreatest(lasts, WATCHED_MAX)) return;
  for (const id of Object.keys(all)) if (!Object.hasOwn(lasts, id)) delete all[id];
}

interface Telling {
  id: string;
  heard: Heard;
  untilMs: number;
  states: States;
  situation: Situation;
  settings: Settings;
  time: TenantTime;
}

/**
 * At the deadline: what people do is missed only while people are about; on a holiday that nobody entered the deadline moves on by the hour.
 * The same from an event that comes after the deadline and from the clock: it rests on what was heard before.
 */
function tellOrWait({ id, heard, untilMs, states, situation, settings, time }: Telling): void {
  while (heard.due !== undefined && heard.due.atMs <= untilMs) {
    const { atMs, usual } = heard.due;
    const window = { fromMs: heard.lastMs, toMs: atMs, without: usual * heard.people };
    const share = heard.people > PEOPLES ? peopleShare(states, HEARD, window, time) : undefined;
    if (share === undefined || share >= BUSY_SHARE) {
      heard.isTold = true;
      situation.report({ ref: HEARD, dedupKey: id, dedupMs: DEDUP_MS, finding: findingOf(id, heard, share, settings) });
      return;
    }
    heard.due.atMs = atMs + HOUR_MS;
  }
}

const NAMES: Record<Kind, string> = { origin: "The source", category: "The category", action: "The action" };

function findingOf(
  id: string,
  { firstMs, lastMs, lastSeq, due }: Heard,
  share: number | undefined,
  settings: Settings,
): Finding {
  const kind = id.slice(0, id.indexOf(":")) as Kind;
  const value = id.slice(id.indexOf(":") + 1);
  const { atMs, by, usual, longestMs } = due!;
  const days = (lastMs - firstMs) / DAY_MS;
  const confidence = confidenceOf(days, settings.min_days, FULL_DAYS, "days of history");
  return {
    source: "silence",
    entity: { type: kind, id: value === "" ? "none" : value },
    title: `${NAMES[kind]} ${value === "" ? "of events without one" : value} has sent nothing for ${span(atMs - lastMs)}`,
    severity: settings.severity as Finding["severity"],
    confidence: confidence.value,
    atMs: Math.round(atMs),
    seqs: [lastSeq],
    events: 1,
    isLate: false,
    explanation: {
      seen: `no event in ${span(atMs - lastMs)}`,
      expected: `about ${many(Math.max(1, Math.round(usual)), "event")} in that time`,
      window: { fromMs: lastMs, toMs: Math.round(atMs) },
      arithmetic: [
        { label: "last event", value: new Date(lastMs).toISOString() },
        {
          label: "events usual in such a time",
          value: number(usual),
          note: "by the hours of the week of the last months",
        },
        by === "gap"
          ? {
              label: "deadline",
              value: span(atMs - lastMs),
              note: `${number(settings.times_longest)} × ${span(longestMs)}, the longest gap of the last eight weeks`,
            }
          : {
              label: "chance of such a silence",
              value: `one in ${number(settings.one_in)}`,
              note: "product over the hours of the share of weeks in which there was nothing then",
            },
        ...(share === undefined
          ? []
          : [
              {
                label: "people elsewhere",
                value: `${number(share * 100)} % of usual`,
                note: "so that it is no holiday",
              },
            ]),
      ],
      history: { days: Math.floor(days) },
      confidence: confidence.words,
    },
  };
}
