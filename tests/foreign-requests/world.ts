import type pg from "pg";
import type { EventInput } from "#server/event-format/index.ts";
import { randomBase62 } from "#server/ids.ts";
import { createKey, cutSecret, flushAppendCounts, revokeKey, rotateKey } from "#server/keys/index.ts";
import { createRole } from "#server/roles/index.ts";
import { followRollups } from "#server/rollups/index.ts";
import { noteSecret } from "../secrets/register.ts";
import { inDays, keyIdOf, makeTenant, newEvent, sendEvents } from "../tenant.ts";
import { addAlerts } from "./alerts.ts";
import { addChannels } from "./channels.ts";
import { addExports } from "./exports.ts";
import { addPeople, addReviews } from "./people.ts";
import { addRules, addTrials } from "./rules.ts";
import { EACH, type Side, share } from "./side.ts";
import { partsOf, THING_KINDS, type Things } from "./things.ts";

export interface ForeignWorld {
  own: Side;
  other: Side;
}

export const SEEDED_EVENTS = 400;
/** As a key and an import are to be limited by nothing here. */
const REQUESTS_PER_MINUTE = 1_000_000;
/** The action of the seeded events; both tenants have the same. */
export const SEEDED_ACTION = "own.read";

/** Two tenants that have the same kinds of things, each with marks of its own. */
export async function makeForeignWorld(client: pg.Client): Promise<ForeignWorld> {
  const [own, other] = [await makeSide(client), await makeSide(client)];
  // From here on no key can be added: whoever asks for one is told the same, whatever else is wrong with it.
  for (const { tenant } of [own, other])
    await client.query(
      `UPDATE tenant SET limits = jsonb_build_object('members', 100000, 'roles', 1000,
         'keys', (SELECT count(*) FROM provisioning_key WHERE tenant_id = $1 AND revoked_at IS NULL)) WHERE id = $1`,
      [tenant.id],
    );
  other.known.size.push(...(await sizesNotOf(client, own)));
  return { own, other };
}

/** Sizes of which neither they nor the next is one of the tenant's checkpoints: it has no proof for either. */
async function sizesNotOf(client: pg.Client, { tenant }: Side): Promise<string[]> {
  const { rows } = await client.query<{ size: string }>(
    `SELECT s::text AS size FROM generate_series(200, 400) s
      WHERE NOT EXISTS (SELECT FROM checkpoint WHERE tenant_id = $1 AND size IN (s, s + 1))`,
    [tenant.id],
  );
  return rows.map(({ size }) => size);
}

async function makeSide(client: pg.Client): Promise<Side> {
  const tenant = await makeTenant();
  const side: Side = {
    tenant,
    mark: `mark${randomBase62(16)}`,
    known: Object.fromEntries(THING_KINDS.map((kind) => [kind, [] as string[]])) as Things,
    kept: new Set(),
    tokens: { ingest: "", provisioning: "", scoped: "", management: "" },
    cookies: [],
    steady: { key: [], role: [], member: [] },
    spare: { key: [], role: [], member: [] },
  };
  side.known.tenant.push(tenant.id);
  side.known.slug.push(tenant.slug);
  await addKeys(side);
  await addEvents(side);
  // What was appended here is counted behind the appends: it must not look like a use by the other tenant.
  await flushAppendCounts();
  await followRollups(tenant.id);
  await addRoles(side);
  await addPeople(side, client);
  await addReviews(side);
  await addExports(side, client);
  await addChannels(side, client);
  await addAlerts(side, client);
  await addRules(side);
  await addTrials(side, client);
  for (const thing of [side.steady, side.spare].flatMap((spare) => Object.values(spare).flat())) side.kept.add(thing);
  return side;
}

async function issue(side: Side, kind: "ingest" | "provisioning" | "management", over: object = {}) {
  const { token } = await createKey(side.tenant.context, {
    kind,
    name: `Key ${side.mark}`,
    purpose: `Purpose ${side.mark}`,
    recipient: `Recipient ${side.mark}`,
    requestsPerMinute: REQUESTS_PER_MINUTE,
    ...(kind === "ingest" ? {} : { expiresAt: inDays(90) }),
    ...over,
  });
  noteSecret(token);
  return token;
}

