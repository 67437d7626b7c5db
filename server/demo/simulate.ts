import type { Activity, Caller, Company, DemoEvent, Planner } from "./activity.ts";
import { Agenda } from "./agenda.ts";
import { DAY, HOUR, yearBefore } from "./calendar.ts";
import { planClosingHours } from "./closing-hours.ts";
import type { IncidentPlan } from "./incident.ts";
import { planMachineDay } from "./machines.ts";
import { Attendance } from "./presence.ts";
import { Random } from "./random.ts";
import { realise, type Weather } from "./realise.ts";
import { planOffHours, planWorkday } from "./workday.ts";

/** No local day begins earlier than this before the UTC day of the same date. */
const EARLIEST_ZONE_MS = 10 * HOUR;

type Entry = { caller: Caller; activity: Activity } | { planted: DemoEvent };

export interface Year {
  company: Company;
  seed: number;
  until: Date;
  weather: Weather;
  incidents: readonly IncidentPlan[];
}

function isSuppressed(incidents: readonly IncidentPlan[], { event }: DemoEvent, at: number): boolean {
  for (const plan of incidents) {
    for (const quiet of plan.quiet ?? []) {
      if (at >= quiet.from && at <= quiet.to && event.actor.id === quiet.actorId) return true;
    }
    const silence = plan.silence;
    if (silence && at >= silence.from && at <= silence.to && event.origin?.system === silence.origin) return true;
  }
  return false;
}

class Simulation {
  #year: Year;
  #start: number;
  #until: number;
  #agenda = new Agenda<Entry>();
  #random: Random;
  #attendance: Attendance;
  #arrived: DemoEvent[] = [];

  constructor(year: Year) {
    this.#year = year;
    this.#until = year.until.getTime();
    this.#start = yearBefore(year.until);
    this.#random = new Random("acts", year.seed, year.company.slug, this.#until);
    this.#attendance = new Attendance(year.seed, this.#start, this.#until);
  }

  #planner(...words: (string | number)[]): Planner {
    const plan = (at: number, caller: Caller, activity: Activity) => {
      if (at >= this.#start && at < this.#until) this.#agenda.plan(Math.round(at), { caller, activity });
    };
    const random = new Random(this.#year.seed, this.#year.company.slug, ...words);
    return { random, start: this.#start, until: this.#until, plan };
  }

  #planDay(day: number): void {
    const { company } = this.#year;
    for (const person of company.people) {
      const today = { company, attendance: this.#attendance, planner: this.#planner("person", person.email, day), day };
      planWorkday(today, person);
      planOffHours(today, person);
    }
    for (const machine of company.machines) planMachineDay(this.#planner("machine", machine.name, day), machine, day);
    company.planDay(this.#planner("company", day), day);
  }

  #actBefore(end: number): void {
    const { weather, incidents } = this.#year;
    for (let next = this.#agenda.takeBefore(end); next; next = this.#agenda.takeBefore(end)) {
      const { at, item } = next;
      if ("planted" in item) {
        this.#arrived.push(item.planted);
        continue;
      }
      const { caller, activity } = item;
      const later = (delayMs: number, who: Caller, what: Activity) =>
        this.#agenda.plan(at + Math.max(1, Math.round(delayMs)), { caller: who, activity: what });
      const scene = { at, random: this.#random, caller, later };
      const act = activity(scene);
      if (act === undefined) continue;
      const arrived = realise(scene, act, weather);
      if (!isSuppressed(incidents, arrived, at)) this.#arrived.push(arrived);
    }
  }

  *#release(end: number): Generator<DemoEvent> {
    this.#arrived.sort((a, b) => a.receivedAt.getTime() - b.receivedAt.getTime());
    const later = this.#arrived.findIndex((each) => each.receivedAt.getTime() >= end);
    const ready = later < 0 ? this.#arrived.splice(0) : this.#arrived.splice(0, later);
    yield* ready;
  }

  *run(): Generator<DemoEvent> {
    const { company, incidents } = this.#year;
    for (const plan of incidents) {
      for (const planted of plan.events) this.#agenda.plan(Date.parse(planted.event.occurred_at), { planted });
    }
    const firstDay = Math.floor(this.#start / DAY) - 1;
    const lastDay = Math.floor(this.#until / DAY) + 1;
    planClosingHours(company, this.#attendance, this.#planner("closing"));
    for (let day = firstDay; day <= lastDay; day++) {
      this.#planDay(day);
      const end = Math.min((day + 1) * DAY - EARLIEST_ZONE_MS, this.#until + 1);
      this.#actBefore(end);
      yield* this.#release(end);
    }
  }
}

export function simulate(year: Year): Generator<DemoEvent> {
  return new Simulation(year).run();
}
