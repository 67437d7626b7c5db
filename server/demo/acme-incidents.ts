import type { IncidentPlan } from "./incident.ts";
import type { YearOptions } from "./incidents.ts";

export function planAcmeIncidents(_options: YearOptions): IncidentPlan[] {
  return [];
}
