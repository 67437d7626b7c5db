import type { Finding } from "../../../findings/index.ts";
import type { Observed } from "../detector.ts";
import type { TenantTime } from "../tenant-time.ts";
import { isSensitive } from "./action-kinds.ts";
import { confidenceOf } from "./confidence.ts";
import { define, type SettingsOf, severitySetting } from "./definition.ts";
import { evidence } from "./evidence.ts";
import { actorEntity, actorName, actorRefOf, DAY_MS, HOUR_MS, isOrdinary, LATE_KEEP_MS } from "./facts.ts";
import { insertMoment, type Moment, momentsBetween } from "./moments.ts";
import { isWorthSaying, type Said } from "./said.ts";
import { type Habit, hourOf, learnHour, newHabit, rareness, turnedTo, WEEKDAY_NAMES } from "./week-habit.ts";
import { graver, listed, many, number } from "./wording.ts";

const FULL_DAYS = 60;
const WINDOW_MS = 3 * HOUR_MS;
const ACTS_MAX = 12;

/** Sensitive acts at odd times, of late: [ms, seq, action, points]. */
interface Acts {
  recent: Moment[];
  said?: Said;
}

const pointsOf = ({ columns }: Observed): number =>
  columns.severity === "high" || columns.severity === "critical" ? 3 : columns.severity === "medium" ? 2 : 1;

const shapes = {
  severity: severitySetting("medium"),
  min_days: { kind: "number", label: "Days of history", unit: "days", default: 21, min: 7, max: 180 },
  min_hours: { kind: "number", label: "Active hours of history", unit: "hours", default: 50, min: 10, max: 1_000 },
  share_percent: {
    kind: "number",
    label: "Rare is less than",
    help: "The share of the actor's active hours that lie at times of the week as quiet as this one, or quieter.",
    unit: "%",
    default: 1,
    min: 0.1,
    max: 20,
    isWhole: false,
  },
  points: {
    kind: "number",
    label: "Points within three hours",
    help: "A sensitive act counts one point, one of severity medium two, of high or critical three.",
    default: 3,
    min: 1,
    max: 20,
  },
  within_business_hours: {
    kind: "boolean",
    label: "Within business hours too",
    help: "Off: only outside the business hours and on the holidays that are set for the tenant.",
    default: false,
  },
} as const;

export const outOfHours = define({
  name: "out_of_hours",
  label: "Out of hours",
  looksFor:
    "A person who does something sensitive outside the tenant's business hours, at a time of the week at which that person is hardly ever active.",
  severity: "medium",
  minimumHistory: "21 days and 50 active hours of the person",
  settings: shapes,
  make(settings, time) {
    const refOf = ({ columns }: Observed) =>
      columns.actorId === null || columns.actorType !== "user" ? undefined : actorRefOf(columns.actorId);
    return {
      name: "out_of_hours",
      refs(observed) {
        const ref = refOf(observed);
        return ref ? [ref] : [];
      },
      observe(observed, states, situation) {
        const ref = refOf(observed);
        if (!ref || !isOrdinary(observed) || observed.columns.outcome === "failure") return;
        const { atMs } = observed;
        const stored = states.get<Habit>(ref, "out_of_hours") ?? newHabit(time.timeZone, atMs);
        const habit = turnedTo(stored, time, atMs);
        const days = (atMs - habit.firstMs) / DAY_MS;
        const activeHours = habit.hours;
        const found =
          days >= settings.min_days &&
          habit.hours >= settings.min_hours &&
          isSensitive(observed) &&
          (settings.within_business_hours || !time.isBusiness(atMs))
            ? rareness(habit, hourOf(time, atMs))
            : undefined;
        if (learnHour(habit, time, atMs) || habit !== stored) states.put(ref, "out_of_hours", habit);
        if (!found || found.share * 100 >= settings.share_percent) return;
        const acts = states.get<Acts>(ref, "out_of_hours.acts") ?? { recent: [] };
        const points = String(pointsOf(observed));
        insertMoment(acts.recent, [atMs, observed.seq, observed.event.action, points], LATE_KEEP_MS, ACTS_MAX);
        states.put(ref, "out_of_hours.acts", acts);
        const recent = momentsBetween(acts.recent, atMs - WINDOW_MS, atMs + WINDOW_MS);
        const sum = sumOf(recent);
        if (sum < settings.points || !isWorthSaying(acts.said, atMs, sum, HOUR_MS)) return;
        acts.said = { atMs, count: sum };
        situation.report({
          ref,
          dedupKey: "actor",
          dedupMs: 12 * HOUR_MS,
          finding: findingOf(observed, { activeHours, ...found, days, time, acts: recent }, settings),
        });
      },
    };
  },
});

const sumOf = (acts: readonly Moment[]) => acts.reduce((sum, one) => sum + Number(one[3]), 0);

interface Found {
  activeHours: number;
  share: number;
  hours: number;
  days: number;
  time: TenantTime;
  acts: Moment[];
}

function findingOf(observed: Observed, found: Found, settings: SettingsOf<typeof shapes>): Finding {
  const { activeHours, share, hours, days, time, acts } = found;
  const confidence = confidenceOf(days, settings.min_days, FULL_DAYS, "days of history");
  const local = time.localOf(observed.atMs);
  const holiday = time.holidayOn(local.date);
  const clock = `${String(local.hour).padStart(2, "0")}:${String(local.minute).padStart(2, "0")}`;
  const when = `${WEEKDAY_NAMES[local.weekday]}${holiday ? ` (${holiday})` : ""} at ${clock}`;
  const actions = listed([...new Set(acts.map(([, , action]) => action!))]);
  const isGrave = acts.some((one) => one[3] === "3");
  return {
    source: "out_of_hours",
    entity: actorEntity(observed),
    title: `${actorName(observed)} did ${actions} on ${when}, when hardly ever active`,
    severity: graver(settings.severity, isGrave ? 1 : 0),
    confidence: confidence.value,
    atMs: observed.atMs,
    seqs: evidence(acts.map(([, seq]) => seq)),
    events: acts.length,
    isLate: false,
    explanation: {
      seen: `${many(acts.length, "sensitive act")} until ${when}, ${time.timeZone}: ${actions}`,
      expected: `a time of the week at which ${actorName(observed)} is active`,
      window: { fromMs: acts[0]![0], toMs: acts.at(-1)![0] },
      arithmetic: [
        ...acts.map((one) => ({ label: one[2]!, value: many(Number(one[3]), "point") })),
        { label: "sum", value: many(sumOf(acts), "point"), note: `alert from ${settings.points} within three hours` },
        {
          label: "business hours",
          value: time.isBusiness(observed.atMs) ? "within" : "outside",
          note: holiday ?? time.timeZone,
        },
        {
          label: "active hours at this time of the week",
          value: number(hours),
          note: "smoothed over the hours beside it and the like days",
        },
        {
          label: "active hours at times as quiet, or quieter",
          value: `${number(share * 100)} %`,
          note: `of ${many(activeHours, "active hour")}; alert below ${settings.share_percent} %`,
        },
      ],
      history: { seen: many(activeHours, "active hour"), days: Math.floor(days) },
      confidence: confidence.words,
    },
  };
}
