import { beforeAll, describe, expect, test } from "vitest";
import { accountOf, again, enrol, from, refusal } from "../../tests/account.ts";
import { openTestRuntime, superQuery, type TestRuntime, testClock } from "../../tests/database.ts";
import { makePerson, makeTenant, type TestTenant } from "../../tests/tenant.ts";
import { backgroundDone } from "../background.ts";
import {
  changePassword,
  confirmIdentity,
  endOtherSessions,
  endSession,
  findSession,
  getAccount,
  listSessions,
  renameSelf,
  signIn,
} from "./index.ts";

const STALE_MS = 16 * 60_000;
let runtime: TestRuntime;
let acme: TestTenant;
let globex: TestTenant;
beforeAll(async () => {
  runtime = await openTestRuntime({ clock: testClock(-48 * 3_600_000) });
  acme = await makeTenant();
  globex = await makeTenant();
});

async function trail(tenant: TestTenant, action: string, personId: string) {
  await backgroundDone();
  const rows = await superQuery<{ body: string }>(
    runtime.urls,
    "SELECT body FROM event WHERE tenant_id = $1 AND action = $2 AND actor_id = $3 ORDER BY seq",
    [tenant.id, action, personId],
  );
  return rows.map((row) => JSON.parse(row.body));
}

const asksForProof = { code: "forbidden", fields: [{ path: "confirmation" }] };

describe("changes of an account", () => {
  test("need a proof of the last 15 minutes, and change nothing without one", async () => {
    const person = await makePerson([acme]);
    const [stale, other] = [await accountOf(person), await accountOf(person)];
    runtime.clock.offsetMs += STALE_MS;
    const account = await again(stale);
    const input = { password: "plum kettle sings" };
    const tries = [
      renameSelf(account, { name: "Somebody Else" }),
      changePassword(account, input),
      endSession(account, { id: other.session.id }),
      endOtherSessions(account),
    ];
    for (const tried of tries) expect(await refusal(tried)).toMatchObject(asksForProof);
    expect(await listSessions(account)).toHaveLength(2);
    expect((await getAccount(account)).name).toBe("Zoë Ångström");
    await confirmIdentity(account, { password: person.password });
    await changePassword(await again(account), input);
  });

  test("of the name: recorded with before and after in each tenant; what is no name is refused", async () => {
    const person = await makePerson([acme, globex]);
    const account = await accountOf(person);
    for (const name of ["", "  ", "a\nb", "x".repeat(101), "a\u2028b", "Zoë\ud800", "\u202eZoë", "\u200b"])
      expect(await refusal(renameSelf(account, { name }))).toMatchObject({ code: "invalid" });
    await renameSelf(account, { name: " Zoë Öst " });
    await renameSelf(await again(account), { name: "Zoë Öst" });
    expect((await again(account)).session.person.name).toBe("Zoë Öst");
    for (const tenant of [acme, globex]) {
      const events = await trail(tenant, "person.renamed", person.id);
      expect(events).toHaveLength(1);
      expect(events[0]).toMatchObject({ changes: [{ field: "name", before: "Zoë Ångström", after: "Zoë Öst" }] });
    }
  });

  test("of the password: ends every other session, keeps this one; the old password is done with", async () => {
    const person = await makePerson([acme, globex]);
    const [account, other] = [await accountOf(person), await accountOf(person)];
    const weak = await refusal(changePassword(account, { password: `${person.email}1` }));
    expect(weak).toMatchObject({ code: "invalid", fields: [{ path: "password" }] });
    expect(await findSession(other.session.id)).not.toBeNull();
    const password = "seven green umbrellas";
    expect(await changePassword(account, { password })).toEqual({ endedSessions: 1 });
    expect(await findSession(other.session.id)).toBeNull();
    expect(await findSession(account.session.id)).not.toBeNull();
    expect(await refusal(signIn(person, from()))).toMatchObject({ code: "unauthenticated" });
    await signIn({ email: person.email, password }, from());
    for (const tenant of [acme, globex]) {
      const [event] = await trail(tenant, "person.password_changed", person.id);
      expect(event).toMatchObject({ metadata: { ended_sessions: 1 } });
      expect(JSON.stringify(event)).not.toContain(password);
    }
    expect((await getAccount(await again(account))).passwordChangedAt).not.toBeNull();
  });
});

