import { createHash } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { canonicalize, openNote, type SealedEvent, TlogError } from "#tlog";
import { accountOf, again, refusal } from "../../tests/account.ts";
import { openTestRuntime, superQuery, type TestRuntime } from "../../tests/database.ts";
import { inDays, keyIdOf, makePerson, makeTenant, type TestTenant } from "../../tests/tenant.ts";
import { type SystemRole, systemContext } from "../access/index.ts";
import { authenticateKey, createKey, revokeKey, updateKey } from "../keys/index.ts";
import { changeMemberRole, removeMember } from "../members/index.ts";
import { contextOf, membershipOf } from "../people/index.ts";
import {
  completeReview,
  decideItem,
  getReview,
  listReviews,
  type ReviewDetail,
  type ReviewItem,
  startReview,
} from "./index.ts";

let runtime: TestRuntime;
let tenant: TestTenant;
beforeAll(async () => {
  runtime = await openTestRuntime();
});
beforeEach(async () => {
  runtime.clock.offsetMs = 0;
  tenant = await makeTenant();
});

async function memberOf(role: SystemRole, at = tenant) {
  const person = await makePerson([at], role);
  const { session, origin } = await again(await accountOf(person));
  return { ...person, context: contextOf(session, membershipOf(session, at.slug), origin) };
}

const newKey = (more: object = {}) =>
  createKey(tenant.context, {
    kind: "provisioning",
    name: "reports",
    purpose: "Monthly reports",
    role: "viewer",
    expiresAt: inDays(30),
    ...more,
  });

async function trail(action = "%"): Promise<SealedEvent[]> {
  await runtime.committer.drain();
  const rows = await superQuery<{ body: string }>(
    runtime.urls,
    "SELECT body FROM event WHERE tenant_id = $1 AND action LIKE $2 ORDER BY seq",
    [tenant.id, action],
  );
  return rows.map((row) => JSON.parse(row.body) as SealedEvent);
}

const start = async () => (await startReview(tenant.context)).id;
const read = (reviewId: string) => getReview(tenant.context, { reviewId });
const subjectOf = ({ kind, id }: ReviewItem) => ({ kind, subjectId: id });
const itemOf = (review: ReviewDetail, id: string) => review.items.find((item) => item.id === id)!;

/** Keeps all that is undecided and has not ended. */
async function keepRest(reviewId: string, context = tenant.context): Promise<void> {
  for (const item of (await read(reviewId)).items)
    if (item.decision === null && item.ended === null)
      await decideItem(context, { reviewId, ...subjectOf(item), decision: "kept" });
}

