import { permissionsOfRole, type RequestOrigin, systemContext, type TenantContext } from "#server/access/index.ts";
import { AppError } from "#server/errors.ts";
import { getEvent, listEvents } from "#server/events/index.ts";
import { uuidv7 } from "#server/ids.ts";
import { admitRequest, authenticateKey, createKey, recordUse, revokeKey, rotateKey } from "#server/keys/index.ts";
import { listMembers } from "#server/members/index.ts";
import { EVERYTHING } from "#server/query/index.ts";
import { runtime } from "#server/runtime.ts";

/** Something that is done with or to a key at a moment of the demo year. */
export interface KeyAct {
  at: Date;
  act(): Promise<unknown>;
}

interface Person {
  id: string;
  name: string;
  email: string;
  role: string;
}

interface Cast {
  tenantId: string;
  /** Who issues, rotates and revokes. */
  lead: Person;
  /** Tokens of the tenant's first keys, by kind. */
  tokens: { ingest: string; provisioning: string; management?: string };
  until: Date;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * What became of Acme's keys in the year: who got one, what it was used for, and what went wrong. In the order of time. Where an
 * interrupted loading goes on behind the issue of a key, its token is not known any more, and that key is left alone.
 */
export function acmeKeyActs(cast: Cast): KeyAct[] {
  const forwarder = { token: "", oldToken: "", id: "" };
  const partner = { id: "" };
  const before = (days: number, hours = 0) => new Date(cast.until.getTime() - days * DAY_MS - hours * HOUR_MS);
  const lead = () => personContext(cast);
  const acts: KeyAct[] = [
    { at: before(120, 3), act: () => createKey(lead(), GRAFANA(before(-200))) },
    { at: before(92, 2), act: async () => Object.assign(forwarder, await createKey(lead(), FORWARDER(before(-88)))) },
    { at: before(61, 5), act: async () => Object.assign(partner, await createKey(lead(), PARTNER(before(-9)))) },
    ...[62, 32].map((days) => ({ at: before(days, 4), act: () => rotate(lead(), forwarder, 24) })),
    {
      at: before(18, 6),
      act: async () => {
        if (partner.id !== "")
          await revokeKey(lead(), { id: partner.id, reason: "The audit it was issued for is over." });
      },
    },
    { at: before(8, 1), act: () => createKey(lead(), EXAMINER(before(-11))) },
    { at: before(0, 2), act: () => rotate(lead(), forwarder, 24) },
    ...forwarding(forwarder, cast.until),
    ...housekeeping(cast),
  ];
  return acts.sort((a, b) => a.at.getTime() - b.at.getTime());
}

/** Globex has its first two keys, which are used every day. */
export function globexKeyActs(cast: Cast): KeyAct[] {
  return housekeeping(cast);
}

async function rotate(
  context: TenantContext,
  key: { id: string; token: string; oldToken: string },
  graceHours: number,
) {
  if (key.id === "") return;
  const { token } = await rotateKey(context, { id: key.id, graceHours });
  key.oldToken = key.token;
  key.token = token;
}

/** The forwarder's two weeks: a pull every hour, busier by day, with what it was refused. */
function forwarding(key: { token: string; oldToken: string }, until: Date): KeyAct[] {
  const acts: KeyAct[] = [];
  for (let hoursAgo = 14 * 24; hoursAgo >= 0; hoursAgo--) {
    const at = new Date(until.getTime() - hoursAgo * HOUR_MS - 7 * 60_000);
    const hour = at.getUTCHours();
    const pulls = 1 + (hour >= 6 && hour < 18 ? 1 : 0) + (hour === 9 ? 1 : 0);
    for (let pull = 0; pull < pulls; pull++) {
      const pullAt = new Date(at.getTime() + pull * 90_000);
      acts.push({
        at: pullAt,
        // For a while after a rotation one of the two forwarders still has the old secret.
        act: () =>
          pulled(hoursAgo < 2 && pull % 2 === 0 && key.oldToken ? key.oldToken : key.token, {
            ip: pull === 1 ? "203.0.113.5" : "203.0.113.4",
            from: new Date(pullAt.getTime() - HOUR_MS),
          }),
      });
    }
  }
  const refusedAt = (hours: number, act: () => Promise<unknown>) => ({
    at: new Date(until.getTime() - hours * HOUR_MS),
    act,
  });
  acts.push(
    refusedAt(27, () => pulled(key.token, { ip: "203.0.113.4", q: "category:authentication" })),
    refusedAt(26.5, () => pulled(key.token, { ip: "203.0.113.4", q: "env:staging" })),
    refusedAt(26, () => pulled(key.token, { ip: "198.51.100.23" })),
    refusedAt(3, () => opened(key.token, uuidv7(until.getTime() - DAY_MS))),
  );
  return acts;
}

/** The tenant's first keys at work: an hourly pull into the data lake, a daily look at the members, events that come in all the time. */
function housekeeping({ tokens, until }: Cast): KeyAct[] {
  const acts: KeyAct[] = [];
  for (let hoursAgo = 7 * 24; hoursAgo >= 0; hoursAgo--) {
    const at = new Date(until.getTime() - hoursAgo * HOUR_MS - 120_000);
    acts.push({
      at,
      act: () => pulled(tokens.provisioning, { ip: "192.0.2.80", from: new Date(at.getTime() - HOUR_MS), limit: 500 }),
    });
  }
  for (let days = 7; days >= 0; days--) {
    const at = new Date(until.getTime() - days * DAY_MS - 600_000);
    const { management, ingest } = tokens;
    if (management) acts.push({ at, act: () => asKey(management, "GET /api/v1/members", "192.0.2.81", listMembers) });
    // Its events are there: what is left is that it is in use.
    acts.push({ at, act: () => asKey(ingest, "POST /api/v1/events", "192.0.2.82", async () => {}) });
  }
  return acts;
}

const pulled = (
  token: string,
  { ip, q = "", from, limit = 100 }: { ip: string; q?: string; from?: Date; limit?: number },
) => asKey(token, "GET /api/v1/events", ip, (context) => listEvents(context, { q, limit, ...(from ? { from } : {}) }));

const opened = (token: string, id: string) =>
  asKey(token, `GET /api/v1/events/${id}`, "203.0.113.4", async (context) =>
    getEvent(context, id).catch(() => recordUse(context, { outcome: "failure", status: 404, code: "not_found" })),
  );

/** One request of a key, through the same steps as over HTTP; what is refused is recorded by them. */
async function asKey(
  token: string,
  endpoint: string,
  ip: string,
  verb: (context: TenantContext) => Promise<unknown>,
): Promise<void> {
  const at = runtime().clock.now().getTime();
  const origin: RequestOrigin = { requestId: uuidv7(at), endpoint, ip, userAgent: "forwarder/4.2", via: "api" };
  try {
    const key = await authenticateKey(token, origin);
    await admitRequest(key, ip);
    await verb(key.contextIn(key.tenantId!));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
  }
}

/** A member of the tenant who has just proved themselves. */
/** The lead with the rights of its role, just signed in. */
export function personContext({ tenantId, lead }: Pick<Cast, "tenantId" | "lead">): TenantContext {
  const permissions = permissionsOfRole(lead.role, null);
  const now = runtime().clock.now();
  return {
    ...systemContext(tenantId, "setup", [...permissions]),
    caller: { type: "user", id: lead.id, name: lead.name, email: lead.email, sessionId: "" },
    role: lead.role,
    view: EVERYTHING,
    confirmedAt: now,
    origin: { requestId: uuidv7(now.getTime()), endpoint: "ACTION key.issue", via: "ui" },
  };
}

type KeyInput = (expiresAt: Date) => Parameters<typeof createKey>[1];

const FORWARDER: KeyInput = (expiresAt) => ({
  kind: "provisioning",
  name: "splunk-forwarder",
  purpose: "Forward access and changes in production to the security team’s Splunk.",
  recipient: "Security operations",
  role: "viewer",
  permissions: ["events.read", "events.stream"],
  scope: { environments: ["prod"], categories: ["access", "change"] },
  masks: ["actor.email", "source.ip"],
  addresses: ["203.0.113.0/28"],
  requestsPerMinute: 60,
  rowsPerDay: 5_000_000,
  rotationDays: 30,
  expiresAt,
});
const PARTNER: KeyInput = (expiresAt) => ({
  kind: "provisioning",
  name: "Kessler & Partner, audit",
  purpose: "Evidence for the yearly audit of access to production secrets.",
  recipient: "Kessler & Partner",
  role: "auditor",
  permissions: ["events.read", "proofs.read"],
  scope: { actions: ["secret.*"] },
  requestsPerMinute: 60,
  expiresAt,
});
const EXAMINER: KeyInput = (expiresAt) => ({
  kind: "provisioning",
  name: "Insurance examiner",
  purpose: "Two weeks of proof that backups are restored and access is reviewed.",
  recipient: "Nordic Cyber Insurance",
  role: "auditor",
  permissions: ["events.read", "proofs.read"],
  scope: { environments: ["prod"], query: "-category:authentication" },
  masks: ["actor.email", "actor.name", "source.ip", "source.location"],
  requestsPerMinute: 30,
  rowsPerDay: 50_000,
  expiresAt,
});
const GRAFANA: KeyInput = (expiresAt) => ({
  kind: "provisioning",
  name: "grafana-panel",
  purpose: "A panel with denied accesses on the platform team’s wall.",
  recipient: "Platform team",
  role: "viewer",
  permissions: ["events.read"],
  scope: { query: "outcome:denied" },
  masks: ["actor.email"],
  requestsPerMinute: 10,
  expiresAt,
});
