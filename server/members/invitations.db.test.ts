import { beforeAll, describe, expect, test } from "vitest";
import { openTestRuntime, superQuery, type TestRuntime, testClock } from "../../tests/database.ts";
import { contextIn, makePerson, makeTenant, type TestTenant } from "../../tests/tenant.ts";
import type { RequestOrigin, TenantContext } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { randomBase62 } from "../ids.ts";
import { contextOf, findSession, type Session, signIn } from "../people/index.ts";
import { mintToken } from "../tokens/index.ts";
import {
  acceptInvitation,
  acceptWithNewAccount,
  getMember,
  inviteMember,
  listInvitations,
  listMembers,
  openInvitation,
  removeMember,
  renewInvitation,
  revokeInvitation,
} from "./index.ts";

const DAY_MS = 86_400_000;
let runtime: TestRuntime;
let acme: TestTenant;
let globex: TestTenant;
beforeAll(async () => {
  // Some days back: the clock can be moved on without a stamp ahead of the database's.
  runtime = await openTestRuntime({ clock: testClock(-20 * DAY_MS) });
  acme = await makeTenant();
  globex = await makeTenant();
});

let addresses = 0;
const from = (over: Partial<RequestOrigin> = {}): RequestOrigin => ({
  requestId: "r",
  ip: `198.51.100.${++addresses % 250}`,
  via: "ui",
  ...over,
});
const newAddress = () => `${randomBase62(10).toLowerCase()}@example.com`;
const password = "a long enough passphrase";
const tokenOf = (link: string | undefined) => link!.split("#")[1]!;

async function sessionOf(person: { email: string; password: string }): Promise<Session> {
  return (await findSession((await signIn(person, from())).sessionId))!;
}

