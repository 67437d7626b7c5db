import { Secret } from "otpauth";
import { beforeAll, describe, expect, test } from "vitest";
import { accountOf, again, enrol, from, refusal } from "../../tests/account.ts";
import { codeAt } from "../../tests/authenticator.ts";
import { openTestRuntime, superQuery, type TestRuntime, testClock } from "../../tests/database.ts";
import { makePerson, makeTenant, type TestTenant } from "../../tests/tenant.ts";
import { backgroundDone } from "../background.ts";
import {
  barOf,
  confirmIdentity,
  confirmSecondFactor,
  contextOf,
  findSession,
  getAccount,
  proposeSecondFactor,
  removeSecondFactor,
  removeSecondFactorOf,
  renewRecoveryCodes,
  signIn,
} from "./index.ts";

const MINUTE_MS = 60_000;
let runtime: TestRuntime;
let acme: TestTenant;
let globex: TestTenant;
beforeAll(async () => {
  runtime = await openTestRuntime({ clock: testClock(-48 * 60 * MINUTE_MS) });
  acme = await makeTenant();
  globex = await makeTenant();
});

/** Bodies of the trail events of one action on a person, in the tenant. */
async function trail(tenant: TestTenant, action: string, personId: string) {
  await backgroundDone();
  const rows = await superQuery<{ body: string }>(
    runtime.urls,
    "SELECT body FROM event WHERE tenant_id = $1 AND action = $2 ORDER BY seq",
    [tenant.id, action],
  );
  return rows
    .map((row) => JSON.parse(row.body))
    .filter((body) => body.targets?.some((one: { id: string }) => one.id === personId));
}

async function enrolled(tenants = [acme]) {
  const person = await makePerson(tenants);
  const account = await accountOf(person);
  const factor = await enrol(account);
  return { person, account, factor, enter: (code?: string) => signIn({ ...person, code }, from()) };
}

const nextStep = () => {
  runtime.clock.offsetMs += 30_000;
};

describe("enrolment", () => {
  test("takes a first code, gives ten recovery codes, counts for the session and is recorded in each tenant", async () => {
    const person = await makePerson([acme, globex]);
    const account = await accountOf(person);
    expect((await getAccount(account)).secondFactor).toBeNull();
    const { recoveryCodes } = await enrol(account);
    expect(recoveryCodes).toHaveLength(10);
    const now = await again(account);
    expect(now.session).toMatchObject({ secondFactor: true, person: { hasSecondFactor: true } });
    expect((await getAccount(now)).secondFactor).toMatchObject({ recoveryCodesLeft: 10 });
    for (const tenant of [acme, globex]) {
      const [event] = await trail(tenant, "person.second_factor_added", person.id);
      expect(event).toMatchObject({
        actor: { id: person.id },
        session_id: account.session.id,
        changes: [{ field: "second_factor", before: false, after: true }],
      });
    }
  });

  test("does not count until it is confirmed, and shows an address, a secret and a picture that agree", async () => {
    const person = await makePerson([acme]);
    const account = await accountOf(person);
    const proposed = await proposeSecondFactor(account);
    expect(proposed.uri).toContain(`secret=${proposed.secret}`);
    expect(proposed.qr).toMatch(/^<svg .*<\/svg>$/s);
    expect(await refusal(signIn(person, from()))).toMatchObject({ done: expect.anything() });
    for (const code of ["", "000000 ", "abcdef", "1", "２８７０８２"])
      expect(await refusal(confirmSecondFactor(account, { code }))).toMatchObject({ code: "invalid" });
    expect((await again(account)).session.person.hasSecondFactor).toBe(false);
  });

  test("is refused without a proposal, after another proposal, a second time, and without a fresh proof", async () => {
    const person = await makePerson([acme]);
    const account = await accountOf(person);
    expect(await refusal(confirmSecondFactor(account, { code: "123456" }))).toMatchObject({ code: "conflict" });
    await proposeSecondFactor(account);
    const { code } = await enrol(account);
    expect(await refusal(proposeSecondFactor(account))).toMatchObject({ code: "conflict" });
    expect(await refusal(confirmSecondFactor(account, { code: code() }))).toMatchObject({ code: "conflict" });
    const other = await accountOf(await makePerson([acme]));
    await proposeSecondFactor(other);
    runtime.clock.offsetMs += 16 * MINUTE_MS;
    expect(await refusal(confirmSecondFactor(await again(other), { code: "123456" }))).toMatchObject({
      code: "forbidden",
      fields: [{ path: "confirmation" }],
    });
  });

  test("of two at once, one wins and its recovery codes stay", async () => {
    const person = await makePerson([acme]);
    const account = await accountOf(person);
    const { secret } = await proposeSecondFactor(account);
    const code = codeAt(secret, runtime.clock.now().getTime());
    const answers = await Promise.all([1, 2].map(() => refusal(confirmSecondFactor(account, { code }))));
    expect(answers.filter((one) => one.done)).toHaveLength(1);
    expect(answers.filter((one) => one.code === "conflict")).toHaveLength(1);
    expect((await getAccount(account)).secondFactor).toMatchObject({ recoveryCodesLeft: 10 });
  });
});

