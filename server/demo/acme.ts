import { planAcmeDay } from "./acme-calendar.ts";
import { acmeMachines } from "./acme-machines.ts";
import { acmeRepertoires } from "./acme-repertoires.ts";
import type { Company, Planner } from "./activity.ts";
import { ACME_PEOPLE } from "./roster-acme.ts";
import { AcmeWorld } from "./world-acme.ts";

export function acmeCompany(): Company {
  const world = new AcmeWorld();
  const byTeam = acmeRepertoires(world);
  const company: Company = {
    slug: "acme",
    people: ACME_PEOPLE,
    machines: acmeMachines(world),
    actionsPerDay: 4.4,
    repertoire: (person) => byTeam[person.team]!,
    agents: {
      platform: { id: "agent_runbook", name: "Runbook Agent" },
      backend: { id: "agent_code_review", name: "Code Review Agent" },
      fleet: { id: "agent_fleet_copilot", name: "Fleet Copilot" },
      support: { id: "agent_support_copilot", name: "Support Copilot" },
      data: { id: "agent_analyst", name: "Analyst Agent" },
      finance: { id: "agent_invoice", name: "Invoice Agent" },
    },
    commandClient: "acme-cli",
    console: { type: "application", id: "acme-console", name: "Acme Console" },
    planDay: (planner: Planner, day: number) => planAcmeDay(company, world, planner, day),
  };
  return company;
}
