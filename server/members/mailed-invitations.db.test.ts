import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestRuntime, superQuery, type TestRuntime, testClock } from "../../tests/database.ts";
import { openSmtpReceiver, type SmtpReceiver } from "../../tests/smtp-receiver.ts";
import { makeTenant, type TestTenant } from "../../tests/tenant.ts";
import { acceptWithNewAccount, inviteMember, listInvitations, openInvitation, renewInvitation } from "./index.ts";

let receiver: SmtpReceiver;
let runtime: TestRuntime;
let acme: TestTenant;
beforeAll(async () => {
  receiver = await openSmtpReceiver({ refuses: ["full@example.com"] });
  runtime = await openTestRuntime({ clock: testClock(-3_600_000), variables: { SMTP_URL: receiver.url } });
  acme = await makeTenant();
});
afterAll(() => receiver.close());

const origin = { requestId: "r", ip: "198.51.100.9", via: "ui" } as const;
const linkIn = (text: string) => /http:\/\/audit\.test\/invite#(st_inv_\w+)/.exec(text)![1]!;

test("where mail is set up the link goes out by mail alone, and accepts", async () => {
  const email = "nia@example.com";
  const answer = await inviteMember(acme.context, { email, role: "auditor" });
  expect(Object.keys(answer)).toEqual(["invitation"]);
  expect(answer.invitation.mailedAt).not.toBeNull();
  const mail = await receiver.nextMail(email);
  expect(mail.text).toContain("Sealtrail invites you");
  const token = linkIn(mail.text);
  expect(JSON.stringify(answer)).not.toContain(token);
  expect((await listInvitations(acme.context))[0]).toEqual(answer.invitation);
  const again = () => renewInvitation(acme.context, { id: answer.invitation.id });
  await expect(again()).rejects.toMatchObject({ code: "rate_limited" });
  await expect(inviteMember(acme.context, { email, role: "viewer" })).rejects.toMatchObject({ code: "rate_limited" });
  expect(await openInvitation(token, null, origin)).toMatchObject({ role: "auditor" });
  runtime.clock.offsetMs += 61_000;
  await again();
  const second = linkIn((await receiver.nextMail(email)).text);
  await expect(openInvitation(token, null, origin)).rejects.toMatchObject({ code: "not_found" });
  const joined = await acceptWithNewAccount(
    { token: second, name: "Nia", password: "a long enough passphrase" },
    origin,
  );
  expect(joined.email).toBe(email);
});

test("a mail that cannot be sent leaves the invitation and shows the link, which is in the trail", async () => {
  const { invitation, link, mailFault } = await inviteMember(acme.context, {
    email: "full@example.com",
    role: "viewer",
  });
  expect(mailFault).toContain("could not be sent");
  expect(invitation.mailedAt).toBeNull();
  expect(await openInvitation(link!.split("#")[1]!, null, origin)).toMatchObject({ role: "viewer" });
  const failed = await superQuery<{ body: string }>(
    runtime.urls,
    "SELECT body FROM event WHERE tenant_id = $1 AND action = 'invitation.mail_failed'",
    [acme.id],
  );
  expect(JSON.parse(failed[0]!.body)).toMatchObject({ outcome: "failure", targets: [{ id: invitation.id }] });
});
