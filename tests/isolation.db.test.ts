import { randomBytes } from "node:crypto";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { appendEvents } from "#server/events/index.ts";
import { authenticateKey } from "#server/keys/index.ts";
import { APPEND_IN_TRANSACTION_SQL, appendParameters, sealDraft } from "#server/ledger/index.ts";
import { inviteMember } from "#server/members/index.ts";
import { signIn } from "#server/people/index.ts";
import { openTestRuntime, outcomeOf, rolledBack, superQuery, type TestRuntime, withClient } from "./database.ts";
import { keyIdOf, makePerson, makeTenant, newEvent, type TestTenant } from "./tenant.ts";

const NO_PRIVILEGE = "42501";
const TENANT_TABLES = [
  "event",
  "tile",
  "checkpoint",
  "ledger",
  "idempotency",
  "role",
  "membership",
  "provisioning_key",
  "invitation",
];
const AUDITOR = `sealtrail_auditor_${randomBytes(5).toString("hex")}`;

let runtime: TestRuntime;
let acme: TestTenant;
let globex: TestTenant;
beforeAll(async () => {
  runtime = await openTestRuntime();
  acme = await makeTenant();
  globex = await makeTenant();
  await signIn(await makePerson([acme]), { requestId: "r", via: "ui" });
  await inviteMember(acme.context, { email: "nia@example.com", role: "viewer" });
  for (const tenant of [acme, globex]) {
    const key = await authenticateKey(tenant.ingest, { requestId: "r", via: "api" });
    const body = Buffer.from(JSON.stringify({ events: Array.from({ length: 300 }, () => newEvent()) }));
    await appendEvents(key, body, { idempotencyKey: "one", waitForCheckpoint: true });
  }
});

/** Settings of app.tenant_id that must not open acme's ledger. */
const settings = (): [string, string | undefined][] => [
  ["unset", undefined],
  ["empty", ""],
  ["malformed", "x"],
  ["upper case", acme.id.toUpperCase()],
  ["with a space", ` ${acme.id}`],
  ["quoted", `'${acme.id}'`],
  ["a pattern", "%"],
  ["another tenant", globex.id],
  ["an unknown tenant", "11111111-1111-4111-8111-111111111111"],
];

function appendCall(tenantId: string): [string, unknown[]] {
  const draft = newEvent() as Parameters<typeof sealDraft>[1]["draft"];
  const item = {
    draft: { ...draft, outcome: "success", severity: "info" } as typeof draft,
    keyId: keyIdOf(acme.ingest),
  };
  const sealed = sealDraft(tenantId, item, Date.now());
  return [APPEND_IN_TRANSACTION_SQL, appendParameters(tenantId, [{ items: [item], atomic: true }], [[sealed]])];
}

const publishCall = (tenantId: string): [string, unknown[]] => [
  "SELECT checkpoint_publish($1, 1, 10000, '\\x00', 'note', now())",
  [tenantId],
];

async function asApp<T>(tenantId: string | undefined, work: (client: pg.Client) => Promise<T>): Promise<T> {
  return rolledBack(runtime.urls.app, tenantId, work);
}

