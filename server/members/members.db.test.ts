import { beforeAll, describe, expect, test } from "vitest";
import { openTestRuntime, superQuery, type TestRuntime } from "../../tests/database.ts";
import { contextIn, makePerson, makeTenant, type TestTenant } from "../../tests/tenant.ts";
import { CONFIRMED_MS_MAX, type Permission, type TenantContext } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { contextOf, findSession, signIn } from "../people/index.ts";
import {
  changeMemberRole,
  getMember,
  leaveTenant,
  listAssignableRoles,
  listInvitations,
  listMembers,
  removeMember,
} from "./index.ts";

let runtime: TestRuntime;
let acme: TestTenant;
let globex: TestTenant;
beforeAll(async () => {
  runtime = await openTestRuntime();
  acme = await makeTenant();
  globex = await makeTenant();
});

const origin = { requestId: "r", ip: "198.51.100.7", via: "ui" } as const;
type Person = Awaited<ReturnType<typeof makePerson>>;

/** The person as signed in just now, in the tenant. */
async function asPerson(person: Person, tenant: TestTenant): Promise<TenantContext> {
  const { sessionId } = await signIn(person, origin);
  const session = (await findSession(sessionId))!;
  return contextOf(session, session.memberships.find((one) => one.tenantId === tenant.id)!, origin);
}

const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => "done",
    (error) => (error instanceof AppError ? error : Promise.reject(error)),
  ) as Promise<AppError>;

const trail = (tenantId: string, action: string) =>
  superQuery<{ body: string }>(
    runtime.urls,
    "SELECT body FROM event WHERE tenant_id = $1 AND action = $2 ORDER BY seq",
    [tenantId, action],
  ).then((rows) => rows.map((row) => JSON.parse(row.body)));

const ownersOf = async (tenant: TestTenant) =>
  (await listMembers(tenant.context)).filter((one) => one.role === "owner").length;

describe("listing", () => {
  test("shows who they are, since when, whether they have a second factor and when they were last here", async () => {
    const person = await makePerson([acme], "auditor");
    const other = await makePerson([globex]);
    const never = await getMember(acme.context, { personId: person.id });
    expect(never).toMatchObject({ role: "auditor", hasSecondFactor: false, lastSeenAt: null, sessions: 0 });
    const context = await asPerson(person, acme);
    await superQuery(
      runtime.urls,
      "INSERT INTO second_factor (person_id, secret, created_at, confirmed_at) VALUES ($1, '\\x00', now(), now())",
      [person.id],
    );
    const members = await listMembers(context);
    const member = members.find((one) => one.personId === person.id)!;
    expect(member).toMatchObject({ email: person.email, hasSecondFactor: true, sessions: 1 });
    expect(Date.parse(member.lastSeenAt!)).toBeGreaterThan(Date.now() - 60_000);
    expect(members.map((one) => one.personId)).not.toContain(other.id);
    const [read] = await trail(acme.id, "members.listed");
    expect(read).toMatchObject({ actor: { id: person.id }, metadata: { members: members.length } });
  });

  test("needs the right, and knows another tenant's people as nobody", async () => {
    const viewer = await makePerson([acme], "viewer");
    const context = await asPerson(viewer, acme);
    for (const read of [listMembers, listInvitations, listAssignableRoles])
      expect(await refusal(read(context))).toMatchObject({ code: "forbidden" });
    const stranger = await makePerson([globex]);
    const unknown = [stranger.id, "11111111-1111-4111-8111-111111111111", "x", "", "' OR true --"];
    const words = new Set<string>();
    for (const personId of unknown) {
      const error = await refusal(getMember(acme.context, { personId }));
      expect(error).toMatchObject({ code: "not_found" });
      words.add(error.message);
    }
    expect(words.size).toBe(1);
  });

  test("roles to choose from say which are beyond the caller", async () => {
    const roles = await listAssignableRoles(await asPerson(await makePerson([acme], "admin"), acme));
    expect(roles.map((role) => role.name).slice(0, 5)).toEqual([
      "owner",
      "admin",
      "security_lead",
      "auditor",
      "viewer",
    ]);
    expect(roles.filter((role) => role.refusal).map((role) => role.name)).toEqual(["owner"]);
    expect(roles[0]!.refusal).toContain("tenant.security");
  });
});

