import { planAcmeIncidentsOfMonth } from "./acme-incidents-month.ts";
import { planOlderAcmeIncidents } from "./acme-incidents-older.ts";
import { planAcmeIncidentsOfWeek } from "./acme-incidents-week.ts";
import { planGlobexIncidents } from "./globex-incidents.ts";
import type { IncidentPlan } from "./incident.ts";
import type { PlotOptions } from "./plot.ts";

export interface YearOptions extends PlotOptions {}

export function planIncidents(options: YearOptions): IncidentPlan[] {
  if (options.tenant === "globex") return planGlobexIncidents(options);
  return [
    ...planAcmeIncidentsOfWeek(options),
    ...planAcmeIncidentsOfMonth(options),
    ...planOlderAcmeIncidents(options),
  ];
}
