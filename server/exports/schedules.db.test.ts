import { afterAll, beforeAll, expect, test } from "vitest";
import type { SealedEvent } from "#tlog";
import { accountOf, again, refusal } from "../../tests/account.ts";
import { openTestRuntime, superQuery, type TestRuntime, testClock } from "../../tests/database.ts";
import { openSmtpReceiver, type SmtpReceiver } from "../../tests/smtp-receiver.ts";
import { makePerson, makeTenant, newEvent, sendEvents, type TestTenant } from "../../tests/tenant.ts";
import type { SystemRole, TenantContext } from "../access/index.ts";
import { removeMember } from "../members/index.ts";
import { contextOf, membershipOf } from "../people/index.ts";
import {
  createSchedule,
  deleteSchedule,
  type Export,
  listExports,
  listSchedules,
  runExport,
  sweepExports,
  updateSchedule,
} from "./index.ts";

const DAY_MS = 86_400_000;
let receiver: SmtpReceiver;
let runtime: TestRuntime;
let tenant: TestTenant;
let owner: TenantContext;
beforeAll(async () => {
  receiver = await openSmtpReceiver({ refuses: ["full@example.com"] });
  runtime = await openTestRuntime({ clock: testClock(), variables: { SMTP_URL: receiver.url } });
  tenant = await makeTenant();
  owner = await memberOf("owner");
  await sendEvents(
    tenant.ingest,
    [0, 1, 2].map((days) => newEvent({ occurred_at: new Date(Date.now() - days * DAY_MS).toISOString() })),
  );
});
afterAll(() => receiver.close());

async function memberOf(role: SystemRole): Promise<TenantContext> {
  const { session, origin } = await again(await accountOf(await makePerson([tenant], role)));
  return contextOf(session, membershipOf(session, tenant.slug), origin);
}
const emailOf = ({ caller }: TenantContext) => (caller as { email: string }).email;
const DAILY = { period: "daily", hour: 6, format: "csv", timeZone: "Europe/Berlin" } as const;

async function trailOf(id: string): Promise<SealedEvent[]> {
  await runtime.committer.drain();
  const rows = await superQuery<{ body: string }>(
    runtime.urls,
    "SELECT body FROM event WHERE action LIKE 'export%' AND position($1 IN body) > 0 ORDER BY seq",
    [id],
  );
  return rows.map((row) => JSON.parse(row.body) as SealedEvent);
}

/** What the worker does in some rounds: asks for what is due, makes it, mails it. */
async function work(): Promise<void> {
  for (let round = 0; round < 4; round++)
    for (const { tenantId, id } of await sweepExports()) await runExport(tenantId, id, () => false);
}

/** Lets time pass until a schedule is due. */
async function untilDue(context: TenantContext, id: string): Promise<void> {
  const { nextAt } = (await listSchedules(context)).find((one) => one.id === id)!;
  runtime.clock.offsetMs += Math.max(0, Date.parse(nextAt) - runtime.clock.now().getTime()) + 1;
}
const madeBy = async (context: TenantContext, id: string): Promise<Export[]> =>
  (await listExports(context)).exports.filter((one) => one.scheduleId === id);

test("each time the whole day before is exported once, however many workers look, and the link is mailed", async () => {
  const made = await createSchedule(owner, { ...DAILY, name: "Nightly", recipients: [emailOf(owner)] });
  expect(made).toMatchObject({ isOwn: true, isPaused: false, fault: null, recipients: [emailOf(owner)] });
  expect(new Date(made.nextAt).getUTCMinutes()).toBe(0);
  await work();
  expect(await madeBy(owner, made.id)).toEqual([]);
  await untilDue(owner, made.id);
  await Promise.all([sweepExports(), sweepExports(), sweepExports()]);
  await work();
  const [first, ...more] = await madeBy(owner, made.id);
  expect(more).toEqual([]);
  expect(first).toMatchObject({ state: "done", timeZone: "Europe/Berlin", mail: { state: "mailed" } });
  expect(Date.parse(first!.to!) - Date.parse(first!.from!)).toBe(DAY_MS);
  const mail = await receiver.nextMail(emailOf(owner));
  expect(mail.subject).toContain("Nightly");
  expect(mail.text).toContain(`/t/${tenant.slug}/exports?export=${first!.id}`);
  await untilDue(owner, made.id);
  await work();
  const [second] = await madeBy(owner, made.id);
  expect(second!.from).toBe(first!.to);
  await receiver.nextMail(emailOf(owner));
  expect((await trailOf(second!.id)).map((event) => event.action)).toEqual([
    "export.created",
    "export.completed",
    "export.mailed",
  ]);
  await deleteSchedule(owner, { id: made.id });
});

