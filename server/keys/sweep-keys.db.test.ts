import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { SealedEvent } from "#tlog";
import { openTestRuntime, superQuery, type TestRuntime } from "../../tests/database.ts";
import { openSmtpReceiver, type SmtpReceiver } from "../../tests/smtp-receiver.ts";
import { inDays, makePerson, makeTenant, newEvent, sendEvents, type TestTenant } from "../../tests/tenant.ts";
import { backgroundDone } from "../background.ts";
import { AppError } from "../errors.ts";
import {
  admitRequest,
  authenticateKey,
  createKey,
  getKey,
  resumeKey,
  rotateKey,
  sweepKeys,
  updateKeyPolicy,
} from "./index.ts";

const DAY_MS = 86_400_000;
const origin = { requestId: "r", ip: "203.0.113.9", via: "api" } as const;
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
  tenant = await makeTenant();
});

const newKey = (options: object = {}) =>
  createKey(tenant.context, {
    kind: "provisioning",
    name: "k",
    purpose: "p",
    role: "viewer",
    expiresAt: inDays(365),
    ...options,
  });

const pass = (days: number) => {
  runtime.clock.offsetMs += days * DAY_MS;
};

async function trailOf(keyId: string, action = "key.%"): Promise<SealedEvent[]> {
  const rows = await superQuery<{ body: string }>(
    runtime.urls,
    "SELECT body FROM event WHERE tenant_id = $1 AND target_id = $2 AND action LIKE $3 ORDER BY seq",
    [tenant.id, keyId, action],
  );
  return rows.map((row) => JSON.parse(row.body) as SealedEvent);
}

const sweepAtOnce = () => Promise.all([sweepKeys(tenant.id), sweepKeys(tenant.id), sweepKeys(tenant.id)]);
const use = async (token: string) => {
  const key = await authenticateKey(token, origin);
  await admitRequest(key, origin.ip);
  return key;
};
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error) => (error instanceof AppError ? error.code : Promise.reject(error)),
  );

describe("a key that nobody uses", () => {
  test("suspends itself after the tenant's time, once; use puts it off; it can be resumed and suspends itself again", async () => {
    await updateKeyPolicy(tenant.context, { unusedDays: 30, reviewDays: 90 });
    const [idle, used] = [await newKey(), await newKey()];
    pass(29);
    await sweepAtOnce();
    expect((await getKey(tenant.context, idle)).state).toBe("active");
    await use(used.token);
    pass(2);
    await sweepAtOnce();
    expect((await getKey(tenant.context, idle)).state).toBe("suspended");
    expect((await getKey(tenant.context, used)).state).toBe("active");
    expect(await trailOf(idle.id, "key.suspended")).toMatchObject([
      {
        actor: { type: "system" },
        changes: [{ field: "state", before: "active", after: "suspended" }],
        metadata: { reason: "unused for 30 days" },
      },
    ]);
    expect(await refusal(use(idle.token))).toBe("unauthenticated");
    await resumeKey(tenant.context, { id: idle.id });
    await new Promise((resolve) => setTimeout(resolve, 600));
    await use(idle.token);
    await sweepAtOnce();
    expect((await getKey(tenant.context, idle)).state).toBe("active");
    pass(31);
    await sweepAtOnce();
    expect(await trailOf(idle.id, "key.suspended")).toHaveLength(2);
  });

  test("never does where the tenant says never; keys that only append do too", async () => {
    const reading = await newKey();
    await updateKeyPolicy(tenant.context, { unusedDays: null, reviewDays: 90 });
    pass(300);
    await sweepAtOnce();
    expect((await getKey(tenant.context, reading)).state).toBe("active");
    await updateKeyPolicy(tenant.context, { unusedDays: 90, reviewDays: 90 });
    const appending = await createKey(tenant.context, { kind: "ingest", name: "i", purpose: "p" });
    await sendEvents(appending.token, newEvent());
    await use(appending.token);
    pass(80);
    await use(appending.token);
    pass(80);
    await sweepAtOnce();
    expect((await getKey(tenant.context, appending)).state).toBe("active");
    pass(11);
    await sweepAtOnce();
    expect((await getKey(tenant.context, appending)).state).toBe("suspended");
  });
});

describe("what time does to a key", () => {
  test("its end, and the end of an old secret, are trail events, each once", async () => {
    const { id, token } = await newKey({ expiresAt: inDays(20) });
    await rotateKey(tenant.context, { id, graceHours: 24 });
    expect((await getKey(tenant.context, { id })).state).toBe("rotating");
    await use(token);
    pass(2);
    expect(await refusal(use(token))).toBe("unauthenticated");
    await sweepAtOnce();
    expect(await trailOf(id, "key.secret_ended")).toMatchObject([
      { changes: [{ field: "state", before: "rotating", after: "active" }] },
    ]);
    pass(19);
    await sweepAtOnce();
    await sweepAtOnce();
    expect(await trailOf(id, "key.expired")).toMatchObject([
      { changes: [{ field: "state", before: "active", after: "expired" }] },
    ]);
    expect((await getKey(tenant.context, { id })).state).toBe("expired");
  });

  test("a rotation is reminded of 14, 7 and 1 days before and on the day, once each; rotating starts anew", async () => {
    const { id } = await newKey({ rotationDays: 30 });
    const left = async () =>
      (await trailOf(id, "key.reminder_sent")).map(({ metadata }) => (metadata as { days_left: number }).days_left);
    const seen: number[] = [];
    for (let day = 0; day < 33; day++) {
      await sweepAtOnce();
      seen.push((await left()).length);
      pass(1);
    }
    expect(await left()).toEqual([14, 7, 1, 0]);
    expect(seen.slice(0, 16).every((count) => count === 0)).toBe(true);
    await rotateKey(tenant.context, { id, graceHours: 1 });
    pass(16);
    await sweepAtOnce();
    expect((await left()).length).toBe(5);
    expect((await trailOf(id, "key.reminder_sent"))[0]!.metadata).toMatchObject({ what: "rotation" });
  });

  test("an end that comes sooner is what is reminded of; a revoked key is left alone", async () => {
    const { id } = await newKey({ rotationDays: 60, expiresAt: inDays(10) });
    await sweepAtOnce();
    expect((await trailOf(id, "key.reminder_sent"))[0]!.metadata).toMatchObject({ what: "expiry", days_left: 10 });
    await superQuery(runtime.urls, "UPDATE provisioning_key SET revoked_at = now() WHERE id = $1", [id]);
    pass(12);
    await sweepAtOnce();
    expect(await trailOf(id, "key.expired")).toEqual([]);
    expect(await trailOf(id, "key.reminder_sent")).toHaveLength(1);
  });

  test("its owner is mailed with a link to the key, where there is mail", async () => {
    const owner = await makePerson([tenant], "security_lead");
    const { id } = await newKey({ name: "Data lake", rotationDays: 30, ownerId: owner.id });
    pass(24);
    await sweepAtOnce();
    const mail = await receiver.nextMail(owner.email);
    expect(mail.subject).toBe("The key Data lake is to be rotated");
    expect(mail.text).toContain(`http://audit.test/t/${tenant.slug}/keys/${id}`);
    await sweepAtOnce();
    await backgroundDone();
    expect(receiver.mails.filter(({ to }) => to === owner.email)).toHaveLength(1);
  });
});