describe("a review", () => {
  test("lists every key that has not ended and every member, with what each may do and see at its start", async () => {
    const owner = await memberOf("owner");
    const ana = await makePerson([tenant], "viewer");
    const key = await newKey({ recipient: "Finance", scope: { environments: ["prod"] }, masks: ["actor.email"] });
    const revoked = await newKey();
    await revokeKey(tenant.context, { id: revoked.id, reason: "test" });
    const expired = await newKey({ expiresAt: inDays(1) });
    const used = new Date(runtime.clock.now().getTime() - 3_600_000);
    await superQuery(
      runtime.urls,
      `INSERT INTO key_hour (tenant_id, key_id, hour, requests) VALUES ($1, $2, $3, 7), ($1, $2, $3::timestamptz - interval '80 days', 5),
                                                                       ($1, $2, $3::timestamptz - interval '95 days', 100)`,
      [tenant.id, key.id, used],
    );
    runtime.clock.offsetMs = 2 * 86_400_000;
    const { session, origin } = await again(await accountOf(owner));
    const { id } = await startReview(contextOf(session, membershipOf(session, tenant.slug), origin));
    const review = await read(id);
    expect(review).toMatchObject({
      startedBy: "Zoë Ångström",
      keys: 4,
      members: 2,
      left: 6,
      kept: 0,
      completedAt: null,
      record: null,
      newcomers: { keys: 0, members: 0 },
    });
    expect(Date.parse(review.dueAt) - Date.parse(review.startedAt)).toBe(14 * 86_400_000);
    const ids = review.items.map((item) => item.id);
    expect(ids).not.toContain(revoked.id);
    expect(ids).not.toContain(expired.id);
    expect(itemOf(review, key.id)).toMatchObject({
      kind: "key",
      decision: null,
      ended: null,
      changed: [],
      subject: {
        name: "reports",
        kind: "provisioning",
        purpose: "Monthly reports",
        recipient: "Finance",
        owner: null,
        role: "viewer",
        rights: ["events.read", "events.stream", "proofs.read", "tenant.read"],
        sees: "only prod; actor's e-mail address masked",
        state: "active",
        last_used_at: null,
        requests_90_days: 12,
      },
    });
    expect(itemOf(review, ana.id).subject).toMatchObject({
      email: ana.email,
      role: "viewer",
      rights: ["events.read", "events.stream", "proofs.read", "tenant.read"],
      sees: "every event",
      second_factor: false,
      last_seen_at: null,
    });
    expect(itemOf(review, keyIdOf(tenant.ingest)).subject).toMatchObject({ sees: "nothing: it only appends" });
    const [event] = await trail("review.started");
    expect(event).toMatchObject({
      targets: [{ type: "review", id }],
      changes: [{ field: "state", before: null, after: "open" }],
      metadata: { keys: 4, members: 2, due_at: review.dueAt },
    });
  });

  test("is open alone: of several started at once there is one, and none beside it", async () => {
    const attempts = await Promise.allSettled([1, 2, 3].map(() => startReview(tenant.context)));
    expect(attempts.filter((one) => one.status === "fulfilled")).toHaveLength(1);
    for (const one of attempts) if (one.status === "rejected") expect(one.reason).toMatchObject({ code: "conflict" });
    expect(await refusal(startReview(tenant.context))).toMatchObject({ code: "conflict" });
    expect((await listReviews(tenant.context)).reviews).toHaveLength(1);
    expect(await trail("review.started")).toHaveLength(1);
  });

  test("shows what came, changed and ended since, and needs no decision for what ended", async () => {
    const ana = await makePerson([tenant], "viewer");
    const ben = await makePerson([tenant], "viewer");
    const [kept, gone] = [await newKey(), await newKey()];
    const id = await start();
    await newKey();
    await makePerson([tenant]);
    await updateKey(tenant.context, { id: kept.id, role: "auditor", purpose: "All reports" });
    await revokeKey(tenant.context, { id: gone.id, reason: "test" });
    await changeMemberRole(tenant.context, { personId: ana.id, role: "auditor" });
    await removeMember(tenant.context, { personId: ben.id });
    const review = await read(id);
    expect(review.newcomers).toEqual({ keys: 1, members: 1 });
    expect(itemOf(review, kept.id)).toMatchObject({
      changed: ["purpose", "role", "rights"],
      subject: { role: "viewer" },
    });
    expect(itemOf(review, ana.id).changed).toEqual(["role", "rights"]);
    expect(itemOf(review, gone.id)).toMatchObject({ ended: "revoked", decision: null });
    expect(itemOf(review, ben.id)).toMatchObject({ ended: "left", decision: null, subject: { email: ben.email } });
    expect(review).toMatchObject({ gone: 2, left: 5 });
    for (const [kind, subjectId] of [
      ["key", gone.id],
      ["member", ben.id],
    ] as const)
      for (const decision of ["kept", "revoked"] as const)
        expect(await refusal(decideItem(tenant.context, { reviewId: id, kind, subjectId, decision }))).toMatchObject({
          code: "conflict",
        });
    await keepRest(id);
    await completeReview(tenant.context, { reviewId: id });
    const record = JSON.parse((await read(id)).record!.statement);
    expect(record.counts).toEqual({
      keys: { kept: 4, revoked: 0, gone: 1 },
      members: { kept: 1, revoked: 0, gone: 1 },
    });
    expect(record.items.find((item: { id: string }) => item.id === gone.id)).toMatchObject({
      decision: "gone",
      comment: "revoked outside of this review",
      decided_by: "Sealtrail",
    });
    expect((await trail("review.decided")).filter((one) => JSON.stringify(one.changes).includes("gone"))).toHaveLength(
      2,
    );
  });
});