async function asPerson(person: { email: string; password: string }, tenant: TestTenant): Promise<TenantContext> {
  const session = await sessionOf(person);
  return contextOf(session, session.memberships.find((one) => one.tenantId === tenant.id)!, from());
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

async function invited(email = newAddress(), role = "auditor", tenant = acme) {
  const { invitation, link } = await inviteMember(tenant.context, { email, role });
  return { id: invitation.id, email, token: tokenOf(link) };
}

const accept = (token: string, over: { name?: string; password?: string } = {}) =>
  acceptWithNewAccount({ token, name: "Nia Okafor", password, ...over }, from());

describe("inviting", () => {
  test("folds the address, answers with the link once, keeps only its hash and records the act", async () => {
    const admin = await asPerson(await makePerson([acme], "admin"), acme);
    const { invitation, link, mailFault } = await inviteMember(admin, {
      email: "  Nia.Okafor@Example.COM ",
      role: "security_lead",
    });
    expect(mailFault).toBeUndefined();
    expect(link).toMatch(/^http:\/\/audit\.test\/invite#st_inv_[0-9A-Za-z]{12}_[0-9A-Za-z]{36}$/);
    expect(invitation).toMatchObject({
      email: "nia.okafor@example.com",
      role: "security_lead",
      invitedBy: "Zoë Ångström",
      mailedAt: null,
      state: "pending",
    });
    expect(Date.parse(invitation.expiresAt) - Date.parse(invitation.createdAt)).toBe(7 * DAY_MS);
    expect(await listInvitations(admin)).toContainEqual(invitation);
    const [event] = (await trail(acme.id, "member.invited")).slice(-1);
    expect(event).toMatchObject({
      targets: [{ type: "invitation", id: invitation.id, name: "nia.okafor@example.com" }],
      changes: [{ field: "role", after: "security_lead" }],
      metadata: { delivery: "link" },
    });
    const secret = tokenOf(link).slice(-36, -6);
    const kept = await superQuery<{ text: string }>(
      runtime.urls,
      "SELECT i::text AS text FROM invitation i UNION ALL SELECT body FROM event",
    );
    expect(kept.length).toBeGreaterThan(5);
    expect(kept.some((row) => row.text.includes(secret))).toBe(false);
  });

  test("refuses what is no address, an unknown role, and roles beyond the caller's own", async () => {
    const admin = await asPerson(await makePerson([acme], "admin"), acme);
    for (const email of [
      "",
      "nia",
      "nia@",
      "a@b",
      "a b@example.com",
      "Nia <nia@example.com>",
      "a@example.com\r\nBcc: b@example.com",
      `${"x".repeat(250)}@example.com`,
    ])
      expect((await refusal(inviteMember(admin, { email, role: "viewer" }))).fields, email).toMatchObject([
        { path: "email" },
      ]);
    expect(await refusal(inviteMember(admin, { email: newAddress(), role: "nobody" }))).toMatchObject({
      code: "not_found",
    });
    expect(await refusal(inviteMember(admin, { email: newAddress(), role: "owner" }))).toMatchObject({
      code: "forbidden",
    });
    const lead = await asPerson(await makePerson([acme], "security_lead"), acme);
    expect(await refusal(inviteMember(lead, { email: newAddress(), role: "viewer" }))).toMatchObject({
      code: "forbidden",
    });
  });

  test("a member is a conflict; somebody with an account elsewhere is not told apart from nobody", async () => {
    const member = await makePerson([acme]);
    const stranger = await makePerson([globex]);
    expect(await refusal(inviteMember(acme.context, { email: member.email, role: "viewer" }))).toMatchObject({
      code: "conflict",
    });
    const known = await inviteMember(acme.context, { email: stranger.email, role: "viewer" });
    const unknown = await inviteMember(acme.context, { email: newAddress(), role: "viewer" });
    const shape = ({ invitation, ...rest }: typeof known) => [
      Object.keys(invitation),
      Object.keys(rest),
      invitation.state,
    ];
    expect(shape(known)).toEqual(shape(unknown));
    const opened = [known, unknown].map(({ link }) => openInvitation(tokenOf(link), null, from()));
    const [a, b] = await Promise.all(opened);
    expect(Object.keys(a!)).toEqual(Object.keys(b!));
    expect([a!.viewer, a!.isMember]).toEqual([b!.viewer, b!.isMember]);
  });

  test("again ends the link before", async () => {
    const first = await invited();
    const second = await invited(first.email, "viewer");
    expect(await refusal(openInvitation(first.token, null, from()))).toMatchObject({ code: "not_found" });
    expect(await openInvitation(second.token, null, from())).toMatchObject({ role: "viewer" });
    const open = (await listInvitations(acme.context)).filter((one) => one.email === first.email);
    expect(open.map((one) => one.id)).toEqual([second.id]);
    expect((await trail(acme.id, "invitation.revoked")).at(-1).targets[0].id).toBe(first.id);
  });

  test("stops at the tenant's number of members, pending ones counted, also when many invite at once", async () => {
    const tenant = await makeTenant();
    await makePerson([tenant], "owner");
    await superQuery(runtime.urls, "UPDATE tenant SET limits = '{\"members\": 3}' WHERE id = $1", [tenant.id]);
    const outcomes = await Promise.all(
      Array.from({ length: 6 }, () => refusal(inviteMember(tenant.context, { email: newAddress(), role: "viewer" }))),
    );
    expect(outcomes.filter((one) => one instanceof AppError)).toHaveLength(4);
    const full = outcomes.find((one) => one instanceof AppError)!;
    expect(full).toMatchObject({ code: "conflict" });
    expect(full.message).toContain("3 members");
    const [one] = await listInvitations(tenant.context);
    // The same address again takes no second place.
    await inviteMember(tenant.context, { email: one!.email, role: "viewer" });
    await superQuery(runtime.urls, "UPDATE tenant SET limits = '{\"members\": 1}' WHERE id = $1", [tenant.id]);
    const { link } = await inviteMember(contextIn(acme.id, ["members.invite"]), {
      email: newAddress(),
      role: "viewer",
    });
    expect(link).toBeDefined();
    expect(await listMembers(tenant.context)).toHaveLength(1);
  });
});

describe("renewing and revoking", () => {
  test("a renewed one has a new link and 7 days, also when it had expired; the old link is dead", async () => {
    const { id, token, email } = await invited();
    runtime.clock.offsetMs += 7 * DAY_MS + 1_000;
    expect(await refusal(openInvitation(token, null, from()))).toMatchObject({ code: "not_found" });
    expect((await listInvitations(acme.context)).find((one) => one.id === id)).toMatchObject({ state: "expired" });
    const renewed = await renewInvitation(acme.context, { id });
    expect(renewed.invitation).toMatchObject({ id, email, state: "pending" });
    expect(await refusal(openInvitation(token, null, from()))).toMatchObject({ code: "not_found" });
    expect(await openInvitation(tokenOf(renewed.link), null, from())).toMatchObject({ email });
    expect((await trail(acme.id, "invitation.renewed")).at(-1).changes[0].field).toBe("expires_at");
  });

  test("needs the right to grant its role", async () => {
    const { id } = await invited(newAddress(), "owner");
    const admin = await asPerson(await makePerson([acme], "admin"), acme);
    expect(await refusal(renewInvitation(admin, { id }))).toMatchObject({ code: "forbidden" });
    const auditor = await asPerson(await makePerson([acme], "auditor"), acme);
    for (const act of [renewInvitation, revokeInvitation])
      expect(await refusal(act(auditor, { id }))).toMatchObject({ code: "forbidden" });
  });

  test("a revoked one is gone, in the words of one that never was; another tenant's is too", async () => {
    const { id, token } = await invited();
    const foreign = contextIn(globex.id, ["members.invite", "members.read"]);
    for (const act of [renewInvitation, revokeInvitation])
      expect(await refusal(act(foreign, { id }))).toMatchObject({ code: "not_found" });
    expect((await listInvitations(foreign)).some((one) => one.id === id)).toBe(false);
    await revokeInvitation(acme.context, { id });
    const words = new Set<string>();
    for (const act of [renewInvitation, revokeInvitation])
      for (const gone of [id, "x", "", mintToken("inv").id])
        words.add((await refusal(act(acme.context, { id: gone }))).message);
    expect(words.size).toBe(1);
    expect(await refusal(accept(token))).toMatchObject({ code: "not_found" });
  });
});

describe("opening", () => {
  test("shows tenant, role, inviter and address, the latter masked for another person", async () => {
    const person = await makePerson([globex]);
    const { token, email } = await invited(newAddress(), "viewer");
    expect(await openInvitation(token, null, from())).toMatchObject({
      tenant: { slug: acme.slug },
      role: "viewer",
      email,
      viewer: "nobody",
    });
    const another = await openInvitation(token, await sessionOf(person), from());
    expect(another).toMatchObject({ viewer: "another", email: `${email[0]}***@example.com` });
    expect(JSON.stringify(another)).not.toContain(email);
  });

  test("tells unknown, used, revoked, expired and guessed tokens apart by nothing; known ones are in the trail", async () => {
    const used = await invited();
    await accept(used.token);
    const revoked = await invited();
    await revokeInvitation(acme.context, { id: revoked.id });
    const known = await invited();
    const guess = mintToken("inv", known.id).token;
    const words = new Set<string>();
    for (const token of [
      used.token,
      revoked.token,
      guess,
      mintToken("inv").token,
      acme.management,
      "",
      "x",
      `${known.token} `,
    ]) {
      const error = await refusal(openInvitation(token, null, from()));
      expect(error, token).toMatchObject({ code: "not_found" });
      words.add(error.message);
    }
    expect(words.size).toBe(1);
    await runtime.committer.drain();
    const refused = await trail(acme.id, "invitation.refused");
    const reasonFor = ({ id }: { id: string }) => refused.find((one) => one.targets[0].id === id);
    expect(reasonFor(known)).toMatchObject({ outcome: "denied", metadata: { reason: "wrong secret", count: 1 } });
    expect(reasonFor(used)).toMatchObject({ metadata: { reason: "used before" } });
    expect(reasonFor(revoked)).toMatchObject({ metadata: { reason: "revoked" } });
    expect(JSON.stringify(refused)).not.toContain(guess.slice(-36, -6));
    expect(await openInvitation(known.token, null, from())).toMatchObject({ email: known.email });
  });

  test("guessing is slowed per address, for the right link too", async () => {
    const { token } = await invited();
    const ip = "192.0.2.81";
    for (let i = 0; i < 31; i++)
      expect(await refusal(openInvitation(mintToken("inv").token, null, from({ ip })))).toMatchObject({
        code: "not_found",
      });
    const blocked = await refusal(openInvitation(token, null, from({ ip })));
    expect(blocked).toMatchObject({ code: "rate_limited" });
    expect(blocked.retryAfterS).toBeGreaterThan(0);
    expect(await openInvitation(token, null, from())).toMatchObject({ viewer: "nobody" });
  });

  test("a suspended tenant takes nobody in", async () => {
    const tenant = await makeTenant();
    const { token } = await invited(newAddress(), "viewer", tenant);
    await superQuery(runtime.urls, "UPDATE tenant SET suspended_at = now() WHERE id = $1", [tenant.id]);
    expect(await refusal(openInvitation(token, null, from()))).toMatchObject({ code: "forbidden" });
    expect(await refusal(accept(token))).toMatchObject({ code: "forbidden" });
    await superQuery(runtime.urls, "UPDATE tenant SET suspended_at = NULL WHERE id = $1", [tenant.id]);
    expect(await accept(token)).toMatchObject({ tenant: { slug: tenant.slug } });
  });
});

describe("accepting", () => {
  test("with a new account: the person signs in with what they chose and has the role; recorded by them", async () => {
    const { token, email, id } = await invited(newAddress(), "auditor");
    expect(await accept(token)).toEqual({ tenant: { slug: acme.slug, name: `Tenant ${acme.slug}` }, email });
    const session = await sessionOf({ email, password });
    expect(session.person.name).toBe("Nia Okafor");
    expect(session.memberships).toMatchObject([{ slug: acme.slug, role: "auditor" }]);
    const added = (await trail(acme.id, "member.added")).at(-1);
    expect(added).toMatchObject({
      actor: { type: "user", id: session.person.id, email },
      changes: [{ field: "role", after: "auditor" }],
      metadata: { invited_by: "Sealtrail", invitation: id },
    });
    expect(JSON.stringify(added)).not.toContain(password);
    expect((await listInvitations(acme.context)).some((one) => one.id === id)).toBe(false);
    expect(await refusal(accept(token, { name: "Thief" }))).toMatchObject({ code: "not_found" });
  });

  test("refuses weak passwords and unusable names before anything is made", async () => {
    const { token, email } = await invited();
    for (const over of [
      { password: "" },
      { password: "short" },
      { name: "" },
      { name: "  " },
      { name: "a\u0000b" },
      { name: "x".repeat(101) },
      { password: "x".repeat(1_001) },
    ])
      expect((await refusal(accept(token, over))).fields, JSON.stringify(over)).toMatchObject([
        { path: Object.keys(over)[0] },
      ]);
    expect(await superQuery(runtime.urls, "SELECT 1 FROM person WHERE email = $1", [email])).toEqual([]);
    expect(await openInvitation(token, null, from())).toMatchObject({ email });
  });

  test("an address with an account is told to sign in, and nothing is spent or changed", async () => {
    const person = await makePerson([globex]);
    const { token } = await invited(person.email, "viewer");
    expect(await refusal(accept(token))).toMatchObject({ code: "conflict", fields: [{ path: "account" }] });
    const session = await sessionOf(person);
    expect(session.memberships.map((one) => one.slug)).toEqual([globex.slug]);
    expect(await acceptInvitation(session, token, from())).toMatchObject({ tenant: { slug: acme.slug } });
    const now = (await findSession(session.id))!;
    expect(now.memberships.map((one) => one.slug).sort()).toEqual([acme.slug, globex.slug].sort());
    expect(await refusal(acceptInvitation(now, token, from()))).toMatchObject({ code: "not_found" });
  });

  test("is for the invited address alone", async () => {
    const other = await sessionOf(await makePerson([globex]));
    const { token, email } = await invited();
    const error = await refusal(acceptInvitation(other, token, from()));
    expect(error).toMatchObject({ code: "forbidden" });
    expect(error.message).toContain(`${email[0]}***@example.com`);
    expect(error.message).not.toContain(email);
    expect(await openInvitation(token, null, from())).toMatchObject({ email });
  });

  test("a member already spends nothing", async () => {
    const person = await makePerson([globex]);
    const { token } = await invited(person.email, "owner");
    await superQuery(
      runtime.urls,
      "INSERT INTO membership (tenant_id, person_id, role, created_at) VALUES ($1, $2, 'viewer', now())",
      [acme.id, person.id],
    );
    expect(await refusal(acceptInvitation(await sessionOf(person), token, from()))).toMatchObject({ code: "conflict" });
    expect(await getMember(acme.context, { personId: person.id })).toMatchObject({ role: "viewer" });
  });

  test("happens once, whoever comes at the same time", async () => {
    const anew = await invited();
    const tries = await Promise.all(
      Array.from({ length: 6 }, (_, i) => refusal(accept(anew.token, { name: `Try ${i}` }))),
    );
    expect(tries.filter((one) => !(one instanceof AppError))).toHaveLength(1);
    expect(tries.filter((one) => one instanceof AppError).map((one) => one.code)).toEqual(Array(5).fill("not_found"));
    const person = await makePerson([globex]);
    const session = await sessionOf(person);
    const known = await invited(person.email);
    const before = (await trail(acme.id, "member.added")).length;
    const outcomes = await Promise.all(
      Array.from({ length: 6 }, () => refusal(acceptInvitation(session, known.token, from()))),
    );
    expect(outcomes.filter((one) => !(one instanceof AppError))).toHaveLength(1);
    expect(await trail(acme.id, "member.added")).toHaveLength(before + 1);
  });

  test("loses against being revoked or renewed at the same time, or wins: never both", async () => {
    for (const act of [revokeInvitation, renewInvitation]) {
      const { id, token } = await invited();
      const [joined, ended] = await Promise.all([refusal(accept(token)), refusal(act(acme.context, { id }))]);
      expect([joined, ended].filter((one) => one instanceof AppError)).toHaveLength(1);
    }
  });

  test("again after having been removed needs a new invitation", async () => {
    const { token, email } = await invited();
    await accept(token);
    const session = await sessionOf({ email, password });
    await removeMember(acme.context, { personId: session.person.id });
    const now = (await findSession(session.id))!;
    expect(now.memberships).toEqual([]);
    expect(await refusal(acceptInvitation(now, token, from()))).toMatchObject({ code: "not_found" });
    const again = await invited(email, "viewer");
    expect(await acceptInvitation(now, again.token, from())).toMatchObject({ tenant: { slug: acme.slug } });
  });
});
