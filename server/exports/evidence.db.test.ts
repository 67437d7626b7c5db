import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { examineBundle, runSteps, unpackBundle } from "#tlog";
import { PYTHON_VERIFIER } from "../../packages/tlog/testing/vectors.ts";
import { accountOf, again } from "../../tests/account.ts";
import { openTestRuntime, superQuery, type TestRuntime } from "../../tests/database.ts";
import { makePerson, makeTenant, newEvent, sendEvents, type TestTenant } from "../../tests/tenant.ts";
import type { TenantContext } from "../access/index.ts";
import { changeMemberRole } from "../members/index.ts";
import { contextOf, membershipOf } from "../people/index.ts";
import { createRole } from "../roles/index.ts";
import { createExport, type Export, type ExportInput, getExport, openExportFile, runExport } from "./index.ts";

const EVENTS = 900;
const VERIFIER = PYTHON_VERIFIER === undefined ? "" : join(PYTHON_VERIFIER, "tlogverify.py");
const PYTHON = PYTHON_VERIFIER !== undefined && spawnSync("python3", ["--version"]).status === 0;

let runtime: TestRuntime;
let tenant: TestTenant;
let owner: TenantContext;
let masked: TenantContext;
let vkey: string;
beforeAll(async () => {
  runtime = await openTestRuntime();
  tenant = await makeTenant();
  vkey = runtime.signer.vkeyOf(tenant.origin);
  const events = Array.from({ length: EVENTS }, (_, i) =>
    newEvent({
      action: i % 100 === 7 ? "rare.done" : i % 3 === 0 ? "secret.read" : "user.updated",
      description: `Row ${i} – \u2028 "quoted" \u0007 😀`,
      metadata: { n: i, nested: { deep: [i, null, true] } },
    }),
  );
  for (let at = 0; at < EVENTS; at += 300)
    await sendEvents(tenant.ingest, events.slice(at, at + 300), { waitForCheckpoint: true });
  owner = await memberWith("owner");
  const permissions: ("events.read" | "exports.create" | "proofs.read")[] = [
    "events.read",
    "exports.create",
    "proofs.read",
  ];
  await createRole(tenant.context, { name: "Masked", permissions, masks: ["actor.email", "source.ip"] });
  masked = await memberWith("Masked");
});

async function memberWith(role: string): Promise<TenantContext> {
  const person = await makePerson([tenant], role === "owner" ? "owner" : "viewer");
  if (role !== "owner") await changeMemberRole(tenant.context, { personId: person.id, role });
  const { session, origin } = await again(await accountOf(person));
  return contextOf(session, membershipOf(session, tenant.slug), origin);
}

interface Bundle {
  made: Export;
  path: string;
  line(name: string): Record<string, unknown>[];
  text(name: string): string;
}

async function bundle(context: TenantContext, input: Partial<ExportInput> = {}): Promise<Bundle> {
  const { id } = await createExport(context, { format: "evidence", ...input });
  await runExport(context.tenantId, id, () => false);
  const made = await getExport(context, id);
  expect(made).toMatchObject({ state: "done", failure: null });
  const { path } = await openExportFile(context, id);
  const unpacked = runSteps(unpackBundle(new Uint8Array(readFileSync(path))));
  const text = (name: string) => Buffer.from(unpacked.files.get(name)!).toString();
  const line = (name: string) =>
    text(name)
      .split("\n")
      .filter(Boolean)
      .map((one) => JSON.parse(one) as Record<string, unknown>);
  return { made, path, line, text };
}

