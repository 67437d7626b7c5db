import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type pg from "pg";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { parseEvent } from "../../server/event-format/index.ts";
import {
  deriveSigningKeys,
  directoryHighWater,
  inLedgerTransaction,
  loadMasterKey,
} from "../../server/ledger/index.ts";
import { verifyLedgers } from "../../server/ledger/verify-database.ts";
import type { Runtime } from "../../server/runtime.ts";
import { type DatabaseUrls, openTestRuntime, withClient } from "../../tests/database.ts";
import { keyIdOf, makeTenant, newEvent, type TestTenant } from "../../tests/tenant.ts";
import {
  appendLeaves,
  emptyFrontier,
  partDigest,
  type SealedEvent,
  saltsOfRecord,
  sealEvent,
  splitEvent,
} from "../tlog/index.ts";
import { main } from "./main.ts";
import { testTerminal } from "./test-terminal.ts";

let acme: TestTenant;
let globex: TestTenant;
let urls: DatabaseUrls;
let dataDir: string;
let size: number;

async function load(runtime: Runtime, tenant: TestTenant, count: number): Promise<number> {
  for (let from = 0; from < count; from += 250) {
    const items = Array.from({ length: Math.min(250, count - from) }, (_, i) => {
      const n = from + i;
      const { event, faults } = parseEvent(newEvent({ description: `Read number ${n}`, session_id: `s${n % 40}` }), {
        tenantId: tenant.id,
        now: runtime.clock.now(),
      });
      if (!event) throw new Error(JSON.stringify(faults));
      return { draft: event, keyId: keyIdOf(tenant.ingest) };
    });
    await runtime.committer.append(tenant.id, { items, atomic: true });
    await runtime.signer.signNow(tenant.id);
  }
  return inLedgerTransaction(runtime.database.ledgerPool, tenant.id, async (run) => {
    const [row] = await run<{ size: string }>("SELECT size FROM ledger WHERE tenant_id = $1::uuid", [tenant.id]);
    return Number(row!.size);
  });
}

beforeAll(async () => {
  const runtime = await openTestRuntime();
  acme = await makeTenant("acme");
  globex = await makeTenant("globex");
  size = await load(runtime, acme, 1_500);
  await load(runtime, globex, 300);
  await runtime.close();
  urls = runtime.urls;
  dataDir = runtime.dataDir;
  await withClient(urls.superuser, unguard);
}, 120_000);

/** What an alteration may touch, with a copy of each to put back. */
const TABLES = ["event", "tile", "checkpoint", "ledger"];

async function unguard(client: pg.Client): Promise<void> {
  for (const table of TABLES) {
    await client.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
    await client.query(`CREATE TABLE sound_${table} AS SELECT * FROM ${table}`);
  }
}

afterEach(() =>
  withClient(urls.superuser, async (client) => {
    await client.query("BEGIN");
    for (const table of TABLES)
      await client.query(`DELETE FROM ${table}; INSERT INTO ${table} SELECT * FROM sound_${table}`);
    await client.query("COMMIT");
  }),
);

/** Alters the database as a superuser may, with the guards off, until the end of the test. */
async function altered(alter: (client: pg.Client) => Promise<unknown>): Promise<void> {
  await withClient(urls.superuser, alter);
}

const keys = () => deriveSigningKeys(loadMasterKey(join(dataDir, "master.key"), false));
const marks = () => directoryHighWater(join(dataDir, "high-water"));

async function faultsOf(login: keyof DatabaseUrls = "superuser"): Promise<string[]> {
  const report = await verifyLedgers({ databaseUrl: urls[login], vkeyOf: keys().vkeyOf, marks: marks() });
  expect(report.ledgers.map((ledger) => ledger.slug)).toEqual(["acme", "globex"]);
  const messages = report.ledgers.flatMap((ledger) => ledger.faults.map((fault) => fault.message));
  expect(report.ok).toBe(messages.length === 0);
  return messages;
}

async function faultsAfter(alter: (client: pg.Client) => Promise<unknown>): Promise<string[]> {
  await altered(alter);
  return faultsOf();
}

