import type { Company, Repertoire } from "./activity.ts";
import * as desk from "./globex-desk.ts";
import * as platform from "./globex-platform.ts";
import { GLOBEX_PEOPLE } from "./roster-globex.ts";
import { GlobexWorld } from "./world-globex.ts";

function repertoires(world: GlobexWorld, company: () => Company): Record<string, Repertoire> {
  return {
    trading: [
      [34, desk.bookTrade(world)],
      [26, desk.viewPositions(world)],
      [10, desk.amendTrade(world)],
      [5, desk.switchAlgo(world)],
      [2, desk.exportPositions(world)],
      [3, desk.exportReport()],
    ],
    risk: [
      [26, desk.viewPositions(world)],
      [16, desk.exportReport()],
      [10, desk.changeLimit(world)],
      [8, desk.approveCounterparty(world)],
      [8, desk.publishCurve()],
      [4, desk.exportPositions(world)],
    ],
    operations: [
      [30, desk.settle(world)],
      [24, desk.submitNomination(world)],
      [8, desk.amendTrade(world)],
      [6, desk.exportReport()],
    ],
    quantitative: [
      [34, desk.runModel(world)],
      [16, desk.publishCurve()],
      [12, desk.viewPositions(world)],
      [5, platform.useSecret()],
    ],
    technology: [
      [18, platform.changeSetting()],
      [16, platform.deployRelease()],
      [14, platform.useSecret()],
      [8, platform.administer(company)],
      [6, desk.switchAlgo(world)],
    ],
    compliance: [
      [40, desk.reviewTrades(world)],
      [14, desk.exportReport()],
      [8, desk.approveCounterparty(world)],
      [4, platform.administer(company)],
    ],
    leadership: [
      [20, desk.viewPositions(world)],
      [16, desk.exportReport()],
      [6, desk.changeLimit(world)],
    ],
  };
}

export function globexCompany(): Company {
  const world = new GlobexWorld();
  const byTeam = repertoires(world, () => company);
  const company: Company = {
    slug: "globex",
    people: GLOBEX_PEOPLE,
    machines: platform.globexMachines(world),
    actionsPerDay: 3.4,
    repertoire: (person) => byTeam[person.team]!,
    agents: {
      trading: { id: "agent_desk", name: "Desk Assistant" },
      risk: { id: "agent_risk", name: "Risk Assistant" },
      quantitative: { id: "agent_research", name: "Research Agent" },
    },
    commandClient: "gx",
    console: { type: "application", id: "trade-desk", name: "Trade Desk" },
    planDay: (planner, day) => platform.planGlobexDay(company, planner, day),
  };
  return company;
}
