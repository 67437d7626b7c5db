import { beforeAll, describe, expect, test } from "vitest";
import type { AppError } from "#server/errors.ts";
import { type Answer, type Call, openApiServer } from "../../tests/api-server.ts";
import { openTestRuntime } from "../../tests/database.ts";
import { makeTenant, newEvent, sendEvents, type TestTenant } from "../../tests/tenant.ts";
import type { TenantContext } from "../access/index.ts";
import { type MaskPath, parseQuery, type View } from "../query/index.ts";
import { runtime } from "../runtime.ts";
import { getActorProfile, getTargetProfile, type Profile } from "./index.ts";

/** An id that a careless address, query or JSON would break on. */
const ODD = 'team/a b?"c\\d"&e=%2F#é*';
const DAY_MS = 86_400_000;

let acme: TestTenant;
let globex: TestTenant;
let call: Call;
let nowMs: number;
const daysAgo = (days: number) => new Date(nowMs - days * DAY_MS).toISOString();

beforeAll(async () => {
  await openTestRuntime();
  nowMs = runtime().clock.now().getTime();
  acme = await makeTenant();
  globex = await makeTenant();
  ({ call } = await openApiServer());
  const secret = { type: "secret", id: "s/1", name: "db/prod" };
  const mika = { type: "user" as const, id: ODD, name: "Mika Tan", email: "mika@acme.example" };
  const at = (environment: string, country: string) => ({
    ip: "203.0.113.7",
    environment,
    via: "api" as const,
    location: { country, city: "Berlin" },
  });
  await sendEvents(
    acme.ingest,
    [
      { occurred_at: daysAgo(60), action: "secret.create", crud: "c", actor: { ...mika, name: "Mika T." } },
      { occurred_at: daysAgo(20), action: "secret.rotate", crud: "u", actor: mika },
      { occurred_at: daysAgo(10), action: "secret.read", crud: "r", actor: mika, session_id: "sess-1" },
      {
        occurred_at: daysAgo(9),
        action: "secret.read",
        crud: "r",
        outcome: "denied",
        actor: mika,
        session_id: "sess-1",
      },
      {
        occurred_at: daysAgo(8),
        action: "report.read",
        crud: "r",
        actor: mika,
        targets: [{ type: "report", id: "r-1" }],
      },
      { occurred_at: daysAgo(5), action: "secret.rotate", crud: "u", outcome: "failure", actor: mika },
      {
        occurred_at: daysAgo(3),
        action: "secret.read",
        crud: "r",
        actor: { type: "service" as const, id: ODD, name: "payments-api" },
        source: at("stage", "US"),
      },
    ].map((one) => newEvent({ targets: [secret], source: at("prod", "DE"), ...one } as never)),
    { waitForCheckpoint: true },
  );
  await sendEvents(globex.ingest, newEvent({ action: "globex.only", actor: mika, targets: [secret] }));
});

const seeing = (q: string, ...masks: MaskPath[]): TenantContext => {
  const view: View = { scope: parseQuery(q).node, masks };
  return { ...acme.context, view };
};
const counts = ({ histogram }: Profile) => {
  const sum = (outcome: "success" | "failure" | "denied" | "unknown") =>
    histogram.buckets.reduce((total, bucket) => total + bucket[outcome], 0);
  return { success: sum("success"), failure: sum("failure"), denied: sum("denied"), unknown: sum("unknown") };
};
const facet = (profile: Profile, field: string) =>
  Object.fromEntries(
    (profile.facets.find((one) => one.field === field)?.values ?? []).map(({ value, count }) => [value, count]),
  );
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => "answered",
    (error: AppError) => error.code,
  );

describe("an actor", () => {
  test("has what it did, when, on what and from where", async () => {
    const profile = await getActorProfile(acme.context, { id: ODD, type: "user" });
    expect(profile).toMatchObject({
      id: ODD,
      type: "user",
      names: ["Mika Tan", "Mika T."],
      emails: ["mika@acme.example"],
      first_seen: daysAgo(60),
      last_seen: daysAgo(5),
      refused: [],
    });
    expect(counts(profile)).toEqual({ success: 4, failure: 1, denied: 1, unknown: 0 });
    expect(facet(profile, "action")).toEqual({
      "secret.read": 2,
      "secret.rotate": 2,
      "secret.create": 1,
      "report.read": 1,
    });
    expect(facet(profile, "target.id")).toEqual({ "s/1": 5, "r-1": 1 });
    expect(facet(profile, "session")).toEqual({ "sess-1": 2 });
    expect(profile.secrets?.values).toEqual([{ value: "s/1", count: 5, label: "db/prod" }]);
    expect(profile.recent.map(({ event }) => event.action)[0]).toBe("secret.rotate");
    expect(profile.histogram.is_lower_bound).toBe(false);
  });

  test("is counted in the range that was asked for, and seen over all time", async () => {
    const profile = await getActorProfile(acme.context, { id: ODD, type: "user", from: new Date(daysAgo(15)) });
    expect(counts(profile)).toEqual({ success: 2, failure: 1, denied: 1, unknown: 0 });
    expect(profile.first_seen).toBe(daysAgo(60));
    expect(profile.recent).toHaveLength(4);
  });

  test("of one id and two types is told apart by the type", async () => {
    const either = await getActorProfile(acme.context, { id: ODD });
    expect(either.type).toBe("service");
    expect(facet(either, "actor.type")).toEqual({ user: 6, service: 1 });
    const service = await getActorProfile(acme.context, { id: ODD, type: "service" });
    expect(counts(service)).toMatchObject({ success: 1, denied: 0 });
    expect(service.names).toEqual(["payments-api"]);
  });
});

