import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Call, openApiServer } from "../../tests/api-server.ts";
import { openTestRuntime, superQuery, type TestRuntime } from "../../tests/database.ts";
import { noteSecret } from "../../tests/secrets/register.ts";
import { keyIdOf, makePerson, makeTenant, type TestTenant } from "../../tests/tenant.ts";
import { main } from "./main.ts";
import { testTerminal } from "./test-terminal.ts";

/** A change of a key holds everywhere after a second. */
const WITHIN_MS = 1_000;
let runtime: TestRuntime;
let tenant: TestTenant;
let url: string;
let call: Call;
beforeAll(async () => {
  runtime = await openTestRuntime();
  tenant = await makeTenant();
  ({ url, call } = await openApiServer());
});

async function run(args: string[], env: Record<string, string> = {}) {
  const terminal = testTerminal({ env: { SEALTRAIL_URL: url, SEALTRAIL_KEY: tenant.management, ...env } });
  const code = await main(["keys", ...args], terminal);
  for (const line of terminal.lines) if (/^st_\w{30,}$/.test(line)) noteSecret(line);
  return { code, lines: terminal.lines, out: terminal.lines.join("\n"), err: terminal.errors.join("\n") };
}

const NEEDED = ["--kind", "provisioning", "--name", "Data lake", "--purpose", "Nightly copy"];

async function issue(...args: string[]): Promise<{ id: string; token: string }> {
  const { code, lines, err } = await run(["create", ...NEEDED, "--expires", "90d", ...args]);
  expect([code, lines.length, err]).toEqual([0, 1, expect.stringMatching(/^Issued key \w+\. The token is not shown/)]);
  return { id: keyIdOf(lines[0]!), token: lines[0]! };
}

const statusOf = async (token: string) => (await call("/api/v1/events?limit=1", { token })).status;
const shown = async (id: string) => JSON.parse((await run(["show", id, "--json"])).out);

describe("keys create", () => {
  test("prints the token alone on standard output; the key holds what was given", async () => {
    const person = await makePerson([tenant]);
    const limits = ["--requests-per-minute", "60", "--rows-per-day", "1000", "--rotation-days", "30"];
    const seen = ["--scope-query", "env:prod", "--mask", "actor.email", "--mask", "source.ip"];
    const from = ["--address", "127.0.0.1", "--address", "203.0.113.0/28"];
    const whose = ["--recipient", "Audit & Co", "--owner", person.id, "--role", "viewer"];
    const { id, token } = await issue(...limits, ...seen, ...from, ...whose);
    expect(await statusOf(token)).toBe(200);
    const key = await shown(id);
    expect(key).toMatchObject({
      kind: "provisioning",
      name: "Data lake",
      purpose: "Nightly copy",
      recipient: "Audit & Co",
      owner: { id: person.id },
      role: "viewer",
      scope: { query: "env:prod" },
      masks: ["actor.email", "source.ip"],
      addresses: ["127.0.0.1/32", "203.0.113.0/28"],
      requests_per_minute: 60,
      rows_per_day: 1_000,
      rotation_days: 30,
    });
    expect(Math.abs(Date.parse(key.expires_at) - Date.now() - 90 * 86_400_000)).toBeLessThan(60_000);
    const [made] = await superQuery<{ body: string }>(
      runtime.urls,
      "SELECT body FROM event WHERE tenant_id = $1 AND action = 'key.created' AND target_id = $2",
      [tenant.id, id],
    );
    expect(JSON.parse(made!.body).source).toMatchObject({ via: "cli" });
  });

  test("takes a time, needs no end for a key that appends, and gives JSON", async () => {
    const until = new Date(Date.now() + 86_400_000).toISOString();
    expect((await shown((await issue("--expires", until)).id)).expires_at).toBe(until);
    const { code, out } = await run(["create", "--kind", "ingest", "--name", "App", "--purpose", "Events", "--json"]);
    expect(code).toBe(0);
    const answer = JSON.parse(out);
    noteSecret(answer.token);
    expect(Object.keys(answer)).toEqual(["id", "token"]);
    expect(answer.token).toMatch(/^st_ing_/);
  });

  test.each([
    [["--expires", "5000d"], /^--expires: must be within \d+ days\nthe server refused it with 422: /],
    [["--scope-query", "env:prod ("], /^--scope-query: at character \d+: .*\nthe server refused it with 422/],
    [["--mask", "action"], /^--mask: .*cannot be masked\n/],
    [["--address", "203.0.113.7/28"], /^--address: has bits beyond its prefix: the block is 203\.0\.113\.0\/28\n/],
    [["--rotation-days", "0"], /^--rotation-days: /],
    [["--owner", "me"], /^--owner: /],
    [["--role", "none"], /^the server refused it with 404: There is no such role/],
  ])("names the option that the server finds wrong: %j", async (args, message) => {
    const { code, out, err } = await run(["create", ...NEEDED, "--expires", "90d", ...args]);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toMatch(message);
  });
});

