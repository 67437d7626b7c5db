import type { Company, Planner } from "./activity.ts";
import { DAY, MINUTE } from "./calendar.ts";
import { browserCaller, phoneCaller } from "./callers.ts";
import type { Weather } from "./realise.ts";

/** Days before the anchor of the day on which the primary database was down, and its minutes (UTC). */
const OUTAGE = { daysBefore: 134, fromMinute: 13 * 60 + 12, toMinute: 16 * 60 + 40 } as const;
const FAILING_SHARE = 0.55;
const STRUCK = new Set([
  "svc_payments-api",
  "svc_telemetry-ingest",
  "svc_billing-sync",
  "svc_fleet-controller",
  "svc_data-pipelines",
]);

const REVIEW = `What happened. An archiver credential expired at 11:40 and nobody was told, because its alarm had been muted during the move of the backups in spring. Write-ahead log then filled the disk of the primary within ninety minutes. At 13:12 the database refused writes; payments, mission dispatch and the ingestion of telemetry failed or waited.

What went well. The first page came after two minutes, the decision to fail over after half an hour, and no acknowledged write was lost: the replica was eleven seconds behind and caught up before it was promoted.

What did not. Half of the services kept the old address for another hour, since the name lease was a day long. Two of the three people who knew the procedure were on leave. The status page stayed green until 13:50.

What we change. Archiver age and disk watermark page the on-call engineer at 70 percent. Name leases of databases are five minutes. The failover is drilled every quarter by somebody who has never done it. Muted alarms expire after a week. Contato em São Paulo: a equipe local recebe o mesmo aviso. 東京の当番にも同じ通知を送る。`;

const STEPS: readonly (readonly [minute: number, action: string, description: string])[] = [
  [2, "incident.declare", "Primary database does not accept writes; payments and dispatch affected."],
  [9, "incident.update", "Disk of the primary is full of write-ahead log after an archiver fault."],
  [31, "database.fail_over", "Failing over to the replica in the second zone."],
  [64, "incident.update", "Replica promoted, half of the connections still go to the old address."],
  [118, "incident.update", "Connection addresses corrected for telemetry-ingest and billing-sync."],
  [190, "incident.resolve", "Writes normal for thirty minutes."],
  [2 * 24 * 60 - 90, "incident.review", REVIEW],
];

function startOf(until: number): number {
  return (Math.floor(until / DAY) - OUTAGE.daysBefore) * DAY + OUTAGE.fromMinute * MINUTE;
}

/** While the database is down, more than half of what the services try fails. */
export function outageWeather(until: Date): Weather {
  const from = startOf(until.getTime());
  const to = from + (OUTAGE.toMinute - OUTAGE.fromMinute) * MINUTE;
  return {
    failureShare: ({ actor }, at) => (at >= from && at <= to && STRUCK.has(actor.id ?? "") ? FAILING_SHARE : 0),
  };
}

export function planOutage(company: Company, planner: Planner, day: number): void {
  const start = startOf(planner.until);
  if (Math.floor(start / DAY) !== day) return;
  const { random } = planner;
  const target = { type: "incident", id: "INC-2041", name: "INC-2041 Primary database unavailable" };
  const responders = company.people.filter(
    (each) => each.site === "berlin" && each.team === "platform" && !each.leaves,
  );
  for (const [minute, action, description] of STEPS) {
    const at = start + minute * MINUTE;
    const responder = random.pick(responders);
    const caller = random.chance(0.3)
      ? phoneCaller(responder, at, random)
      : browserCaller(responder, responder.place.office, at, random);
    planner.plan(at, caller, () => ({
      action,
      category: "system",
      crud: "u",
      severity: "high",
      outcome: "success",
      targets: [target],
      environment: "prod",
      description,
    }));
  }
}
