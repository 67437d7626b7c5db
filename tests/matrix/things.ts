import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type pg from "pg";
import {
  type Permission,
  ROLE_PERMISSIONS,
  SYSTEM_ROLES,
  type SystemRole,
  type TenantContext,
} from "#server/access/index.ts";
import { createChannel, testChannel } from "#server/channels/index.ts";
import { randomBase62, uuidv7 } from "#server/ids.ts";
import { createKey, rotateKey } from "#server/keys/index.ts";
import { inviteMember } from "#server/members/index.ts";
import { type AccountContext, findSession, type Session } from "#server/people/index.ts";
import { startReview } from "#server/reviews/index.ts";
import { createRole } from "#server/roles/index.ts";
import { runtime } from "#server/runtime.ts";
import { newKey, raised, raiseIn } from "../findings.ts";
import { noteSecret } from "../secrets/register.ts";
import { inDays, makeTenant, newEvent, sendEvents, type TestTenant } from "../tenant.ts";

/** A tenant with events of which a scoped role sees half: those of prod, without the actor's e-mail address. */
export interface MatrixTenant extends TestTenant {
  /** An event in every scope, and one outside of all. */
  inside: string;
  outside: string;
  /** Stands in every event inside; the others stand in events outside and in what is masked. */
  mark: { inside: string; outside: string; masked: string };
}

const EVENTS = 260;

export async function makeMatrixTenant(): Promise<MatrixTenant> {
  const tenant = await makeTenant();
  const mark = { inside: `in.${tenant.slug}`, outside: `out.${tenant.slug}`, masked: `${tenant.slug}@masked.example` };
  const events = Array.from({ length: EVENTS }, (_, i) =>
    newEvent({
      action: i % 2 === 0 ? mark.inside : mark.outside,
      source: { environment: i % 2 === 0 ? "prod" : "staging" },
      actor: { type: "user", id: "u_1", name: "Zoë", email: mark.masked },
    }),
  );
  const { receipts } = await sendEvents(tenant.ingest, events, { waitForCheckpoint: true });
  for (const role of SYSTEM_ROLES)
    await createRole(tenant.context, {
      name: scopedName(role),
      permissions: [...ROLE_PERMISSIONS[role]],
      scope: { environments: ["prod"] },
      masks: ["actor.email"],
    });
  return { ...tenant, inside: receipts[0]!.id, outside: receipts[1]!.id, mark };
}

/** The custom role with the rights of a system role and half of its view. */
export const scopedName = (role: SystemRole) => `Half of ${role}`;

/** Makes people, sessions and the like of a tenant for one call each, over a superuser's connection, without hashing passwords. */
export class Things {
  readonly client: pg.Client;
  readonly passwordHash: string;

  constructor(client: pg.Client, passwordHash: string) {
    this.client = client;
    this.passwordHash = passwordHash;
  }

  async person(tenant: TestTenant | undefined, role = "viewer"): Promise<string> {
    const id = uuidv7(Date.now());
    const now = runtime().clock.now();
    await this.client.query(
      "INSERT INTO person (id, email, name, password_hash, created_at) VALUES ($1, $2, 'Ida Moss', $3, $4)",
      [id, `${randomBase62(12).toLowerCase()}@example.com`, this.passwordHash, now],
    );
    if (tenant)
      await this.client.query(
        "INSERT INTO membership (tenant_id, person_id, role, created_at) VALUES ($1, $2, $3, $4)",
        [tenant.id, id, role, now],
      );
    return id;
  }

  async session(personId: string): Promise<string> {
    const id = uuidv7(Date.now());
    await this.client.query(
      `INSERT INTO session (id, person_id, created_at, last_seen_at, expires_at, confirmed_at)
       VALUES ($1, $2, $3, $3, $3::timestamptz + interval '1 day', $3)`,
      [id, personId, runtime().clock.now()],
    );
    return id;
  }

  /** Somebody who is signed in, as the doors find them. */
  async signedIn(tenant: TestTenant | undefined, role?: string): Promise<AccountContext> {
    const session = (await findSession(await this.session(await this.person(tenant, role)))) as Session;
    return { session, origin: { requestId: "matrix", via: "ui" } };
  }