describe("keys list and show", () => {
  test("print a table, by state, and JSON", async () => {
    const { id } = await issue();
    const { code, lines } = await run(["list"]);
    expect(code).toBe(0);
    expect(lines[0]).toMatch(/^ID +STATE +KIND +ROLE +EXPIRES +LAST USED +NAME$/);
    const line = lines.find((one) => one.startsWith(id));
    expect(line).toMatch(/ active +provisioning +owner +\d{4}-\d\d-\d\d +never +Data lake$/);
    expect((await run(["list", "--state", "revoked"])).lines.filter((one) => one.startsWith(id))).toEqual([]);
    const all = JSON.parse((await run(["list", "--json"])).out);
    expect(all.map((key: { id: string }) => key.id)).toContain(id);
    expect(await run(["list", "--state", "gone"])).toMatchObject({ code: 1, err: expect.stringMatching(/^--state: /) });
  });

  test("show one key in words", async () => {
    const limits = ["--rows-per-day", "1000", "--rotation-days", "30"];
    const { id, token } = await issue("--scope-query", "env:prod", "--purpose", "Night\u202e\nly copy", ...limits);
    expect(await statusOf(token)).toBe(200);
    const { out } = await run(["show", id]);
    for (const line of [
      `key           Data lake (provisioning, ${id})`,
      "state         active",
      "purpose       Night\\u202e ly copy",
      "owner         nobody",
      "from          anywhere",
      "limits        600 requests a minute, 1,000 rows a day",
      "last 28 days  1 request, 0 rows, 0 refused",
      "seen from     127.0.0.1: 1 request, 0 refused",
    ])
      expect(out.split("\n")).toContain(line);
    expect(out).toMatch(/^rotation {6}every 30 d, due \d{4}-\d\d-\d\d \d\d:\d\d UTC$/m);
    expect(out).toMatch(/^last used {5}\d{4}-\d\d-\d\d \d\d:\d\d UTC from 127\.0\.0\.1$/m);
  });

  test("a key that is not there", async () => {
    for (const id of ["none", "a/../b", "%00"])
      expect(await run(["show", id])).toMatchObject({
        code: 1,
        out: "",
        err: expect.stringMatching(/^the server refused it with 404: There is no such key/),
      });
  });
});

describe("the life of a key", () => {
  test("rotate with a grace, cut by the token's beginning, revoke with a reason", async () => {
    const { id, token } = await issue();
    const rotated = await run(["rotate", id]);
    expect(rotated).toMatchObject({ code: 0, lines: [expect.stringMatching(/^st_prv_\w+$/)] });
    expect(rotated.err).toMatch(/^Rotated key \w+\. The old secret works until .*Z\. The token is not shown again\.$/);
    const [second] = rotated.lines;
    expect([await statusOf(token), await statusOf(second!)]).toEqual([200, 200]);
    const left = Date.parse((await shown(id)).old_secret_until) - Date.now();
    expect(Math.abs(left - 24 * 3_600_000)).toBeLessThan(60_000);
    expect((await run(["show", id])).out).toMatch(/^state {9}rotating: an old secret works until .* UTC$/m);

    expect(await run(["cut", token, "--reason", "Seen in a log"])).toMatchObject({
      code: 0,
      out: `Cut: only the newest secret of key ${id} works.`,
    });
    await sleep(WITHIN_MS);
    expect([await statusOf(token), await statusOf(second!)]).toEqual([401, 200]);
    expect((await shown(id)).secrets[0].reason).toBe("Seen in a log");

    const third = await run(["rotate", `st_prv_${id}_`, "--grace", "0", "--reason", "Leaked", "--json"]);
    const answer = JSON.parse(third.out);
    noteSecret(answer.token);
    expect(answer).toEqual({ id, token: expect.any(String), old_secret_until: null });
    expect(await run(["revoke", id, "--reason", "Contract ended"])).toMatchObject({
      code: 0,
      out: `Revoked key ${id}: no secret of it works any more.`,
    });
    await sleep(WITHIN_MS);
    expect([await statusOf(second!), await statusOf(answer.token)]).toEqual([401, 401]);
    expect((await run(["show", id])).out).toMatch(/^state {9}revoked on .* UTC by management key: Contract ended$/m);
    expect(await run(["rotate", id])).toMatchObject({ code: 1, out: "", err: expect.stringMatching(/409: .*revoked/) });
  });

  test("resume a suspended key", async () => {
    const { id, token } = await issue();
    await superQuery(
      runtime.urls,
      "UPDATE provisioning_key SET suspended_at = now(), suspend_reason = 'unused for 90 days' WHERE id = $1",
      [id],
    );
    expect((await run(["show", id])).out).toMatch(/^state {9}suspended: unused for 90 days$/m);
    expect(await run(["resume", id])).toMatchObject({ code: 0, out: `Resumed key ${id}.` });
    expect(await statusOf(token)).toBe(200);
  });
});

