import { beforeAll, describe, expect, test } from "vitest";
import { AppError } from "#server/errors.ts";
import { openTestRuntime, superQuery, type TestRuntime, testClock } from "../../tests/database.ts";
import { contextIn, makePerson, makeTenant, type TestTenant } from "../../tests/tenant.ts";
import { ROLE_PERMISSIONS, type SystemRole, type TenantContext } from "../access/index.ts";
import { contextOf, findSession, signIn } from "../people/index.ts";
import { getTenant, type TenantSecurity, updateTenant, updateTenantSecurity } from "./index.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
let runtime: TestRuntime;
let acme: TestTenant;
let globex: TestTenant;
beforeAll(async () => {
  runtime = await openTestRuntime({ clock: testClock(-72 * HOUR_MS) });
  acme = await makeTenant();
  globex = await makeTenant();
});

const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error) => (error instanceof AppError ? error : Promise.reject(error)),
  ) as Promise<AppError | undefined>;

async function signedIn(
  tenants: TestTenant[],
  role: SystemRole,
): Promise<{ context: TenantContext; sessionId: string }> {
  const person = await makePerson(tenants, role);
  const origin = { requestId: "r", via: "ui" as const };
  const { sessionId } = await signIn(person, origin);
  const session = (await findSession(sessionId))!;
  const membership = session.memberships.find((one) => one.tenantId === tenants[0]!.id)!;
  return { context: contextOf(session, membership, origin), sessionId };
}

async function trail(tenantId: string, action: string) {
  const rows = await superQuery<{ body: string }>(
    runtime.urls,
    "SELECT body FROM event WHERE tenant_id = $1 AND action = $2 ORDER BY seq",
    [tenantId, action],
  );
  return rows.map((row) => JSON.parse(row.body));
}

const HOURS = { mon: [], tue: [], wed: [["22:00", "24:00"]], thu: [["00:00", "06:00"]], fri: [], sat: [], sun: [] };

describe("settings", () => {
  test("are changed one by one, and recorded with before and after; saving the same records nothing", async () => {
    const { context } = await signedIn([acme], "admin");
    const before = await getTenant(context);
    await updateTenant(context, {
      name: "  Acme Anvils ",
      businessHours: HOURS as never,
      holidays: [
        { date: "2026-12-26", name: "Boxing Day" },
        { date: "2026-12-25", name: "Christmas Day" },
      ],
    });
    await updateTenant(context, { name: "Acme Anvils", timeZone: before.timeZone });
    expect(await getTenant(context)).toMatchObject({
      name: "Acme Anvils",
      timeZone: "Europe/Berlin",
      businessHours: HOURS,
      holidays: [{ date: "2026-12-25" }, { date: "2026-12-26" }],
    });
    const events = await trail(acme.id, "tenant.updated");
    expect(events).toHaveLength(1);
    expect(events[0].actor).toMatchObject({ type: "user", id: context.caller.id });
    expect(events[0].changes).toEqual([
      { field: "name", before: before.name, after: "Acme Anvils" },
      { field: "businessHours", before: before.businessHours, after: HOURS },
      { field: "holidays", before: [], after: [expect.objectContaining({ date: "2026-12-25" }), expect.anything()] },
    ]);
  });

  test.each([
    ["name", { name: " " }],
    ["name", { name: "a\nb" }],
    ["name", { name: "Acme\ud800" }],
    ["name", { name: "\u202e" }],
    ["timeZone", { timeZone: "Europe/Atlantis" }],
    ["timeZone", { timeZone: "+02:00" }],
    ["businessHours.mon.0", { businessHours: { ...HOURS, mon: [["17:00", "09:00"]] } }],
    ["businessHours.mon.0.1", { businessHours: { ...HOURS, mon: [["09:00", "25:00"]] } }],
    [
      "businessHours.mon",
      {
        businessHours: {
          ...HOURS,
          mon: [
            ["09:00", "12:00"],
            ["11:00", "17:00"],
          ],
        },
      },
    ],
    ["businessHours.sun", { businessHours: { ...HOURS, sun: undefined } }],
    ["holidays.0.date", { holidays: [{ date: "2026-02-30", name: "x" }] }],
    [
      "holidays",
      {
        holidays: [
          { date: "2026-01-01", name: "x" },
          { date: "2026-01-01", name: "y" },
        ],
      },
    ],
    ["", { slug: "other" }],
  ])("a fault in %s is named by its path and changes nothing", async (path, input) => {
    const state = await getTenant(acme.context);
    const error = await refusal(updateTenant(acme.context, input as never));
    expect(error).toMatchObject({ code: "invalid" });
    expect(error!.fields!.map((field) => field.path)).toContain(path);
    expect(await getTenant(acme.context)).toEqual(state);
  });

  test("another tenant's are out of reach, and a role without the right is refused and that is recorded", async () => {
    const { context } = await signedIn([globex], "auditor");
    expect(await getTenant(context)).toMatchObject({ slug: globex.slug });
    expect(await refusal(updateTenant(context, { name: "Mine" }))).toMatchObject({ code: "forbidden" });
    await runtime.committer.drain();
    expect(await trail(globex.id, "access.denied")).toMatchObject([
      { outcome: "denied", metadata: { reason: "needs tenant.update", count: 1 }, actor: { id: context.caller.id } },
    ]);
    expect((await getTenant(globex.context)).name).not.toBe("Mine");
  });
});

