import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { accountOf, again, refusal } from "../../tests/account.ts";
import { alertMessage, deliver, raise } from "../../tests/alert-message.ts";
import { openTestRuntime, superQuery, type TestRuntime } from "../../tests/database.ts";
import { noteSecret } from "../../tests/secrets/register.ts";
import { openSmtpReceiver, type SmtpReceiver } from "../../tests/smtp-receiver.ts";
import { makePerson, makeTenant, type TestTenant } from "../../tests/tenant.ts";
import { PERMISSIONS, type SystemRole, systemContext, type TenantContext } from "../access/index.ts";
import { uuidv7 } from "../ids.ts";
import { contextOf, membershipOf } from "../people/index.ts";
import { viewOf } from "../query/index.ts";
import {
  CHANNELS_MAX,
  type ChannelInput,
  createChannel,
  deleteChannel,
  deleteOldDeliveries,
  getChannel,
  LOG_DAYS,
  listChannels,
  listDeliveries,
  rotateChannelSecret,
  testChannel,
  updateChannel,
} from "./index.ts";

const HOOK = "https://8.8.8.8/services/T000/of-the-receiver?token=of-the-receiver";
const DAY_MS = 86_400_000;
let runtime: TestRuntime;
let mails: SmtpReceiver;
let tenant: TestTenant;
beforeAll(async () => {
  mails = await openSmtpReceiver({ refuses: ["refused@example.com"] });
  runtime = await openTestRuntime({ variables: { SMTP_URL: mails.url } });
  return () => mails.close();
});
beforeEach(async () => {
  tenant = await makeTenant();
});

const webhook = (over: Partial<ChannelInput> = {}): ChannelInput => ({
  name: "On call",
  kind: "webhook",
  url: HOOK,
  ...over,
});
async function add(over: Partial<ChannelInput> = {}) {
  const issued = await createChannel(tenant.context, webhook(over));
  if (issued.secret) noteSecret(issued.secret);
  return issued;
}
const addMail = (...recipients: string[]) => add({ name: "Mail", kind: "email", url: undefined as never, recipients });
async function contextAs(role: SystemRole): Promise<TenantContext> {
  const { session, origin } = await again(await accountOf(await makePerson([tenant], role)));
  return contextOf(session, membershipOf(session, tenant.slug), origin);
}
const trail = () =>
  superQuery<{ body: string }>(
    runtime.urls,
    "SELECT body FROM event WHERE tenant_id = $1 AND action LIKE 'channel%' ORDER BY seq",
    [tenant.id],
  );

describe("createChannel", () => {
  it("gives the secret once; the trail has the host and what it is for", async () => {
    const { channel, secret } = await add({ severityMin: "high", query: "outcome:denied" });
    expect(secret).toMatch(/^whsec_/);
    expect(channel).toMatchObject({ url: HOOK, severityMin: "high", query: "outcome:denied", isOn: true, waiting: 0 });
    expect(await listChannels(tenant.context)).toEqual([channel]);
    await runtime.committer.drain();
    const text = (await trail()).map(({ body }) => body).join("\n");
    expect(text).toContain("channel.created");
    expect(text).toContain("https://8.8.8.8/… (");
    for (const hidden of ["of-the-receiver", "T000", secret!]) expect(text).not.toContain(hidden);
  });

  it.each<[string, Partial<ChannelInput>, string]>([
    ["a name of nothing", { name: "  " }, "name"],
    ["two lines", { name: "a\nb" }, "name"],
    ["no address", { url: undefined as never }, "url"],
    ["an internal address", { url: "https://10.0.0.1/" }, "url"],
    ["the metadata service", { url: "https://169.254.169.254/latest/meta-data/" }, "url"],
    ["localhost", { url: "https://localhost/" }, "url"],
    ["http", { url: "http://8.8.8.8/" }, "url"],
    ["a password", { url: "https://user:secret@8.8.8.8/" }, "url"],
    ["a query that cannot be read", { query: "outcome:nonsense" }, "query"],
    ["an unknown severity", { severityMin: "huge" as never }, "severityMin"],
    ["recipients of a webhook", { recipients: ["zoe@example.com"] }, "recipients"],
    ["mail with an address", { kind: "email", recipients: ["zoe@example.com"] }, "url"],
    ["mail to nobody", { kind: "email", url: undefined as never }, "recipients"],
    ["mail to a stranger", { kind: "email", url: undefined as never, recipients: ["zoe@example.com"] }, "recipients"],
  ])("refuses %s at its field", async (_, over, path) => {
    const fault = await refusal(createChannel(tenant.context, webhook(over)));
    expect(fault).toMatchObject({ code: "invalid", fields: [{ path }] });
    expect(await listChannels(tenant.context)).toEqual([]);
  });

  it("takes no more than there may be, also at once", async () => {
    for (let i = 2; i < CHANNELS_MAX; i++) await add();
    const answers = await Promise.all(Array.from({ length: 5 }, () => refusal(add())));
    expect(answers.filter(({ code }) => code === "conflict")).toHaveLength(3);
    expect(await listChannels(tenant.context)).toHaveLength(CHANNELS_MAX);
  });
});