describe("sign-in with a second factor", () => {
  test("asks for the code after the right password alone", async () => {
    const { person, factor, enter } = await enrolled();
    const asked = await refusal(enter());
    expect(asked).toMatchObject({ code: "unauthenticated", fields: [{ path: "code" }] });
    const wrong = await refusal(signIn({ ...person, password: "no", code: factor.code() }, from()));
    const unknown = await refusal(signIn({ email: "ghost@example.com", password: "no", code: "123456" }, from()));
    expect(wrong.fields).toBeUndefined();
    expect(unknown.message).toBe(wrong.message);
    const { sessionId } = await enter(` ${factor.code().replace(/(...)/, "$1 ")} `);
    expect(await findSession(sessionId)).toMatchObject({ secondFactor: true });
    const [event] = (await trail(acme, "person.signed_in", person.id)).slice(-1);
    expect(event).toMatchObject({ metadata: { method: "password and code" } });
  });

  test("takes each code once, of the step before, the present one and the next", async () => {
    const { factor, enter } = await enrolled();
    nextStep();
    expect(await refusal(enter(factor.code(-2)))).toMatchObject({ code: "unauthenticated" });
    expect(await refusal(enter(factor.code(2)))).toMatchObject({ code: "unauthenticated" });
    expect(await refusal(enter(factor.code(0)))).toMatchObject({ done: expect.anything() });
    expect(await refusal(enter(factor.code(0)))).toMatchObject({ code: "unauthenticated" });
    expect(await refusal(enter(factor.code(-1)))).toMatchObject({ code: "unauthenticated" });
    expect(await refusal(enter(factor.code(1)))).toMatchObject({ done: expect.anything() });
  });

  test("of many with the same code at once, one gets in", async () => {
    const { factor, enter } = await enrolled();
    nextStep();
    const code = factor.code();
    const answers = await Promise.all(Array.from({ length: 4 }, () => refusal(enter(code))));
    expect(answers.filter((one) => one.done)).toHaveLength(1);
    const sessions = await Promise.all(Array.from({ length: 4 }, () => refusal(enter(factor.recoveryCodes[0]))));
    expect(sessions.filter((one) => one.done)).toHaveLength(1);
  });

  test("slows guesses at the code, which right passwords do not forget; each is in the trail", async () => {
    const { person, factor, enter } = await enrolled();
    for (let i = 0; i < 6; i++) expect(await refusal(enter(`00000${i}`))).toMatchObject({ code: "unauthenticated" });
    expect(await refusal(enter())).toMatchObject({ code: "unauthenticated", fields: [{ path: "code" }] });
    expect(await refusal(enter(factor.code(0)))).toMatchObject({ code: "rate_limited" });
    const failures = await trail(acme, "person.sign_in_failed", person.id);
    expect(failures).toHaveLength(6);
    expect(failures[0]).toMatchObject({ outcome: "failure", metadata: { reason: "wrong second factor" } });
    expect(JSON.stringify(failures)).not.toContain("000001");
    runtime.clock.offsetMs += 2_000;
    expect(await refusal(enter(factor.code(1)))).toMatchObject({ done: expect.anything() });
  });

  test("any number of guesses at a code at the same time is counted before one of them is judged", async () => {
    const { enter } = await enrolled();
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => refusal(enter(`${100_000 + i}`))));
    expect(answers.filter((one) => one.code === "unauthenticated").length).toBeLessThanOrEqual(6);
    expect(answers.filter((one) => one.code === "rate_limited").length).toBeGreaterThanOrEqual(14);
  });

  test("takes a recovery code once, however it is typed, and records how many are left", async () => {
    const { person, factor, enter } = await enrolled();
    const [code] = factor.recoveryCodes;
    await enter(code!.toLowerCase().replaceAll("-", " "));
    expect(await refusal(enter(code))).toMatchObject({ code: "unauthenticated" });
    const [event] = await trail(acme, "person.recovery_code_used", person.id);
    expect(event).toMatchObject({ metadata: { left: 9 } });
    const other = await enrolled();
    expect(await refusal(other.enter(factor.recoveryCodes[1]))).toMatchObject({ code: "unauthenticated" });
    await enter(factor.recoveryCodes[1]);
  });
});

