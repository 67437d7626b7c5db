import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { SealedEvent } from "#tlog";
import { accountOf, again, refusal } from "../../tests/account.ts";
import { openTestRuntime, superQuery, type TestRuntime } from "../../tests/database.ts";
import { makePerson, makeTenant, newEvent, sendEvents, type TestTenant } from "../../tests/tenant.ts";
import type { Permission, SystemRole, TenantContext } from "../access/index.ts";
import { listEvents } from "../events/index.ts";
import { changeMemberRole, removeMember } from "../members/index.ts";
import { contextOf, membershipOf } from "../people/index.ts";
import { createRole, updateRole } from "../roles/index.ts";
import {
  cancelExport,
  createExport,
  deleteExportFile,
  type Export,
  type ExportInput,
  getExport,
  listAllExports,
  listExports,
  makeDownloadLink,
  openDownloadLink,
  openExportFile,
  previewExport,
  retryExport,
  runExport,
  sweepExports,
  UNFINISHED_MAX,
} from "./index.ts";

let runtime: TestRuntime;
let tenant: TestTenant;
let other: TestTenant;
let owner: TenantContext;
let auditor: TenantContext;
let viewer: TenantContext;
const EVENTS = 1_200;
beforeAll(async () => {
  runtime = await openTestRuntime();
  [tenant, other] = [await makeTenant(), await makeTenant()];
  owner = await memberOf("owner");
  auditor = await memberOf("auditor");
  viewer = await memberOf("viewer");
  const events = Array.from({ length: EVENTS }, (_, i) =>
    newEvent({
      action: i % 3 === 0 ? "secret.read" : "user.updated",
      occurred_at: new Date(Date.UTC(2026, 10, 1) + ((i * 7_919) % EVENTS) * 60_000).toISOString(),
      source: { environment: i % 2 === 0 ? "prod" : "staging", ip: "203.0.113.7" },
      description: i % 10 === 0 ? `=HYPERLINK("http://x") ${i}` : `Row ${i}, "quoted"\nand broken`,
    }),
  );
  for (let at = 0; at < EVENTS; at += 400)
    await sendEvents(tenant.ingest, events.slice(at, at + 400), { waitForCheckpoint: true });
});

async function memberOf(role: SystemRole, at = tenant): Promise<TenantContext> {
  const { session, origin } = await again(await accountOf(await makePerson([at], role)));
  return contextOf(session, membershipOf(session, at.slug), origin);
}

const never = () => false;
const isDone = async (context: TenantContext, { id }: Pick<Export, "id">) => {
  await runExport(context.tenantId, id, never);
  return getExport(context, id);
};
const make = async (context: TenantContext, input: ExportInput) => isDone(context, await createExport(context, input));
const textOf = async (context: TenantContext, { id }: Pick<Export, "id">) =>
  readFileSync((await openExportFile(context, id)).path, "utf8");
const recordsOf = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { seq: number; event: SealedEvent; masked?: string[] });

async function trailOf({ id }: Pick<Export, "id">) {
  await runtime.committer.drain();
  const rows = await superQuery<{ body: string }>(
    runtime.urls,
    "SELECT body FROM event WHERE action LIKE 'export%' AND position($1 IN body) > 0 ORDER BY seq",
    [id],
  );
  return rows.map((row) => JSON.parse(row.body) as SealedEvent);
}

const filesOf = (tenantId: string) => {
  try {
    return readdirSync(join(runtime.dataDir, "exports", tenantId));
  } catch {
    return [];
  }
};

