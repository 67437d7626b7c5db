import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accountOf, again, enrol, from, refusal } from "../../tests/account.ts";
import { openTestRuntime, superQuery, type TestRuntime, testClock } from "../../tests/database.ts";
import { noteSecret } from "../../tests/secrets/register.ts";
import { openSmtpReceiver, type SmtpReceiver } from "../../tests/smtp-receiver.ts";
import { makePerson, makeTenant, type TestTenant } from "../../tests/tenant.ts";
import { backgroundDone } from "../background.ts";
import { mintToken } from "../tokens/index.ts";
import {
  changePassword,
  createPasswordReset,
  findPerson,
  findSession,
  getPasswordReset,
  requestPasswordReset,
  resetPassword,
  signIn,
} from "./index.ts";

const HOUR_MS = 3_600_000;
const password = "nine quiet lanterns";
let runtime: TestRuntime;
let smtp: SmtpReceiver;
let acme: TestTenant;
let globex: TestTenant;
beforeAll(async () => {
  smtp = await openSmtpReceiver();
  runtime = await openTestRuntime({ clock: testClock(-48 * HOUR_MS), variables: { SMTP_URL: smtp.url } });
  acme = await makeTenant();
  globex = await makeTenant();
  noteSecret(password);
});
afterAll(() => smtp.close());

async function trail(tenant: TestTenant, action: string, personId: string) {
  await backgroundDone();
  const rows = await superQuery<{ body: string }>(
    runtime.urls,
    "SELECT body FROM event WHERE tenant_id = $1 AND action = $2 ORDER BY seq",
    [tenant.id, action],
  );
  return rows.map((row) => JSON.parse(row.body)).filter((body) => body.targets[0].id === personId);
}

/** The token in the mail that the person got next. */
async function mailedToken(email: string): Promise<string> {
  for (;;) {
    const { text } = await smtp.nextMail(email);
    const token = /http:\/\/audit\.test\/reset#(st_rst_\w+)/.exec(text)?.[1];
    // Mails that tell of a change come in between.
    if (token === undefined) continue;
    noteSecret(token);
    return token;
  }
}

async function operator() {
  const person = await makePerson([]);
  await superQuery(runtime.urls, "UPDATE person SET operator = true WHERE id = $1", [person.id]);
  return { person, account: await accountOf(person) };
}