async function addKeys(side: Side): Promise<void> {
  const { context } = side.tenant;
  side.tokens = {
    ingest: await issue(side, "ingest"),
    provisioning: await issue(side, "provisioning"),
    scoped: await issue(side, "provisioning", { scope: { environments: ["prod"] }, masks: ["actor.email"] }),
    management: await issue(side, "management"),
  };
  const ended: string[] = [];
  for (let i = 0; i < 4; i++) {
    const kind = (["provisioning", "ingest", "management", "provisioning"] as const)[i]!;
    const [revoked, rotated] = [await issue(side, kind), await issue(side, kind)];
    await revokeKey(context, { id: keyIdOf(revoked), reason: `Revoked ${side.mark}` });
    const id = keyIdOf(rotated);
    noteSecret((await rotateKey(context, { id, graceHours: 1, reason: `Rotated ${side.mark}` })).token);
    await cutSecret(context, { id, reason: `Cut ${side.mark}` });
    ended.push(revoked, rotated);
  }
  side.known.key.push(...[...Object.values(side.tokens), ...ended].map(keyIdOf));
  side.known.token.push(...ended);
  side.known.secret.push(...[...Object.values(side.tokens), ...ended].map((token) => partsOf(token).secret));
  for (let i = 0; i < EACH; i++) {
    side.steady.key.push(keyIdOf(await issue(side, "provisioning", { scope: { query: "outcome:success" } })));
    side.spare.key.push(keyIdOf(await issue(side, "provisioning")));
  }
}

export const seededEvent = (side: Pick<Side, "mark">, i: number): EventInput =>
  newEvent({
    action: SEEDED_ACTION,
    description: `Description ${side.mark}`,
    actor: { type: "user", id: `actor-${side.mark}`, name: `Actor ${side.mark}`, email: `${side.mark}@example.com` },
    targets: [{ type: "secret", id: `target-${side.mark}`, name: `Target ${side.mark}` }],
    source: { ip: "203.0.113.7", user_agent: `agent/${side.mark}`, environment: i % 2 === 0 ? "prod" : "staging" },
    session_id: `session-${side.mark}`,
    request_id: `request-${side.mark}`,
    changes: [{ field: "value", before: `Before ${side.mark}`, after: `After ${side.mark}` }],
    metadata: { mark: side.mark },
    raw: `Raw ${side.mark}`,
  });

async function addEvents(side: Side): Promise<void> {
  const { ingest } = side.tokens;
  const ids: string[] = [];
  for (let from = 0; from < SEEDED_EVENTS; from += 100) {
    const events = Array.from({ length: 100 }, (_, i) => seededEvent(side, from + i));
    const { receipts } = await sendEvents(ingest, events, { waitForCheckpoint: true });
    for (const receipt of receipts) {
      ids.push(receipt!.id);
      side.kept.add(receipt!.leaf_hash);
    }
  }
  share(side, "event", ids);
  for (let i = 0; i < EACH; i++) {
    const external = `ext-${randomBase62(16)}`;
    await sendEvents(ingest, externalEvent(external), { idempotencyKey: external });
    side.known.external.push(external);
  }
  // Both tenants have an event at each of them, and at the hundred that follow.
  side.known.seq.push(...Array.from({ length: 100 }, (_, i) => String(200 + i)));
}

/** What is sent with a known external id and Idempotency-Key; always the same. */
export const externalEvent = (external: string): EventInput =>
  newEvent({ occurred_at: "2026-11-20T20:42:53.309Z", action: "probe.sent", external_id: external });

async function addRoles(side: Side): Promise<void> {
  const make = async (scope: object = { actions: [SEEDED_ACTION] }) => {
    const name = `Team-${randomBase62(12)}`;
    await createRole(side.tenant.context, {
      name,
      description: `Role ${side.mark}`,
      permissions: ["events.read", "events.stream"],
      scope,
    });
    return name;
  };
  const names: string[] = [];
  for (let i = 0; i < EACH; i++) names.push(await make());
  share(side, "role", names);
  for (let i = 0; i < EACH; i++) side.known.newRole.push(await make());
  for (let i = 0; i < EACH; i++) {
    side.steady.role.push(await make({ query: "outcome:success" }));
    side.spare.role.push(await make());
  }
}
