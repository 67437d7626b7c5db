import type { Activity, Company, Planner } from "./activity.ts";
import { userTarget } from "./acme-administration.ts";
import { approveRelease } from "./acme-engineering.ts";
import { rotateSecret } from "./acme-secrets.ts";
import { browserCaller, phoneCaller, serviceCaller } from "./callers.ts";
import { SECRETS } from "./catalog-acme.ts";
import { DAY, HOUR, isWeekend, localMoment, MINUTE, weekday } from "./calendar.ts";
import { isHoliday } from "./holidays.ts";
import type { Person } from "./person.ts";
import { CLOUD } from "./places.ts";
import { strangerKnocks } from "./sessions.ts";
import type { AcmeWorld } from "./world-acme.ts";

/** Days before the anchor of the day on which the primary database was down, and its hours (UTC). */
export const OUTAGE = { daysBefore: 134, fromMinute: 13 * 60 + 12, toMinute: 16 * 60 + 40 } as const;

const rotator = serviceCaller("secret-rotator", CLOUD.ireland, "mtls", "job");

function planRotations(planner: Planner, day: number): void {
  const daysLeft = Math.floor(planner.until / DAY) - day;
  for (const secret of SECRETS) {
    const missed = secret.ageDays > secret.rotationDays ? secret.ageDays : secret.ageDays % secret.rotationDays;
    const since = daysLeft - missed;
    if (since < 0 || since % secret.rotationDays !== 0) continue;
    const at = day * DAY + 3 * HOUR + planner.random.int(0, 50) * MINUTE;
    const version = 40 - Math.floor(since / secret.rotationDays);
    planner.plan(at, rotator(at), rotateSecret(secret, version, `Rotated by policy: every ${secret.rotationDays} days.`));
  }
}

function planReleaseTrain(company: Company, world: AcmeWorld, planner: Planner, day: number): void {
  const { random } = planner;
  if (![2, 4].includes(weekday(day)) || isHoliday("DE", day)) return;
  const conductor = random.pick(company.people.filter((each) => each.team === "platform" && each.site === "berlin" && !each.leaves));
  const departure = localMoment("Europe/Berlin", day, 14 * 60 + random.int(0, 20));
  const caller = browserCaller(conductor, conductor.place.office, departure, random);
  for (let i = 0; i < random.int(5, 9); i++) planner.plan(departure + i * random.int(5, 9) * MINUTE, caller, approveRelease(world));
}

function hire(person: Person): Activity {
  return () => ({
    action: "user.create",
    category: "administration",
    crud: "c",
    severity: "low",
    targets: [userTarget(person), { type: "team", id: `team-${person.team}` }],
    environment: "prod",
    origin: "okta.system",
    description: `${person.title}, ${person.place.name}`,
    metadata: { team: person.team, site: person.place.name },
  });
}

function farewell(person: Person): readonly Activity[] {
  const target = userTarget(person);
  const step = (action: string, metadata: Record<string, unknown>): Activity => () => ({
    action,
    category: "administration",
    crud: "u",
    severity: "low",
    targets: [target],
    environment: "prod",
    origin: "okta.system",
    deniedShare: 0,
    metadata,
  });
  return [step("user.deactivate", { reason: "left the company" }), step("session.revoke_all", { sessions: 3 }), step("device.wipe", { serial: `C02${person.slot}XK` })];
}

function planPeople(company: Company, planner: Planner, day: number): void {
  const daysLeft = Math.floor(planner.until / DAY) - day;
  const { random } = planner;
  const administrator = company.people.find((each) => each.mailbox === "felix.hartmann")!;
  const at = localMoment("Europe/Berlin", day, 10 * 60 + random.int(0, 90));
  const caller = browserCaller(administrator, administrator.place.office, at, random);
  for (const person of company.people) {
    if (person.joins === daysLeft - 3) planner.plan(at, caller, hire(person));
    if (person.leaves === daysLeft + 1) {
      farewell(person).forEach((step, i) => planner.plan(at + i * 40_000, caller, step));
    }
  }
}

function planPages(company: Company, planner: Planner, day: number): void {
  const daysLeft = Math.floor(planner.until / DAY) - day;
  if (daysLeft !== OUTAGE.daysBefore) return;
  const { random } = planner;
  const start = day * DAY + OUTAGE.fromMinute * MINUTE;
  const target = { type: "incident", id: "INC-OUTAGE", name: "Primary database unavailable" };
  const responders = company.people.filter((each) => each.site === "berlin" && ["platform", "backend"].includes(each.team) && !each.leaves);
  const steps: [minute: number, action: string, description: string][] = [
    [2, "incident.declare", "Primary database does not accept writes; payments and dispatch affected."],
    [9, "incident.update", "Replica lag grows; disk of the primary is full of write-ahead log after an archiver fault."],
    [31, "database.fail_over", "Failing over to the replica in the second zone."],
    [64, "incident.update", "Replica promoted, half of the connections still go to the old address."],
    [118, "config.update", "Connection addresses corrected for telemetry-ingest and billing-sync."],
    [190, "incident.resolve", "Writes normal for thirty minutes. Review on Thursday: archiver alarm, disk watermark, a shorter name lease, and a failover drill every quarter so that nobody reads the procedure for the first time during an outage."],
  ];
  for (const [minute, action, description] of steps) {
    const at = start + minute * MINUTE;
    const responder = random.pick(responders);
    const isOut = random.chance(0.3);
    const who = isOut ? phoneCaller(responder, at, random) : browserCaller(responder, responder.place.office, at, random);
    planner.plan(at, who, () => ({ action, category: "system", crud: "u", severity: "high", outcome: "success", targets: [target], environment: "prod", description }));
  }
}

/** What the calendar brings, beyond each person's and each machine's own day. */
export function planAcmeDay(company: Company, world: AcmeWorld, planner: Planner, day: number): void {
  planRotations(planner, day);
  planPeople(company, planner, day);
  planPages(company, planner, day);
  if (!isWeekend(day)) planReleaseTrain(company, world, planner, day);
  for (let i = planner.random.poisson(1.3); i > 0; i--) {
    const { caller, activity } = strangerKnocks(company, planner.random);
    planner.plan(day * DAY + planner.random.int(0, DAY - 1), caller, activity);
  }
}
