import type { Outcome } from "#server/event-format/index.ts";
import type { Activity, Caller, Company, Planner, Repertoire } from "./activity.ts";
import { HOUR, localDay, localMinute, MINUTE, SECOND } from "./calendar.ts";
import { agentCaller, browserCaller, commandCaller } from "./callers.ts";
import type { Person } from "./person.ts";
import type { Attendance } from "./presence.ts";
import { planSignIn } from "./sessions.ts";
import { planSession } from "./workday.ts";

const WATCH_HOURS = 30;
const FINALE_MINUTES = 150;

function isAwake(person: Person, at: number): boolean {
  const minute = localMinute(person.place.zone, at);
  return minute >= 7 * 60 && minute <= 22.5 * 60;
}

function isAtWork(person: Person, attendance: Attendance, at: number): boolean {
  const minute = localMinute(person.place.zone, at);
  return minute > 8.5 * 60 && minute < 18.5 * 60 && attendance.worksOn(person, localDay(person.place.zone, at));
}

/** Who is there at that moment: those at work and the awake engineers; at odd hours others, and pagers wake the rest. */
function watch(company: Company, attendance: Attendance, at: number): Person[] {
  const present = company.people.filter((each) => {
    const day = localDay(each.place.zone, at);
    return attendance.isEmployed(each, day) && !attendance.isAway(each, day) && !attendance.isTravelling(each, day);
  });
  const likely = present.filter((each) => isAtWork(each, attendance, at) || (each.onCall && isAwake(each, at)));
  if (likely.length >= 4) return likely;
  const awake = present.filter((each) => isAwake(each, at));
  return awake.length >= 3 ? awake : [...awake, ...present.filter((each) => each.onCall && !awake.includes(each))];
}

function callerOf(company: Company, attendance: Attendance, planner: Planner, person: Person, at: number): Caller {
  const day = localDay(person.place.zone, at);
  const minute = localMinute(person.place.zone, at);
  const inHours = minute > 8.5 * 60 && minute < 18.5 * 60;
  const network = inHours ? attendance.networkOn(person, day) : attendance.homeOf(person, day);
  return planner.random.chance(0.25)
    ? commandCaller(person, network, at, company.commandClient, planner.random)
    : browserCaller(person, network, at, planner.random);
}

/** Prefers something that changes things: a refused glance is no story. */
function ending(repertoire: Repertoire, forced: Outcome): Activity {
  return (scene) => {
    let act = scene.random.weighted(repertoire)(scene);
    for (let tries = 0; tries < 6 && (!act || act.crud === "r"); tries++)
      act = scene.random.weighted(repertoire)(scene);
    return act && { ...act, forced, description: undefined };
  };
}

function planWatch(company: Company, attendance: Attendance, planner: Planner): void {
  const { random, until } = planner;
  const gapMinutes = company.slug === "acme" ? 42 : 130;
  for (
    let at = until - WATCH_HOURS * HOUR;
    at < until - FINALE_MINUTES * MINUTE;
    at += random.exponential(gapMinutes) * MINUTE
  ) {
    const person = random.pick(watch(company, attendance, at));
    const caller = callerOf(company, attendance, planner, person, at);
    planSession({ company, planner }, caller, at, random.between(6, 40) * MINUTE, 2 + random.poisson(2.4));
  }
}

function planFinale(company: Company, attendance: Attendance, planner: Planner): void {
  const { random, until } = planner;
  const people = random.some(watch(company, attendance, until), company.slug === "acme" ? 8 : 4);
  const callers = people.map((person) => {
    const from = until - random.between(70, FINALE_MINUTES) * MINUTE;
    const caller = callerOf(company, attendance, planner, person, from);
    planSignIn(company, planner, from, caller);
    return { from, caller };
  });
  const act = (at: number, forced?: Outcome) => {
    const present = callers.filter((each) => each.from < at - 30 * SECOND);
    if (present.length === 0) return;
    const { caller: person } = random.pick(present);
    const caller = (random.chance(0.12) && agentCaller(company, person, at, random)) || person;
    const repertoire = company.repertoire(caller.person!);
    planner.plan(at, caller, forced ? ending(repertoire, forced) : random.weighted(repertoire));
  };
  const pace = company.slug === "acme" ? 1 : 2.2;
  for (let beforeMs = 9 * SECOND; beforeMs < FINALE_MINUTES * MINUTE; ) {
    act(until - beforeMs);
    beforeMs += random.exponential((25 + beforeMs / 90_000) * pace) * SECOND + 2 * SECOND;
  }
  act(until - random.int(70, 200) * SECOND, "denied");
  act(until - random.int(240, 500) * SECOND, "failure");
  act(until - random.int(1200, 2400) * SECOND, "denied");
}

/** The newest events are what everybody sees first: a watch over a rollout keeps the trail alive up to the anchor. */
export function planClosingHours(company: Company, attendance: Attendance, planner: Planner): void {
  planWatch(company, attendance, planner);
  planFinale(company, attendance, planner);
}
