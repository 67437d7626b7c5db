import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { AppError } from "#server/errors.ts";
import { openTestRuntime, superQuery, type TestRuntime } from "../../tests/database.ts";
import { contextIn, makePerson, makeTenant, newEvent, type TestTenant } from "../../tests/tenant.ts";
import { appendEvents, getEvent, getProof, listEvents, openTail, previewView } from "../events/index.ts";
import { authenticateKey, createKey, recordRefusal } from "../keys/index.ts";
import {
  changeMemberRole,
  getMember,
  inviteMember,
  leaveTenant,
  listAssignableRoles,
  listInvitations,
  listMembers,
  removeMember,
  renewInvitation,
  revokeInvitation,
} from "../members/index.ts";
import { addMember, signIn } from "../people/index.ts";
import { getConsistency, getLatestCheckpoint, getLedgerSeal, getTile } from "../proofs/index.ts";
import { EVERYTHING } from "../query/index.ts";
import { createRole, deleteRole, describeAccess, getRole, listRoles, updateRole } from "../roles/index.ts";
import { endMemberSession, listMemberSessions } from "../sessions/index.ts";
import type { TenantContext } from "./index.ts";

let runtime: TestRuntime;
let acme: TestTenant;
let globex: TestTenant;
let acmeEvent: { id: string; seq: number };
let acmeMember: { personId: string };
let acmeInvitation: { id: string };
let acmeSession: { id: string };
beforeAll(async () => {
  runtime = await openTestRuntime();
  acme = await makeTenant();
  globex = await makeTenant();
  acmeEvent = (await fill(acme, 400, "acme.secret"))[0]!;
  await fill(globex, 300, "globex.secret");
  const member = await makePerson([acme]);
  acmeMember = { personId: member.id };
  acmeSession = { id: (await signIn(member, { requestId: "r", via: "ui", userAgent: "acme.secret/1" })).sessionId };
  await createRole(acme.context, { ...acmeRole, description: "acme.secret", permissions: ["events.read"] });
  acmeInvitation = (await inviteMember(acme.context, { email: "acme.secret@example.com", role: "viewer" })).invitation;
});

async function fill(tenant: TestTenant, count: number, action: string) {
  const key = await authenticateKey(tenant.ingest, { requestId: "r", via: "api" });
  const body = Buffer.from(JSON.stringify({ events: Array.from({ length: count }, () => newEvent({ action })) }));
  const { receipts } = await appendEvents(key, body, { waitForCheckpoint: true });
  return receipts.map((receipt) => receipt!);
}

/** `reach` calls the verb as globex with everything that acme has; it answers with whatever it got. */
interface Row {
  reach(context: TenantContext): Promise<unknown>;
  gets: "not_found" | "invalid" | "its own";
  /** A verb that anybody who holds a context may call, since it only adds to the context's own trail. */
  open?: true;
}

const acmeRole = { name: "Acme readers" } as const;
const keyInput = { kind: "ingest", name: "n", purpose: "p" } as const;
const VERBS: Record<string, Row> = {
  "events.getEvent": { reach: (context) => getEvent(context, acmeEvent.id), gets: "not_found" },
  "events.getProof": { reach: (context) => getProof(context, acmeEvent.id), gets: "not_found" },
  "events.listEvents": {
    reach: async (context) => [
      (await listEvents(context, { q: `id:${acmeEvent.id}` })).records,
      (await listEvents(context, { q: "action:acme.*" })).records,
      (await listEvents(context, { limit: 500 })).records,
    ],
    gets: "its own",
  },
  "events.openTail": {
    reach: async (context) => {
      const tail = await openTail(context, { afterSeq: 0, includeReads: true });
      const shown: unknown[] = [];
      for (let step = 0; step < 2; step++) await tail.step((record) => shown.push(record));
      return shown;
    },
    gets: "its own",
  },
  "events.previewView": { reach: (context) => previewView(context, EVERYTHING), gets: "its own" },
  "keys.createKey": { reach: (context) => createKey(context, keyInput), gets: "its own" },
  "keys.recordRefusal": { reach: async (context) => recordRefusal(context, "tried"), gets: "its own", open: true },
  "members.changeMemberRole": {
    reach: (context) => changeMemberRole(context, { ...acmeMember, role: "auditor" }),
    gets: "not_found",
  },
  "members.getMember": { reach: (context) => getMember(context, acmeMember), gets: "not_found" },
  "members.inviteMember": {
    reach: (context) => inviteMember(context, { email: "nia@example.com", role: "viewer" }),
    gets: "its own",
  },
  // Sealtrail itself is no member of any tenant.
  "members.leaveTenant": { reach: (context) => leaveTenant(context), gets: "invalid" },
  "members.listAssignableRoles": { reach: (context) => listAssignableRoles(context), gets: "its own" },
  "members.listInvitations": { reach: (context) => listInvitations(context), gets: "its own" },
  "members.listMembers": { reach: (context) => listMembers(context), gets: "its own" },
  "members.removeMember": { reach: (context) => removeMember(context, acmeMember), gets: "not_found" },
  "members.renewInvitation": { reach: (context) => renewInvitation(context, acmeInvitation), gets: "not_found" },
  "members.revokeInvitation": { reach: (context) => revokeInvitation(context, acmeInvitation), gets: "not_found" },
  "people.addMember": {
    reach: async (context) => addMember(context, { personId: (await makePerson([acme])).id, role: "viewer" }),
    gets: "its own",
  },
  "proofs.getConsistency": { reach: (context) => getConsistency(context, 1, 380), gets: "invalid" },
  "proofs.getLatestCheckpoint": { reach: (context) => getLatestCheckpoint(context), gets: "its own" },
  "proofs.getLedgerSeal": { reach: (context) => getLedgerSeal(context), gets: "its own" },
  "proofs.getTile": {
    reach: async (context) => [
      Buffer.from((await getTile(context, "tile/0/000")).bytes).toString("hex"),
      Buffer.from((await getTile(context, "tile/entries/000")).bytes).toString("latin1"),
    ],
    gets: "its own",
  },
  "roles.createRole": {
    reach: (context) => createRole(context, { name: "Globex readers", permissions: ["events.read"] }),
    gets: "its own",
  },
  "roles.deleteRole": { reach: (context) => deleteRole(context, { role: acmeRole.name }), gets: "not_found" },
  "roles.describeAccess": {
    reach: async (context) => {
      await describeAccess(context, { role: "viewer" });
      return describeAccess(context, acmeMember);
    },
    gets: "not_found",
  },
  "roles.getRole": { reach: (context) => getRole(context, acmeRole.name), gets: "not_found" },
  "roles.listRoles": { reach: (context) => listRoles(context), gets: "its own" },
  "roles.updateRole": {
    reach: (context) => updateRole(context, { role: acmeRole.name, permissions: [] }),
    gets: "not_found",
  },
  "sessions.endMemberSession": { reach: (context) => endMemberSession(context, acmeSession), gets: "not_found" },
  "sessions.listMemberSessions": { reach: (context) => listMemberSessions(context), gets: "its own" },
};