describe("a file", () => {
  test("holds what the list shows, in its order, at the moment at which it was asked for", async () => {
    let rows = 400;
    for (const order of ["newest", "oldest"] as const) {
      const asked = await createExport(owner, { format: "ndjson", q: "action:secret.read", order });
      expect(asked).toMatchObject({ state: "queued", rowsExpected: rows, isLowerBound: false, canDownload: false });
      const listed = await listEvents(owner, { q: "action:secret.read", order, limit: 500 });
      await sendEvents(tenant.ingest, [newEvent({ action: "secret.read" })]);
      const done = await isDone(owner, asked);
      expect(done).toMatchObject({ state: "done", rowsDone: rows, canDownload: true, isCut: false, failure: null });
      const text = await textOf(owner, done);
      expect(recordsOf(text)).toEqual(JSON.parse(JSON.stringify(listed.records)));
      expect(createHash("sha256").update(text).digest("hex")).toBe(done.sha256);
      expect(Buffer.byteLength(text)).toBe(done.bytes);
      // The one that came in meanwhile is in the next.
      expect((await previewExport(owner, { q: "action:secret.read" })).rows).toBe(++rows);
    }
  });

  test("stands in the trail: when it is asked for, made and downloaded, with query, rows and hash", async () => {
    const done = await make(owner, { format: "csv", q: "action:secret.read env:prod" });
    await textOf(owner, done);
    const trail = await trailOf(done);
    expect(trail.map((event) => event.action)).toEqual(["export.created", "export.completed", "export.downloaded"]);
    for (const event of trail)
      expect(event.metadata).toMatchObject({ q: "action:secret.read env:prod", format: "csv" });
    for (const event of trail.slice(1))
      expect(event.metadata).toMatchObject({ rows: done.rowsDone, sha256: done.sha256, bytes: done.bytes });
    expect(trail[1]!.actor).toMatchObject({ type: "user", id: owner.caller.id });
    expect(trail[1]!.source).toMatchObject({ via: "job" });
  });

  test("is the same for the same request whoever looks when: a second run gives the same bytes", async () => {
    for (const format of ["csv", "ndjson", "json", "xlsx", "parquet", "pdf", "ocsf", "cef"] as const) {
      const done = await make(owner, { format, q: "env:prod" });
      expect(done, format).toMatchObject({ state: "done", rowsDone: 600 });
      await superQuery(runtime.urls, "UPDATE export SET state = 'queued', position = NULL WHERE id = $1", [done.id]);
      runtime.clock.offsetMs += 61_000;
      expect((await isDone(owner, done)).sha256, format).toBe(done.sha256);
    }
  });

  test("has what its maker sees, and is for nobody who sees less", async () => {
    const role = `Half ${Date.now()}`;
    const rights = ["events.read", "exports.create", "exports.manage"] as const;
    const scope = { environments: ["prod"] };
    await createRole(owner, { name: role, permissions: [...rights], scope, masks: ["actor.email"] });
    const half = await memberWith(role);
    const own = await make(half, { format: "ndjson" });
    const records = recordsOf(await textOf(half, own));
    const listed: unknown[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await listEvents(half, { limit: 500, ...(cursor ? { cursor } : {}) });
      listed.push(...page.records);
      if (!page.next_cursor) break;
      cursor = page.next_cursor;
    }
    const seqs = new Set(records.map((record) => record.seq));
    expect(records.length).toBe(600);
    expect(records).toEqual(
      JSON.parse(JSON.stringify(listed.filter((record) => seqs.has((record as { seq: number }).seq)))),
    );
    expect(
      records.every(({ event, masked }) => event.actor.email === undefined && masked!.includes("actor.email")),
    ).toBe(true);
    const whole = await make(owner, { format: "csv" });
    expect(await getExport(half, whole.id)).toMatchObject({ canDownload: false, isOwn: false });
    for (const attempt of [() => openExportFile(half, whole.id), () => makeDownloadLink(half, whole.id)])
      expect(await refusal(attempt())).toMatchObject({ code: "forbidden" });
    expect((await openExportFile(owner, own.id)).bytes).toBe(own.bytes);
  });

  async function memberWith(role: string): Promise<TenantContext> {
    const person = await makePerson([tenant], "viewer");
    await changeMemberRole(owner, { personId: person.id, role });
    const { session, origin } = await again(await accountOf(person));
    return contextOf(session, membershipOf(session, tenant.slug), origin);
  }

  test("is not made when its maker has lost the right, sees less or more by now, or is gone", async () => {
    const role = `Changing ${Date.now()}`;
    await createRole(owner, {
      name: role,
      permissions: ["events.read", "exports.create"],
      scope: { environments: ["prod"] },
    });
    const maker = await memberWith(role);
    const [first, second, third] = [
      await createExport(maker, { format: "csv" }),
      await createExport(maker, { format: "csv" }),
      await createExport(maker, { format: "csv" }),
    ];
    await updateRole(owner, { role, scope: null });
    expect(await isDone(owner, first)).toMatchObject({ state: "failed", failure: { code: "view_changed" } });
    await updateRole(owner, { role, permissions: ["events.read"] });
    expect(await isDone(owner, second)).toMatchObject({ state: "failed", failure: { code: "forbidden" } });
    await removeMember(tenant.context, { personId: maker.caller.id });
    const gone = await isDone(owner, third);
    expect(gone).toMatchObject({ state: "failed", failure: { code: "forbidden" }, bytes: null });
    expect((await trailOf(gone)).at(-1)).toMatchObject({ action: "export.failed", outcome: "failure" });
    expect(filesOf(tenant.id).filter((name) => name.startsWith(gone.id))).toEqual([]);
  });

  test("cannot be asked for with what cannot be read or is not seen, nor too many at once", async () => {
    const bad: [Partial<ExportInput>, string][] = [
      [{ q: "action:" }, "q"],
      [{ columns: ["time", "nope"] }, "columns.1"],
      [{ from: "2026-11-02T00:00:00Z", to: "2026-11-01T00:00:00Z" }, "to"],
      [{ timeZone: "Mars/Olympus" }, "timeZone"],
      [{ format: "doc" as never }, "format"],
    ];
    for (const [over, path] of bad)
      expect(await refusal(createExport(owner, { format: "csv", ...over }))).toMatchObject({
        code: "invalid",
        fields: [{ path }],
      });
    expect(await refusal(createExport(viewer, { format: "csv" }))).toMatchObject({ code: "forbidden" });
    const without = (...rights: Permission[]) => ({
      ...owner,
      permissions: new Set([...owner.permissions].filter((right) => !rights.includes(right))),
    });
    const csv = await make(owner, { format: "csv" });
    expect(await refusal(createExport(without("events.read"), { format: "csv" }))).toMatchObject({ code: "forbidden" });
    expect(await refusal(openExportFile(without("events.read"), csv.id))).toMatchObject({ code: "forbidden" });
    expect(await refusal(createExport(without("proofs.read"), { format: "evidence" }))).toMatchObject({
      code: "forbidden",
    });
    const busy = await memberOf("auditor");
    for (let n = 0; n < UNFINISHED_MAX; n++) await createExport(busy, { format: "csv" });
    expect(await refusal(createExport(busy, { format: "csv" }))).toMatchObject({ code: "conflict" });
    for (const { id } of (await listExports(busy)).exports) await cancelExport(busy, id);
    await createExport(busy, { format: "csv" });
  });
});