describe("a session of before the factor", () => {
  test("does not pass the bar of a tenant that requires one until it gives a code", async () => {
    const tenant = await makeTenant();
    const person = await makePerson([tenant]);
    const [old, fresh] = [await accountOf(person), await accountOf(person)];
    await superQuery(runtime.urls, "UPDATE tenant SET second_factor_required = true WHERE id = $1", [tenant.id]);
    const barred = async (account: typeof old) => {
      const { session, origin } = await again(account);
      const [membership] = session.memberships;
      expect(contextOf(session, membership!, origin).permissions.size === 0).toBe(
        barOf(session, membership!) !== undefined,
      );
      return barOf(session, membership!);
    };
    expect(await barred(old)).toBe("second_factor");
    const factor = await enrol(await again(fresh));
    expect(await barred(fresh)).toBeUndefined();
    expect(await barred(old)).toBe("second_factor");
    expect(await refusal(confirmIdentity(await again(old), { password: person.password }))).toMatchObject({
      code: "invalid",
      fields: [{ path: "code" }],
    });
    await confirmIdentity(await again(old), { code: factor.code() });
    expect(await barred(old)).toBeUndefined();
    expect(await refusal(removeSecondFactor(await again(old)))).toMatchObject({ code: "conflict" });
  });
});

describe("removing and renewing", () => {
  test("ask for a proof by the factor itself, and are recorded; no session counts as having passed it any more", async () => {
    const person = await makePerson([acme, globex]);
    const [account, other] = [await accountOf(person), await accountOf(person)];
    const factor = await enrol(account);
    const asks = { code: "forbidden", fields: [{ path: "confirmation" }] };
    expect(await refusal(removeSecondFactor(await again(other)))).toMatchObject(asks);
    expect(await refusal(renewRecoveryCodes(await again(other)))).toMatchObject(asks);
    await confirmIdentity(await again(other), { code: factor.code() });
    const renewed = await renewRecoveryCodes(await again(other));
    expect(renewed.recoveryCodes).toHaveLength(10);
    expect(await refusal(signIn({ ...person, code: factor.recoveryCodes[0] }, from()))).toMatchObject({
      code: "unauthenticated",
    });
    await signIn({ ...person, code: renewed.recoveryCodes[0] }, from());
    await removeSecondFactor(await again(other));
    expect((await again(account)).session).toMatchObject({ secondFactor: false, person: { hasSecondFactor: false } });
    expect(await refusal(removeSecondFactor(await again(other)))).toMatchObject({ code: "conflict" });
    expect(await refusal(renewRecoveryCodes(await again(other)))).toMatchObject({ code: "conflict" });
    for (const tenant of [acme, globex]) {
      expect(await trail(tenant, "person.recovery_codes_renewed", person.id)).toHaveLength(1);
      const [event] = await trail(tenant, "person.second_factor_removed", person.id);
      expect(event).toMatchObject({ changes: [{ field: "second_factor", before: true, after: false }] });
    }
    await signIn(person, from());
  });

  test("by an operator, for a person who lost it: recorded in the person's tenants by the operator's name", async () => {
    const { person, enter } = await enrolled([acme]);
    const operator = await makePerson([]);
    expect(await refusal(removeSecondFactorOf(await accountOf(operator), { personId: person.id }))).toMatchObject({
      code: "not_found",
    });
    await superQuery(runtime.urls, "UPDATE person SET operator = true WHERE id = $1", [operator.id]);
    const account = await accountOf(operator);
    for (const personId of ["", "x", "11111111-1111-4111-8111-111111111111"])
      expect(await refusal(removeSecondFactorOf(account, { personId }))).toMatchObject({ code: "not_found" });
    await removeSecondFactorOf(account, { personId: person.id });
    expect(await refusal(removeSecondFactorOf(account, { personId: person.id }))).toMatchObject({ code: "conflict" });
    const [event] = await trail(acme, "person.second_factor_removed", person.id);
    expect(event).toMatchObject({ actor: { id: operator.id } });
    await enter();
    runtime.clock.offsetMs += 16 * MINUTE_MS;
    expect(await refusal(removeSecondFactorOf(await again(account), { personId: person.id }))).toMatchObject({
      code: "forbidden",
    });
  });
});

test("no secret of a factor is in any table or event in the clear", async () => {
  const { factor, enter } = await enrolled([acme, globex]);
  await enter(factor.recoveryCodes[0]);
  await refusal(enter(factor.recoveryCodes[0]));
  const raw = Buffer.from(Secret.fromBase32(factor.secret).bytes);
  const secrets = [
    factor.secret,
    ...factor.recoveryCodes,
    ...factor.recoveryCodes.map((one) => one.replaceAll("-", "")),
  ];
  const forms = secrets.flatMap((text) => [text, Buffer.from(text).toString("hex")]);
  forms.push(raw.toString("hex"), raw.toString("base64"));
  const tables = await superQuery<{ name: string }>(
    runtime.urls,
    "SELECT c.oid::regclass::text AS name FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace",
  );
  expect(tables.map((one) => one.name)).toContain("second_factor");
  for (const { name } of tables) {
    const rows = await superQuery<{ row: string }>(runtime.urls, `SELECT to_json(t)::text AS row FROM ${name} t`);
    const text = rows.map((one) => one.row).join("\n");
    for (const form of forms) expect(text.includes(form), `${name} holds ${form.slice(0, 4)}`).toBe(false);
  }
});
