import { encode } from "next-auth/jwt";
import type pg from "pg";
import { PERMISSIONS } from "#server/access/index.ts";
import { randomBase62, uuidv7 } from "#server/ids.ts";
import { inviteMember } from "#server/members/index.ts";
import { findSession, sessionCookieName } from "#server/people/index.ts";
import { completeReview, decideItem, getReview, startReview } from "#server/reviews/index.ts";
import { runtime } from "#server/runtime.ts";
import { EACH, type Side, share } from "./side.ts";

/** Members, sessions of some of them, and invitations. */
export async function addPeople(side: Side, client: pg.Client): Promise<void> {
  const { tenant, mark } = side;
  const now = runtime().clock.now();
  const add = async (role: string) => {
    const id = uuidv7(Date.now());
    const email = `${randomBase62(12).toLowerCase()}@example.com`;
    const row = [id, email, `Member ${mark}`, `not a hash ${mark}`, now];
    await client.query(
      "INSERT INTO person (id, email, name, password_hash, created_at) VALUES ($1, $2, $3, $4, $5)",
      row,
    );
    const membership = [tenant.id, id, role, now];
    await client.query(
      "INSERT INTO membership (tenant_id, person_id, role, created_at) VALUES ($1, $2, $3, $4)",
      membership,
    );
    return { id, email };
  };
  const people = [];
  for (let i = 0; i < 2 * EACH; i++) people.push(await add(i % 4 === 0 ? "owner" : "viewer"));
  share(
    side,
    "member",
    people.map(({ id }) => id),
  );
  people.forEach(({ email }, i) => void (i < EACH ? side.known.email : side.known.newEmail).push(email));
  for (let i = 0; i < EACH; i++) {
    side.steady.member.push((await add("viewer")).id);
    side.spare.member.push((await add("viewer")).id);
  }
  await addSessions(
    side,
    client,
    people.slice(0, EACH).map(({ id }) => id),
  );
  await addInvitations(side);
}

async function addSessions(side: Side, client: pg.Client, personIds: string[]): Promise<void> {
  const { env, clock } = runtime();
  const sessions: string[] = [];
  for (const personId of personIds) {
    const id = uuidv7(Date.now());
    await client.query(
      `INSERT INTO session (id, person_id, created_at, last_seen_at, expires_at, confirmed_at)
       VALUES ($1, $2, $3, $3, $3::timestamptz + interval '1 day', $3)`,
      [id, personId, clock.now()],
    );
    if (!(await findSession(id))) throw new Error("the session cannot be found");
    sessions.push(id);
    side.cookies.push(`${sessionCookieName(env.url)}=${await encode({ token: { sid: id }, secret: env.secret })}`);
  }
  share(side, "session", sessions);
}

async function addInvitations(side: Side): Promise<void> {
  const { tenant, mark } = side;
  const invitations: string[] = [];
  for (let i = 0; i < EACH; i++) {
    const email = `${mark.toLowerCase()}.${i}@example.com`;
    invitations.push((await inviteMember(tenant.context, { email, role: "viewer" })).invitation.id);
  }
  share(side, "invitation", invitations);
}

/** One review that is completed and signed, and one that is open. */
export async function addReviews(side: Side): Promise<void> {
  const { context } = side.tenant;
  const all = { ...context, permissions: new Set(PERMISSIONS) };
  const { id } = await startReview(all);
  for (const item of (await getReview(all, { reviewId: id })).items)
    await decideItem(all, { reviewId: id, kind: item.kind, subjectId: item.id, decision: "kept", comment: side.mark });
  await completeReview(all, { reviewId: id });
  side.known.review.push(id, (await startReview(all)).id);
}