describe("sign-in policy", () => {
  const policy = (over: Partial<TenantSecurity> = {}): TenantSecurity => ({
    secondFactorRequired: false,
    sessionIdleMinutes: 480,
    sessionHours: 12,
    ...over,
  });

  test("is the owner's alone, and needs a fresh confirmation", async () => {
    const tenant = await makeTenant();
    const { context: admin } = await signedIn([tenant], "admin");
    expect(await refusal(updateTenantSecurity(admin, policy(), true))).toMatchObject({ code: "forbidden" });
    const { context: owner, sessionId } = await signedIn([tenant], "owner");
    runtime.clock.offsetMs += 16 * MINUTE_MS;
    const stale = await refusal(updateTenantSecurity(owner, policy({ sessionHours: 8 }), true));
    expect(stale).toMatchObject({ code: "forbidden", fields: [{ path: "confirmation" }] });
    expect((await getTenant(owner)).security.sessionHours).toBe(12);
    expect(sessionId).toBeTruthy();
    await updateTenantSecurity({ ...owner, confirmedAt: runtime.clock.now() }, policy({ sessionHours: 8 }), true);
    expect(await trail(tenant.id, "tenant.security_changed")).toMatchObject([
      { changes: [{ field: "sessionHours", before: 12, after: 8 }] },
    ]);
  });

  test("nobody requires a second factor who has none", async () => {
    const tenant = await makeTenant();
    const { context } = await signedIn([tenant], "owner");
    const error = await refusal(updateTenantSecurity(context, policy({ secondFactorRequired: true }), false));
    expect(error).toMatchObject({ code: "conflict", fields: [{ path: "secondFactorRequired" }] });
  });

  test("a required second factor bars members without one, in that tenant alone", async () => {
    const strict = await makeTenant();
    const lax = await makeTenant();
    const { sessionId } = await signedIn([strict, lax], "viewer");
    await updateTenantSecurity(strict.context, policy({ secondFactorRequired: true }), true);
    const session = (await findSession(sessionId))!;
    for (const [tenant, code] of [
      [strict, "forbidden"],
      [lax, undefined],
    ] as const) {
      const membership = session.memberships.find((one) => one.tenantId === tenant.id)!;
      const context = contextOf(session, membership, { requestId: "r", via: "ui" });
      expect((await refusal(getTenant(context)))?.code).toBe(code);
    }
    expect((await getTenant(strict.context)).membersWithoutSecondFactor).toBe(1);
  });

  test("sessions end by the strictest limit of the person's tenants: idle and whole; a poll is no use", async () => {
    const short = await makeTenant();
    const long = await makeTenant();
    await updateTenantSecurity(short.context, policy({ sessionIdleMinutes: 30, sessionHours: 2 }), true);
    await updateTenantSecurity(long.context, policy({ sessionIdleMinutes: 1_440, sessionHours: 720 }), true);
    const { sessionId } = await signedIn([short, long], "viewer");
    for (let i = 0; i < 5; i++) {
      runtime.clock.offsetMs += 20 * MINUTE_MS;
      expect(await findSession(sessionId), `used after ${i}`).not.toBeNull();
    }
    runtime.clock.offsetMs += 21 * MINUTE_MS;
    expect(await findSession(sessionId)).toBeNull();

    const { sessionId: idle } = await signedIn([short, long], "viewer");
    for (let i = 0; i < 2; i++) {
      runtime.clock.offsetMs += 14 * MINUTE_MS;
      expect(await findSession(idle, false)).not.toBeNull();
    }
    runtime.clock.offsetMs += 3 * MINUTE_MS;
    expect(await findSession(idle, false)).toBeNull();

    const { sessionId: alone } = await signedIn([long], "viewer");
    runtime.clock.offsetMs += 23 * HOUR_MS;
    expect(await findSession(alone)).not.toBeNull();
  });

  test("limits outside their range are refused", async () => {
    for (const over of [{ sessionIdleMinutes: 1 }, { sessionHours: 0 }, { sessionHours: 9_000 }, { sessionHours: 1.5 }])
      expect(await refusal(updateTenantSecurity(acme.context, policy(over), true))).toMatchObject({ code: "invalid" });
  });
});

test("what each role may do about the tenant is as the table says", async () => {
  for (const [role, rights] of Object.entries(ROLE_PERMISSIONS)) {
    const context = contextIn(acme.id, rights);
    const may = (await refusal(updateTenant(context, {})))?.code !== "forbidden";
    expect(may, role).toBe(rights.includes("tenant.update"));
  }
});