/** By our own verifier, and by the independent one where it is there. */
function expectVerified({ path }: Bundle): void {
  const report = runSteps(examineBundle(runSteps(unpackBundle(new Uint8Array(readFileSync(path)))), vkey));
  expect(report.findings).toEqual([]);
  expect(report.verified).toBe(true);
  if (!PYTHON) return;
  const { stdout, stderr, status } = spawnSync("python3", [VERIFIER, path, vkey], { encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toContain("verified:");
}

describe("an evidence bundle", () => {
  test("of all events is complete, and proves it", async () => {
    const all = await bundle(owner);
    expectVerified(all);
    const { evidence, rowsDone } = all.made;
    expect(evidence).toMatchObject({ mode: "range", isComplete: true, leftOut: 0, withheld: 0, seqFrom: 0 });
    expect(evidence!.seqTo).toBe(rowsDone);
    const manifest = JSON.parse(all.text("manifest.json"));
    expect(manifest).toMatchObject({
      v: 1,
      tenant: tenant.id,
      origin: tenant.origin,
      query: "",
      from: null,
      exported_by: "Zoë Ångström",
      exported_at: all.made.createdAt,
      complete: true,
      rows: rowsDone,
      erased: 0,
    });
    const lines = all.line("events.ndjson");
    expect(lines.map((line) => line.seq)).toEqual(Array.from({ length: rowsDone }, (_, seq) => seq));
    const { rows } = await stored();
    expect(lines.map((line) => JSON.stringify(line.event))).toEqual(rows.slice(0, rowsDone));
  });

  async function stored() {
    const rows = await superQuery<{ body: string }>(
      runtime.urls,
      "SELECT body FROM event WHERE tenant_id = $1 ORDER BY seq",
      [tenant.id],
    );
    return { rows: rows.map((row) => JSON.stringify(JSON.parse(row.body))) };
  }

  test("of a third of a range has a leaf hash for each event that is left out, and is not complete", async () => {
    const third = await bundle(owner, { q: "action:secret.read" });
    expectVerified(third);
    expect(third.made).toMatchObject({ rowsDone: 300 - 3, evidence: { mode: "range", isComplete: false } });
    const left = third.line("events.ndjson").filter((line) => "leaf" in line);
    expect(left).toHaveLength(third.made.evidence!.leftOut);
    expect(third.made.evidence!.seqTo - third.made.evidence!.seqFrom).toBe(third.made.rowsDone + left.length);
    expect(JSON.stringify(left)).not.toContain("user.updated");
  });

  test("of few events among many has a proof for each", async () => {
    const few = await bundle(owner, { q: "action:rare.done" });
    expectVerified(few);
    expect(few.made).toMatchObject({ rowsDone: 9, evidence: { mode: "rows", isComplete: false, leftOut: 0 } });
    expect(few.line("proofs.ndjson").map((line) => line.seq)).toEqual(
      few.line("events.ndjson").map((line) => line.seq),
    );
  });

  test("of nothing says so", async () => {
    const none = await bundle(owner, { q: "action:never.done" });
    expectVerified(none);
    expect(none.made).toMatchObject({ rowsDone: 0, evidence: { mode: "rows", isComplete: false } });
    expect(none.text("events.ndjson")).toBe("");
  });

  test("for somebody with masks has the digests of the parts that are masked, and nothing of them", async () => {
    const some = await bundle(masked, { q: "action:secret.read" });
    expectVerified(some);
    const rows = some.line("events.ndjson").filter((line) => "event" in line);
    expect(some.made.evidence!.withheld).toBe(rows.length);
    for (const { event, digests, salts } of rows as Record<string, Record<string, unknown>>[]) {
      expect(Object.keys(digests!).sort()).toEqual(["actor", "content", "context"]);
      expect(Object.keys(salts!)).toEqual(["targets"]);
      expect(event!.actor).toEqual({ type: (event!.actor as { type: string }).type });
      for (const name of ["description", "changes", "metadata", "raw", "external_id", "session_id", "request_id"])
        expect(event).not.toHaveProperty(name);
      expect(Object.keys((event!.source as object | undefined) ?? {}).sort()).not.toContain("ip");
    }
    const whole = await bundle(owner, { q: "action:secret.read" });
    const secrets = whole.text("events.ndjson").match(/"email":"[^"]+"|"salts":\{"actor":"[^"]+"/g) ?? [];
    expect(secrets.length).toBeGreaterThan(0);
    for (const secret of secrets) expect(some.text("events.ndjson")).not.toContain(secret);
  });

  test("says what it is, how to check it and what it does not prove; the page in it is the one of this version", async () => {
    const one = await bundle(owner, { q: "action:rare.done" });
    expect(one.text("README.txt")).toMatch(/verify\.html[\s\S]*sealtrail verify/);
    expect(one.text("verify.html")).toContain("<html");
    expect(one.text("verifier.vkey").trim()).toBe(vkey);
    expect(one.text("policy")).toBe(`log ${vkey}\nquorum none\n`);
  });

  test.runIf(PYTHON)("is refused by the independent verifier when one byte of a line is another", async () => {
    const one = await bundle(owner, { q: "action:rare.done" });
    const bytes = readFileSync(one.path);
    const at = Math.floor(bytes.length / 2);
    bytes[at] = bytes[at]! ^ 1;
    const path = `${one.path}.altered`;
    writeFileSync(path, bytes);
    expect(spawnSync("python3", [VERIFIER, path, vkey]).status).toBe(1);
  });
});
