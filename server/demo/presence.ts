import { civil, DAY, daysToQuarterEnd, isWeekend, weekday } from "./calendar.ts";
import { isHoliday } from "./holidays.ts";
import type { Person } from "./person.ts";
import { homeNetwork, hotelNetwork, type Network, SITES, type SiteName } from "./places.ts";
import { Random } from "./random.ts";

interface Span {
  from: number;
  to: number;
}

interface Trip extends Span {
  site: SiteName;
  number: number;
}

/** Who is there on which day: employment, leave, sickness, journeys, who is on call. Days are local calendar days. */
export class Attendance {
  #seed: number;
  #lastDay: number;
  #firstDay: number;
  #leave = new Map<string, Span[]>();
  #trips = new Map<string, Trip[]>();

  constructor(seed: number, start: number, until: number) {
    this.#seed = seed;
    this.#firstDay = Math.floor(start / DAY);
    this.#lastDay = Math.floor(until / DAY);
  }

  isEmployed(person: Person, day: number): boolean {
    const daysLeft = this.#lastDay - day;
    return daysLeft <= (person.joins ?? Infinity) && daysLeft >= (person.leaves ?? -Infinity);
  }

  leaveOf(person: Person): Span[] {
    let spans = this.#leave.get(person.email);
    if (spans === undefined) {
      spans = this.#planLeave(person);
      this.#leave.set(person.email, spans);
    }
    return spans;
  }

  #planLeave(person: Person): Span[] {
    const random = new Random("leave", this.#seed, person.email);
    const spans: Span[] = [];
    const southern = person.place.country === "BR";
    for (let day = this.#firstDay - 20; day <= this.#lastDay; day++) {
      const { month, date } = civil(day);
      const isSummer = southern ? month === 1 || month === 7 : month === 7 || month === 8;
      if (isSummer && weekday(day) === 1 && random.chance(0.14)) {
        const length = random.chance(0.6) ? 13 : 20;
        spans.push({ from: day - 2, to: day - 2 + length });
        day += length + 20;
      } else if (weekday(day) === 1 && random.chance(0.035)) {
        spans.push({ from: day, to: day + 6 });
      } else if (month === 12 && date === 23 && random.chance(0.7)) {
        spans.push({ from: day, to: day + random.int(7, 12) });
      } else if (random.chance(0.012)) {
        spans.push({ from: day, to: day + random.int(0, 2) });
      }
    }
    return spans;
  }

  isAway(person: Person, day: number): boolean {
    if (this.leaveOf(person).some((span) => day >= span.from && day <= span.to)) return true;
    return this.#tripsOf(person).some((trip) => day === trip.from - 1 || day === trip.to + 1);
  }

  worksOn(person: Person, day: number): boolean {
    if (isWeekend(day) || !this.isEmployed(person, day)) return false;
    return !isHoliday(person.place.country, day) && !this.isAway(person, day);
  }

  #tripsOf(person: Person): Trip[] {
    let trips = this.#trips.get(person.email);
    if (trips === undefined) {
      trips = this.#planTrips(person);
      this.#trips.set(person.email, trips);
    }
    return trips;
  }

  #planTrips(person: Person): Trip[] {
    const random = new Random("trips", this.#seed, person.email);
    const globex = person.email.includes("globex");
    const others: SiteName[] = globex ? ["london", "newYork"] : ["berlin", "austin", "saoPaulo", "tokyo"];
    const travels = ["leadership", "sales", "fleet", "platform", "trading"].includes(person.team);
    const trips: Trip[] = [];
    for (let day = this.#firstDay + 20; day < this.#lastDay - 35; day += 7) {
      const tuesday = day + ((9 - weekday(day)) % 7);
      if (!random.chance(travels ? 0.012 : 0.002)) continue;
      const site = random.pick(others.filter((name) => name !== person.site));
      trips.push({ from: tuesday, to: tuesday + random.int(1, 2), site, number: trips.length });
      day += 28;
    }
    return trips;
  }

  zoneOn(person: Person, day: number): string {
    const trip = this.#tripsOf(person).find((each) => day >= each.from && day <= each.to);
    return trip ? SITES[trip.site].zone : person.place.zone;
  }

  /** The network a person works from on that day, the same for the whole day. */
  networkOn(person: Person, day: number): Network {
    const trip = this.#tripsOf(person).find((each) => day >= each.from && day <= each.to);
    if (trip) {
      const site = SITES[trip.site];
      return (day - trip.from) % 2 === 0 ? site.office : hotelNetwork(site, person.slot, trip.number);
    }
    const random = new Random("desk", this.#seed, person.email, day);
    if (isWeekend(day) || random.chance(person.homeShare)) return this.homeOf(person, day);
    return person.place.office;
  }

  homeOf(person: Person, day: number): Network {
    const lease = Math.floor((day + person.leaseShift) / person.leaseDays);
    return homeNetwork(person.place, person.slot, lease, person.sixth, person.home);
  }

  isTravelling(person: Person, day: number): boolean {
    return this.#tripsOf(person).some((trip) => day >= trip.from - 1 && day <= trip.to + 1);
  }

  /** Weekly turns, one at each site that has somebody to turn to. */
  isOnCall(people: readonly Person[], person: Person, day: number): boolean {
    if (!person.onCall || this.isAway(person, day) || !this.isEmployed(person, day)) return false;
    const rota = people.filter((each) => each.onCall && each.site === person.site && this.isEmployed(each, day));
    const turn = Math.floor((day + 3) / 7) % rota.length;
    return rota[turn] === person;
  }

  /** Finance and sales have more to do around the end of a quarter; everybody less in the last week of the year. */
  load(person: Person, day: number): number {
    const toEnd = daysToQuarterEnd(day);
    const closing = toEnd <= 4 && toEnd >= -3;
    const rush = closing && ["finance", "sales", "operations", "risk"].includes(person.team) ? 1.9 : 1;
    const { month, date } = civil(day);
    const quiet = (month === 12 && date >= 22) || (month === 1 && date <= 2) ? 0.5 : 1;
    const friday = weekday(day) === 5 ? 0.82 : 1;
    return rush * quiet * friday;
  }
}