describe("a worker that stops", () => {
  test.each(["csv", "ndjson", "json", "ocsf", "cef"] as const)(
    "leaves %s where the next one goes on, to the same bytes",
    async (format) => {
      await fill();
      const whole = await make(owner, { format, q: "" });
      // The same export once more: the row fixes all that is in it.
      await superQuery(runtime.urls, "UPDATE export SET state = 'queued', position = NULL WHERE id = $1", [whole.id]);
      const came: number[] = [];
      for (let stops = 0; ; stops++) {
        let asked = 0;
        await runExport(tenant.id, whole.id, () => ++asked > 2);
        const [row] = await superQuery<{ state: string; position: { rows: number; bytes: number } | null }>(
          runtime.urls,
          "SELECT state, position FROM export WHERE id = $1",
          [whole.id],
        );
        if (row!.state === "done") break;
        expect(row).toMatchObject({ state: "running", position: { bytes: expect.any(Number) } });
        came.push(row!.position!.rows);
        expect(stops).toBeLessThan(60);
      }
      expect(came.length).toBeGreaterThan(0);
      expect(came).toEqual([...came].sort((a, b) => a - b));
      expect(new Set(came).size).toBe(came.length);
      expect(await getExport(owner, whole.id)).toMatchObject({
        state: "done",
        sha256: whole.sha256,
        bytes: whole.bytes,
      });
      expect(filesOf(tenant.id).filter((name) => name.startsWith(whole.id))).toEqual([whole.id]);
    },
  );

  let isFilled = false;
  /** So many bytes that they come in several parts. */
  async function fill(): Promise<void> {
    if (isFilled) return;
    isFilled = true;
    for (let n = 0; n < 4; n++)
      await sendEvents(
        tenant.ingest,
        Array.from({ length: 200 }, (_, i) =>
          newEvent({ action: "filling.done", description: `${n} ${i} ${"x".repeat(3_000)}` }),
        ),
      );
  }
});

describe("whose it is", () => {
  test("one's own, or everybody's for those who manage them; another tenant's is not there", async () => {
    const mine = await createExport(auditor, { format: "csv", q: "action:secret.read" });
    const foreign = await createExport(await memberOf("owner", other), { format: "csv" });
    expect((await listExports(auditor)).exports.map(({ id }) => id)).toContain(mine.id);
    expect((await listAllExports(owner)).exports.find(({ id }) => id === mine.id)).toMatchObject({ isOwn: false });
    const second = await memberOf("auditor");
    const acts = [getExport, cancelExport, retryExport, deleteExportFile, openExportFile, makeDownloadLink];
    for (const act of acts)
      for (const [context, id] of [
        [second, mine.id],
        [owner, foreign.id],
        [owner, "made up"],
        [owner, "01a22128-2bec-7f03-a7b3-c19c1d79a84c"],
      ] as const)
        expect(await refusal(act(context, id)), act.name).toMatchObject({
          code: "not_found",
          message: "There is no such export.",
        });
    for (const act of acts) expect(await refusal(act(viewer, mine.id)), act.name).toMatchObject({ code: "forbidden" });
  });
});