describe("another role", () => {
  test("is in force with the member's next request, and recorded with before and after", async () => {
    const owner = await asPerson(await makePerson([acme], "owner"), acme);
    const person = await makePerson([acme], "viewer");
    const { sessionId } = await signIn(person, origin);
    expect(await changeMemberRole(owner, { personId: person.id, role: "admin" })).toMatchObject({ role: "admin" });
    expect((await findSession(sessionId))!.memberships[0]).toMatchObject({ role: "admin" });
    const changed = (await trail(acme.id, "member.role_changed")).at(-1);
    expect(changed).toMatchObject({
      actor: { id: (owner.caller as { id: string }).id },
      changes: [{ field: "role", before: "viewer", after: "admin" }],
    });
    expect(changed.targets[0].id).toBe(person.id);
  });

  test("that is the one held already is not recorded", async () => {
    const person = await makePerson([acme], "viewer");
    const before = (await trail(acme.id, "member.role_changed")).length;
    await changeMemberRole(acme.context, { personId: person.id, role: "viewer" });
    expect(await trail(acme.id, "member.role_changed")).toHaveLength(before);
  });

  test("is refused beyond the caller's own, up and down, and without the right", async () => {
    const admin = await asPerson(await makePerson([acme], "admin"), acme);
    const lead = await asPerson(await makePerson([acme], "security_lead"), acme);
    const auditor = await asPerson(await makePerson([acme], "auditor"), acme);
    const owner = await makePerson([acme], "owner");
    const viewer = await makePerson([acme], "viewer");
    const tries: [TenantContext, string, string][] = [
      [admin, viewer.id, "owner"],
      [admin, owner.id, "viewer"],
      [admin, (admin.caller as { id: string }).id, "owner"],
      [lead, viewer.id, "admin"],
      [lead, (admin.caller as { id: string }).id, "viewer"],
      [auditor, viewer.id, "auditor"],
    ];
    const before = await listMembers(acme.context);
    for (const [context, personId, role] of tries)
      expect(await refusal(changeMemberRole(context, { personId, role })), role).toMatchObject({ code: "forbidden" });
    const roles = (list: typeof before) => list.map((one) => `${one.personId} ${one.role}`);
    expect(roles(await listMembers(acme.context))).toEqual(roles(before));
    expect((await refusal(removeMember(admin, { personId: owner.id }))).message).toContain(
      "may do or see more than you",
    );
  });

  test("is refused for what does not exist", async () => {
    const person = await makePerson([acme]);
    const stranger = await makePerson([globex]);
    for (const [personId, role] of [
      [person.id, "no such role"],
      [person.id, "Owner"],
      [stranger.id, "viewer"],
      ["x", "viewer"],
    ] as const)
      expect(await refusal(changeMemberRole(acme.context, { personId, role }))).toMatchObject({ code: "not_found" });
    for (const input of [{ personId: person.id, role: "" }, { personId: 1, role: "viewer" }, null])
      expect(await refusal(changeMemberRole(acme.context, input as never))).toMatchObject({ code: "invalid" });
  });

  test("needs a person to have proved itself of late", async () => {
    const owner = await asPerson(await makePerson([acme], "owner"), acme);
    const stale = { ...owner, confirmedAt: new Date(Date.now() - CONFIRMED_MS_MAX - 60_000) };
    const person = await makePerson([acme]);
    for (const act of [
      () => changeMemberRole(stale, { personId: person.id, role: "auditor" }),
      () => removeMember(stale, { personId: person.id }),
      () => leaveTenant(stale),
    ])
      expect((await refusal(act())).fields).toMatchObject([{ path: "confirmation" }]);
    expect(await getMember(acme.context, { personId: person.id })).toMatchObject({ role: "viewer" });
  });
});

