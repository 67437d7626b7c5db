import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openTestRuntime, superQuery, type TestRuntime } from "../../tests/database.ts";
import { openSmtpReceiver, type SmtpReceiver } from "../../tests/smtp-receiver.ts";
import { makePerson, makeTenant, type TestTenant } from "../../tests/tenant.ts";
import { backgroundDone } from "../background.ts";
import { updateKeyPolicy } from "../keys/index.ts";
import { completeReview, decideItem, getReview, listReviews, startReview, sweepReviews } from "./index.ts";

const DAY_MS = 86_400_000;
let receiver: SmtpReceiver;
let runtime: TestRuntime;
let tenant: TestTenant;
beforeAll(async () => {
  receiver = await openSmtpReceiver();
  runtime = await openTestRuntime({ variables: { SMTP_URL: receiver.url } });
});
afterAll(() => receiver.close());
beforeEach(async () => {
  runtime.clock.offsetMs = 0;
  receiver.mails.length = 0;
  tenant = await makeTenant();
});

const pass = (days: number) => {
  runtime.clock.offsetMs += days * DAY_MS;
};
const sweepAtOnce = () => Promise.all([1, 2, 3, 4].map(() => sweepReviews(tenant.id)));
const reviews = async () => (await listReviews(tenant.context)).reviews;

async function complete(reviewId: string): Promise<void> {
  for (const { kind, id: subjectId } of (await getReview(tenant.context, { reviewId })).items)
    await decideItem(tenant.context, { reviewId, kind, subjectId, decision: "kept" });
  await completeReview(tenant.context, { reviewId });
}

test("one begins by itself when it is due, once however many workers there are, and owners are told", async () => {
  const owner = await makePerson([tenant], "owner");
  await makePerson([tenant], "admin");
  await updateKeyPolicy(tenant.context, { unusedDays: null, reviewDays: 30 });
  pass(29.9);
  await sweepAtOnce();
  expect(await reviews()).toEqual([]);
  pass(0.1);
  await sweepAtOnce();
  const [review, ...others] = await reviews();
  expect(others).toEqual([]);
  expect(review).toMatchObject({ startedBy: "Sealtrail", keys: 3, members: 2, left: 5 });
  expect(Date.parse(review!.dueAt) - Date.parse(review!.startedAt)).toBe(14 * DAY_MS);
  await backgroundDone();
  expect(receiver.mails.map((mail) => mail.to)).toEqual([owner.email]);
  const [mail] = receiver.mails;
  expect(mail!.subject).toBe(`The access review of Tenant ${tenant.slug} is due`);
  expect(mail!.text).toContain("3 keys and 2 members are to be confirmed or revoked");
  expect(mail!.text.split("\n")).toContain(`http://audit.test/t/${tenant.slug}/reviews/${review!.id}`);
  pass(60);
  await sweepAtOnce();
  expect(await reviews()).toHaveLength(1);
  await backgroundDone();
  expect(receiver.mails).toHaveLength(1);
});

test("the next one is due so long after the last was completed", async () => {
  await makePerson([tenant], "owner");
  pass(80);
  const { id } = await startReview(tenant.context);
  pass(5);
  await complete(id);
  pass(89.9);
  await sweepAtOnce();
  expect(await reviews()).toHaveLength(1);
  pass(0.2);
  await sweepAtOnce();
  expect(await reviews()).toMatchObject([{ startedBy: "Sealtrail", completedAt: null }, { id }]);
});

test("none begins in a suspended tenant, or in one without members", async () => {
  pass(100);
  await sweepAtOnce();
  expect(await reviews()).toEqual([]);
  await makePerson([tenant], "owner");
  await superQuery(runtime.urls, "UPDATE tenant SET suspended_at = now() WHERE id = $1", [tenant.id]);
  await sweepAtOnce();
  expect(await reviews()).toEqual([]);
  await superQuery(runtime.urls, "UPDATE tenant SET suspended_at = NULL WHERE id = $1", [tenant.id]);
  await sweepAtOnce();
  expect(await reviews()).toHaveLength(1);
});