describe("an end", () => {
  test("cancelled: nothing of it is left, and it can begin anew", async () => {
    const asked = await createExport(owner, { format: "csv" });
    expect(await refusal(openExportFile(owner, asked.id))).toMatchObject({ code: "conflict" });
    expect(await cancelExport(owner, asked.id)).toMatchObject({ state: "cancelled" });
    expect(await isDone(owner, asked)).toMatchObject({ state: "cancelled" });
    for (const act of [cancelExport, deleteExportFile])
      expect(await refusal(act(owner, asked.id))).toMatchObject({ code: "conflict" });
    expect(await refusal(openExportFile(owner, asked.id))).toMatchObject({ code: "not_found" });
    expect(filesOf(tenant.id).filter((name) => name.startsWith(asked.id))).toEqual([]);
    await retryExport(owner, asked.id);
    expect(await isDone(owner, asked)).toMatchObject({ state: "done" });
    expect((await trailOf(asked)).map((event) => event.action)).toEqual([
      "export.created",
      "export.cancelled",
      "export.retried",
      "export.completed",
    ]);
  });

  test("expired: the file goes, what was exported stays known", async () => {
    const done = await make(owner, { format: "csv" });
    runtime.clock.offsetMs += 7 * 86_400_000 + 1_000;
    expect(await refusal(openExportFile(owner, done.id))).toMatchObject({ code: "not_found" });
    await sweepExports();
    expect(await getExport(owner, done.id)).toMatchObject({
      state: "expired",
      sha256: done.sha256,
      canDownload: false,
    });
    expect(filesOf(tenant.id)).not.toContain(done.id);
    expect((await trailOf(done)).at(-1)).toMatchObject({ action: "export.expired" });
    const deleted = await make(owner, { format: "csv" });
    expect(await deleteExportFile(owner, deleted.id)).toMatchObject({ state: "expired" });
    expect(filesOf(tenant.id)).not.toContain(deleted.id);
  });

  test("a file that is gone from the disk is said to be", async () => {
    const done = await make(owner, { format: "csv" });
    const { path } = await openExportFile(owner, done.id);
    rmSync(path);
    expect(await refusal(openExportFile(owner, done.id))).toMatchObject({ code: "unavailable" });
  });
});

describe("a download link", () => {
  const origin = { requestId: "test", via: "api" } as const;
  const tokenOf = (url: string) => new URL(url).searchParams.get("link")!;

  test("is good for five minutes, for whoever has it, as long as its maker may", async () => {
    const maker = await memberOf("auditor");
    const done = await make(maker, { format: "csv", q: "action:secret.read" });
    const link = tokenOf((await makeDownloadLink(maker, done.id)).url);
    expect(await openDownloadLink(link, origin)).toMatchObject({ sha256: done.sha256, fileName: done.fileName });
    expect((await trailOf(done)).at(-1)).toMatchObject({
      action: "export.downloaded",
      metadata: { by: "link", sha256: done.sha256 },
    });
    runtime.clock.offsetMs += 5 * 60_000 + 1;
    expect((await refusal(openDownloadLink(link, origin))).message).toContain("expired");
    expect((await trailOf(done)).at(-1)).toMatchObject({ action: "export.downloaded", outcome: "denied" });
    const second = tokenOf((await makeDownloadLink(maker, done.id)).url);
    await removeMember(tenant.context, { personId: maker.caller.id });
    expect(await refusal(openDownloadLink(second, origin))).toMatchObject({ code: "not_found" });
  });

  test("altered or made up opens nothing", async () => {
    const done = await make(owner, { format: "csv" });
    const link = tokenOf((await makeDownloadLink(owner, done.id)).url);
    const [token, sign] = link.split(".") as [string, string];
    const claims = JSON.parse(Buffer.from(token, "base64url").toString());
    const foreign = Buffer.from(JSON.stringify([other.id, ...claims.slice(1)])).toString("base64url");
    const bad = ["", ".", "x.y", token, `${token}.`, `${foreign}.${sign}`, `${link}.`, `${token}.${sign.slice(0, -1)}`];
    for (let at = 0; at < link.length; at += 17)
      bad.push(link.slice(0, at) + (link[at] === "A" ? "B" : "A") + link.slice(at + 1));
    for (const text of bad)
      expect((await refusal(openDownloadLink(text, origin))).message, text).toContain("no download link of ours");
  });
});
