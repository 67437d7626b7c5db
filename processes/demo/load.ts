import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { SystemRole } from "#server/access/index.ts";
import { systemContext } from "#server/access/index.ts";
import { type DemoUser, demoUsers, demoYear } from "#server/demo/index.ts";
import { followTenant } from "#server/detection/index.ts";
import { readEnvironment } from "#server/env.ts";
import { parseEvent } from "#server/event-format/index.ts";
import { randomBase62, uuidv7 } from "#server/ids.ts";
import { createKey, createPlatformKey } from "#server/keys/index.ts";
import { inLedgerTransaction } from "#server/ledger/index.ts";
import { openRuntime } from "#server/open-runtime.ts";
import { addMember, createPerson } from "#server/people/index.ts";
import { createRole, listRoles } from "#server/roles/index.ts";
import { followRollups } from "#server/rollups/index.ts";
import { runtime } from "#server/runtime.ts";
import { indexLedger } from "#server/search/index.ts";
import { createTenant, ensurePartitions, listLedgers } from "#server/tenants/index.ts";
import { Triage } from "./alert-activity.ts";
import { type DemoAccount, type DemoKey, type DemoTenant, writePrivateFile } from "./demo-file.ts";
import { acmeKeyActs, globexKeyActs, type KeyAct, personContext } from "./key-activity.ts";

/** How far the loading came, kept in `demo-state.json`: an interrupted first start goes on where it was. */
interface State {
  seed: number;
  until: string;
  tenants: { id: string; slug: "acme" | "globex"; name: string; timeZone: string; ready: boolean; loaded: boolean }[];
  users: (DemoAccount & { id: string; joined: boolean })[];
  keys: DemoKey[];
}

const SEED = 20_261_120;
const BATCH_EVENTS = 1_000;
const DAY_MS = 86_400_000;
const YEAR_MS = 366 * DAY_MS;
const KEY_KINDS = [
  { tenant: "acme", kind: "ingest", name: "Backend services", purpose: "Audit events of the Acme back end" },
  {
    tenant: "acme",
    kind: "provisioning",
    name: "Security data lake",
    purpose: "Hourly pull into the security team's data lake",
  },
  { tenant: "globex", kind: "ingest", name: "Trading platform", purpose: "Audit events of the trading platform" },
  { tenant: "globex", kind: "provisioning", name: "Compliance archive", purpose: "Nightly copy for compliance" },
  {
    tenant: "acme",
    kind: "management",
    name: "Infrastructure as code",
    purpose: "Keys and members as declared in the repository",
  },
] as const;
/** A role of the tenant's own: to be looked at, and to be given. */
const SCOPED_ROLE: Parameters<typeof createRole>[1] = {
  name: "Production support",
  description: "On-call contractors: production only, without sign-ins and without people’s addresses.",
  copiedFrom: "viewer",
  permissions: ["events.read", "events.stream", "proofs.read", "tenant.read"],
  scope: { environments: ["prod"], query: "-category:authentication" },
  masks: ["actor.email", "source.ip"],
};
const DEMO_KEY_REQUESTS_PER_MINUTE = 10_000;
const KEY_LIFE_MS = 365 * DAY_MS;

