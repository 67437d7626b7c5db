import { createHash } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { runExport } from "#server/exports/index.ts";
import { createKey } from "#server/keys/index.ts";
import { type Call, openApiServer } from "../tests/api-server.ts";
import { openTestRuntime, superQuery, type TestRuntime } from "../tests/database.ts";
import { noteSecret } from "../tests/secrets/register.ts";
import { inDays, makeTenant, newEvent, sendEvents, type TestTenant } from "../tests/tenant.ts";

let runtime: TestRuntime;
let call: Call;
let acme: TestTenant;
let globex: TestTenant;
beforeAll(async () => {
  runtime = await openTestRuntime();
  ({ call } = await openApiServer());
  [acme, globex] = [await makeTenant(), await makeTenant()];
  for (const tenant of [acme, globex])
    await sendEvents(
      tenant.ingest,
      Array.from({ length: 60 }, (_, i) => newEvent({ action: i % 2 === 0 ? "secret.read" : "user.updated" })),
      { waitForCheckpoint: true },
    );
});

async function keyWith(over: object, tenant = acme): Promise<string> {
  const input = { kind: "provisioning", name: "k", purpose: "Tests", expiresAt: inDays(9), ...over } as const;
  const { token } = await createKey(tenant.context, input);
  noteSecret(token);
  return token;
}
const ask = (token: string, json: object) => call("/api/v1/exports", { token, json: { format: "csv", ...json } });
const run = (id: string, tenant = acme) => runExport(tenant.id, id, () => false);
async function make(token: string, json: object, tenant = acme): Promise<string> {
  const { status, json: answer } = await ask(token, json);
  expect(status).toBe(201);
  await run(answer.id, tenant);
  return answer.id;
}