  async role(tenant: TestTenant, permissions: Permission[] = ["events.read"]): Promise<string> {
    const name = `Role ${randomBase62(8)}`;
    await this.client.query("INSERT INTO role (tenant_id, name, permissions) VALUES ($1, $2, $3)", [
      tenant.id,
      name,
      permissions,
    ]);
    return name;
  }

  async invitation(tenant: TestTenant): Promise<string> {
    const email = `${randomBase62(12).toLowerCase()}@example.com`;
    return (await inviteMember(tenant.context, { email, role: "viewer" })).invitation.id;
  }

  /** A provisioning key that shows all of the tenant's events. */
  async key(tenant: TestTenant): Promise<string> {
    const input = { kind: "provisioning", name: "k", purpose: "p", role: "viewer", expiresAt: inDays(9) } as const;
    return (await createKey(tenant.context, input)).id;
  }

  async rotatingKey(tenant: TestTenant): Promise<string> {
    const id = await this.key(tenant);
    await rotateKey(tenant.context, { id, graceHours: 1 });
    return id;
  }

  async suspendedKey(tenant: TestTenant): Promise<string> {
    const id = await this.key(tenant);
    await this.client.query("UPDATE provisioning_key SET suspended_at = now() WHERE id = $1", [id]);
    return id;
  }

  /** Puts an end to whatever review is open, without a record. */
  async closeReviews(tenantId: string): Promise<void> {
    await this.client.query(
      "UPDATE access_review SET completed_at = started_at, completed_by = 'test' WHERE tenant_id::text = $1 AND completed_at IS NULL",
      [tenantId],
    );
  }

  /** An open review in which nothing is decided. */
  async review(tenant: TestTenant): Promise<string> {
    await this.closeReviews(tenant.id);
    return (await startReview(tenant.context)).id;
  }

  async decidedReview(tenant: TestTenant): Promise<string> {
    const id = await this.review(tenant);
    await this.client.query(
      "UPDATE access_review_item SET decision = 'kept', decided_at = now(), decided_by = 'test' WHERE review_id = $1",
      [id],
    );
    return id;
  }

  async reviewedKey(tenant: TestTenant): Promise<{ reviewId: string; kind: "key"; subjectId: string }> {
    const subjectId = await this.key(tenant);
    return { reviewId: await this.review(tenant), kind: "key", subjectId };
  }

  /** A shared view of the tenant whose owner is the caller, be it a member or not. */
  async view(tenant: TestTenant, { caller }: TenantContext): Promise<string> {
    const id = uuidv7(Date.now());
    const owner = caller.type === "user" ? caller.id : uuidv7(Date.now());
    const name = `View ${randomBase62(8)}`;
    await this.client.query(
      `INSERT INTO saved_view (tenant_id, id, name, owner_person_id, is_shared, state, created_at, updated_at)
       VALUES ($1, $2, $3, $4, true, '{"q": "outcome:denied"}', now(), now())`,
      [tenant.id, id, name, owner],
    );
    return id;
  }

  /** An export of the tenant in a state, whose maker is the caller, be it a member or not; one that is done has its file. */
  async export(tenant: TestTenant, { caller, view }: TenantContext, state = "queued"): Promise<string> {
    const id = uuidv7(Date.now());
    const file = state === "done" ? Buffer.from("one\r\n") : null;
    if (file) {
      const directory = join(runtime().env.dataDir, "exports", tenant.id);
      await mkdir(directory, { recursive: true });
      await writeFile(join(directory, id), file);
    }
    await this.client.query(
      `INSERT INTO export (tenant_id, id, created_at, maker_type, maker_id, maker_name, format, request, view, epoch, ledger_size, state,
                           rows_expected, is_expected_exact, file_name, bytes, sha256, expires_at)
       VALUES ($1, $2, now(), $3, $4, 'Ida Moss', 'csv', $5, $6, 0, 10, $7, 1, true, 'events.csv', $8, $9, now() + interval '1 day')`,
      [
        tenant.id,
        id,
        caller.type === "key" ? "key" : "user",
        caller.id,
        { q: "", order: "newest", reads: "show", timeZone: "UTC", columns: ["time"] },
        view,
        state,
        file?.length ?? null,
        file && createHash("sha256").update(file).digest(),
      ],
    );
    return id;
  }