describe("a decision", () => {
  test("keeps, can be changed while it does, and is recorded with before and after", async () => {
    const { id: subjectId } = await newKey();
    const reviewId = await start();
    const decide = (more: object) =>
      decideItem(tenant.context, { reviewId, kind: "key", subjectId, decision: "kept", ...more });
    await decide({});
    await decide({});
    await decide({ comment: "asked Finance" });
    expect(itemOf(await read(reviewId), subjectId)).toMatchObject({
      decision: "kept",
      comment: "asked Finance",
      decidedBy: "Sealtrail",
    });
    expect((await trail("review.decided")).map((event) => event.changes)).toEqual([
      [{ field: "decision", before: null, after: "kept" }],
      [
        { field: "decision", before: "kept", after: "kept" },
        { field: "comment", before: null, after: "asked Finance" },
      ],
    ]);
    await decide({ decision: "revoked", comment: "no longer read" });
    expect(await refusal(decide({}))).toMatchObject({ code: "conflict" });
    expect(await read(reviewId)).toMatchObject({ revoked: 1, kept: 0 });
  });

  test("seals no token that somebody pasted as the reason", async () => {
    const { id: subjectId, token } = await newKey();
    const reviewId = await start();
    const decision = { reviewId, kind: "key", subjectId, decision: "revoked" } as const;
    await decideItem(tenant.context, { ...decision, comment: `found ${token} in a chat` });
    await keepRest(reviewId);
    await completeReview(tenant.context, { reviewId });
    const { record } = await read(reviewId);
    expect(record!.statement).toMatch(/found .* in a chat/);
    for (const text of [record!.statement, JSON.stringify(await trail())]) expect(text).not.toContain(token);
  });

  test("that revokes a key ends it at once, in the same transaction, and touches no other", async () => {
    const [gone, other] = [await newKey(), await newKey()];
    const reviewId = await start();
    const decision = { reviewId, kind: "key", subjectId: gone.id, decision: "revoked" } as const;
    await decideItem(tenant.context, { ...decision, comment: "nobody knows it" });
    const events = (await trail()).slice(-2);
    const origin = { requestId: "r", via: "api" } as const;
    expect(await refusal(authenticateKey(gone.token, origin))).toMatchObject({ code: "unauthenticated" });
    expect(await authenticateKey(other.token, origin)).toBeTruthy();
    expect(events.map((event) => event.action)).toEqual(["key.revoked", "review.decided"]);
    expect(events[0]).toMatchObject({ metadata: { reason: "nobody knows it" }, targets: [{ id: gone.id }] });
    expect(events[1]).toMatchObject({
      targets: [
        { type: "review", id: reviewId },
        { type: "key", id: gone.id, name: "reports" },
      ],
    });
    const [row] = await superQuery<{ same: boolean }>(
      runtime.urls,
      `SELECT k.xmin = i.xmin AS same FROM provisioning_key k JOIN access_review_item i ON i.tenant_id = k.tenant_id AND i.subject_id = k.id
        WHERE k.id = $1`,
      [gone.id],
    );
    expect(row).toEqual({ same: true });
  });

  test("that fails half-way revokes nothing", async () => {
    const { id: subjectId } = await newKey();
    const reviewId = await start();
    await superQuery(
      runtime.urls,
      `CREATE FUNCTION refuse_decision() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'refused'; END $$;
       CREATE TRIGGER refuse BEFORE UPDATE ON access_review_item FOR EACH ROW EXECUTE FUNCTION refuse_decision()`,
    );
    const decision = { reviewId, kind: "key", subjectId, decision: "revoked" } as const;
    await expect(decideItem(tenant.context, decision)).rejects.toThrow();
    await superQuery(runtime.urls, "DROP FUNCTION refuse_decision() CASCADE");
    expect(itemOf(await read(reviewId), subjectId)).toMatchObject({ decision: null, ended: null });
    expect(await trail("key.revoked")).toEqual([]);
  });

  test("that revokes a member removes it; not oneself, not the last owner, not somebody beyond one's own role", async () => {
    const owner = await memberOf("owner");
    const admin = await memberOf("admin");
    const ana = await makePerson([tenant], "viewer");
    const reviewId = await start();
    const remove = (context: typeof owner.context, subjectId: string) =>
      decideItem(context, { reviewId, kind: "member", subjectId, decision: "revoked" });
    expect(await refusal(remove(owner.context, owner.id))).toMatchObject({ code: "conflict" });
    expect(await refusal(remove(tenant.context, owner.id))).toMatchObject({
      code: "conflict",
      message: "Zoë Ångström is the last owner and cannot be removed: make somebody else owner first.",
    });
    expect(await refusal(remove(admin.context, owner.id))).toMatchObject({ code: "forbidden" });
    await remove(admin.context, ana.id);
    const members = await superQuery(runtime.urls, "SELECT FROM membership WHERE tenant_id = $1 AND person_id = $2", [
      tenant.id,
      ana.id,
    ]);
    expect(members).toEqual([]);
    expect((await trail()).slice(-2).map((event) => event.action)).toEqual(["member.removed", "review.decided"]);
    expect(itemOf(await read(reviewId), ana.id)).toMatchObject({ decision: "revoked" });
  });

  test("that revokes needs the right to revoke as well", async () => {
    const { id: keyId } = await newKey();
    const ana = await makePerson([tenant], "viewer");
    const reviewId = await start();
    const context = systemContext(tenant.id, "test", ["reviews.manage"]);
    for (const [kind, subjectId, right] of [
      ["key", keyId, "keys.revoke"],
      ["member", ana.id, "members.remove"],
    ] as const) {
      const decision = { reviewId, kind, subjectId } as const;
      const refused = await refusal(decideItem(context, { ...decision, decision: "revoked" }));
      expect(refused).toMatchObject({ code: "forbidden" });
      expect(refused.message).toContain(right);
      await decideItem(context, { ...decision, decision: "kept" });
    }
    const lead = await memberOf("security_lead");
    const remove = { reviewId, kind: "member", subjectId: ana.id, decision: "revoked" } as const;
    expect(await refusal(decideItem(lead.context, remove))).toMatchObject({ code: "forbidden" });
    await decideItem(lead.context, { reviewId, kind: "key", subjectId: keyId, decision: "revoked" });
  });

  test("of two at once on one key there is one", async () => {
    const { id: subjectId } = await newKey();
    const reviewId = await start();
    const revoke = () => decideItem(tenant.context, { reviewId, kind: "key", subjectId, decision: "revoked" });
    const attempts = await Promise.allSettled([revoke(), revoke(), revoke()]);
    expect(attempts.filter((one) => one.status === "fulfilled")).toHaveLength(1);
    expect(await trail("key.revoked")).toHaveLength(1);
  });

  test("that is malformed, of nothing in the review, or of no review is refused", async () => {
    const reviewId = await start();
    const later = await newKey();
    const good = { reviewId, kind: "key", subjectId: keyIdOf(tenant.ingest), decision: "kept" } as const;
    for (const bad of [
      { decision: "gone" },
      { kind: "role" },
      { comment: "" },
      { comment: "x".repeat(501) },
      { comment: "\0" },
      { more: 1 },
    ])
      expect(await refusal(decideItem(tenant.context, { ...good, ...(bad as object) }))).toMatchObject({
        code: "invalid",
      });
    for (const bad of [{ subjectId: later.id }, { subjectId: "x\0" }, { reviewId: "x\0" }, { reviewId: later.id }])
      expect(await refusal(decideItem(tenant.context, { ...good, ...bad }))).toMatchObject({ code: "not_found" });
  });
});