test("what was asked for already is not asked for again when a worker died in between", async () => {
  const { id, nextAt } = await createSchedule(owner, { ...DAILY, name: "Twice" });
  await untilDue(owner, id);
  await work();
  expect(await madeBy(owner, id)).toHaveLength(1);
  await superQuery(runtime.urls, "UPDATE export_schedule SET next_at = $2 WHERE id = $1", [id, nextAt]);
  await work();
  expect(await madeBy(owner, id)).toHaveLength(1);
  await deleteSchedule(owner, { id });
});

test("paused it rests, and goes on with the next period; changes take effect and stand in the trail", async () => {
  const { id } = await createSchedule(owner, { ...DAILY, name: "Resting" });
  expect(await updateSchedule(owner, { id, isPaused: true })).toMatchObject({ isPaused: true });
  runtime.clock.offsetMs += 3 * DAY_MS;
  await work();
  expect(await madeBy(owner, id)).toEqual([]);
  const on = await updateSchedule(owner, { id, isPaused: false, period: "weekly", q: "action:secret.*" });
  expect(on).toMatchObject({ isPaused: false, period: "weekly", query: "action:secret.*" });
  expect(Date.parse(on.nextAt)).toBeGreaterThan(runtime.clock.now().getTime());
  const changed = (await trailOf(id)).filter((event) => event.action === "export_schedule.updated");
  expect(changed.map((event) => event.changes!.map((change) => change.field).sort())).toEqual([
    ["paused"],
    ["paused", "period", "q"],
  ]);
  await deleteSchedule(owner, { id });
  expect((await listSchedules(owner)).map((one) => one.id)).not.toContain(id);
});

test("it is made with its owner's rights: without them it says so, and nothing is exported", async () => {
  const auditor = await memberOf("auditor");
  const { id } = await createSchedule(auditor, { ...DAILY, name: "Orphan" });
  expect(await refusal(updateSchedule(owner, { id, q: "action:x" }))).toMatchObject({ code: "forbidden" });
  expect(await updateSchedule(owner, { id, isPaused: false })).toMatchObject({ isOwn: false });
  await removeMember(tenant.context, { personId: auditor.caller.id });
  await untilDue(owner, id);
  await work();
  const after = (await listSchedules(owner)).find((one) => one.id === id)!;
  expect(after.fault).toContain("may not export any more");
  expect((await trailOf(id)).at(-1)).toMatchObject({ action: "export_schedule.failed", outcome: "failure" });
  await deleteSchedule(owner, { id });
});

test("who may not, and what cannot be", async () => {
  const viewer = await memberOf("viewer");
  const auditor = await memberOf("auditor");
  expect(await refusal(createSchedule(viewer, { ...DAILY, name: "No" }))).toMatchObject({ code: "forbidden" });
  const { id } = await createSchedule(owner, { ...DAILY, name: "Mine" });
  for (const act of [() => updateSchedule(auditor, { id, isPaused: true }), () => deleteSchedule(auditor, { id })])
    expect(await refusal(act())).toMatchObject({ code: "not_found" });
  expect((await listSchedules(auditor)).map((one) => one.id)).not.toContain(id);
  const bad = [
    [{ recipients: ["stranger@example.com"] }, "recipients"],
    [{ q: "action:" }, "q"],
    [{ hour: 24 }, "hour"],
    [{ name: "" }, "name"],
  ] as const;
  for (const [over, path] of bad)
    expect(await refusal(createSchedule(owner, { ...DAILY, name: "Bad", ...over } as never))).toMatchObject({
      code: "invalid",
      fields: [{ path }],
    });
  await deleteSchedule(owner, { id });
});

test("a mail that cannot be sent is tried again over hours, then given up, which stands at the export", async () => {
  const person = await makePerson([tenant], "viewer");
  await superQuery(runtime.urls, "UPDATE person SET email = 'full@example.com' WHERE id = $1", [person.id]);
  const { id } = await createSchedule(owner, { ...DAILY, name: "Unmailed", recipients: ["full@example.com"] });
  await untilDue(owner, id);
  await work();
  await work();
  const waiting = (await madeBy(owner, id))[0]!;
  expect(waiting).toMatchObject({ state: "done", mail: { state: "waiting" } });
  await updateSchedule(owner, { id, isPaused: true });
  for (let n = 0; n < 7; n++) {
    runtime.clock.offsetMs += 13 * 3_600_000;
    await work();
  }
  const [after] = await madeBy(owner, id);
  expect(after!.mail).toEqual({ to: ["full@example.com"], state: "failed" });
  expect((await trailOf(after!.id)).map((event) => event.action)).toContain("export.mail_failed");
});
