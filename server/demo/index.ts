import { acmeCompany } from "./acme.ts";
import { outageWeather } from "./acme-outage.ts";
import type { DemoEvent } from "./activity.ts";
import { globexCompany } from "./globex.ts";
import type { PlantedIncident } from "./incident.ts";
import { planIncidents, type YearOptions } from "./incidents.ts";
import type { Weather } from "./realise.ts";
import { simulate } from "./simulate.ts";

export type { DemoEvent } from "./activity.ts";
export { type DemoUser, demoUsers } from "./demo-users.ts";
export type { DetectorName, PlantedIncident } from "./incident.ts";
export type { YearOptions } from "./incidents.ts";

const CALM: Weather = { failureShare: () => 0 };

/**
 * A believable year of one tenant: the twelve months that end at `until`, ascending by `receivedAt`.
 * The same options give the same events, byte for byte; nothing but the arguments is read.
 */
export function* demoYear(options: YearOptions): Generator<DemoEvent> {
  const { tenant, seed, until } = options;
  const company = tenant === "acme" ? acmeCompany() : globexCompany();
  const weather = tenant === "acme" ? outageWeather(until) : CALM;
  yield* simulate({ company, seed, until, weather, incidents: planIncidents(options) });
}

/** What was planted in that year, so that a reader or a test can look for it. */
export function plantedIncidents(options: YearOptions): PlantedIncident[] {
  return planIncidents(options).map((plan) => plan.incident);
}