describe("completing", () => {
  test("is refused while anything is undecided, with how much", async () => {
    const reviewId = await start();
    const refused = await refusal(completeReview(tenant.context, { reviewId }));
    expect(refused).toMatchObject({ code: "conflict" });
    expect(refused.message).toContain("3 of 3 are not decided yet");
    expect(await trail("review.completed")).toEqual([]);
  });

  test("gives a record that the ledger's key signs and the trail commits to; one changed byte shows", async () => {
    const { id: subjectId } = await newKey({ name: "réports \u{1F511}" });
    const reviewId = await start();
    await decideItem(tenant.context, { reviewId, kind: "key", subjectId, decision: "revoked", comment: "unused" });
    await keepRest(reviewId);
    const { sha256 } = await completeReview(tenant.context, { reviewId });
    const review = await read(reviewId);
    const { statement, note, vkey } = review.record!;
    expect(review).toMatchObject({ kept: 3, revoked: 1, gone: 0, left: 0, sha256, completedBy: "Sealtrail" });
    expect(vkey).toBe(runtime.signer.vkeyOf(tenant.origin));
    expect(openNote(note, [vkey]).text).toBe(`sealtrail-review/v1\n${tenant.origin}\n${sha256}\n`);
    expect(createHash("sha256").update(statement).digest("hex")).toBe(sha256);
    const value = JSON.parse(statement);
    expect(canonicalize(value)).toBe(statement);
    expect(Object.keys(value)).toEqual([
      "completed_at",
      "completed_by",
      "counts",
      "items",
      "origin",
      "review",
      "started_at",
      "started_by",
      "tenant",
      "v",
    ]);
    expect(value).toMatchObject({ v: 1, tenant: tenant.id, origin: tenant.origin, review: reviewId });
    expect(value.counts).toEqual({
      keys: { kept: 3, revoked: 1, gone: 0 },
      members: { kept: 0, revoked: 0, gone: 0 },
    });
    expect(value.items.find((item: { id: string }) => item.id === subjectId)).toEqual({
      kind: "key",
      id: subjectId,
      subject: itemOf(review, subjectId).subject,
      decision: "revoked",
      comment: "unused",
      decided_at: expect.stringMatching(/Z$/),
      decided_by: "Sealtrail",
    });
    const [event] = await trail("review.completed");
    expect(event).toMatchObject({
      targets: [{ type: "review", id: reviewId }],
      changes: [{ field: "state", before: "open", after: "completed" }],
      metadata: { statement_sha256: sha256, keys: value.counts.keys, members: value.counts.members },
    });
    const bytes = Buffer.from(statement);
    bytes[bytes.length - 5]! ^= 1;
    expect(createHash("sha256").update(bytes).digest("hex")).not.toBe(sha256);
    for (const at of [25, note.indexOf(sha256) + 3, note.length - 10]) {
      const changed = `${note.slice(0, at)}${note[at] === "A" ? "B" : "A"}${note.slice(at + 1)}`;
      expect(() => openNote(changed, [vkey]), `at ${at}`).toThrow(TlogError);
    }
  });

  test("happens once, and nothing changes after it", async () => {
    const reviewId = await start();
    await keepRest(reviewId);
    const attempts = await Promise.allSettled([1, 2].map(() => completeReview(tenant.context, { reviewId })));
    expect(attempts.filter((one) => one.status === "fulfilled")).toHaveLength(1);
    const before = await read(reviewId);
    const subjectId = keyIdOf(tenant.ingest);
    const late = { reviewId, kind: "key", subjectId, decision: "revoked" } as const;
    expect(await refusal(decideItem(tenant.context, late))).toMatchObject({ code: "conflict" });
    expect(await read(reviewId)).toEqual(before);
    const { reviews, nextAt } = await listReviews(tenant.context);
    expect(reviews).toMatchObject([{ id: reviewId, kept: 3, left: 0, sha256: before.sha256 }]);
    expect(Date.parse(nextAt!) - Date.parse(before.completedAt!)).toBe(90 * 86_400_000);
    await start();
    expect(await listReviews(tenant.context)).toMatchObject({ nextAt: null, reviews: [{ left: 3 }, { left: 0 }] });
  });
});