/** `folder.verb` of every function with a TenantContext first that a folder's index.ts exports. The door itself is not a verb. */
async function exportedVerbs(): Promise<string[]> {
  const server = join(import.meta.dirname, "..");
  const verbs: string[] = [];
  for (const folder of readdirSync(server, { withFileTypes: true })) {
    const files = folder.isDirectory() && folder.name !== "access" ? readdirSync(join(server, folder.name)) : [];
    if (!files.includes("index.ts")) continue;
    const exported = await import(join(server, folder.name, "index.ts"));
    for (const file of files.filter((name) => name.endsWith(".ts") && !name.includes(".test."))) {
      const source = readFileSync(join(server, folder.name, file), "utf8");
      for (const [, name] of source.matchAll(
        /export (?:async )?function\*? (\w+)(?:<[^>(]*>)?\(\s*\w+: TenantContext/g,
      ))
        if (typeof exported[name!] === "function") verbs.push(`${folder.name}.${name}`);
    }
  }
  return verbs.sort();
}

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => "ok",
    (error) => (error instanceof AppError ? error.code : `threw ${error}`),
  );

/** Everything of acme's that must not change or show. */
async function acmeState() {
  // A refusal is recorded without being awaited.
  await runtime.committer.drain();
  const [counts] = await superQuery<{ keys: number; members: number; size: string }>(
    runtime.urls,
    `SELECT (SELECT count(*) FROM provisioning_key WHERE tenant_id = $1)::int AS keys,
            (SELECT count(*) FROM event WHERE tenant_id = $1 AND origin IS DISTINCT FROM 'sealtrail')::int AS events,
            (SELECT count(*) FROM event WHERE tenant_id = $1 AND actor_id = 'test' AND action NOT IN ('tenant.created', 'key.created', 'member.added'))::int AS acts`,
    [acme.id],
  );
  return counts;
}

test("every exported verb has a row", async () => {
  expect(await exportedVerbs()).toEqual(Object.keys(VERBS).sort());
});

describe.each(Object.entries(VERBS))("%s", (_, row) => {
  test("as another tenant: what is acme's does not exist, and nothing of acme's changes", async () => {
    const before = await acmeState();
    const context = contextIn(globex.id, [...acme.context.permissions]);
    if (row.gets !== "its own") {
      expect(await codeOf(row.reach(context))).toBe(row.gets);
    } else {
      const answer = JSON.stringify((await row.reach(context)) ?? "");
      expect(answer.includes(acme.id)).toBe(false);
      expect(answer.includes("acme.secret")).toBe(false);
    }
    expect(await acmeState()).toEqual(before);
  });

  test("without a permission it is forbidden", async () => {
    const outcome = await codeOf(row.reach(contextIn(acme.id, [])));
    expect(outcome).toBe(row.open ? "ok" : "forbidden");
  });

  test("with a tenant that does not exist, or is malformed, it gives nothing", async () => {
    if (row.open) return;
    for (const tenantId of ["11111111-1111-4111-8111-111111111111", "", "x", `${acme.id}'`]) {
      const got = await row.reach(contextIn(tenantId, [...acme.context.permissions])).catch((error) => String(error));
      expect((JSON.stringify(got) ?? "").includes("acme.secret")).toBe(false);
    }
  });
});
