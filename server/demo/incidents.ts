import { planAcmeIncidents } from "./acme-incidents.ts";
import { planGlobexIncidents } from "./globex-incidents.ts";
import type { IncidentPlan } from "./incident.ts";

export interface YearOptions {
  tenant: "acme" | "globex";
  seed: number;
  until: Date;
}

export function planIncidents(options: YearOptions): IncidentPlan[] {
  return options.tenant === "acme" ? planAcmeIncidents(options) : planGlobexIncidents(options);
}