describe("a target", () => {
  test("has who read it, and when it was last read, changed and rotated with success", async () => {
    const profile = await getTargetProfile(acme.context, { id: "s/1" });
    expect(profile).toMatchObject({ id: "s/1", type: "secret", names: ["db/prod"] });
    expect(profile.readers?.values).toEqual([{ value: ODD, count: 2, label: "payments-api" }]);
    expect(profile.last_read?.event.occurred_at).toBe(daysAgo(3));
    expect(profile.last_changed?.event.occurred_at).toBe(daysAgo(20));
    expect(profile.rotations.map(({ event }) => event.occurred_at)).toEqual([daysAgo(20)]);
    expect(facet(profile, "actor.type")).toEqual({ user: 5, service: 1 });
  });

  test("that nobody read or rotated says so", async () => {
    const profile = await getTargetProfile(acme.context, { id: "r-1" });
    expect(profile).toMatchObject({ last_changed: null, rotations: [] });
    expect(profile.last_read?.event.action).toBe("report.read");
  });
});

describe("what the reader may see", () => {
  test("bounds every count, name and date", async () => {
    const stage = seeing("env:stage");
    const profile = await getActorProfile(stage, { id: ODD });
    expect(counts(profile)).toEqual({ success: 1, failure: 0, denied: 0, unknown: 0 });
    expect(profile).toMatchObject({ names: ["payments-api"], emails: [], first_seen: daysAgo(3) });
    expect(JSON.stringify(profile)).not.toContain("Mika");
    const target = await getTargetProfile(stage, { id: "s/1" });
    expect(target).toMatchObject({ last_changed: null, rotations: [] });
    expect(JSON.stringify(target)).not.toContain("Mika");
    expect(await refusal(getTargetProfile(stage, { id: "r-1" }))).toBe("not_found");
  });

  test("leaves out what is masked and says so", async () => {
    const profile = await getActorProfile(seeing("", "source.ip", "actor.email", "targets.id"), { id: ODD });
    expect(profile.refused.map(({ field }) => field).sort()).toEqual(["ip", "target.id"]);
    expect(profile).toMatchObject({ emails: [], secrets: null });
    const text = JSON.stringify({ ...profile, query: "" });
    for (const masked of ["203.0.113.7", "mika@acme.example", "s/1"]) expect(text).not.toContain(masked);
  });

  test("is no profile at all where the ids are masked", async () => {
    expect(await refusal(getActorProfile(seeing("", "actor.id"), { id: ODD }))).toBe("forbidden");
    expect(await refusal(getActorProfile(seeing("", "actor.id"), { id: "nobody" }))).toBe("forbidden");
    expect(await refusal(getTargetProfile(seeing("", "targets.id"), { id: "s/1" }))).toBe("forbidden");
    const target = await getTargetProfile(seeing("", "actor.id"), { id: "s/1" });
    expect(target.readers).toBe(null);
    expect(JSON.stringify(target)).not.toContain(JSON.stringify(ODD).slice(1, -1));
  });

  test("is nothing of another tenant", async () => {
    const profile = await getActorProfile(globex.context, { id: ODD });
    expect(counts(profile)).toMatchObject({ success: 1, denied: 0 });
    expect(facet(profile, "action")).toEqual({ "globex.only": 1 });
    expect(await refusal(getTargetProfile(globex.context, { id: "r-1" }))).toBe("not_found");
  });
});

describe("the machine API", () => {
  const get = (path: string, tenant = acme): Promise<Answer> => call(path, { token: tenant.provisioning });

  test("gives profiles by ids of any characters", async () => {
    const answer = await get(`/api/v1/actors/${encodeURIComponent(ODD)}?type=user&from=${daysAgo(15)}`);
    expect(answer.status, answer.text).toBe(200);
    expect(answer.json).toMatchObject({ id: ODD, type: "user", names: ["Mika Tan", "Mika T."] });
    expect(counts(answer.json)).toEqual({ success: 2, failure: 1, denied: 1, unknown: 0 });
    const target = await get(`/api/v1/targets/${encodeURIComponent("s/1")}`);
    expect(target.json.last_changed.event.occurred_at).toBe(daysAgo(20));
  });

  test("takes any text for an id that nobody has", async () => {
    for (const id of ["\0", "*", "OR", "(", '"', "\\", "..", "a b:c", "-x", "\u{1F600}", "x".repeat(3_000)])
      for (const path of ["actors", "targets"]) {
        const answer = await get(`/api/v1/${path}/${encodeURIComponent(id)}?type=${encodeURIComponent(id)}`);
        expect([404, 422], `${path} ${id.slice(0, 20)} ${answer.text}`).toContain(answer.status);
      }
  });

  test("knows nobody else's", async () => {
    expect((await get("/api/v1/targets/r-1", globex)).status).toBe(404);
    expect((await get("/api/v1/actors/nobody")).json.error).toMatchObject({ code: "not_found" });
    expect((await get("/api/v1/actors/nobody?from=yesterday")).status).toBe(422);
    expect((await call("/api/v1/actors/nobody", { token: acme.ingest })).status).toBe(403);
    expect((await call("/api/v1/actors/nobody")).status).toBe(401);
  });
});