describe("row-level security", () => {
  test("with its own tenant set, the app role sees the rows: the other cases have something to hide", async () => {
    await asApp(acme.id, async (client) => {
      for (const table of TENANT_TABLES) {
        const { rows } = await client.query(`SELECT count(*)::int AS n FROM ${table} WHERE tenant_id = $1`, [acme.id]);
        expect(rows[0].n, table).toBeGreaterThan(0);
      }
      expect((await client.query("SELECT id FROM tenant")).rows).toEqual([{ id: acme.id }]);
      expect((await client.query("SELECT email FROM person")).rowCount).toBe(1);
      expect((await client.query("SELECT id FROM session")).rowCount).toBe(1);
    });
  });

  test("otherwise it sees, changes and deletes none of them", async () => {
    for (const [name, setting] of settings()) {
      await asApp(setting, async (client) => {
        for (const table of TENANT_TABLES) {
          const all = await client.query(`SELECT tenant_id FROM ${table}`);
          const foreign = all.rows.filter((row) => row.tenant_id !== setting);
          expect(foreign, `${name}: ${table}`).toEqual([]);
        }
        expect((await client.query("SELECT FROM tenant WHERE id = $1", [acme.id])).rowCount, name).toBe(0);
        expect((await client.query("SELECT email FROM person")).rowCount, name).toBe(0);
        expect((await client.query("SELECT id FROM session")).rowCount, name).toBe(0);
        for (const change of [
          "UPDATE tenant SET name = 'x' WHERE id = $1",
          "UPDATE role SET name = 'x' WHERE tenant_id = $1",
          "UPDATE provisioning_key SET revoked_at = now() WHERE tenant_id = $1",
          "DELETE FROM membership WHERE tenant_id = $1",
          "UPDATE invitation SET revoked_at = now() WHERE tenant_id = $1",
          "DELETE FROM idempotency WHERE tenant_id = $1",
        ]) {
          expect((await client.query(change, [acme.id])).rowCount, `${name}: ${change}`).toBe(0);
        }
      });
    }
  });

  test("otherwise it puts nothing into them, and the ledger's functions raise", async () => {
    const size = await sizeOf(acme.id);
    const calls: [string, unknown[]][] = [
      appendCall(acme.id),
      publishCall(acme.id),
      ["SELECT ledger_create($1, 'x', now())", [acme.id]],
      ["INSERT INTO role (tenant_id, name) VALUES ($1, 'x')", [acme.id]],
      ["INSERT INTO tenant (id, slug, name, created_at) VALUES ($1, 'x', 'x', now())", [acme.id]],
      ["INSERT INTO membership SELECT $1, id, 'owner', now() FROM person", [acme.id]],
      [
        "INSERT INTO provisioning_key (tenant_id, id, kind, name, purpose, secret_hash, requests_per_minute, created_at) VALUES ($1, 'x', 'ingest', 'x', 'x', sha256('x'), 1, now())",
        [acme.id],
      ],
    ];
    for (const [name, setting] of settings()) {
      for (const [text, values] of calls) {
        const outcome = await asApp(setting, async (client) => {
          const result = await outcomeOf(client.query(text, values));
          return text.includes("FROM person") && result === "ok" ? NO_PRIVILEGE : result;
        });
        expect(outcome, `${name}: ${text.slice(0, 60)}`).toBe(NO_PRIVILEGE);
      }
    }
    expect(await sizeOf(acme.id)).toBe(size);
  });

  test("a call for another tenant than the transaction's raises, also for a tenant that is null", async () => {
    for (const [text, values] of [appendCall(globex.id), publishCall(globex.id)]) {
      expect(await asApp(acme.id, (client) => outcomeOf(client.query(text, values)))).toBe(NO_PRIVILEGE);
      const none = [null, ...values.slice(1)];
      expect(await asApp(acme.id, (client) => outcomeOf(client.query(text, none)))).toBe(NO_PRIVILEGE);
      expect(await asApp(undefined, (client) => outcomeOf(client.query(text, none)))).toBe(NO_PRIVILEGE);
    }
  });

  test("a tenant is set for its transaction only", async () => {
    await withClient(runtime.urls.app, async (client) => {
      await client.query("BEGIN");
      await client.query("SELECT set_config('app.tenant_id', $1, true)", [acme.id]);
      expect((await client.query("SELECT FROM event LIMIT 1")).rowCount).toBe(1);
      await client.query("COMMIT");
      expect((await client.query("SELECT FROM event LIMIT 1")).rowCount).toBe(0);
    });
  });

  test("a partition cannot be read around its parent", async () => {
    const partition = `event_${new Date().toISOString().slice(0, 7).replace("-", "_")}`;
    expect(await asApp(acme.id, (client) => outcomeOf(client.query(`SELECT 1 FROM ${partition}`)))).toBe(NO_PRIVILEGE);
  });

  test("the owner, without a policy, sees no tenant's row", async () => {
    await rolledBack(runtime.urls.owner, acme.id, async (client) => {
      for (const table of [...TENANT_TABLES, "tenant", "person", "session", "event_external", "platform_key"])
        expect((await client.query(`SELECT FROM ${table} LIMIT 1`)).rowCount, table).toBe(0);
    });
  });
});

describe("an auditor's own log-in", () => {
  beforeAll(async () => {
    await superQuery(runtime.urls, `CREATE ROLE ${AUDITOR} LOGIN PASSWORD 'audit' INHERIT IN ROLE sealtrail_auditor`);
    await superQuery(runtime.urls, "INSERT INTO auditor_login (tenant_id, login) VALUES ($1, $2)", [acme.id, AUDITOR]);
  });
  afterAll(() => superQuery(runtime.urls, `DROP ROLE ${AUDITOR}`));

  test("reads its tenant's ledger, and no setting opens another's", async () => {
    const url = Object.assign(new URL(runtime.urls.app), { username: AUDITOR, password: "audit" }).href;
    for (const setting of [undefined, globex.id, acme.id]) {
      await rolledBack(url, setting, async (client) => {
        for (const table of ["event", "tile", "checkpoint", "ledger"]) {
          const { rows } = await client.query(`SELECT DISTINCT tenant_id FROM ${table}`);
          expect(rows, table).toEqual([{ tenant_id: acme.id }]);
        }
      });
    }
    for (const text of [
      "SELECT * FROM person",
      "SELECT * FROM provisioning_key",
      "DELETE FROM event",
      "SELECT current_tenant()",
    ])
      expect(await rolledBack(url, acme.id, (client) => outcomeOf(client.query(text))), text).toBe(NO_PRIVILEGE);
  });

  test("an auditor without a tenant reads nothing", async () => {
    await superQuery(runtime.urls, "DELETE FROM auditor_login");
    const url = Object.assign(new URL(runtime.urls.app), { username: AUDITOR, password: "audit" }).href;
    await rolledBack(url, acme.id, async (client) =>
      expect((await client.query("SELECT FROM event")).rowCount).toBe(0),
    );
  });
});

async function sizeOf(tenantId: string): Promise<number> {
  const [row] = await superQuery<{ size: string }>(runtime.urls, "SELECT size FROM ledger WHERE tenant_id = $1", [
    tenantId,
  ]);
  return Number(row!.size);
}
