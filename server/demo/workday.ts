import type { Activity, Caller, Company, Planner, Repertoire } from "./activity.ts";
import { isWeekend, localMoment, MINUTE } from "./calendar.ts";
import { agentCaller, browserCaller, commandCaller, phoneCaller } from "./callers.ts";
import type { Person } from "./person.ts";
import type { Network } from "./places.ts";
import type { Attendance } from "./presence.ts";
import { planSignIn, planSignOut, planStepUp } from "./sessions.ts";

const LUNCH = { from: 735, to: 795 };
const COMMAND_LINE_TEAMS = [
  "platform",
  "backend",
  "fleet",
  "machine-learning",
  "data",
  "security",
  "technology",
  "quantitative",
];

export interface Day {
  company: Company;
  attendance: Attendance;
  planner: Planner;
  day: number;
}

function pickActivity(planner: Planner, repertoire: Repertoire): Activity {
  return planner.random.weighted(repertoire);
}

/** From sign-in to sign-out in one place, on one device; agents act beside it in sessions of their own. */
export function planSession(
  { company, planner }: Pick<Day, "company" | "planner">,
  caller: Caller,
  from: number,
  lengthMs: number,
  actions: number,
): void {
  const { random } = planner;
  planSignIn(company, planner, from, caller);
  const repertoire = company.repertoire(caller.person!);
  const agent = random.chance(0.22) ? agentCaller(company, caller, from, random) : undefined;
  for (let i = 0; i < actions; i++) {
    const at = from + 20_000 + Math.round(random.float() * lengthMs);
    const who = agent && random.chance(0.3) ? agent : caller;
    planner.plan(at, who, pickActivity(planner, repertoire));
  }
  planStepUp(company, planner, from + 12_000 + Math.round(random.float() * lengthMs), caller);
  planSignOut(company, planner, from + 25_000 + lengthMs, caller);
}

function callerFor(today: Day, person: Person, network: Network, at: number, isFirst: boolean): Caller {
  const { random } = today.planner;
  const typesCommands = COMMAND_LINE_TEAMS.includes(person.team);
  if (!isFirst && typesCommands && random.chance(0.5)) {
    return commandCaller(person, network, at, today.company.commandClient, random);
  }
  return browserCaller(person, network, at, random);
}

function skipLunch(minute: number, chance: number): number {
  return minute > LUNCH.from && minute < LUNCH.to && chance < 0.8 ? LUNCH.to + (minute - LUNCH.from) / 3 : minute;
}

export function planWorkday(today: Day, person: Person): void {
  const { company, attendance, planner, day } = today;
  const { random } = planner;
  if (!attendance.worksOn(person, day)) return;
  const network = attendance.networkOn(person, day);
  const zone = attendance.zoneOn(person, day);
  const wanted = random.poisson(company.actionsPerDay * person.energy * attendance.load(person, day));
  if (wanted === 0) return;
  const sessions = Math.min(1 + random.poisson(0.36), 3, wanted);
  const first = person.startMinute + random.normal(0, 11);
  const span = person.lengthMinutes / sessions;
  for (let i = 0; i < sessions; i++) {
    const minute = skipLunch(first + i * span + (i > 0 ? random.between(0, span * 0.3) : 0), random.float());
    const from = localMoment(zone, day, minute);
    const share = Math.floor((wanted * (i + 1)) / sessions) - Math.floor((wanted * i) / sessions);
    const length = Math.min(random.between(0.45, 0.9) * span, first + person.lengthMinutes + 20 - minute);
    planSession(today, callerFor(today, person, network, from, i === 0), from, Math.max(8, length) * MINUTE, share);
  }
}

/** Evenings and weekends of whoever is on call, and of the few who cannot stay away. */
export function planOffHours(today: Day, person: Person): void {
  const { company, attendance, planner, day } = today;
  const { random } = planner;
  const zone = attendance.zoneOn(person, day);
  const isFree = isWeekend(day) || !attendance.worksOn(person, day);
  if (attendance.isOnCall(company.people, person, day)) {
    const network = attendance.isTravelling(person, day)
      ? attendance.networkOn(person, day)
      : attendance.homeOf(person, day);
    const turns = isFree ? 1 + random.poisson(1.1) : random.poisson(0.5);
    for (let i = 0; i < turns; i++) {
      const minute = isFree ? random.between(500, 1380) : random.between(1170, 1400);
      const from = localMoment(zone, day, minute);
      const caller = random.chance(attendance.isTravelling(person, day) ? 0 : 0.3)
        ? phoneCaller(person, from, random)
        : random.chance(0.4)
          ? commandCaller(person, network, from, company.commandClient, random)
          : browserCaller(person, network, from, random);
      planSession(today, caller, from, random.between(8, 55) * MINUTE, 2 + random.poisson(2.2));
    }
    return;
  }
  if (!isWeekend(day) || !attendance.isEmployed(person, day) || attendance.isAway(person, day)) return;
  if (!random.chance(person.energy > 1.15 ? 0.07 : 0.018) || attendance.isTravelling(person, day)) return;
  const from = localMoment(zone, day, random.between(600, 1200));
  const caller = browserCaller(person, attendance.homeOf(person, day), from, random);
  planSession(today, caller, from, random.between(10, 50) * MINUTE, 1 + random.poisson(1.6));
}
