import { beforeAll, describe, expect, test } from "vitest";
import { accountOf, again, from, refusal } from "../../tests/account.ts";
import { openTestRuntime, superQuery, type TestRuntime, testClock } from "../../tests/database.ts";
import { makePerson, makeTenant, type TestTenant } from "../../tests/tenant.ts";
import { contextOf, findSession, signIn } from "../people/index.ts";
import { endMemberSession, listMemberSessions } from "./index.ts";

let runtime: TestRuntime;
let acme: TestTenant;
let globex: TestTenant;
beforeAll(async () => {
  runtime = await openTestRuntime({ clock: testClock(-48 * 3_600_000) });
  acme = await makeTenant();
  globex = await makeTenant();
});

/** A person with a role as the pages would know it in the tenant. */
async function memberIn(tenant: TestTenant, role: Parameters<typeof makePerson>[1], others: TestTenant[] = []) {
  const person = await makePerson([tenant, ...others], role);
  const account = await accountOf(person);
  const contextNow = async () => {
    const { session, origin } = await again(account);
    return contextOf(session, session.memberships.find((one) => one.tenantId === tenant.id)!, origin);
  };
  return { person, account, sessionId: account.session.id, contextNow, context: await contextNow() };
}

async function trail(tenant: TestTenant, action: string, sessionId: string) {
  const rows = await superQuery<{ body: string }>(
    runtime.urls,
    "SELECT body FROM event WHERE tenant_id = $1 AND action = $2 ORDER BY seq",
    [tenant.id, action],
  );
  return rows.map((row) => JSON.parse(row.body)).filter((body) => body.targets?.[0]?.id === sessionId);
}

describe("sessions of members", () => {
  test("show those of the own tenant alone, live ones alone, with person, device and address; the read is recorded", async () => {
    const lead = await memberIn(acme, "security_lead");
    const here = await memberIn(acme, "viewer", [globex]);
    const elsewhere = await memberIn(globex, "viewer");
    const ended = await memberIn(acme, "viewer");
    await superQuery(runtime.urls, "UPDATE session SET revoked_at = now() WHERE id = $1", [ended.sessionId]);
    const sessions = await listMemberSessions(lead.context);
    const ids = sessions.map((one) => one.id);
    expect(ids).toContain(lead.sessionId);
    expect(ids).not.toContain(elsewhere.sessionId);
    expect(ids).not.toContain(ended.sessionId);
    expect(sessions.find((one) => one.id === here.sessionId)).toMatchObject({
      person: { id: here.person.id, email: here.person.email, role: "viewer" },
      device: { device: "tests 1" },
      ip: here.account.origin.ip,
      place: null,
      secondFactor: false,
    });
    const reads = await superQuery<{ body: string }>(
      runtime.urls,
      "SELECT body FROM event WHERE tenant_id = $1 AND action = 'sessions.listed' AND actor_id = $2",
      [acme.id, lead.person.id],
    );
    expect(reads.map((row) => JSON.parse(row.body))).toMatchObject([{ metadata: { returned: sessions.length } }]);
  });

  test("are not for a role without the right", async () => {
    const viewer = await memberIn(acme, "viewer");
    const auditor = await memberIn(acme, "auditor");
    expect(await refusal(listMemberSessions(viewer.context))).toMatchObject({ code: "forbidden" });
    await listMemberSessions(auditor.context);
    expect(await refusal(endMemberSession(auditor.context, { id: viewer.sessionId }))).toMatchObject({
      code: "forbidden",
    });
    expect(await findSession(viewer.sessionId)).not.toBeNull();
  });
});

describe("ending one", () => {
  test("ends it everywhere: recorded here by who did it, elsewhere by Sealtrail without a word of who", async () => {
    const lead = await memberIn(acme, "security_lead");
    const member = await memberIn(acme, "viewer", [globex]);
    const other = await signIn(member.person, from());
    await endMemberSession(lead.context, { id: member.sessionId });
    expect(await findSession(member.sessionId)).toBeNull();
    expect(await findSession(other.sessionId)).not.toBeNull();
    const [here] = await trail(acme, "session.revoked", member.sessionId);
    expect(here).toMatchObject({
      actor: { type: "user", id: lead.person.id },
      targets: [
        { type: "session", name: "tests 1" },
        { type: "person", id: member.person.id },
      ],
    });
    const [there] = await trail(globex, "session.revoked", member.sessionId);
    expect(there).toMatchObject({ actor: { type: "system", id: "sessions" } });
    expect(JSON.stringify(there)).not.toContain(lead.person.id);
    expect(there.source.ip).toBeUndefined();
  });

  test("of somebody who may do more is refused, and the session stays", async () => {
    const lead = await memberIn(acme, "security_lead");
    const owner = await memberIn(acme, "owner");
    expect(await refusal(endMemberSession(lead.context, { id: owner.sessionId }))).toMatchObject({ code: "forbidden" });
    expect(await findSession(owner.sessionId)).not.toBeNull();
    await endMemberSession(owner.context, { id: lead.sessionId });
    expect(await findSession(lead.sessionId)).toBeNull();
  });

  test("of somebody who sees more is refused too", async () => {
    await superQuery(
      runtime.urls,
      `INSERT INTO role (tenant_id, name, system, permissions, scope)
       VALUES ($1, 'narrow', false, ARRAY['events.read', 'events.stream', 'proofs.read', 'tenant.read', 'sessions.read', 'sessions.revoke'], '{"environments": ["prod"]}')`,
      [acme.id],
    );
    const narrow = await memberIn(acme, "viewer");
    const viewer = await memberIn(acme, "viewer");
    await superQuery(runtime.urls, "UPDATE membership SET role = 'narrow' WHERE tenant_id = $1 AND person_id = $2", [
      acme.id,
      narrow.person.id,
    ]);
    const context = await narrow.contextNow();
    expect(context.role).toBe("narrow");
    expect(await refusal(endMemberSession(context, { id: viewer.sessionId }))).toMatchObject({ code: "forbidden" });
    expect(await findSession(viewer.sessionId)).not.toBeNull();
    await endMemberSession(context, { id: narrow.sessionId });
  });

  test("that is none of a member's is not found, in the same words as a made-up one", async () => {
    const lead = await memberIn(acme, "security_lead");
    const stranger = await memberIn(globex, "viewer");
    const words = new Set<string>();
    for (const id of [stranger.sessionId, "11111111-1111-4111-8111-111111111111", "", "x"]) {
      const refused = await refusal(endMemberSession(lead.context, { id }));
      expect(refused.code).toBe("not_found");
      words.add(refused.message);
    }
    expect(words.size).toBe(1);
    expect(await findSession(stranger.sessionId)).not.toBeNull();
  });

  test("needs a fresh proof of the person", async () => {
    const lead = await memberIn(acme, "security_lead");
    const member = await memberIn(acme, "viewer");
    runtime.clock.offsetMs += 16 * 60_000;
    expect(await refusal(endMemberSession(await lead.contextNow(), { id: member.sessionId }))).toMatchObject({
      code: "forbidden",
      fields: [{ path: "confirmation" }],
    });
  });
});