describe("a proof", () => {
  test("by password renews the session's confirmation and is recorded; wrong ones are slowed like sign-ins", async () => {
    const person = await makePerson([acme]);
    const account = await accountOf(person);
    const before = account.session.confirmedAt!;
    runtime.clock.offsetMs += STALE_MS;
    for (const input of [{ password: "" }, { code: "" }, {} as never])
      expect(await refusal(confirmIdentity(account, input))).toMatchObject({ code: "invalid" });
    expect(await refusal(confirmIdentity(account, { code: "123456" }))).toMatchObject({
      fields: [{ path: "password" }],
    });
    await confirmIdentity(account, { password: person.password });
    const { session } = await again(account);
    expect(Date.parse(session.confirmedAt!)).toBeGreaterThan(Date.parse(before));
    expect(session.secondFactor).toBe(false);
    expect(await trail(acme, "person.confirmed", person.id)).toMatchObject([{ metadata: { method: "password" } }]);
    for (let i = 0; i < 6; i++)
      expect(await refusal(confirmIdentity(account, { password: "no" }))).toMatchObject({ code: "invalid" });
    expect(await refusal(confirmIdentity(account, { password: person.password }))).toMatchObject({
      code: "rate_limited",
    });
    expect(await refusal(signIn(person, from()))).toMatchObject({ code: "rate_limited" });
    const failed = (await trail(acme, "person.confirmed", person.id)).filter((one) => one.outcome === "failure");
    expect(failed).toHaveLength(6);
  });

  test("by a code, once it has a factor; a code serves once, for sign-in and proof together", async () => {
    const person = await makePerson([acme]);
    const account = await accountOf(person);
    const factor = await enrol(account);
    const code = factor.code();
    await confirmIdentity(account, { code });
    expect(await refusal(confirmIdentity(account, { code }))).toMatchObject({ code: "invalid" });
    expect(await refusal(signIn({ ...person, code }, from()))).toMatchObject({ code: "unauthenticated" });
    await confirmIdentity(account, { code: factor.recoveryCodes[0]! });
    expect(await refusal(confirmIdentity(account, { code: factor.recoveryCodes[0]! }))).toMatchObject({
      code: "invalid",
    });
  });

  test("in a session that has ended proves nothing, and spends no code", async () => {
    const person = await makePerson([acme]);
    const [account, other] = [await accountOf(person), await accountOf(person)];
    const factor = await enrol(account);
    await endSession(await again(account), { id: other.session.id });
    const code = factor.code();
    expect(await refusal(confirmIdentity(other, { code }))).toMatchObject({ code: "unauthenticated" });
    await confirmIdentity(account, { code });
  });
});

describe("own sessions", () => {
  test("are listed with device and address, this one marked; one of them can be ended, recorded in each tenant", async () => {
    const person = await makePerson([acme, globex]);
    const account = await accountOf(person);
    const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    const other = await accountOf(person, undefined, from({ userAgent: firefox, ip: "203.0.113.50" }));
    const listed = await listSessions(account);
    expect(listed.filter((one) => one.isThis).map((one) => one.id)).toEqual([account.session.id]);
    expect(listed.find((one) => one.id === other.session.id)).toMatchObject({
      device: { device: "Firefox 140 on Linux" },
      ip: "203.0.113.50",
      place: null,
      secondFactor: false,
    });
    await endSession(account, { id: other.session.id });
    expect(await findSession(other.session.id)).toBeNull();
    expect(await listSessions(account)).toHaveLength(1);
    for (const tenant of [acme, globex])
      expect(await trail(tenant, "session.revoked", person.id)).toMatchObject([
        { targets: [{ type: "session", id: other.session.id, name: "Firefox 140 on Linux" }, { id: person.id }] },
      ]);
  });

  test("of others, unknown, ended and malformed ones are not there, in the same words, and stay", async () => {
    const [account, stranger] = [await accountOf(await makePerson([acme])), await accountOf(await makePerson([acme]))];
    const ids = [stranger.session.id, "11111111-1111-4111-8111-111111111111", "", "x", "' OR true --"];
    const words = new Set<string>();
    for (const id of ids) {
      const refused = await refusal(endSession(account, { id }));
      expect(refused.code).toBe("not_found");
      words.add(refused.message);
    }
    expect(words.size).toBe(1);
    expect(await findSession(stranger.session.id)).not.toBeNull();
  });

  test("end all at once but the one that asks; of two who end one at the same time, one is told that it is gone", async () => {
    const person = await makePerson([acme]);
    const [account, one] = [await accountOf(person), await accountOf(person)];
    await Promise.all([accountOf(person), accountOf(person)]);
    const twice = await Promise.all([1, 2].map(() => refusal(endSession(account, { id: one.session.id }))));
    expect(twice.map((answer) => answer.code ?? "done").sort()).toEqual(["done", "not_found"]);
    expect(await trail(acme, "session.revoked", person.id)).toHaveLength(1);
    expect(await endOtherSessions(account)).toEqual({ ended: 2 });
    expect(await endOtherSessions(account)).toEqual({ ended: 0 });
    expect(await trail(acme, "sessions.revoked", person.id)).toMatchObject([{ metadata: { count: 2 } }]);
    expect(await findSession(account.session.id)).not.toBeNull();
  });
});