describe("removing", () => {
  test("ends every right in this tenant at once and leaves account, session and other tenants", async () => {
    const person = await makePerson([acme, globex], "auditor");
    const { sessionId } = await signIn(person, origin);
    await removeMember(acme.context, { personId: person.id });
    const session = (await findSession(sessionId))!;
    expect(session.memberships.map((one) => one.slug)).toEqual([globex.slug]);
    expect(await refusal(getMember(acme.context, { personId: person.id }))).toMatchObject({ code: "not_found" });
    const removed = (await trail(acme.id, "member.removed")).at(-1);
    expect(removed.changes).toEqual([{ field: "role", before: "auditor" }]);
    expect(removed.targets[0]).toMatchObject({ id: person.id, metadata: { email: person.email } });
    expect(await refusal(removeMember(acme.context, { personId: person.id }))).toMatchObject({ code: "not_found" });
  });

  test("needs the right, and reaches no other tenant", async () => {
    const person = await makePerson([globex]);
    const lead = await asPerson(await makePerson([acme], "security_lead"), acme);
    expect(await refusal(removeMember(lead, { personId: person.id }))).toMatchObject({ code: "forbidden" });
    expect(await refusal(removeMember(acme.context, { personId: person.id }))).toMatchObject({ code: "not_found" });
    expect(await getMember(globex.context, { personId: person.id })).toMatchObject({ personId: person.id });
  });

  test("oneself by leaving, as anybody may", async () => {
    const viewer = await makePerson([acme], "viewer");
    await leaveTenant(await asPerson(viewer, acme));
    expect(await refusal(getMember(acme.context, { personId: viewer.id }))).toMatchObject({ code: "not_found" });
    expect((await trail(acme.id, "member.left")).at(-1)).toMatchObject({ actor: { id: viewer.id } });
    expect(await refusal(leaveTenant(contextIn(acme.id, ["tenant.read"])))).toMatchObject({ code: "invalid" });
  });
});

describe("the last owner", () => {
  const rights: Permission[] = ["members.update", "members.remove", "members.read", "tenant.read"];

  test("can neither be demoted, nor removed, nor leave", async () => {
    const tenant = await makeTenant();
    const owner = await makePerson([tenant], "owner");
    const context = await asPerson(owner, tenant);
    const all = contextIn(tenant.id, rights);
    for (const act of [
      () => changeMemberRole(context, { personId: owner.id, role: "admin" }),
      () => changeMemberRole(all, { personId: owner.id, role: "admin" }),
      () => removeMember(context, { personId: owner.id }),
      () => removeMember(all, { personId: owner.id }),
      () => leaveTenant(context),
    ])
      expect(await refusal(act())).toMatchObject({ code: "conflict" });
    expect(await ownersOf(tenant)).toBe(1);
    await makePerson([tenant], "owner");
    await leaveTenant(context);
    expect(await ownersOf(tenant)).toBe(1);
  });

  test("stays when both are demoted or removed at once by somebody else", async () => {
    for (const act of ["demote", "remove"] as const) {
      const tenant = await makeTenant();
      const owners = [await makePerson([tenant], "owner"), await makePerson([tenant], "owner")];
      const does = ({ id }: { id: string }) =>
        act === "remove"
          ? removeMember(tenant.context, { personId: id })
          : changeMemberRole(tenant.context, { personId: id, role: "viewer" });
      const outcomes = await Promise.all(owners.map((owner) => refusal(does(owner))));
      expect(outcomes.filter((one) => one instanceof AppError).map((one) => one.code)).toEqual(["conflict"]);
      expect(await ownersOf(tenant), act).toBe(1);
    }
  });

  test("stays when two owners demote, remove or leave at once", async () => {
    for (const act of ["demote", "remove", "leave"] as const) {
      const tenant = await makeTenant();
      const [a, b] = [await makePerson([tenant], "owner"), await makePerson([tenant], "owner")];
      const [asA, asB] = [await asPerson(a, tenant), await asPerson(b, tenant)];
      const does = (context: TenantContext, personId: string) => {
        if (act === "leave") return leaveTenant(context);
        if (act === "remove") return removeMember(context, { personId });
        return changeMemberRole(context, { personId, role: "viewer" });
      };
      const outcomes = await Promise.all([refusal(does(asA, b.id)), refusal(does(asB, a.id))]);
      // Whoever comes second is no owner any more, unless each acts for itself.
      const code = act === "leave" ? "conflict" : "forbidden";
      expect(outcomes.filter((one) => one instanceof AppError).map((one) => one.code)).toEqual([code]);
      expect(await ownersOf(tenant), act).toBe(1);
    }
  });
});