/** Makes the demo's tenants, people, keys and year of events, once; answers with what demo.json says of them. */
export async function loadDemo(
  variables: NodeJS.ProcessEnv,
  dataDir: string,
  step: (text: string) => void,
): Promise<{ tenants: DemoTenant[]; users: DemoAccount[]; keys: DemoKey[] }> {
  const file = join(dataDir, "demo-state.json");
  const state: State = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : newState();
  const save = () => writePrivateFile(file, state);
  let now = new Date();
  const open = await openRuntime(readEnvironment(variables), { now: () => now });
  try {
    if (state.tenants.some((tenant) => !tenant.loaded)) {
      save();
      const beganMs = Date.now();
      const start = new Date(Date.parse(state.until) - YEAR_MS);
      await ensurePartitions(start, new Date(Date.now() + 62 * DAY_MS));
      now = start;
      await makePeople(state, save);
      for (const tenant of state.tenants) await makeTenant(state, tenant, save);
      let events = 0;
      for (const tenant of state.tenants)
        events += await loadYear(state, tenant, save, (at) => {
          now = at;
        });
      now = new Date();
      for (const tenant of state.tenants) {
        await open.signer.signNow(tenant.id);
        await indexLedger(tenant.id);
        // Whoever signs in first sees the year, not how it is being counted.
        await followRollups(tenant.id);
      }
      step(
        `Demo: ${events.toLocaleString("en")} events of a year sealed in ${Math.round((Date.now() - beganMs) / 1000)} s`,
      );
    }
    const ledgers = new Map((await listLedgers()).map((ledger) => [ledger.tenantId, ledger]));
    return {
      tenants: state.tenants.map(({ id, slug, name }) => ({
        id,
        slug,
        name,
        vkey: open.signer.vkeyOf(ledgers.get(id)!.origin),
      })),
      users: state.users.map(({ email, password, tenant, role }) => ({ email, password, tenant, role })),
      keys: state.keys,
    };
  } finally {
    await open.close();
  }
}

function newState(): State {
  const untilMs = Date.now();
  return {
    seed: SEED,
    until: new Date(untilMs).toISOString(),
    tenants: [
      {
        id: uuidv7(untilMs),
        slug: "acme",
        name: "Acme Robotics",
        timeZone: "Europe/Berlin",
        ready: false,
        loaded: false,
      },
      { id: uuidv7(untilMs), slug: "globex", name: "Globex", timeZone: "Europe/London", ready: false, loaded: false },
    ],
    users: [],
    keys: [],
  };
}

async function makePeople(state: State, save: () => void): Promise<void> {
  for (const { email, name, tenant, role } of demoUsers as readonly DemoUser[]) {
    if (state.users.some((user) => user.email === email)) continue;
    const password = `demo-${randomBase62(10)}`;
    const id = await createPerson({ email, name, password, operator: role === "operator" });
    state.users.push({ id, email, password, tenant, role, joined: tenant === null });
    save();
  }
}

async function makeTenant(state: State, tenant: State["tenants"][number], save: () => void): Promise<void> {
  if (!tenant.ready) {
    if (!(await listLedgers()).some((ledger) => ledger.tenantId === tenant.id))
      await createTenant({ id: tenant.id, slug: tenant.slug, name: tenant.name, timeZone: tenant.timeZone });
    tenant.ready = true;
    save();
  }
  const setup = systemContext(tenant.id, "setup", ["keys.create", "members.create", "roles.read", "roles.manage"]);
  for (const user of state.users.filter((one) => one.tenant === tenant.slug && !one.joined)) {
    await addMember(setup, { personId: user.id, role: user.role as SystemRole });
    user.joined = true;
    save();
  }
  if (tenant.slug === "acme" && !(await listRoles(setup)).some((role) => role.name === SCOPED_ROLE.name))
    await createRole(setup, SCOPED_ROLE);
  for (const { kind, name, purpose } of KEY_KINDS.filter((key) => key.tenant === tenant.slug)) {
    if (state.keys.some((key) => key.tenant === tenant.slug && key.kind === kind)) continue;
    const expires = kind !== "ingest" ? { expiresAt: new Date(Date.parse(state.until) + KEY_LIFE_MS) } : {};
    const { token } = await createKey(setup, {
      kind,
      name,
      purpose,
      requestsPerMinute: DEMO_KEY_REQUESTS_PER_MINUTE,
      ...expires,
    });
    state.keys.push({ tenant: tenant.slug, kind, token });
    save();
  }
  if (tenant.slug === "acme" && !state.keys.some((key) => key.kind === "platform-ingest")) {
    const { token } = await createPlatformKey({
      name: "Platform ingest",
      purpose: "Events of every tenant from the shared gateway",
    });
    state.keys.push({ tenant: null, kind: "platform-ingest", token });
    save();
  }
}