describe("who", () => {
  it("reads alerts sees where they go, without what may be a secret", async () => {
    await add();
    const reader = await makePerson([tenant], "auditor");
    await addMail(reader.email);
    const [mail, hook] = await listChannels(await contextAs("auditor"));
    expect(hook!.url).toBe("https://8.8.8.8/…");
    expect(mail!.recipients).toEqual([`${reader.email[0]}***@example.com`]);
    await testChannel(tenant.context, { id: mail!.id });
    const [delivery] = (await listDeliveries(await contextAs("auditor"), { channelId: mail!.id })).deliveries;
    expect(delivery!.to).toBe(mail!.recipients[0]);
    expect(delivery!.body).not.toContain(reader.email);
  });

  it("has not proved itself of late is asked to, before anything is looked at", async () => {
    const context = {
      ...(await contextAs("owner")),
      confirmedAt: new Date(runtime.clock.now().getTime() - 16 * 60_000),
    };
    const fault = await refusal(createChannel(context, webhook()));
    expect(fault).toMatchObject({ code: "forbidden", fields: [{ path: "confirmation" }] });
    expect(await listChannels(context)).toEqual([]);
  });

  it("sees less than everything gets nothing of channels", async () => {
    const { channel } = await add();
    const half = {
      ...systemContext(tenant.id, "test", PERMISSIONS),
      view: viewOf({ environments: ["prod"] } as never, []),
    };
    for (const call of [
      () => listChannels(half),
      () => createChannel(half, webhook()),
      () => listDeliveries(half, { channelId: channel.id }),
      () => deleteChannel(half, { id: channel.id }),
    ])
      expect(await refusal(call())).toMatchObject({ code: "forbidden" });
  });
});

describe("updateChannel", () => {
  it("changes what is given and says in the trail that the address changed, but not to what", async () => {
    const { channel } = await add();
    const changed = await updateChannel(tenant.context, { id: channel.id, name: "Night", url: `${HOOK}2` });
    expect(changed).toMatchObject({ name: "Night", url: `${HOOK}2`, secrets: channel.secrets });
    await runtime.committer.drain();
    const { changes } = JSON.parse((await trail()).at(-1)!.body);
    expect(changes.map((one: { field: string }) => one.field)).toEqual(["name", "url"]);
    expect(changes[1].before).not.toBe(changes[1].after);
    expect(JSON.stringify(changes)).not.toContain("of-the-receiver");
  });

  it("refuses what does not fit the kind, and internal addresses", async () => {
    const { channel } = await add();
    const faults: [Partial<ChannelInput>, string][] = [
      [{ recipients: ["zoe@example.com"] }, "recipients"],
      [{ url: "https://192.168.0.1/" }, "url"],
      [{ query: "((" }, "query"],
    ];
    for (const [{ kind: _, ...change }, path] of faults)
      expect(await refusal(updateChannel(tenant.context, { id: channel.id, ...change }))).toMatchObject({
        code: "invalid",
        fields: [{ path }],
      });
    expect(await getChannel(tenant.context, { id: channel.id })).toEqual(channel);
  });
});

describe("deleteChannel", () => {
  it("ends it with its secrets and its log", async () => {
    const { channel } = await add();
    await testChannel(tenant.context, { id: channel.id });
    await deleteChannel(tenant.context, { id: channel.id });
    expect(await listChannels(tenant.context)).toEqual([]);
    const left = await superQuery(
      runtime.urls,
      `SELECT channel_id FROM alert_delivery WHERE channel_id = $1 UNION ALL SELECT channel_id FROM alert_channel_secret WHERE channel_id = $1`,
      [channel.id],
    );
    expect(left).toEqual([]);
  });
});

describe("ids", () => {
  it("that are unknown, malformed or another tenant's are not there, in the same words", async () => {
    const { channel } = await add();
    const other = (await makeTenant()).context;
    const verbs = [getChannel, deleteChannel, testChannel, rotateChannelSecret, updateChannel];
    for (const verb of verbs) {
      const answers = await Promise.all([channel.id, uuidv7(0), "nonsense"].map((id) => refusal(verb(other, { id }))));
      expect(answers.map(({ code, message }) => `${code} ${message}`)).toEqual(
        Array(3).fill("not_found There is no such channel."),
      );
    }
    expect(await getChannel(tenant.context, { id: channel.id })).toEqual(channel);
  });
});

