import { userTarget } from "./acme-administration.ts";
import { approveRelease } from "./acme-engineering.ts";
import { planOutage } from "./acme-outage.ts";
import { rotateSecret } from "./acme-secrets.ts";
import type { Activity, Company, Planner } from "./activity.ts";
import { DAY, HOUR, isWeekend, localMoment, MINUTE, weekday } from "./calendar.ts";
import { browserCaller, serviceCaller } from "./callers.ts";
import { SECRETS } from "./catalog-acme.ts";
import { isHoliday } from "./holidays.ts";
import type { Person } from "./person.ts";
import { CLOUD } from "./places.ts";
import { strangerKnocks } from "./sessions.ts";
import type { AcmeWorld } from "./world-acme.ts";

const rotator = serviceCaller("secret-rotator", CLOUD.ireland, "mtls", "job");

function planRotations(planner: Planner, day: number): void {
  const daysLeft = Math.floor(planner.until / DAY) - day;
  for (const secret of SECRETS) {
    const missed = secret.ageDays > secret.rotationDays ? secret.ageDays : secret.ageDays % secret.rotationDays;
    const since = daysLeft - missed;
    if (since < 0 || since % secret.rotationDays !== 0) continue;
    const at = day * DAY + 3 * HOUR + planner.random.int(0, 50) * MINUTE;
    const version = 40 - Math.floor(since / secret.rotationDays);
    planner.plan(
      at,
      rotator(at),
      rotateSecret(secret, version, `Rotated by policy: every ${secret.rotationDays} days.`),
    );
  }
}

function planReleaseTrain(company: Company, world: AcmeWorld, planner: Planner, day: number): void {
  const { random } = planner;
  if (![2, 4].includes(weekday(day)) || isHoliday("DE", day)) return;
  const conductor = random.pick(
    company.people.filter((each) => each.team === "platform" && each.site === "berlin" && !each.leaves),
  );
  const departure = localMoment("Europe/Berlin", day, 14 * 60 + random.int(0, 20));
  const caller = browserCaller(conductor, conductor.place.office, departure, random);
  for (let i = 0; i < random.int(5, 9); i++)
    planner.plan(departure + i * random.int(5, 9) * MINUTE, caller, approveRelease(world));
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
  const step =
    (action: string, metadata: Record<string, unknown>): Activity =>
    () => ({
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
  return [
    step("user.deactivate", { reason: "left the company" }),
    step("session.revoke_all", { sessions: 3 }),
    step("device.wipe", { serial: `C02${person.slot}XK` }),
  ];
}

function workdayNear(day: number, step: 1 | -1): number {
  let near = day;
  while (isWeekend(near) || isHoliday("DE", near)) near += step;
  return near;
}

function planPeople(company: Company, planner: Planner, day: number): void {
  const lastDay = Math.floor(planner.until / DAY);
  const { random } = planner;
  const administrator = company.people.find((each) => each.mailbox === "felix.hartmann")!;
  const at = localMoment("Europe/Berlin", day, 10 * 60 + random.int(0, 90));
  const caller = browserCaller(administrator, administrator.place.office, at, random);
  for (const person of company.people) {
    if (person.joins !== undefined && day === workdayNear(lastDay - person.joins - 3, -1))
      planner.plan(at, caller, hire(person));
    if (person.leaves !== undefined && day === workdayNear(lastDay - person.leaves + 1, 1)) {
      for (const [i, step] of farewell(person).entries()) planner.plan(at + i * 40_000, caller, step);
    }
  }
}

/** What the calendar brings, beyond each person's and each machine's own day. */
export function planAcmeDay(company: Company, world: AcmeWorld, planner: Planner, day: number): void {
  planRotations(planner, day);
  planPeople(company, planner, day);
  planOutage(company, planner, day);
  if (!isWeekend(day)) planReleaseTrain(company, world, planner, day);
  for (let i = planner.random.poisson(1.3); i > 0; i--) {
    const { caller, activity } = strangerKnocks(company, planner.random);
    planner.plan(day * DAY + planner.random.int(0, DAY - 1), caller, activity);
  }
}
