import { beforeAll, describe, expect, test } from "vitest";
import { openTestRuntime } from "../../tests/database.ts";
import { makeRole, memberWith, newRoleName, refusal } from "../../tests/role-members.ts";
import { inDays, makeTenant, type TestTenant } from "../../tests/tenant.ts";
import { authenticateKey, createKey } from "../keys/index.ts";
import { changeMemberRole, inviteMember, removeMember } from "../members/index.ts";
import { createRole, deleteRole, getRole, type RoleInput, updateRole } from "./index.ts";

let acme: TestTenant;
beforeAll(async () => {
  await openTestRuntime();
  acme = await makeTenant();
});

const signedIn = (role: string, tenant = acme) => memberWith(role, tenant);
const newName = newRoleName;
const made = (input: Partial<RoleInput> = {}, tenant = acme) => makeRole(tenant, input);

describe("nobody can grant what they do not have", () => {
  test("a security lead makes no role with a right beyond its own", async () => {
    const lead = await (await signedIn("security_lead")).context();
    const input = { name: newName(), permissions: ["events.read", "tenant.security"] as RoleInput["permissions"] };
    const error = await refusal(createRole(lead, input));
    expect(error).toMatchObject({ code: "forbidden", fields: [{ path: "permissions" }] });
    expect(error.message).toContain("tenant.security");
    expect(await refusal(getRole(acme.context, input.name))).toMatchObject({ code: "not_found" });
  });

  test("nor changes or deletes one that has more", async () => {
    const lead = await (await signedIn("security_lead")).context();
    const name = await made({ permissions: ["events.read", "tenant.security"] });
    for (const attempt of [
      () => updateRole(lead, { role: name, permissions: ["events.read"] }),
      () => updateRole(lead, { role: name, description: "mine" }),
      () => deleteRole(lead, { role: name }),
    ])
      expect(await refusal(attempt())).toMatchObject({ code: "forbidden" });
    expect((await getRole(acme.context, name)).permissions).toEqual(["events.read", "tenant.security"]);
  });

  const scope = { environments: ["prod"], query: "-category:authentication" };
  const masks = ["actor.email"];
  const rights: RoleInput["permissions"] = ["events.read", "roles.read", "roles.manage"];

  async function scoped() {
    const role = await made({ permissions: rights, scope, masks });
    return { role, context: await (await signedIn(role)).context() };
  }

  test("a limited creator makes a role within its own scope and masks, and one narrower still", async () => {
    const { context } = await scoped();
    await createRole(context, { name: newName(), permissions: ["events.read"], scope, masks });
    await createRole(context, {
      name: newName(),
      permissions: [],
      scope: { ...scope, categories: ["access"], query: "-category:authentication action:secret.*" },
      masks: ["actor.email", "source.ip"],
    });
  });

  test.each([
    ["no scope", null, masks],
    ["an empty scope", {}, masks],
    ["less of a scope", { environments: ["prod"] }, masks],
    ["a wider list", { ...scope, environments: ["prod", "dev"] }, masks],
    [
      "an alternative to the scope",
      { ...scope, query: "(-category:authentication OR category:authentication)" },
      masks,
    ],
    ["the scope as an alternative", { query: "((env:prod -category:authentication) OR env:dev)" }, masks],
    ["the scope turned around", { query: "-(env:prod -category:authentication)" }, masks],
    ["a mask less", scope, []],
    ["another mask", scope, ["source.ip"]],
    ["a hint of what is masked", { ...scope, query: "-category:authentication has:changes" }, masks],
  ])("a limited creator widens nothing: %s", async (_, wider, withMasks) => {
    const { role, context } = await scoped();
    const input = { name: newName(), permissions: ["events.read"] as RoleInput["permissions"] };
    const view = { scope: wider as RoleInput["scope"], masks: withMasks };
    expect(await refusal(createRole(context, { ...input, ...view }))).toMatchObject({
      code: "forbidden",
      fields: [{ path: "scope" }],
    });
    // Its own role neither, nor another that is as narrow as it.
    const other = await made({ permissions: ["events.read"], scope, masks });
    for (const name of [role, other])
      expect(await refusal(updateRole(context, { role: name, ...view }))).toMatchObject({ code: "forbidden" });
    expect((await getRole(acme.context, role)).scope).toEqual(scope);
  });

  test("nor adds a right to its own role", async () => {
    const { role, context } = await scoped();
    expect(await refusal(updateRole(context, { role, permissions: [...rights, "keys.create"] }))).toMatchObject({
      code: "forbidden",
      fields: [{ path: "permissions" }],
    });
  });
});

describe("nobody restores what was taken away while their request was on the way", () => {
  const wide: RoleInput["permissions"] = [
    "roles.manage",
    "members.update",
    "members.invite",
    "events.read",
    "keys.create",
  ];

  test("to their own role", async () => {
    const name = await made({ permissions: wide, scope: null });
    const before = await (await signedIn(name)).context();
    await updateRole(acme.context, { role: name, permissions: ["roles.manage"], scope: { environments: ["prod"] } });
    for (const change of [{ permissions: wide }, { scope: null }])
      expect(await refusal(updateRole(before, { role: name, ...change }))).toMatchObject({ code: "forbidden" });
    expect(await refusal(createRole(before, { name: newName(), permissions: ["events.read"] }))).toMatchObject({
      code: "forbidden",
    });
    expect(await getRole(acme.context, name)).toMatchObject({ permissions: ["roles.manage"] });
  });

  test("to themselves, to others or to a key", async () => {
    const name = await made({ permissions: wide });
    const member = await signedIn(name);
    const other = await signedIn("viewer");
    const before = await member.context();
    await changeMemberRole(acme.context, { personId: member.id, role: await made({ permissions: ["events.read"] }) });
    for (const attempt of [
      () => changeMemberRole(before, { personId: member.id, role: name }),
      () => changeMemberRole(before, { personId: other.id, role: name }),
      () => inviteMember(before, { email: "late@example.com", role: name }),
      () => createKey(before, { kind: "management", name: "k", purpose: "p", role: name, expiresAt: inDays(9) }),
    ])
      expect(await refusal(attempt())).toMatchObject({ code: "forbidden" });
    expect((await member.context()).permissions).toEqual(new Set(["events.read"]));
  });

  test("as a member no more", async () => {
    const name = await made({ permissions: wide });
    const member = await signedIn(name);
    const before = await member.context();
    await removeMember(acme.context, { personId: member.id });
    expect(await refusal(createRole(before, { name: newName(), permissions: [] }))).toMatchObject({
      code: "forbidden",
    });
  });

  test("by a key that is remembered with what it had", async () => {
    const name = await made({ permissions: wide });
    const { token } = await createKey(acme.context, {
      kind: "management",
      name: "k",
      purpose: "p",
      role: name,
      expiresAt: inDays(9),
    });
    const context = async () => (await authenticateKey(token, { requestId: "r", via: "api" })).contextIn(acme.id);
    const before = await context();
    await updateRole(acme.context, { role: name, permissions: ["roles.manage"] });
    for (const stale of [before, await context()])
      expect(await refusal(updateRole(stale, { role: name, permissions: wide }))).toMatchObject({ code: "forbidden" });
  });
});