describe("mail", () => {
  it("goes to each recipient with what was found and a link, and again to those alone whom it did not reach", async () => {
    const [zoe, refused] = [await makePerson([tenant], "owner"), await makePerson([tenant], "auditor")];
    await superQuery(runtime.urls, "UPDATE person SET email = 'refused@example.com' WHERE id = $1", [refused.id]);
    const { channel, secret } = await addMail(zoe.email, "refused@example.com");
    expect(secret).toBeNull();
    const message = alertMessage({
      title: "Mika <b>Tan</b> was in\u2028two places",
      runbookUrl: "https://wiki.example.com/r",
    });
    await raise(tenant.context, message);
    await deliver();
    const mail = await mails.nextMail(zoe.email);
    expect(mail.subject).toBe(`High alert in Tenant ${tenant.slug}: Mika <b>Tan</b> was in two places`);
    expect(mail.text).toContain("Seen: 9,930 km in 41 min. Expected: at most 900 km/h.");
    expect(mail.text).toContain(`http://audit.test/t/${tenant.slug}/alerts/${message.id}`);
    expect(mail.text).toContain("https://wiki.example.com/r");
    expect(mail.html).not.toContain("<b>");
    const { deliveries } = await listDeliveries(tenant.context, { channelId: channel.id });
    const states = new Map(deliveries.map(({ to, state, attempts }) => [to, { state, fault: attempts[0]!.fault }]));
    expect(states.get(zoe.email)).toEqual({ state: "delivered", fault: null });
    expect(states.get("refused@example.com")).toMatchObject({
      state: "waiting",
      fault: expect.stringContaining("550"),
    });
    expect(await getChannel(tenant.context, { id: channel.id })).toMatchObject({ throttledUntil: null, waiting: 1 });
    await superQuery(runtime.urls, "UPDATE person SET email = 'now-there@example.com' WHERE id = $1", [refused.id]);
  });

  it("goes to nobody who may not read alerts by then", async () => {
    const zoe = await makePerson([tenant], "owner");
    const { channel } = await addMail(zoe.email);
    await testChannel(tenant.context, { id: channel.id });
    await superQuery(runtime.urls, "UPDATE membership SET role = 'viewer' WHERE person_id = $1", [zoe.id]);
    await deliver();
    expect(mails.mails.filter(({ to }) => to === zoe.email)).toEqual([]);
    const [delivery] = (await listDeliveries(tenant.context, { channelId: channel.id })).deliveries;
    expect(delivery).toMatchObject({ state: "failed", attempts: [{ fault: expect.stringContaining("no member") }] });
    expect(await getChannel(tenant.context, { id: channel.id })).toMatchObject({ failingSince: null });
    expect(await refusal(addMail(zoe.email))).toMatchObject({ code: "invalid", fields: [{ path: "recipients" }] });
  });

  it("has no secret to rotate", async () => {
    const { channel } = await addMail((await makePerson([tenant], "owner")).email);
    expect(await refusal(rotateChannelSecret(tenant.context, { id: channel.id }))).toMatchObject({ code: "invalid" });
  });
});

describe("the log", () => {
  it("comes in pages, the newest first", async () => {
    const { channel } = await add();
    const asked = [];
    for (let i = 0; i < 7; i++) asked.push((await testChannel(tenant.context, { id: channel.id }))[0]!.id);
    const pages: string[][] = [];
    for (let before: string | undefined; ; ) {
      const page = await listDeliveries(tenant.context, { channelId: channel.id, before, limit: 3 });
      pages.push(page.deliveries.map(({ id }) => id));
      before = pages.at(-1)!.at(-1);
      if (!page.hasMore) break;
    }
    expect(pages.map((page) => page.length)).toEqual([3, 3, 1]);
    expect(pages.flat()).toEqual(asked.toSorted().toReversed());
  });

  it("forgets what ended long ago, and nothing that waits", async () => {
    const { channel } = await add();
    const [old] = await testChannel(tenant.context, { id: channel.id });
    const [waiting] = await testChannel(tenant.context, { id: channel.id });
    await superQuery(runtime.urls, "UPDATE alert_delivery SET state = 'failed', next_at = NULL WHERE id = $1", [
      old!.id,
    ]);
    const ids = async () =>
      (await listDeliveries(tenant.context, { channelId: channel.id })).deliveries.map(({ id }) => id);
    await deleteOldDeliveries(tenant.id);
    expect(await ids()).toHaveLength(2);
    runtime.clock.offsetMs += (LOG_DAYS + 1) * DAY_MS;
    try {
      await deleteOldDeliveries(tenant.id);
      expect(await ids()).toEqual([waiting!.id]);
    } finally {
      runtime.clock.offsetMs -= (LOG_DAYS + 1) * DAY_MS;
    }
  });
});