  /** A schedule of the tenant whose owner is the caller, be it a member or not. */
  async schedule(tenant: TestTenant, { caller }: TenantContext): Promise<string> {
    const id = uuidv7(Date.now());
    await this.client.query(
      `INSERT INTO export_schedule (tenant_id, id, name, owner_person_id, period, format, request, recipients, hour, next_at, created_at, updated_at)
       VALUES ($1, $2, 'Each day', $3, 'daily', 'csv', $4, '{}', 6, now() + interval '1 day', now(), now())`,
      [
        tenant.id,
        id,
        caller.type === "user" ? caller.id : uuidv7(Date.now()),
        { q: "", order: "newest", reads: "show", timeZone: "UTC", columns: ["time"] },
      ],
    );
    return id;
  }

  /** An open alert of the tenant, as detection raises it. */
  async alert(tenant: TestTenant): Promise<string> {
    const alertKey = newKey();
    await raiseIn(tenant.id, [raised({ entity: { type: "actor", id: "u_1" } }, alertKey)]);
    const { rows } = await this.client.query<{ id: string }>("SELECT id FROM alert WHERE alert_key = $1", [alertKey]);
    return rows[0]!.id;
  }

  /** A mute of the tenant that lasts; it covers nothing that others look at. */
  async mute(tenant: TestTenant): Promise<string> {
    const id = uuidv7(Date.now());
    await this.client.query(
      `INSERT INTO alert_mute (tenant_id, id, detector, until, reason, created_at, created_by)
       VALUES ($1, $2, 'silence', now() + interval '1 day', 'x', now(), 'Ida Moss')`,
      [tenant.id, id],
    );
    return id;
  }

  /** A rule of the tenant's own that finds nothing. */
  async rule(tenant: TestTenant): Promise<string> {
    const id = uuidv7(Date.now());
    await this.client.query(
      `INSERT INTO detection_rule (tenant_id, id, name, description, is_on, severity, definition, dedup_minutes, suppression, version, created_at,
                                   created_by, updated_at)
       VALUES ($1, $2, $3, '', false, 'low', '{"kind": "threshold", "query": "action:never", "patterns": [], "count": 9, "windowS": 60, "groupBy": []}',
               60, '{}', 1, now(), 'Ida Moss', now())`,
      [tenant.id, id, `Rule ${randomBase62(8)}`],
    );
    return id;
  }

  /** A trial of the tenant that waits; those before it have ended. */
  async trial(tenant: TestTenant): Promise<string> {
    await this.endTrials(tenant.id);
    const id = uuidv7(Date.now());
    await this.client.query(
      `INSERT INTO detection_trial (tenant_id, id, created_at, maker_type, maker_id, maker_name, subject, days, state)
       VALUES ($1, $2, now(), 'user', 'u', 'Ida Moss', '{"detector": {"detector": "burst"}}', 30, 'queued')`,
      [tenant.id, id],
    );
    return id;
  }

  async endTrials(tenantId: string): Promise<void> {
    await this.client.query("UPDATE detection_trial SET state = 'cancelled' WHERE tenant_id = $1", [tenantId]);
  }

  /** A webhook of the tenant, its only channel. */
  async channel(tenant: TestTenant): Promise<string> {
    await this.endChannels(tenant.id);
    const { channel, secret } = await createChannel(tenant.context, {
      name: "On call",
      kind: "webhook",
      url: "https://8.8.8.8/",
    });
    noteSecret(secret!);
    return channel.id;
  }

  async pausedChannel(tenant: TestTenant): Promise<string> {
    const id = await this.channel(tenant);
    await this.client.query("UPDATE alert_channel SET paused_at = now(), pause_reason = 'test' WHERE id = $1", [id]);
    return id;
  }