/** Who looks after keys and alerts of the tenant. */
function leadOf(state: State, tenant: State["tenants"][number]) {
  const role = tenant.slug === "acme" ? "security_lead" : "owner";
  const lead = state.users.find((user) => user.tenant === tenant.slug && user.role === role)!;
  return { ...lead, name: (demoUsers as readonly DemoUser[]).find(({ email }) => email === lead.email)!.name };
}

/** What happens with keys in the tenant's year. */
function keyActsOf(state: State, tenant: State["tenants"][number]): KeyAct[] {
  const token = (kind: DemoKey["kind"]) =>
    state.keys.find((key) => key.tenant === tenant.slug && key.kind === kind)?.token;
  const management = token("management");
  const cast = {
    tenantId: tenant.id,
    lead: leadOf(state, tenant),
    tokens: { ingest: token("ingest")!, provisioning: token("provisioning")!, ...(management ? { management } : {}) },
    until: new Date(state.until),
  };
  return tenant.slug === "acme" ? acmeKeyActs(cast) : globexKeyActs(cast);
}

/**
 * Appends what of the tenant's year is not there yet, through the same path as any sender's events, and does what happens with keys when
 * its time comes. Detection follows, so that what it finds is raised, and seen to, in its time.
 */
async function loadYear(
  state: State,
  tenant: State["tenants"][number],
  save: () => void,
  setNow: (at: Date) => void,
): Promise<number> {
  if (tenant.loaded) return 0;
  const { committer } = runtime();
  const keyId = state.keys.find((key) => key.tenant === tenant.slug && key.kind === "ingest")!.token.split("_")[2]!;
  let skip = await countSent(tenant.id);
  let appended = 0;
  let batch: Parameters<typeof committer.append>[1]["items"] = [];
  const until = new Date(state.until);
  const lead = leadOf(state, tenant);
  const triage = new Triage(() => personContext({ tenantId: tenant.id, lead }), until);
  const flush = async () => {
    await committer.append(tenant.id, { items: batch, atomic: true });
    appended += batch.length;
    const nowMs = batch.at(-1)!.receivedAtMs!;
    batch = [];
    setNow(new Date(nowMs));
    await followTenant(tenant.id);
    await triage.look(nowMs);
  };
  const acts = keyActsOf(state, tenant);
  const doActs = async (before: Date) => {
    while (acts[0] && acts[0].at <= before) {
      const { at, act } = acts.shift()!;
      if (batch.length > 0) await flush();
      setNow(at);
      await act();
    }
  };
  for (const { event, receivedAt } of demoYear({ tenant: tenant.slug, seed: state.seed, until })) {
    if (skip-- > 0) {
      // An earlier start came this far, acts included.
      while (acts[0] && acts[0].at <= receivedAt) acts.shift();
      continue;
    }
    await doActs(receivedAt);
    const parsed = parseEvent(event, { tenantId: tenant.id, now: receivedAt });
    if (!parsed.event)
      throw new Error(`the demo made an event that breaks the rules: ${JSON.stringify(parsed.faults)}`);
    batch.push({ draft: parsed.event, keyId, receivedAtMs: receivedAt.getTime() });
    if (batch.length === BATCH_EVENTS) await flush();
  }
  if (batch.length > 0) await flush();
  await doActs(until);
  tenant.loaded = true;
  save();
  return appended;
}

async function countSent(tenantId: string): Promise<number> {
  return inLedgerTransaction(runtime().database.ledgerPool, tenantId, async (run) => {
    const [row] = await run<{ count: string }>(
      "SELECT count(*) FROM event WHERE tenant_id = $1::uuid AND origin IS DISTINCT FROM 'sealtrail'",
      [tenantId],
    );
    return Number(row!.count);
  });
}