describe("with a provisioning key", () => {
  test("asked for, watched, downloaded whole and in parts", async () => {
    const asked = await ask(acme.provisioning, {
      q: "action:secret.read",
      time_zone: "Europe/Berlin",
      order: "oldest",
    });
    expect(asked.json).toMatchObject({
      state: "queued",
      rows_expected: 30,
      is_lower_bound: false,
      time_zone: "Europe/Berlin",
      maker: { type: "key" },
      is_own: true,
      can_download: false,
    });
    const { id } = asked.json;
    const path = `/api/v1/exports/${id}`;
    expect((await call(`${path}/file`, { token: acme.provisioning })).status).toBe(409);
    await run(id);
    const one = await call(path, { token: acme.provisioning });
    expect(one.json).toMatchObject({ state: "done", rows_done: 30, can_download: true });
    const file = await call(`${path}/file`, { token: acme.provisioning });
    expect(file.status).toBe(200);
    expect(file.headers).toMatchObject({
      "content-type": expect.stringMatching(/^text\/csv/),
      "content-length": String(one.json.bytes),
      "content-disposition": `attachment; filename="${one.json.file_name}"`,
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
      etag: `"${one.json.sha256}"`,
    });
    expect(createHash("sha256").update(file.bytes).digest("hex")).toBe(one.json.sha256);
    const part = async (range: string, over = {}) =>
      call(`${path}/file`, { token: acme.provisioning, headers: { range, ...over } });
    const middle = await part("bytes=10-19");
    expect([middle.status, middle.headers["content-range"]]).toEqual([206, `bytes 10-19/${one.json.bytes}`]);
    expect(middle.bytes.equals(file.bytes.subarray(10, 20))).toBe(true);
    expect((await part("bytes=100-")).bytes.equals(file.bytes.subarray(100))).toBe(true);
    expect((await part("bytes=10-19", { "if-range": '"another"' })).status).toBe(200);
    expect((await part("bytes=99999999-")).status).toBe(422);
    expect((await part("lines=1-2")).status).toBe(200);
    const list = await call("/api/v1/exports?limit=1", { token: acme.provisioning });
    expect(list.json).toMatchObject({ exports: [{ id }], has_more: false });
  });

  test("a link works without a key, once made; an altered one and one of another tenant do not", async () => {
    const id = await make(acme.provisioning, {});
    const made = await call(`/api/v1/exports/${id}/link`, { token: acme.provisioning, method: "POST" });
    expect(made.status).toBe(201);
    const path = made.json.url.replace(/^https?:\/\/[^/]+/, "");
    const file = await call(path);
    expect(file.status).toBe(200);
    expect(file.bytes.length).toBeGreaterThan(100);
    expect((await call(`${path}x`)).status).toBe(404);
    expect((await call("/api/v1/export-files?link=x.y")).status).toBe(404);
    expect((await call("/api/v1/export-files")).status).toBe(422);
    runtime.clock.offsetMs += 5 * 60_000 + 1;
    const late = await call(path);
    expect(late.status).toBe(404);
    expect(late.json.error.message).toContain("expired");
  });

  test("without the right, of another kind, of another tenant: nothing can be reached", async () => {
    const id = await make(acme.provisioning, {});
    const blind = await keyWith({ permissions: ["events.read"] });
    const gets = [`/api/v1/exports/${id}`, `/api/v1/exports/${id}/file`, "/api/v1/exports"];
    for (const token of [blind, acme.ingest, acme.management]) {
      for (const path of gets) expect((await call(path, { token })).status, path).toBe(403);
      expect((await ask(token, {})).status).toBe(403);
      for (const act of ["cancel", "retry", "link"])
        expect((await call(`/api/v1/exports/${id}/${act}`, { token, method: "POST" })).status, act).toBe(403);
      expect((await call("/api/v1/export-previews", { token, json: {} })).status).toBe(403);
    }
    for (const path of gets.slice(0, 2)) expect((await call(path, { token: globex.provisioning })).status).toBe(404);
    expect((await call("/api/v1/exports", { token: globex.provisioning })).json.exports).toEqual([]);
    for (const path of gets) expect((await call(path)).status).toBe(401);
    const second = await keyWith({});
    expect((await call(`/api/v1/exports/${id}`, { token: second })).status).toBe(404);
    expect((await call("/api/v1/export-schedules", { token: acme.provisioning })).status).toBe(403);
  });

  test("its scope and masks hold in the file, and its rows a day in what it may ask for", async () => {
    const scoped = await keyWith({ scope: { actions: ["secret.*"] }, masks: ["actor.email"] });
    const id = await make(scoped, { format: "ndjson" });
    const lines = (await call(`/api/v1/exports/${id}/file`, { token: scoped })).text.trim().split("\n");
    expect(lines).toHaveLength(30);
    for (const line of lines) {
      const { event, masked } = JSON.parse(line);
      expect(event.action).toBe("secret.read");
      expect(event.actor.email).toBeUndefined();
      expect(masked).toContain("actor.email");
    }
    expect((await ask(scoped, { q: "actor.email:x@example.com" })).status).toBe(422);
    const limited = await keyWith({ rowsPerDay: 50, scope: { actions: ["secret.*"] } });
    expect((await ask(limited, {})).status).toBe(201);
    const over = await ask(limited, {});
    expect([over.status, over.json.error.code]).toEqual([429, "rate_limited"]);
    expect(over.json.error.message).toContain("20 more rows");
  });

  test("a key that is revoked before its export is made gets none", async () => {
    const token = await keyWith({});
    const { json } = await ask(token, {});
    await superQuery(
      runtime.urls,
      "UPDATE provisioning_key SET revoked_at = now(), revoke_reason = 'x' WHERE id = $1",
      [token.split("_")[2]],
    );
    await run(json.id);
    const [row] = await superQuery(runtime.urls, "SELECT state, failure FROM export WHERE id = $1", [json.id]);
    expect(row).toMatchObject({ state: "failed", failure: { code: "forbidden" } });
  });
});

test("what cannot be taken is named: its path, its position, what is expected", async () => {
  const bad: [object, string][] = [
    [{ format: "doc" }, "format"],
    [{ q: "action:secret.read and (" }, "q"],
    [{ from: "yesterday" }, "from"],
    [{ time_zone: "Mars/Olympus" }, "time_zone"],
    [{ columns: ["time", "nope"] }, "columns.1"],
    [{ surprise: 1 }, ""],
  ];
  for (const [over, path] of bad) {
    const { status, json } = await ask(acme.provisioning, over);
    expect([status, json.error.fields[0].path], JSON.stringify(over)).toEqual([422, path]);
  }
  expect((await call("/api/v1/exports", { token: acme.provisioning, body: "{" })).status).toBe(400);
  for (const id of ["x", "01a22128-2bec-7f03-a7b3-c19c1d79a84c", "%00"])
    expect((await call(`/api/v1/exports/${id}`, { token: acme.provisioning })).status).toBe(404);
});
