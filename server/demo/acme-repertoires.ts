import * as admin from "./acme-administration.ts";
import * as business from "./acme-business.ts";
import * as engineering from "./acme-engineering.ts";
import * as fleet from "./acme-fleet.ts";
import * as secrets from "./acme-secrets.ts";
import type { Repertoire } from "./activity.ts";
import type { AcmeWorld } from "./world-acme.ts";

function engineeringTeams(world: AcmeWorld): Record<string, Repertoire> {
  return {
    platform: [
      [18, engineering.readLogs(world)],
      [14, secrets.readTeamSecret(world)],
      [12, engineering.mergePull(world)],
      [12, engineering.reviewPull(world)],
      [9, engineering.changeSetting(world)],
      [8, engineering.approveRelease(world)],
      [8, engineering.queryDatabase()],
      [7, engineering.restartService(world)],
      [5, engineering.acknowledgeIncident(world)],
      [4, engineering.moveFlag(world)],
      [2, secrets.createSecret(world)],
      [2, admin.manageKey()],
    ],
    backend: [
      [20, engineering.mergePull(world)],
      [20, engineering.reviewPull(world)],
      [16, engineering.readLogs(world)],
      [10, engineering.queryDatabase()],
      [10, engineering.moveFlag(world)],
      [7, engineering.changeSetting(world)],
      [7, secrets.readTeamSecret(world)],
      [5, engineering.approveRelease(world)],
      [2, secrets.createSecret(world)],
    ],
    fleet: [
      [26, fleet.readTelemetry(world)],
      [26, fleet.commandRobot(world)],
      [8, fleet.updateMap(world)],
      [7, fleet.changeFleetPolicy(world)],
      [7, secrets.readTeamSecret(world)],
      [5, engineering.mergePull(world)],
      [4, engineering.readLogs(world)],
      [2, fleet.rollOutFirmware(world)],
      [2, fleet.commissionRobots(world)],
      [2, fleet.stopRobots(world)],
    ],
    "machine-learning": [
      [30, business.useModel()],
      [30, business.useDataset(world)],
      [12, engineering.mergePull(world)],
      [10, engineering.reviewPull(world)],
      [8, secrets.readTeamSecret(world)],
      [3, engineering.moveFlag(world)],
    ],
    data: [
      [38, business.useDataset(world)],
      [20, engineering.queryDatabase()],
      [12, business.exportReport(["usage by fleet", "pick quality", "battery health"])],
      [10, engineering.mergePull(world)],
      [6, secrets.readTeamSecret(world)],
      [2, business.exportCustomerData(world)],
    ],
  };
}

function controlTeams(world: AcmeWorld): Record<string, Repertoire> {
  return {
    security: [
      [26, admin.searchTrail()],
      [14, admin.closeFinding(world)],
      [14, admin.reviewAccess()],
      [10, engineering.readLogs(world)],
      [8, secrets.readTeamSecret(world)],
      [6, admin.manageKey()],
      [4, secrets.changeRotation(world)],
      [3, admin.changeSecurityPolicy()],
      [3, admin.grantRole()],
    ],
    "information-technology": [
      [20, admin.changeTeam()],
      [16, admin.grantRole()],
      [12, admin.resetFactor()],
      [10, admin.readPolicyDocument()],
      [8, business.updateTicket(world)],
      [6, secrets.readTeamSecret(world)],
      [4, admin.manageKey()],
    ],
    "internal-audit": [
      [30, admin.searchTrail()],
      [18, business.useDocument()],
      [12, admin.reviewAccess()],
      [8, business.exportReport(["role changes", "denied attempts", "secret rotation"])],
    ],
  };
}

function businessTeams(world: AcmeWorld): Record<string, Repertoire> {
  const finance = business.exportReport(["revenue by month", "open invoices", "tax by country", "cash position"]);
  return {
    finance: [
      [34, business.sendInvoice(world)],
      [18, business.approvePurchase(world)],
      [14, business.viewCustomer(world)],
      [10, finance],
      [8, business.refundPayment(world)],
      [6, business.useDocument()],
      [2, secrets.readTeamSecret(world)],
    ],
    sales: [
      [34, business.updateOpportunity()],
      [30, business.viewCustomer(world)],
      [10, business.updateCustomer(world)],
      [8, business.useDocument()],
      [5, business.exportReport(["pipeline", "renewals"])],
      [2, business.exportCustomerData(world)],
    ],
    support: [
      [40, business.updateTicket(world)],
      [24, business.viewCustomer(world)],
      [14, fleet.readTelemetry(world)],
      [6, fleet.commandRobot(world)],
      [6, business.actForCustomer(world)],
      [3, business.updateCustomer(world)],
      [2, business.exportCustomerData(world)],
    ],
    product: [
      [24, business.useDocument()],
      [20, engineering.moveFlag(world)],
      [20, business.useDataset(world)],
      [14, business.viewCustomer(world)],
      [8, business.exportReport(["feature adoption", "task times"])],
    ],
    people: [
      [36, business.viewCandidate(world)],
      [26, business.useDocument()],
      [16, business.updateEmployee()],
      [4, business.exportReport(["headcount", "leave balance"])],
    ],
    legal: [
      [60, business.useDocument()],
      [10, business.viewCustomer(world)],
      [6, business.approvePurchase(world)],
    ],
    leadership: [
      [40, business.useDocument()],
      [22, business.approvePurchase(world)],
      [18, business.exportReport(["board metrics", "revenue by month"])],
      [12, business.viewCustomer(world)],
    ],
  };
}

/** What each team does, and how often compared with its other work. */
export function acmeRepertoires(world: AcmeWorld): Record<string, Repertoire> {
  return { ...engineeringTeams(world), ...controlTeams(world), ...businessTeams(world) };
}