/** Each message against its pattern, in order and none left over. */
async function expectFaults(alter: (client: pg.Client) => Promise<unknown>, patterns: RegExp[]): Promise<void> {
  const faults = await faultsAfter(alter);
  expect(faults).toEqual(patterns.map((pattern) => expect.stringMatching(pattern)));
}

const update =
  (set: string, where: string, ...values: unknown[]) =>
  (client: pg.Client) =>
    client.query(`UPDATE event SET ${set} WHERE tenant_id = $1 AND ${where}`, [acme.id, ...values]);

async function rowAt(client: pg.Client, seq: number) {
  const { rows } = await client.query("SELECT * FROM event WHERE tenant_id = $1 AND seq = $2", [acme.id, seq]);
  return rows[0] as { id: string; body: string; salts: Buffer; leaf_hash: Buffer };
}

/** The event of a seq sealed anew with another description. */
async function resealed(client: pg.Client, seq: number) {
  const row = await rowAt(client, seq);
  return sealEvent({ ...(JSON.parse(row.body) as SealedEvent), description: "Something else" }, row.salts);
}

describe("a ledger that nobody touched", () => {
  test("verifies as superuser and as the app role", async () => {
    expect(await faultsOf()).toEqual([]);
    expect(await faultsOf("app")).toEqual([]);
  });

  test("is reported with its sizes", async () => {
    const report = await verifyLedgers({
      databaseUrl: urls.app,
      tenant: "acme",
      vkeyOf: keys().vkeyOf,
      marks: marks(),
    });
    expect(report.ledgers).toHaveLength(1);
    expect(report.ledgers[0]).toMatchObject({ size, rows: size, signedSize: size, markSize: size, faultCount: 0 });
    expect(report.ledgers[0]!.checkpoints).toBeGreaterThan(5);
  });

  test("verifies as the login of an auditor, who sees one tenant", async () => {
    await altered(async (client) => {
      await client.query("DROP ROLE IF EXISTS auditor_of_acme");
      await client.query("CREATE ROLE auditor_of_acme LOGIN PASSWORD 'audit' IN ROLE sealtrail_auditor");
      await client.query("INSERT INTO auditor_login (tenant_id, login) VALUES ($1, 'auditor_of_acme')", [acme.id]);
    });
    const databaseUrl = Object.assign(new URL(urls.superuser), { username: "auditor_of_acme", password: "audit" }).href;
    const report = await verifyLedgers({
      databaseUrl,
      vkeyOf: (origin) => (origin === acme.origin ? keys().vkeyOf(origin) : undefined),
    });
    expect(report.ledgers).toMatchObject([{ tenantId: acme.id, slug: null, rows: size, faults: [] }]);
    expect(report.ok).toBe(true);
    await withClient(urls.superuser, (client) => client.query("DELETE FROM auditor_login; DROP ROLE auditor_of_acme"));
  });

  test("verifies with an erased part, of which the digest stays", async () => {
    await expectFaults(async (client) => {
      const row = await rowAt(client, 700);
      const event = JSON.parse(row.body) as SealedEvent;
      const salt = Buffer.from(saltsOfRecord(row.salts, event).content!, "base64url");
      const digest = partDigest("content", salt, splitEvent(event).parts.content);
      const { description: _, metadata: __, ...left } = event;
      const { body } = sealEvent(left, row.salts);
      await update(
        "body = $2, salts = overlay(salts placing $3 from 49), digests = $4",
        "seq = 700",
        body,
        Buffer.alloc(16),
        { content: digest },
      )(client);
    }, []);
  });

  test("does not verify with a key of another ledger, or without one", async () => {
    const wrongKey = keys().vkeyOf(globex.origin);
    const [other] = (await verifyLedgers({ databaseUrl: urls.app, tenant: acme.id, vkeyOf: () => wrongKey })).ledgers;
    expect(other!.faults[0]!.message).toMatch(
      /^acme checkpoint of size \d+: is not signed by the key of audit\.test\/tlog\//,
    );
    const [none] = (await verifyLedgers({ databaseUrl: urls.app, tenant: acme.id, vkeyOf: () => undefined })).ledgers;
    expect(none!.faults.map((fault) => fault.message)).toEqual([expect.stringMatching(/^acme: no verifier key for /)]);
  });
});