describe("reviews are not for", () => {
  test("whoever lacks the right", async () => {
    const reviewId = await start();
    const auditor = await memberOf("auditor");
    const viewer = await memberOf("viewer");
    const decision = { reviewId, kind: "key", subjectId: keyIdOf(tenant.ingest), decision: "kept" } as const;
    for (const { context } of [auditor, viewer]) {
      expect(await refusal(startReview(context))).toMatchObject({ code: "forbidden" });
      expect(await refusal(decideItem(context, decision))).toMatchObject({ code: "forbidden" });
      expect(await refusal(completeReview(context, { reviewId }))).toMatchObject({ code: "forbidden" });
    }
    expect((await getReview(auditor.context, { reviewId })).items.length).toBeGreaterThan(0);
    expect(await refusal(getReview(viewer.context, { reviewId }))).toMatchObject({ code: "forbidden" });
    expect(await refusal(listReviews(viewer.context))).toMatchObject({ code: "forbidden" });
    const key = await authenticateKey(tenant.management, { requestId: "r", via: "api" });
    expect(await refusal(startReview(key.contextIn(tenant.id)))).toMatchObject({ code: "forbidden" });
  });

  test("other tenants: their ids are unknown", async () => {
    const reviewId = await start();
    const other = await makeTenant();
    const theirs = { reviewId: (await startReview(other.context)).id };
    const unknown = await refusal(read("11111111-1111-4111-8111-111111111111"));
    expect(unknown).toMatchObject({ code: "not_found" });
    const decision = { kind: "key", subjectId: keyIdOf(other.ingest), decision: "revoked" } as const;
    for (const attempt of [
      () => getReview(tenant.context, theirs),
      () => completeReview(tenant.context, theirs),
      () => decideItem(tenant.context, { ...theirs, ...decision }),
    ])
      expect(await refusal(attempt())).toMatchObject({ code: "not_found", message: unknown.message });
    expect(await refusal(decideItem(tenant.context, { reviewId, ...decision }))).toMatchObject({ code: "not_found" });
    expect((await listReviews(tenant.context)).reviews.map((one) => one.id)).toEqual([reviewId]);
  });
});
