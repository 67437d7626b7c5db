import type { Act, Caller, DemoEvent } from "./activity.ts";
import { isWeekend, localDay, localMoment } from "./calendar.ts";
import { browserCaller } from "./callers.ts";
import { isHoliday } from "./holidays.ts";
import type { DetectorName, IncidentPlan } from "./incident.ts";
import type { Person } from "./person.ts";
import { type Location, SITES, type SiteName } from "./places.ts";
import { Random } from "./random.ts";
import { realise } from "./realise.ts";

export interface PlotOptions {
  tenant: "acme" | "globex";
  seed: number;
  until: Date;
}

/** The story of one planted incident, told event by event. */
export class Plot {
  readonly random: Random;
  readonly until: number;
  #options: PlotOptions;
  #id: string;
  #counted: DemoEvent[] = [];
  #events: DemoEvent[] = [];
  #quiet: { actorId: string; from: number; to: number }[] = [];
  #silence: IncidentPlan["silence"];

  constructor(options: PlotOptions, id: string) {
    this.#options = options;
    this.#id = id;
    this.until = options.until.getTime();
    this.random = new Random("incident", options.seed, options.tenant, id, this.until);
  }

  /** `minute` of the local day that lies `daysBefore` the anchor's. */
  on(site: SiteName, daysBefore: number, minute: number): number {
    const { zone } = SITES[site];
    return localMoment(zone, localDay(zone, this.until) - daysBefore, minute);
  }

  /** As `on`, but on the last working day of the site at or before it. */
  onWorkday(site: SiteName, daysBefore: number, minute: number): number {
    const { zone, country } = SITES[site];
    let day = localDay(zone, this.until) - daysBefore;
    while (isWeekend(day) || isHoliday(country, day)) day--;
    return localMoment(zone, day, minute);
  }

  /** The last `wanted` weekday (0 is Sunday) at or before `daysBefore`. */
  onWeekday(site: SiteName, daysBefore: number, wanted: number, minute: number): number {
    const { zone } = SITES[site];
    const day = localDay(zone, this.until) - daysBefore;
    return localMoment(zone, day - ((((day + 4 - wanted) % 7) + 7) % 7), minute);
  }

  stranger(person: Person, ip: string, location: Location, at: number, agent?: string): Caller {
    const caller = browserCaller(person, { ip, location }, at, this.random);
    return agent ? { ...caller, source: { ...caller.source, user_agent: agent } } : caller;
  }

  tell(at: number, caller: Caller, act: Act): void {
    const event = this.#realise(at, caller, act);
    this.#events.push(event);
    this.#counted.push(event);
  }

  /** What others do about it; not part of the incident itself. */
  answer(at: number, caller: Caller, act: Act): void {
    this.#events.push(this.#realise(at, caller, act));
  }

  #realise(at: number, caller: Caller, act: Act): DemoEvent {
    const scene = { at: Math.round(at), random: this.random, caller, later: () => {} };
    return realise(scene, { outcome: "success", ...act }, { failureShare: () => 0 });
  }

  hush(actorId: string, from: number, to: number): void {
    this.#quiet.push({ actorId, from, to });
  }

  silence(origin: string, from: number, to: number): void {
    this.#silence = { origin, from, to };
  }

  end(title: string, ...detectors: DetectorName[]): IncidentPlan {
    const times = this.#counted.map((each) => Date.parse(each.event.occurred_at));
    const from = this.#silence?.from ?? Math.min(...times);
    const to = this.#silence?.to ?? Math.max(...times);
    const actors = new Set(this.#counted.flatMap((each) => each.event.actor.id ?? []));
    return {
      incident: {
        id: this.#id,
        tenant: this.#options.tenant,
        title,
        detectors,
        from: new Date(from),
        to: new Date(to),
        actors: [...actors],
        requestIds: this.#counted.map((each) => each.event.request_id!),
        ...(this.#silence && { silentOrigin: this.#silence.origin }),
      },
      events: this.#events,
      quiet: this.#quiet,
      ...(this.#silence && { silence: this.#silence }),
    };
  }
}

export function personCalled(people: readonly Person[], mailbox: string): Person {
  const person = people.find((each) => each.mailbox === mailbox);
  if (!person) throw new Error(`nobody on the roster is called ${mailbox}`);
  return person;
}