describe("a changed row", () => {
  test("body", () =>
    expectFaults(update("body = replace(body, 'Read number', 'Head number')", "seq = 700"), [
      /^acme seq 700: body or salts changed \(leaf [0-9a-f]{16}…, sealed was [0-9a-f]{16}…\)$/,
    ]));

  test("body that is not canonical any more, though it means the same", () =>
    expectFaults(update("body = replace(body, '\"v\":1', '\"v\": 1')", "seq = 700"), [
      /^acme seq 700: body changed: from character \d+ on it is not in the canonical form/,
    ]));

  test("body with a member twice", () =>
    expectFaults(update('body = replace(body, \'"v":1\', \'"v":1,"v":1\')', "seq = 700"), [
      /^acme seq 700: body changed: from character \d+ on it is not in the canonical form/,
    ]));

  test("body that is no JSON", () =>
    expectFaults(update("body = left(body, 40)", "seq = 700"), [
      /^acme seq 700: body changed: it is not JSON any more$/,
    ]));

  test("body that is JSON but no event", () =>
    expectFaults(update("body = '{\"v\":1}'", "seq = 700"), [
      /^acme seq 700: the leaf does not follow any more \(leaf/,
      /^acme seq 700: salts changed: there is one for a part that the event does not have$/,
      /^acme seq 700: the event is of tenant nothing/,
      /^acme seq 700: the columns cannot be compared/,
    ]));

  test("salt", () =>
    expectFaults(update("salts = set_byte(salts, 5, get_byte(salts, 5) # 1)", "seq = 3"), [
      /^acme seq 3: body or salts changed \(leaf/,
    ]));

  test("leaf hash", () =>
    expectFaults(update("leaf_hash = set_byte(leaf_hash, 0, get_byte(leaf_hash, 0) # 1)", "seq = 1499"), [
      /^acme seq 1499: column leaf_hash shows/,
    ]));

  test.each([
    ["outcome", "outcome = 'denied'", /column outcome shows "denied", the event says "success"$/],
    ["actor_id", "actor_id = 'u_7'", /column actor_id shows "u_7", the event says "u_1234567"$/],
    ["session_id", "session_id = NULL", /column session_id shows nothing, the event says "s\d+"$/],
    ["ip", "ip = '203.0.113.8'", /column ip shows "203.0.113.8", the event says "203.0.113.7"$/],
    ["occurred_at", "occurred_at = occurred_at - interval '1 ms'", /column occurred_at shows "/],
    ["received_at", "received_at = received_at + interval '1 ms'", /column received_at shows "/],
    [
      "id",
      "id = '01920000-0000-7000-8000-000000000000'",
      /column id shows "01920000-0000-7000-8000-000000000000", the event says "/,
    ],
    ["key_id", "key_id = 'nobody'", /column key_id shows "nobody", the event says "/],
  ])("column %s", (_, set, pattern) =>
    expectFaults(update(set, "seq = 801"), [new RegExp(`^acme seq 801: ${pattern.source}`)]),
  );

  test("body and leaf hash together", () =>
    expectFaults(
      async (client) => {
        const { body, leafHash } = await resealed(client, 700);
        await update("body = $2, leaf_hash = $3", "seq = 700", body, leafHash)(client);
      },
      [/^acme seq 700: event and leaf_hash changed together \(leaf/],
    ));

  test("body, leaf hash and tile together, which the next signed root betrays", () =>
    expectFaults(
      async (client) => {
        const { body, leafHash } = await resealed(client, 700);
        await update("body = $2, leaf_hash = $3", "seq = 700", body, leafHash)(client);
        await client.query(
          "UPDATE tile SET hashes = overlay(hashes placing $2 from $3) WHERE tenant_id = $1 AND level = 0 AND index = 2",
          [acme.id, leafHash, (700 - 512) * 32 + 1],
        );
      },
      [
        /^acme \d+ roots signed for sizes 7\d\d to 15\d\d: not the root of the events below: events and tiles were changed between seq [45]\d\d and 7\d\d$/,
        /^acme ledger row: its frontier changed at level 1$/,
      ],
    ));
});

describe("rows out of place", () => {
  test("exchanged seqs", () =>
    expectFaults(update("seq = CASE seq WHEN 10 THEN 11 ELSE 10 END", "seq IN (10, 11)"), [
      /^acme seq 10 and 11: exchanged their places/,
    ]));

  test("exchanged far apart", () =>
    expectFaults(update("seq = CASE seq WHEN 20 THEN 1490 ELSE 20 END", "seq IN (20, 1490)"), [
      /^acme seq 20 and 1490: exchanged their places/,
    ]));

  test("exchanged bodies alone", () =>
    expectFaults(
      async (client) => {
        const [a, b] = [await rowAt(client, 10), await rowAt(client, 11)];
        await update("body = CASE seq WHEN 10 THEN $2 ELSE $3 END", "seq IN (10, 11)", b.body, a.body)(client);
      },
      [/^acme seq 10 and 11: exchanged their bodies/],
    ));

  test("exchanged bodies with salts and leaf hashes", () =>
    expectFaults(
      async (client) => {
        const [a, b] = [await rowAt(client, 10), await rowAt(client, 11)];
        for (const [seq, row] of [
          [10, b],
          [11, a],
        ] as const)
          await update(
            "body = $2, salts = $3, leaf_hash = $4",
            "seq = $5",
            row.body,
            row.salts,
            row.leaf_hash,
            seq,
          )(client);
      },
      [/^acme seq 10 and 11: exchanged their bodies/],
    ));

  test("deleted in the middle", () =>
    expectFaults(
      (client) => client.query("DELETE FROM event WHERE tenant_id = $1 AND seq = 77", [acme.id]),
      [/^acme seq 77: the event is missing$/],
    ));

  test("several deleted in the middle", () =>
    expectFaults(
      (client) => client.query("DELETE FROM event WHERE tenant_id = $1 AND seq BETWEEN 77 AND 300", [acme.id]),
      [/^acme: events seq 77 to 300 are missing$/],
    ));

  test("inserted under a seq that is taken", () =>
    expectFaults(
      (client) => client.query(copyRow("seq", "'01920000-0000-7000-8000-000000000001'"), [acme.id, 50]),
      [/^acme seq 50: a second row has this seq \(id 01920000-0000-7000-8000-000000000001\)/],
    ));

  test("inserted behind the end", () =>
    expectFaults(
      (client) => client.query(copyRow("50000", "'01920000-0000-7000-8000-000000000001'"), [acme.id, 50]),
      [/^acme seq 50000: a row that the ledger of \d+ events does not have/],
    ));

  test("moved to another tenant", async () => {
    const faults = await faultsAfter((client) =>
      client.query("UPDATE event SET tenant_id = $2 WHERE tenant_id = $1 AND seq = 100", [acme.id, globex.id]),
    );
    expect(faults).toEqual([
      "acme seq 100: the event is missing",
      expect.stringMatching(
        new RegExp(
          `^globex seq 100: a second row has this seq .*the event is of tenant "${acme.id}", the row is with tenant "${globex.id}"`,
        ),
      ),
    ]);
  });
});

describe("a cut tail", () => {
  test("rows alone", () =>
    expectFaults(
      (client) => client.query("DELETE FROM event WHERE tenant_id = $1 AND seq >= 1400", [acme.id]),
      [/^acme: events from seq 1400 on are missing \(ledger has 15\d\d\)$/],
    ));

  test("with the ledger row, the tiles and the checkpoints made to fit", () =>
    expectFaults(
      (client) => cutTail(client, 1_000),
      [
        /^acme: events from seq 1000 on are missing: the high-water mark was signed for 15\d\d events, the ledger row says 1000$/,
      ],
    ));

  test("of one event that was signed", () =>
    expectFaults(
      (client) => cutTail(client, size - 1),
      [
        new RegExp(
          `^acme: events from seq ${15}\\d\\d on are missing: the high-water mark was signed for ${size} events`,
        ),
      ],
    ));
});

describe("the tree", () => {
  const tile =
    (sql: string, ...values: unknown[]) =>
    (client: pg.Client) =>
      client.query(sql, [acme.id, ...values]);

  test("a changed tile", () =>
    expectFaults(
      tile(
        "UPDATE tile SET hashes = set_byte(hashes, 64, get_byte(hashes, 64) # 1) WHERE tenant_id = $1 AND index = 3",
      ),
      [/^acme seq 770: tile 0\/3 changed: the signed root confirms the event/],
    ));

  test("a tile taken from elsewhere is one fault", () =>
    expectFaults(
      tile(
        "UPDATE tile SET hashes = sha256('a') || substr(hashes, 33, 8096) || sha256('b') || sha256('c') WHERE tenant_id = $1 AND index = 3",
      ),
      [/^acme seq 768: tile 0\/3 changed: the signed root confirms the event, not 3 of its hashes up to seq 1023/],
    ));

  test("a missing tile", () =>
    expectFaults(tile("DELETE FROM tile WHERE tenant_id = $1 AND level = 0 AND index = 1"), [
      /^acme tile 0\/1: is missing \(seq 256 to 511\)$/,
    ]));

  test("surplus tiles", () =>
    expectFaults(
      tile(
        "INSERT INTO tile SELECT tenant_id, l, 77, hashes FROM tile, generate_series(0, 1) l WHERE tenant_id = $1 AND index = 1",
      ),
      [/^acme tile 1\/77: does not belong/, /^acme tile 0\/77: does not belong/],
    ));

  test("a changed frontier", () =>
    expectFaults(
      tile(
        "UPDATE ledger SET frontier[1] = set_byte(frontier[1], 0, get_byte(frontier[1], 0) # 1) WHERE tenant_id = $1",
      ),
      [/^acme seq 1280: the ledger row's frontier changed: the signed root confirms the event/],
    ));

  test("a frontier changed above the leaves", () =>
    expectFaults(
      tile(
        "UPDATE ledger SET frontier[2] = set_byte(frontier[2], 0, get_byte(frontier[2], 0) # 1) WHERE tenant_id = $1",
      ),
      [/^acme ledger row: its frontier changed at level 1$/],
    ));

  test("a frontier of another length", () =>
    expectFaults(tile("UPDATE ledger SET frontier[1] = substr(frontier[1], 33) WHERE tenant_id = $1"), [
      /^acme ledger row: its frontier has \d+ hashes at level 0 instead of \d+$/,
    ]));

  test("a size that is too great", async () => {
    const faults = await faultsAfter(tile("UPDATE ledger SET size = 1000000000 WHERE tenant_id = $1"));
    expect(faults[0]).toMatch(new RegExp(`^acme: events from seq ${size} on are missing \\(ledger has 1000000000\\)$`));
  });

  test("a size that is too small", async () => {
    const faults = await faultsAfter(tile("UPDATE ledger SET size = size - 1 WHERE tenant_id = $1"));
    expect(faults).toContainEqual(
      expect.stringMatching(/^acme: events from seq \d+ on are missing: the high-water mark/),
    );
    expect(faults).toContainEqual(
      expect.stringMatching(new RegExp(`^acme seq ${size - 1}: a row that the ledger of ${size - 1} events`)),
    );
  });
});

describe("checkpoints and high-water marks", () => {
  const checkpoint = (set: string) => (client: pg.Client) =>
    client.query(
      `UPDATE checkpoint SET ${set} WHERE tenant_id = $1 AND size = (SELECT max(size) FROM checkpoint WHERE tenant_id = $1 AND size < 1000)`,
      [acme.id],
    );

  test("a changed root", () =>
    expectFaults(checkpoint("root = sha256('x')"), [
      /^acme checkpoint of size \d+: column root is not the root in the signed note$/,
    ]));

  test("a changed size", () =>
    expectFaults(checkpoint("size = size + 1"), [
      /^acme checkpoint of size \d+: column size shows \d+, the signed note says \d+$/,
    ]));

  test("a note signed by nobody", () =>
    expectFaults(checkpoint("note = replace(note, 'audit.test', 'other.test')"), [
      /^acme checkpoint of size \d+: is not signed by the key of audit\.test\//,
    ]));

  test("a checkpoint of a later epoch", () =>
    expectFaults(checkpoint("epoch = 9"), [/^acme checkpoint of size \d+: is of epoch 9, the ledger is in epoch 1$/]));

  test("a ledger under another origin", async () => {
    const faults = await faultsAfter((client) =>
      client.query("UPDATE ledger SET origin = 'evil.test/tlog/' || tenant_id WHERE tenant_id = $1", [acme.id]),
    );
    expect(faults[0]).toMatch(/^acme checkpoint of size \d+: is not signed by the key of evil\.test/);
    expect(faults.every((fault) => fault.startsWith("acme"))).toBe(true);
  });

  test("a mark that is missing, forged or set back", async () => {
    const file = join(dataDir, "high-water", `${encodeURIComponent(acme.origin)}.checkpoint`);
    const note = readFileSync(file, "utf8");
    const old = await withClient(urls.superuser, async (client) => {
      const { rows } = await client.query("SELECT note FROM checkpoint WHERE tenant_id = $1 ORDER BY size LIMIT 1", [
        acme.id,
      ]);
      return rows[0].note as string;
    });
    try {
      rmSync(file);
      expect(await faultsOf()).toEqual([
        expect.stringMatching(/^acme: there is no high-water mark, though 15\d\d events are signed$/),
      ]);
      writeFileSync(file, note.replace(/^(.*\n)\d+/, "$199"));
      expect(await faultsOf()).toEqual([
        expect.stringMatching(/^acme: the high-water mark is not signed by the key of/),
      ]);
      writeFileSync(file, old);
      expect(await faultsOf()).toEqual([
        expect.stringMatching(
          /^acme: the high-water mark is of size \d+, behind the checkpoint of size 15\d\d: it was set back$/,
        ),
      ]);
    } finally {
      writeFileSync(file, note);
    }
  });
});

describe("sealtrail verify --database", () => {
  const runOn = async (url: string, ...args: string[]) => {
    const terminal = testTerminal({ env: { SEALTRAIL_DATA_DIR: dataDir } });
    const code = await main(["verify", "--database", url, ...args], terminal);
    return { code, ...terminal };
  };
  const run = (...args: string[]) => runOn(urls.app, ...args);

  test("ends in one line and exit code 0 when all is sound", async () => {
    const { code, lines } = await run();
    expect(code).toBe(0);
    expect(lines[0]).toMatch(/^acme: sound \(1,5\d\d events, \d+ checkpoints, high-water mark 1,5\d\d\)$/);
    expect(lines.at(-1)).toMatch(/^Verified: 2 ledgers, 1,\d\d\d events, \d+ checkpoints in [\d.]+ s\.$/);
  });

  test("names the faults, up to 100 a tenant, and exits with 1", async () => {
    await altered(update("outcome = 'denied'", "seq < 150"));
    const { code, lines } = await run();
    expect(code).toBe(1);
    expect(lines[1]).toBe('  acme seq 0: column outcome shows "denied", the event says "success"');
    expect(lines.filter((line) => line.startsWith("  acme seq"))).toHaveLength(100);
    expect(lines).toContain("  and 50 faults more");
    expect(lines.at(-1)).toMatch(/^NOT verified: 150 faults in 2 ledgers/);
  });

  test("notices a ledger that is gone but for its high-water mark", async () => {
    await altered((client) => client.query("DELETE FROM ledger WHERE tenant_id = $1", [globex.id]));
    const { code, lines } = await run();
    expect(code).toBe(1);
    expect(lines).toContain(`${globex.origin}: has a high-water mark, but its ledger is not in the database`);
  });

  test("gives JSON, verifies one tenant, and takes a key in place of the master key", async () => {
    const terminal = testTerminal({ env: { SEALTRAIL_DATA_DIR: join(dataDir, "nowhere") } });
    const vkey = keys().vkeyOf(acme.origin);
    expect(await main(["verify", "--database", urls.app, "--tenant", "acme", "--key", vkey, "--json"], terminal)).toBe(
      0,
    );
    expect(JSON.parse(terminal.lines[0]!)).toMatchObject({ ok: true, ledgers: [{ slug: "acme", faults: [] }] });
  });

  test("says what is missing: a key, a tenant, a database", async () => {
    const terminal = testTerminal({ env: { SEALTRAIL_DATA_DIR: join(dataDir, "nowhere") } });
    expect(await main(["verify", "--database", urls.app], terminal)).toBe(1);
    expect(terminal.errors[0]).toMatch(/^no key to verify the signatures with: give --key/);
    expect((await run("--tenant", "nobody")).errors[0]).toBe("--tenant: this login sees no ledger of nobody");
    const { code, errors } = await runOn("postgres://sealtrail_app:hidden@127.0.0.1:1/none");
    expect(code).toBe(1);
    expect(errors[0]).toMatch(/^--database: the database cannot be read: nothing listens there/);
    expect(errors.join()).not.toContain("hidden");
    expect(readdirSync(dataDir)).not.toContain("nowhere");
  });
});

describe("a ledger that is large enough for threads", () => {
  test("is verified by them as without them", async () => {
    const runtime = await openTestRuntime();
    const large = await makeTenant("large");
    const count = await load(runtime, large, 9_000);
    const keysOf = deriveSigningKeys(loadMasterKey(join(runtime.dataDir, "master.key"), false));
    const options = {
      databaseUrl: runtime.urls.app,
      vkeyOf: keysOf.vkeyOf,
      marks: directoryHighWater(join(runtime.dataDir, "high-water")),
    };
    expect((await verifyLedgers({ ...options, threads: 2 })).ledgers).toMatchObject([{ rows: count, faults: [] }]);
    await withClient(runtime.urls.superuser, async (client) => {
      await client.query("ALTER TABLE event DISABLE TRIGGER USER");
      await client.query("UPDATE event SET outcome = 'denied' WHERE seq = 100");
      await client.query("UPDATE event SET body = replace(body, 'Read number', 'Head number') WHERE seq = 2500");
      await client.query("UPDATE event SET seq = CASE seq WHEN 5 THEN 8000 ELSE 5 END WHERE seq IN (5, 8000)");
      await client.query("DELETE FROM event WHERE seq BETWEEN 4000 AND 4200");
    });
    const [threaded] = (await verifyLedgers({ ...options, threads: 2 })).ledgers;
    expect(threaded!.faults.map((fault) => fault.message)).toEqual([
      "large: events seq 4000 to 4200 are missing",
      expect.stringMatching(/^large seq 5 and 8000: exchanged their places/),
      'large seq 100: column outcome shows "denied", the event says "success"',
      expect.stringMatching(/^large seq 2500: body or salts changed/),
    ]);
    const [alone] = (await verifyLedgers({ ...options, threads: 0 })).ledgers;
    expect(alone!.faults).toEqual(threaded!.faults);
    expect(alone!.root).toBe(threaded!.root);
  });
});

/** SQL that copies row $2 of tenant $1 under another seq and id. */
function copyRow(seq: string, id: string): string {
  return `INSERT INTO event SELECT (jsonb_populate_record(e, jsonb_build_object('seq', ${seq}, 'id', ${id}))).*
    FROM event e WHERE tenant_id = $1 AND e.seq = $2`;
}

async function cutTail(client: pg.Client, to: number): Promise<void> {
  const { rows } = await client.query<{ leaf_hash: Buffer }>(
    "SELECT leaf_hash FROM event WHERE tenant_id = $1 AND seq < $2 ORDER BY seq",
    [acme.id, to],
  );
  const { frontier } = appendLeaves(
    emptyFrontier(),
    rows.map((row) => row.leaf_hash),
  );
  await client.query("DELETE FROM event WHERE tenant_id = $1 AND seq >= $2", [acme.id, to]);
  await client.query("DELETE FROM checkpoint WHERE tenant_id = $1 AND size > $2", [acme.id, to]);
  await client.query("DELETE FROM tile WHERE tenant_id = $1 AND index >= $2", [acme.id, Math.floor(to / 256)]);
  await client.query("UPDATE ledger SET size = $2, frontier = $3 WHERE tenant_id = $1", [
    acme.id,
    to,
    frontier.edge.map((edge) => Buffer.from(edge)),
  ]);
}