describe("a link to a new password", () => {
  test("is mailed, sets the password once, ends every session, keeps the factor and is recorded in each tenant", async () => {
    const person = await makePerson([acme, globex]);
    const account = await accountOf(person);
    const factor = await enrol(account);
    await requestPasswordReset({ email: ` ${person.email.toUpperCase()} ` }, from());
    const token = await mailedToken(person.email);
    expect(await getPasswordReset({ token })).toEqual({ email: person.email, hasSecondFactor: true });
    expect(await refusal(resetPassword({ token, password: "short" }, from()))).toMatchObject({ code: "invalid" });
    await resetPassword({ token, password }, from());
    expect(await findSession(account.session.id)).toBeNull();
    expect(await refusal(signIn(person, from()))).toMatchObject({ code: "unauthenticated" });
    expect(await refusal(signIn({ email: person.email, password }, from()))).toMatchObject({
      fields: [{ path: "code" }],
    });
    await signIn({ email: person.email, password, code: factor.code() }, from());
    expect(await refusal(resetPassword({ token, password: "another quiet lantern" }, from()))).toMatchObject({
      code: "not_found",
    });
    for (const tenant of [acme, globex]) {
      expect(await trail(tenant, "person.password_reset_requested", person.id)).toHaveLength(1);
      const [event] = await trail(tenant, "person.password_reset", person.id);
      expect(event).toMatchObject({ actor: { id: person.id }, metadata: { ended_sessions: 1 } });
      expect(JSON.stringify(event)).not.toContain("st_rst");
    }
    const notices = smtp.mails.filter((mail) => mail.to === person.email).map((mail) => mail.subject);
    expect(notices.join()).toMatch(/password was changed/i);
  });

  test("asked for an unknown address answers the same, and nothing is sent or recorded", async () => {
    const known = await makePerson([acme]);
    const answers = [
      await requestPasswordReset({ email: known.email }, from()),
      await requestPasswordReset({ email: "nobody-here@example.com" }, from()),
    ];
    expect(answers).toEqual([undefined, undefined]);
    await mailedToken(known.email);
    await backgroundDone();
    expect(smtp.mails.some((mail) => mail.to.includes("nobody-here"))).toBe(false);
  });

  test("is slowed per account, known or not, and per address", async () => {
    const known = await makePerson([acme]);
    for (const email of [known.email, "another-nobody@example.com"]) {
      for (let i = 0; i < 4; i++)
        expect(await refusal(requestPasswordReset({ email }, from()))).toMatchObject({ done: true });
      expect(await refusal(requestPasswordReset({ email }, from()))).toMatchObject({ code: "rate_limited" });
    }
    const ip = "192.0.2.41";
    for (let i = 0; i < 31; i++) await requestPasswordReset({ email: `n${i}@example.com` }, from({ ip }));
    expect(await refusal(requestPasswordReset({ email: "n@example.com" }, from({ ip })))).toMatchObject({
      code: "rate_limited",
    });
    await signIn(known, from({ ip }));
    await backgroundDone();
  });

  test("ends with a newer one, with the password, and after an hour", async () => {
    const person = await makePerson([acme]);
    const ask = async () => {
      await requestPasswordReset({ email: person.email }, from());
      return mailedToken(person.email);
    };
    const gone = { code: "not_found" };
    const first = await ask();
    const second = await ask();
    expect(await refusal(getPasswordReset({ token: first }))).toMatchObject(gone);
    await getPasswordReset({ token: second });
    const account = await accountOf(person);
    await changePassword(account, { password: "nine other lanterns" });
    expect(await refusal(resetPassword({ token: second, password }, from()))).toMatchObject(gone);
    const third = await ask();
    runtime.clock.offsetMs += HOUR_MS + 1_000;
    expect(await refusal(resetPassword({ token: third, password }, from()))).toMatchObject(gone);
    await signIn({ email: person.email, password: "nine other lanterns" }, from());
  });

  test("that is made up, guessed or of another kind is not there, in the same words", async () => {
    const person = await makePerson([acme]);
    await requestPasswordReset({ email: person.email }, from());
    const token = await mailedToken(person.email);
    const impostor = mintToken("rst");
    await superQuery(runtime.urls, "UPDATE password_reset SET id = $1 WHERE id = $2", [
      impostor.id,
      token.split("_")[2],
    ]);
    const words = new Set<string>();
    for (const fake of ["", "x", token, impostor.token, mintToken("rst").token, mintToken("inv").token, acme.ingest]) {
      const refused = await refusal(resetPassword({ token: fake, password }, from()));
      expect(refused.code).toBe("not_found");
      words.add(refused.message);
    }
    expect(words.size).toBe(1);
    expect(await refusal(resetPassword({ token: "x".repeat(300), password }, from()))).toMatchObject({
      code: "invalid",
    });
  });

  test("used by two at once lets one in", async () => {
    const person = await makePerson([acme]);
    await requestPasswordReset({ email: person.email }, from());
    const token = await mailedToken(person.email);
    const passwords = ["first quiet lantern", "second quiet lantern", "third quiet lantern"];
    const answers = await Promise.all(passwords.map((one) => refusal(resetPassword({ token, password: one }, from()))));
    expect(answers.filter((one) => one.done)).toHaveLength(1);
    expect(await trail(acme, "person.password_reset", person.id)).toHaveLength(1);
    const winner = passwords[answers.findIndex((one) => one.done)]!;
    await signIn({ email: person.email, password: winner }, from());
  });

  test("forgives the failed sign-ins of before", async () => {
    const person = await makePerson([acme]);
    for (let i = 0; i < 6; i++) await refusal(signIn({ ...person, password: "no" }, from()));
    expect(await refusal(signIn(person, from()))).toMatchObject({ code: "rate_limited" });
    await requestPasswordReset({ email: person.email }, from());
    await resetPassword({ token: await mailedToken(person.email), password }, from());
    await signIn({ email: person.email, password }, from());
  });
});

describe("an operator's link", () => {
  test("is shown once, works like a mailed one and is recorded by the operator's name", async () => {
    const person = await makePerson([acme]);
    const helper = await operator();
    expect(await findPerson(helper.account, { email: person.email })).toEqual({
      id: person.id,
      name: "Zoë Ångström",
      email: person.email,
      hasSecondFactor: false,
      tenants: [{ slug: acme.slug, name: `Tenant ${acme.slug}`, role: "viewer" }],
    });
    const { link } = await createPasswordReset(helper.account, { personId: person.id });
    const token = link.split("#")[1]!;
    noteSecret(token);
    expect(link).toBe(`http://audit.test/reset#${token}`);
    const [event] = await trail(acme, "person.password_reset_requested", person.id);
    expect(event).toMatchObject({ actor: { id: helper.person.id }, targets: [{ id: person.id }] });
    await resetPassword({ token, password }, from());
    await signIn({ email: person.email, password }, from());
  });

  test("is there for operators alone, with a fresh proof, for accounts that are", async () => {
    const person = await makePerson([acme], "owner");
    const owner = await accountOf(person);
    for (const tried of [
      createPasswordReset(owner, { personId: person.id }),
      findPerson(owner, { email: person.email }),
    ])
      expect(await refusal(tried)).toMatchObject({ code: "not_found" });
    const helper = await operator();
    for (const personId of ["", "x", "11111111-1111-4111-8111-111111111111"])
      expect(await refusal(createPasswordReset(helper.account, { personId }))).toMatchObject({ code: "not_found" });
    expect(await refusal(findPerson(helper.account, { email: "no-one@example.com" }))).toMatchObject({
      code: "not_found",
    });
    runtime.clock.offsetMs += 16 * 60_000;
    expect(await refusal(createPasswordReset(await again(helper.account), { personId: person.id }))).toMatchObject({
      code: "forbidden",
      fields: [{ path: "confirmation" }],
    });
  });
});
