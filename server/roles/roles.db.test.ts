import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { openTestRuntime, superQuery, type TestRuntime, withClient } from "../../tests/database.ts";
import { makeRole, memberWith, newRoleName, refusal, trailOf } from "../../tests/role-members.ts";
import { contextIn, makePerson, makeTenant, type TestTenant } from "../../tests/tenant.ts";
import { PERMISSIONS, ROLE_RIGHTS, SYSTEM_ROLES } from "../access/index.ts";
import { createKey } from "../keys/index.ts";
import { changeMemberRole, inviteMember, revokeInvitation } from "../members/index.ts";
import { createRole, deleteRole, describeAccess, getRole, listRoles, type RoleInput, updateRole } from "./index.ts";

let runtime: TestRuntime;
let acme: TestTenant;
let globex: TestTenant;
beforeAll(async () => {
  runtime = await openTestRuntime();
  acme = await makeTenant();
  globex = await makeTenant();
});

const signedIn = (role: string, tenant = acme) => memberWith(role, tenant);
const newName = newRoleName;
const made = (input: Partial<RoleInput> = {}, tenant = acme) => makeRole(tenant, input);
const trail = (action: string, role: string, tenant = acme) => trailOf(runtime, tenant, action, role);

describe("making a role", () => {
  test("keeps what was entered in its stored form and is recorded", async () => {
    const name = newName();
    const owner = await signedIn("owner");
    await createRole(await owner.context(), {
      name: `  ${name} `,
      description: "Reads production",
      copiedFrom: "viewer",
      permissions: ["proofs.read", "events.read", "events.read"],
      scope: { categories: ["access", "access"], query: " env:prod " },
      masks: ["actor.email", "metadata.Card", "actor.email"],
    });
    expect(await getRole(acme.context, name)).toEqual({
      name,
      system: false,
      description: "Reads production",
      copiedFrom: "viewer",
      base: { name: "viewer", permissions: ["events.read", "events.stream", "proofs.read", "tenant.read"] },
      permissions: ["events.read", "proofs.read"],
      scope: { categories: ["access"], query: "env:prod" },
      masks: ["actor.email", "metadata.card"],
      words: "only access; only prod; actor's e-mail address, metadata.card masked",
      members: 0,
      invitations: 0,
      keys: 0,
      memberList: [],
      updatedAt: expect.stringMatching(/Z$/),
    });
    const [event] = await trail("role.created", name);
    expect(event).toMatchObject({ actor: { id: owner.id }, metadata: { copied_from: "viewer" }, severity: "medium" });
    expect(event.changes).toContainEqual({ field: "permissions", after: ["events.read", "proofs.read"] });
  });

  test.each([
    ["an empty name", { name: "  " }, "name"],
    ["a long name", { name: "x".repeat(61) }, "name"],
    ["a name with a control character", { name: "a\u0000b" }, "name"],
    ["a name that reorders text", { name: "a\u202eb" }, "name"],
    ["a name of an address", { name: "../owner" }, "name"],
    ["the name of the page that makes roles", { name: "New" }, "name"],
    ["a right that no role holds", { permissions: ["tenant.create" as never] }, "permissions.0"],
    ["an unknown member", { admin: true } as never, ""],
    ["a mask of what stays readable", { masks: ["action"] }, "masks.0"],
    ["a scope with an unknown list", { scope: { people: ["x"] } as never }, "scope"],
    ["an unknown category", { scope: { categories: ["spying" as never] } }, "scope.categories.0"],
  ])("refuses %s", async (_, input: Partial<RoleInput>, path) => {
    const error = await refusal(made(input));
    expect(error.code).toBe("invalid");
    expect(error.fields![0]!.path).toBe(path);
  });

  test("tells where a query of a scope is wrong", async () => {
    const error = await refusal(made({ scope: { query: "env:prod actoin:x" } }));
    expect(error.code).toBe("invalid");
    expect(error.fields).toEqual([
      { path: "scope.query", at: 9, message: expect.stringContaining("did you mean action?") },
    ]);
  });

  test("refuses a name that reads like another, and one to copy from that is not there", async () => {
    const name = await made();
    for (const taken of [name, name.toUpperCase(), "Owner", "ａｄｍｉｎ", "Security  lead"])
      expect(await refusal(made({ name: taken }))).toMatchObject({ code: "conflict", fields: [{ path: "name" }] });
    expect(await refusal(made({ copiedFrom: "nothing" }))).toMatchObject({
      code: "invalid",
      fields: [{ path: "copied_from" }],
    });
  });

  test("of two at once with one name, one is made", async () => {
    const name = newName();
    const outcomes = await Promise.allSettled([made({ name }), made({ name: name.toLowerCase() })]);
    expect(outcomes.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  test("keeps to the tenant's limit, also at once", async () => {
    const tenant = await makeTenant();
    await superQuery(runtime.urls, `UPDATE tenant SET limits = '{"roles": 2}' WHERE id = $1`, [tenant.id]);
    const outcomes = await Promise.allSettled([made({}, tenant), made({}, tenant), made({}, tenant), made({}, tenant)]);
    expect(outcomes.filter((one) => one.status === "fulfilled")).toHaveLength(2);
    expect(await refusal(made({}, tenant))).toMatchObject({ code: "conflict", message: expect.stringContaining("2") });
  });

  test("a role may be called like anything that programs have", async () => {
    const tenant = await makeTenant();
    for (const name of ["constructor", "toString", "0"]) {
      await made({ name }, tenant);
      const member = await signedIn(name, tenant);
      expect([...(await member.context()).permissions]).toEqual(["events.read"]);
    }
  });
});

describe("changing a role", () => {
  test("records just what changed, with before and after, and with how many have it", async () => {
    const name = await made({ scope: { environments: ["prod"] } });
    await signedIn(name);
    await updateRole(acme.context, { role: name, permissions: ["events.read", "events.stream"], scope: {} });
    const [event] = await trail("role.updated", name);
    expect(event.changes).toEqual([
      { field: "permissions", before: ["events.read"], after: ["events.read", "events.stream"] },
      { field: "scope", before: { environments: ["prod"] }, after: null },
    ]);
    expect(event.metadata).toEqual({ members: 1, keys: 0 });
    await updateRole(acme.context, { role: name, permissions: ["events.stream", "events.read"], scope: null });
    expect(await trail("role.updated", name)).toHaveLength(1);
  });

  test("refuses a state that is not the one that was read", async () => {
    const name = await made();
    const { updatedAt } = await getRole(acme.context, name);
    const change = (description: string) =>
      updateRole(acme.context, { role: name, description, updatedAt: updatedAt! });
    const outcomes = await Promise.all([refusal(change("one")), refusal(change("two")), refusal(change("three"))]);
    expect(outcomes.filter((one) => (one as unknown) === "done")).toHaveLength(1);
    expect(outcomes.filter((one) => one.code === "conflict")).toHaveLength(2);
    expect(await trail("role.updated", name)).toHaveLength(1);
  });

  test("a new name goes on to members, invitations, keys and copies", async () => {
    const name = await made();
    const copy = await made({ copiedFrom: name });
    const member = await signedIn(name);
    const { id } = await createKey(acme.context, { kind: "ingest", name: "k", purpose: "p", role: name });
    const renamed = newName();
    await updateRole(acme.context, { role: name, name: renamed });
    expect((await member.context()).role).toBe(renamed);
    expect(await getRole(acme.context, renamed)).toMatchObject({ members: 1, keys: 1 });
    expect((await getRole(acme.context, copy)).copiedFrom).toBe(renamed);
    expect(await superQuery(runtime.urls, "SELECT role FROM provisioning_key WHERE id = $1", [id])).toEqual([
      { role: renamed },
    ]);
    expect(await refusal(getRole(acme.context, name))).toMatchObject({ code: "not_found" });
    expect(await refusal(updateRole(acme.context, { role: renamed, name: "VIEWER" }))).toMatchObject({
      code: "conflict",
    });
    await updateRole(acme.context, { role: renamed, name: renamed.toUpperCase() });
  });

  test("system roles stay as they are", async () => {
    for (const role of SYSTEM_ROLES) {
      expect(await refusal(updateRole(acme.context, { role, permissions: [] }))).toMatchObject({ code: "forbidden" });
      expect(await refusal(deleteRole(acme.context, { role }))).toMatchObject({ code: "forbidden" });
    }
  });

  test("an unknown role is not there, however it is spelt", async () => {
    for (const role of ["nothing", "a\0b", "' OR true --", "Viewer", "é".repeat(90)]) {
      expect(await refusal(getRole(acme.context, role))).toMatchObject({ code: "not_found" });
      expect(await refusal(deleteRole(acme.context, { role }))).toMatchObject({ code: "not_found" });
      expect(await refusal(updateRole(acme.context, { role, description: "x" }))).toMatchObject({ code: "not_found" });
    }
  });
});

describe("deleting a role", () => {
  test("is refused with the numbers while somebody has it", async () => {
    const name = await made();
    const member = await signedIn(name);
    const { invitation } = await inviteMember(acme.context, { email: "wanted@example.com", role: name });
    await createKey(acme.context, { kind: "ingest", name: "k", purpose: "p", role: name });
    const error = await refusal(deleteRole(acme.context, { role: name }));
    expect(error).toMatchObject({ code: "conflict" });
    expect(error.message).toContain("1 member, 1 pending invitation, 1 key");
    await changeMemberRole(acme.context, { personId: member.id, role: "viewer" });
    await revokeInvitation(acme.context, { id: invitation.id });
    expect((await refusal(deleteRole(acme.context, { role: name }))).message).toContain("in use by 1 key:");
  });

  test("takes ended invitations with it and is recorded with what the role was", async () => {
    const name = await made({ scope: { environments: ["prod"] } });
    const { invitation } = await inviteMember(acme.context, { email: "ended@example.com", role: name });
    await revokeInvitation(acme.context, { id: invitation.id });
    await deleteRole(acme.context, { role: name });
    expect(await refusal(getRole(acme.context, name))).toMatchObject({ code: "not_found" });
    const [event] = await trail("role.deleted", name);
    expect(event.changes).toContainEqual({ field: "scope", before: { environments: ["prod"] } });
  });

  test("is kept by the database when somebody is given it after the count", async () => {
    const name = await made();
    const person = await makePerson([acme]);
    const error = await withClient(runtime.urls.superuser, async (client) => {
      await client.query("BEGIN");
      await client.query("UPDATE membership SET role = $1 WHERE person_id = $2", [name, person.id]);
      const deletion = refusal(deleteRole(acme.context, { role: name }));
      await sleep(300);
      await client.query("COMMIT");
      return deletion;
    });
    expect(error).toMatchObject({ code: "conflict", message: expect.stringContaining("somebody") });
    expect(await getRole(acme.context, name)).toMatchObject({ members: 1 });
  });

  test("at the same time as somebody is given it: either, never both", async () => {
    for (let i = 0; i < 8; i++) {
      const name = await made();
      const person = await makePerson([acme]);
      const [given, deleted] = await Promise.all([
        refusal(changeMemberRole(acme.context, { personId: person.id, role: name })),
        refusal(deleteRole(acme.context, { role: name })),
      ]);
      const happened = [given, deleted].filter((one) => (one as unknown) === "done");
      expect(happened).toHaveLength(1);
      const lost = [given, deleted].find((one) => (one as unknown) !== "done")!;
      expect(["conflict", "not_found"]).toContain(lost.code);
    }
  });
});

describe("seeing roles", () => {
  test("lists the system roles first, with who uses each", async () => {
    const tenant = await makeTenant();
    const name = await made({ name: "Beta" }, tenant);
    await made({ name: "alpha" }, tenant);
    await signedIn(name, tenant);
    const roles = await listRoles(tenant.context);
    expect(roles.map((role) => role.name)).toEqual([...SYSTEM_ROLES, "alpha", "Beta"]);
    expect(roles[0]).toMatchObject({ system: true, permissions: ROLE_RIGHTS, words: "every event", updatedAt: null });
    expect(roles.find((role) => role.name === "Beta")).toMatchObject({ members: 1, keys: 0 });
    expect(roles.every((role) => role.description.length > 0 || !role.system)).toBe(true);
  });

  test("needs the right to; the names of members need another", async () => {
    const viewer = await (await signedIn("viewer")).context();
    for (const attempt of [
      () => listRoles(viewer),
      () => getRole(viewer, "viewer"),
      () => describeAccess(viewer, { role: "viewer" }),
    ])
      expect(await refusal(attempt())).toMatchObject({ code: "forbidden" });
    const context = contextIn(acme.id, ["roles.read"]);
    expect((await getRole(context, "viewer")).memberList).toBeNull();
    expect((await getRole(acme.context, "viewer")).memberList!.length).toBeGreaterThan(0);
    expect(await refusal(describeAccess(context, { personId: "x" }))).toMatchObject({ code: "forbidden" });
  });

  test("of another tenant are not there, and neither are its people", async () => {
    const name = await made();
    const member = await signedIn("viewer");
    const stranger = contextIn(globex.id, [...PERMISSIONS]);
    expect((await listRoles(stranger)).map((role) => role.name)).toEqual([...SYSTEM_ROLES]);
    for (const attempt of [
      () => getRole(stranger, name),
      () => describeAccess(stranger, { role: name }),
      () => describeAccess(stranger, { personId: member.id }),
      () => updateRole(stranger, { role: name, description: "x" }),
      () => deleteRole(stranger, { role: name }),
    ])
      expect(await refusal(attempt())).toMatchObject({ code: "not_found" });
  });
});

describe("what a person can see", () => {
  test("is the role's rights with where they come from, and the scope in words", async () => {
    const name = await made({ scope: { query: "env:prod -category:authentication" }, masks: ["actor.email"] });
    const member = await signedIn(name);
    const access = await describeAccess(acme.context, { personId: member.id });
    expect(access.person).toMatchObject({ id: member.id, name: "Zoë Ångström" });
    expect(access.role.words).toBe("only prod; without authentication; actor's e-mail address masked");
    const rights = access.groups.flatMap((group) => group.rights);
    expect(rights.map((right) => right.name).sort()).toEqual([...ROLE_RIGHTS].sort());
    expect(rights.filter((right) => right.from !== null)).toEqual([
      expect.objectContaining({ name: "events.read", from: `role ${name}` }),
    ]);
    expect(access.bars).toEqual([]);
  });

  test("needs the right to see members for a person, and roles for a role", async () => {
    const personId = (await signedIn("viewer")).id;
    const [members, roles] = [contextIn(acme.id, ["members.read"]), contextIn(acme.id, ["roles.read"])];
    expect((await describeAccess(members, { personId })).role.name).toBe("viewer");
    expect((await describeAccess(roles, { role: "viewer" })).person).toBeNull();
    expect(await refusal(describeAccess(members, { role: "viewer" }))).toMatchObject({ code: "forbidden" });
    expect(await refusal(describeAccess(roles, { personId }))).toMatchObject({ code: "forbidden" });
  });

  test("says what bars a person for now", async () => {
    const tenant = await makeTenant();
    const member = await signedIn("viewer", tenant);
    await superQuery(runtime.urls, "UPDATE tenant SET second_factor_required = true WHERE id = $1", [tenant.id]);
    const { bars } = await describeAccess(tenant.context, { personId: member.id });
    expect(bars.map((bar) => bar.bar)).toEqual(["second_factor"]);
    await superQuery(
      runtime.urls,
      "INSERT INTO second_factor (person_id, secret, created_at, confirmed_at) VALUES ($1, $2, now(), now())",
      [member.id, Buffer.from("x")],
    );
    expect((await describeAccess(tenant.context, { personId: member.id })).bars).toEqual([]);
  });
});
