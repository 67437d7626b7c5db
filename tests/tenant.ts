import {
  PERMISSIONS,
  type Permission,
  type SystemRole,
  systemContext,
  type TenantContext,
} from "#server/access/index.ts";
import type { EventInput } from "#server/event-format/index.ts";
import { type AppendEventsOptions, appendEvents } from "#server/events/index.ts";
import { randomBase62, uuidv7 } from "#server/ids.ts";
import { authenticateKey, createKey } from "#server/keys/index.ts";
import type { LedgerDraft } from "#server/ledger/index.ts";
import { addMember, createPerson } from "#server/people/index.ts";
import { runtime } from "#server/runtime.ts";
import { createTenant } from "#server/tenants/index.ts";
import { noteSecret } from "./secrets/register.ts";

export interface TestTenant {
  id: string;
  slug: string;
  origin: string;
  ingest: string;
  provisioning: string;
  management: string;
  /** Sealtrail itself in this tenant with every right. */
  context: TenantContext;
}

/** A tenant with its empty ledger and a key of each kind. */
export async function makeTenant(slug = `t-${randomBase62(10).toLowerCase()}`): Promise<TestTenant> {
  const { clock, env } = runtime();
  const id = uuidv7(clock.now().getTime());
  await createTenant({ id, slug, name: `Tenant ${slug}`, timeZone: "Europe/Berlin" });
  const context = contextIn(id, PERMISSIONS);
  const newToken = async (kind: "ingest" | "provisioning" | "management") => {
    const input = {
      kind,
      name: `${kind} key`,
      purpose: "Tests",
      requestsPerMinute: 100_000,
      ...(kind === "ingest" ? {} : { expiresAt: inDays(90) }),
    };
    const { token } = await createKey(context, input);
    noteSecret(token);
    return token;
  };
  return {
    id,
    slug,
    origin: `${env.host}/tlog/${id}`,
    ingest: await newToken("ingest"),
    provisioning: await newToken("provisioning"),
    management: await newToken("management"),
    context,
  };
}

/** So many days from now by the runtime's clock. */
export const inDays = (days: number) => new Date(runtime().clock.now().getTime() + days * 86_400_000);

export function contextIn(tenantId: string, permissions: readonly Permission[]): TenantContext {
  return systemContext(tenantId, "test", permissions);
}

/** An account with a role in each of the tenants. */
export async function makePerson(tenants: TestTenant[], role: SystemRole = "viewer") {
  const email = `${randomBase62(10).toLowerCase()}@example.com`;
  const password = `correct horse ${randomBase62(12)}`;
  noteSecret(password);
  const id = await createPerson({ email, name: "Zoë Ångström", password });
  for (const tenant of tenants) await addMember(tenant.context, { personId: id, role });
  return { id, email, password };
}

/** The public id in a token. */
export const keyIdOf = (token: string) => token.split("_")[2]!;

/** An event as a sender would write it, with all four personal parts. */
export function newEvent(over: Partial<EventInput> = {}): EventInput {
  return {
    occurred_at: new Date(runtime().clock.now().getTime() - 1_000).toISOString(),
    action: "secret.read",
    actor: { type: "user", id: "u_1234567", name: "Zoë Ångström", email: "zoe@example.com" },
    targets: [{ type: "secret", id: "s_1234567", name: "db/prod" }],
    source: { ip: "203.0.113.7", user_agent: "tests/1", via: "api" },
    metadata: { n: 1.5, text: "\u20ac" },
    ...over,
  };
}

/** Sends one event, or a batch, as the API would with this token. */
export async function sendEvents(token: string, events: EventInput | EventInput[], options: AppendEventsOptions = {}) {
  const key = await authenticateKey(token, { requestId: "r", via: "api" });
  const body = Buffer.from(JSON.stringify(Array.isArray(events) ? { events } : events));
  return appendEvents(key, body, options);
}

/** The draft that the committer takes, as the verbs make it of an event. */
export function draftOf(event: EventInput): LedgerDraft {
  return { category: "access", outcome: "success", severity: "info", ...event } as LedgerDraft;
}
