import { describe, expect, it } from "vitest";
import { DetectionRun, type Given } from "../../../../tests/detection-run.ts";
import { isGrantAction } from "./grant-actions.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.parse("2026-03-02T09:00:00.000Z");
const detectors = ["privilege_escalation"] as const;

const days = (actor: string, from: number, to: number): Given[] =>
  Array.from({ length: to - from }, (_, i) => ({
    at: START + (from + i) * DAY,
    action: "document.view",
    crud: "r",
    actor,
  }));
const grant = (at: number, by: string, to: string, role = "admin"): Given => ({
  at: START + at,
  action: "role.grant",
  category: "administration",
  crud: "u",
  actor: by,
  targets: [
    { type: "user", id: to, name: to },
    { type: "role", id: role, name: role },
  ],
});
const use = (at: number, actor: string, action = "security_policy.update"): Given => ({
  at: START + at,
  action,
  category: "security",
  crud: "u",
  actor,
});
const found = (...events: Given[]) => {
  const run = new DetectionRun({ detectors });
  run.add(...events);
  return run;
};
const AT = 30 * DAY;
const everybody = [...days("anna", 0, 30), ...days("ben", 0, 30)].sort((a, b) => Number(a.at) - Number(b.at));

describe("isGrantAction", () => {
  it.each([
    "role.grant",
    "member.role_changed",
    "iam.attachuserpolicy",
    "iam.addusertogroup",
    "user.account.privilege.grant",
    "group.user_membership.add",
    "business.add_admin",
    "team.promote_maintainer",
    "assign_role",
    "google.iam.admin.v1.setiampolicy",
    "microsoft.authorization/roleassignments/write",
    "add_member_to_role",
    "clusterrolebindings.create",
    "role_change_to_owner",
    "permsetassign",
  ])("knows %s", (action) => expect(isGrantAction(action)).toBe(true));

  it.each([
    "role.revoke",
    "iam.detachuserpolicy",
    "document.view",
    "user.account.privilege.revoke",
    "roles.listed",
    "iam.listpolicies",
    "access_request.create",
  ])("does not take %s for one", (action) => expect(isGrantAction(action)).toBe(false));
});

describe("privilege_escalation", () => {
  it("knows an accepted invitation from a right that somebody gives to oneself", () => {
    const joined = { ...grant(AT, "cleo", "cleo"), action: "member.added", origin: { system: "sealtrail" } };
    expect(found(...everybody, { ...joined, metadata: { invitation: "i_1", invited_by: "Anna" } }).raised).toEqual([]);
    expect(found(...everybody, joined).raised).toHaveLength(1);
  });

  it("tells rights given to oneself at once, and graver when they are used", () => {
    const run = found(...everybody, grant(AT, "anna", "anna"));
    expect(run.raised).toMatchObject([
      { title: "anna gave themselves admin", severity: "high", entity: { id: "anna" } },
    ]);
    run.add(use(AT + HOUR, "anna"));
    expect(run.outcomes.map(({ kind, finding }) => [kind, finding.severity, finding.title])).toEqual([
      ["raise", "high", "anna gave themselves admin"],
      ["extend", "critical", "anna gave themselves admin and used it within 60 minutes"],
    ]);
  });

  it("tells rights that a newcomer got from somebody who never gave any", () => {
    const run = found(...everybody, ...days("cem", 27, 30), grant(AT, "anna", "cem"), use(AT + 20 * HOUR, "cem"));
    expect(run.outcomes.map(({ finding }) => [finding.severity, finding.title])).toEqual([
      ["high", "anna gave cem admin"],
      ["critical", "anna gave cem admin and cem used it within 20 hours"],
    ]);
    expect(run.raised[0]!.explanation.seen).toBe(
      "admin given to somebody known for 3 days and by somebody who never gave rights before",
    );
  });

  it("tells a newcomer's rights from a regular giver only when they are used for something new", () => {
    const usual = [1, 2, 3, 4].map((i) => grant(i * DAY, "anna", "ben", `role ${i}`));
    const before = [...everybody, ...usual, ...days("cem", 27, 30)].sort((a, b) => Number(a.at) - Number(b.at));
    expect(found(...before, grant(AT, "anna", "cem")).raised).toEqual([]);
    expect(found(...before, grant(AT, "anna", "cem"), use(AT + HOUR, "cem")).raised).toMatchObject([
      { severity: "medium" },
    ]);
    expect(found(...before, grant(AT, "anna", "cem"), use(AT + 25 * HOUR, "cem")).raised).toEqual([]);
  });

  it("finds the chain when the grant comes after its use", () => {
    const run = found(...everybody, use(AT + HOUR, "anna"), { at: START + AT + 5 * HOUR, action: "x", actor: "ben" });
    run.add({ ...grant(AT, "anna", "anna"), received: START + AT + 5 * HOUR });
    expect(run.outcomes.at(-1)!.finding).toMatchObject({ severity: "critical", isLate: true });
  });

  it("says nothing while everybody is new", () => {
    expect(found(...days("anna", 0, 5), grant(5 * DAY, "anna", "ben"), use(5 * DAY + HOUR, "ben")).raised).toEqual([]);
  });

  it("takes actions of the tenant's own for grants", () => {
    const own = { ...grant(AT, "anna", "anna"), action: "Clearance.Raise" };
    expect(found(...everybody, own).raised).toEqual([]);
    const run = new DetectionRun({ detectors, settings: { grant_actions: ["clearance.raise"] } });
    run.add(...everybody, own);
    expect(run.raised).toHaveLength(1);
  });
});