  /** A message that was given up. */
  async delivery(tenant: TestTenant): Promise<string> {
    const [delivery] = await testChannel(tenant.context, { id: await this.channel(tenant) });
    await this.client.query("UPDATE alert_delivery SET state = 'failed', next_at = NULL WHERE id = $1", [delivery!.id]);
    return delivery!.id;
  }

  async endChannels(tenantId: string): Promise<void> {
    await this.client.query("DELETE FROM alert_channel WHERE tenant_id::text = $1", [tenantId]);
  }

  /** What must not change by what others do: everything of the tenant but its events of reads. */
  async stateOf(tenant: TestTenant): Promise<string> {
    await runtime().committer.drain();
    const { rows } = await this.client.query(
      `SELECT (SELECT to_jsonb(t) FROM tenant t WHERE id = $1) AS tenant,
              (SELECT jsonb_agg(r ORDER BY name) FROM role r WHERE tenant_id = $1) AS roles,
              (SELECT jsonb_agg(m ORDER BY person_id) FROM membership m WHERE tenant_id = $1) AS members,
              (SELECT jsonb_agg(i ORDER BY id) FROM invitation i WHERE tenant_id = $1) AS invitations,
              (SELECT jsonb_agg(k ORDER BY id) FROM provisioning_key k WHERE tenant_id = $1) AS keys,
              (SELECT jsonb_agg(k ORDER BY key_id, secret_hash) FROM key_secret k WHERE tenant_id = $1) AS secrets,
              (SELECT jsonb_agg(r ORDER BY id) FROM access_review r WHERE tenant_id = $1) AS reviews,
              (SELECT jsonb_agg(i ORDER BY review_id, kind, subject_id) FROM access_review_item i WHERE tenant_id = $1) AS items,
              (SELECT jsonb_agg(v ORDER BY id) FROM saved_view v WHERE tenant_id = $1) AS views,
              (SELECT jsonb_agg(d ORDER BY role) FROM view_default d WHERE tenant_id = $1) AS defaults,
              (SELECT jsonb_agg(e ORDER BY id) FROM export e WHERE tenant_id = $1) AS exports,
              (SELECT jsonb_agg(s ORDER BY id) FROM export_schedule s WHERE tenant_id = $1) AS schedules,
              (SELECT jsonb_agg(d ORDER BY detector) FROM detector_setting d WHERE tenant_id = $1) AS detectors,
              (SELECT jsonb_agg(r ORDER BY id) FROM detection_rule r WHERE tenant_id = $1) AS rules,
              (SELECT jsonb_agg(t ORDER BY id) FROM detection_trial t WHERE tenant_id = $1) AS trials,
              (SELECT jsonb_agg(a ORDER BY id) FROM alert a WHERE tenant_id = $1) AS alerts,
              (SELECT jsonb_agg(e ORDER BY id) FROM alert_entry e WHERE tenant_id = $1) AS entries,
              (SELECT jsonb_agg(m ORDER BY id) FROM alert_mute m WHERE tenant_id = $1) AS mutes,
              (SELECT jsonb_agg(c ORDER BY id) FROM alert_channel c WHERE tenant_id = $1) AS channels,
              (SELECT jsonb_agg(s ORDER BY id) FROM alert_channel_secret s WHERE tenant_id = $1) AS channel_secrets,
              (SELECT jsonb_agg(d ORDER BY id) FROM alert_delivery d WHERE tenant_id = $1) AS deliveries,
              (SELECT jsonb_agg(m ORDER BY key_id) FROM key_meter m WHERE tenant_id = $1) AS meters,
              (SELECT jsonb_agg(s ORDER BY s.id) FROM session s JOIN membership m USING (person_id) WHERE tenant_id = $1) AS sessions,
              (SELECT count(*) FROM event WHERE tenant_id = $1) AS events`,
      [tenant.id],
    );
    return createHash("sha256").update(JSON.stringify(rows[0])).digest("hex");
  }
}