describe("called wrongly", () => {
  test.each([
    [[], /no act is named; there are list, show, create, /],
    [["drop"], /there is no act "drop"/],
    [["list", "x"], /list takes no "x"/],
    [["show"], /show takes the id of one key/],
    [["revoke", "a", "b", "--reason", "r"], /revoke takes the id of one key/],
    [["revoke", "a"], /revoke needs --reason/],
    [["rotate", "a", "--grace", "1w"], /--grace takes hours or days/],
    [["rotate", "a", "--name", "n"], /there is no option --name/],
    [["create", "--kind", "ingest", "--name", "n"], /create needs --purpose/],
    [["create", ...NEEDED, "--expires", "soon"], /--expires takes a span/],
    [["create", ...NEEDED, "--rows-per-day", "1e3"], /--rows-per-day takes a whole number/],
    [["create", ...NEEDED, "--mask"], /--mask needs a value/],
  ])("%j", async (args, message) => {
    const { code, out, err } = await run(args);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(message);
  });

  test("with a key of another kind, a server out of reach, or no key", async () => {
    const other = await run(["list"], { SEALTRAIL_KEY: tenant.provisioning });
    expect(other).toMatchObject({ code: 1, err: expect.stringMatching(/refused it with 403: .*keys\.read/) });
    const gone = await run(["revoke", "a", "--reason", "r"], { SEALTRAIL_URL: "http://127.0.0.1:9" });
    expect(gone).toMatchObject({ code: 1, err: expect.stringMatching(/cannot be reached .*look with keys list/) });
    const none = await run(["list"], { SEALTRAIL_KEY: "", SEALTRAIL_DATA_DIR: tmpdir() });
    expect(none).toMatchObject({ code: 1, err: expect.stringMatching(/a management key \(st_mgt_\.\.\.\)/) });
    for (const { err } of [other, gone, none]) expect(err).not.toMatch(/st_\w+_\w{20,}/);
  });

  test("the demo's management key is found; help says all", async () => {
    const directory = mkdtempSync(join(tmpdir(), "sealtrail-keys-"));
    afterAll(() => rmSync(directory, { recursive: true, force: true }));
    const demo = {
      url,
      tenants: [{ id: tenant.id, slug: tenant.slug }],
      keys: [
        { tenant: tenant.slug, kind: "ingest", token: tenant.ingest },
        { tenant: tenant.slug, kind: "management", token: tenant.management },
      ],
    };
    writeFileSync(join(directory, "demo.json"), JSON.stringify(demo));
    const env = { SEALTRAIL_URL: "", SEALTRAIL_KEY: "", SEALTRAIL_DATA_DIR: directory };
    expect((await run(["list", "--tenant", tenant.slug], env)).code).toBe(0);
    expect((await run(["list", "--tenant", "other"], env)).err).toContain(`a management key for ${tenant.slug} only`);
    for (const args of [["--help"], ["create", "--help"]]) {
      const { code, out } = await run(args);
      expect(code).toBe(0);
      for (const word of ["list", "show", "create", "rotate", "cut", "revoke", "resume", "--scope-query", "--grace"])
        expect(out).toContain(word);
    }
  });
});
