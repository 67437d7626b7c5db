import { createHash } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { completeReview, decideItem, getReview, startReview } from "#server/reviews/index.ts";
import { openNote } from "#tlog";
import { type Call, openApiServer } from "../tests/api-server.ts";
import { openTestRuntime, superQuery, type TestRuntime } from "../tests/database.ts";
import { keyIdOf, makePerson, makeTenant, type TestTenant } from "../tests/tenant.ts";

let runtime: TestRuntime;
let call: Call;
let acme: TestTenant;
let globex: TestTenant;
beforeAll(async () => {
  runtime = await openTestRuntime();
  ({ call } = await openApiServer());
  acme = await makeTenant();
  globex = await makeTenant();
});

async function complete(reviewId: string): Promise<void> {
  for (const { kind, id: subjectId } of (await getReview(acme.context, { reviewId })).items)
    await decideItem(acme.context, { reviewId, kind, subjectId, decision: "kept" });
  await completeReview(acme.context, { reviewId });
}

const actionsOf = async (tenant: TestTenant) => {
  await runtime.committer.drain();
  const rows = await superQuery<{ action: string }>(
    runtime.urls,
    "SELECT action FROM event WHERE tenant_id = $1 AND actor_type = 'key' ORDER BY seq",
    [tenant.id],
  );
  return rows.map((row) => row.action);
};

describe("reviews over the API", () => {
  test("are listed and shown, open and completed; the statement is what was signed; each request is in the trail", async () => {
    const token = acme.management;
    expect((await call("/api/v1/reviews", { token })).json).toMatchObject({ reviews: [], every_days: 90 });
    const person = await makePerson([acme], "auditor");
    const { id } = await startReview(acme.context);
    const path = `/api/v1/reviews/${id}`;
    const open = await call(path, { token });
    expect(open.status).toBe(200);
    expect(open.json).toMatchObject({
      id,
      started_by: "Sealtrail",
      completed_at: null,
      keys: 3,
      members: 1,
      left: 4,
      newcomers: { keys: 0, members: 0 },
      statement: null,
      note: null,
      sha256: null,
    });
    const itemOf = (subjectId: string) => open.json.items.find((one: { id: string }) => one.id === subjectId);
    expect(itemOf(keyIdOf(token))).toMatchObject({
      kind: "key",
      decision: null,
      decided_at: null,
      ended: null,
      changed: [],
      subject: { name: "management key", requests_90_days: 1 },
    });
    expect(itemOf(person.id)).toMatchObject({ kind: "member", sessions: 0, subject: { email: person.email } });
    await complete(id);
    const { json } = await call(path, { token });
    expect(json).toMatchObject({ kept: 4, left: 0, completed_by: "Sealtrail" });
    expect(createHash("sha256").update(json.statement).digest("hex")).toBe(json.sha256);
    const { text } = openNote(json.note, [runtime.signer.vkeyOf(acme.origin)]);
    expect(text).toBe(`sealtrail-review/v1\n${acme.origin}\n${json.sha256}\n`);
    const list = await call("/api/v1/reviews", { token });
    expect(list.json).toMatchObject({ reviews: [{ id, sha256: json.sha256 }], next_at: expect.stringMatching(/Z$/) });
    expect(list.text).not.toContain(person.email);
    expect(await actionsOf(acme)).toEqual(["reviews.listed", "review.viewed", "review.viewed", "reviews.listed"]);
  });

  test("are not for keys without the right, nor for another tenant; and no key decides", async () => {
    const { id } = await startReview(acme.context);
    for (const path of ["/api/v1/reviews", `/api/v1/reviews/${id}`]) {
      expect((await call(path)).status).toBe(401);
      for (const token of [acme.provisioning, acme.ingest]) expect((await call(path, { token })).status).toBe(403);
      const post = await call(path, { token: acme.management, method: "POST", json: {} });
      expect(post.status).toBe(404);
    }
    const foreign = await call(`/api/v1/reviews/${id}`, { token: globex.management });
    const unknown = await call("/api/v1/reviews/x%00", { token: globex.management });
    expect([foreign.status, unknown.status]).toEqual([404, 404]);
    expect(foreign.json.error.message).toBe(unknown.json.error.message);
    expect((await call("/api/v1/reviews", { token: globex.management })).json.reviews).toEqual([]);
  });

  test("are described", async () => {
    const { paths } = (await call("/api/v1/openapi.json")).json;
    expect(Object.keys(paths)).toEqual(expect.arrayContaining(["/api/v1/reviews", "/api/v1/reviews/{id}"]));
  });
});
