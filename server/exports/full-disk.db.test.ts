import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { accountOf, again } from "../../tests/account.ts";
import { openTestRuntime, type TestRuntime } from "../../tests/database.ts";
import { makePerson, makeTenant, newEvent, sendEvents, type TestTenant } from "../../tests/tenant.ts";
import type { TenantContext } from "../access/index.ts";
import { contextOf, membershipOf } from "../people/index.ts";
import { createExport, EXPORT_FORMATS, getExport, retryExport, runExport } from "./index.ts";

const CAN_MOUNT = process.platform === "linux" && process.getuid?.() === 0;

let runtime: TestRuntime;
let tenant: TestTenant;
let owner: TenantContext;
let directory: string;
let isSmall = false;
beforeAll(async () => {
  if (!CAN_MOUNT) return;
  runtime = await openTestRuntime();
  tenant = await makeTenant();
  const { session, origin } = await again(await accountOf(await makePerson([tenant], "owner")));
  owner = contextOf(session, membershipOf(session, tenant.slug), origin);
  const events = Array.from({ length: 300 }, () =>
    newEvent({ raw: crypto.getRandomValues(Buffer.alloc(2_000)).toString("hex") }),
  );
  for (let at = 0; at < 3; at++) await sendEvents(tenant.ingest, events, { waitForCheckpoint: at === 2 });
  directory = join(runtime.dataDir, "exports", tenant.id);
  mkdirSync(directory, { recursive: true });
  isSmall = spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", directory]).status === 0;
});
afterAll(() => {
  if (isSmall) spawnSync("umount", [directory]);
});

test.runIf(CAN_MOUNT)(
  "a full disk ends an export of whatever format in words, with nothing of a file; with room it is made",
  async (context) => {
    if (!isSmall) context.skip("a file system cannot be mounted here");
    const failed: string[] = [];
    for (const format of EXPORT_FORMATS.filter((one) => one !== "pdf" && one !== "cef")) {
      const { id } = await createExport(owner, {
        format,
        columns: ["time", "id", "actor", "from", "metadata.x", "event"],
      });
      await runExport(tenant.id, id, () => false);
      const after = await getExport(owner, id);
      if (after.state === "done") continue;
      expect(after, format).toMatchObject({
        state: "failed",
        failure: { code: "disk_full" },
        bytes: null,
        canDownload: false,
      });
      expect(after.failure!.message).toContain("disk of the server is full");
      expect(
        readdirSync(directory).filter((name) => name.startsWith(id)),
        format,
      ).toEqual([]);
      failed.push(id);
    }
    expect(failed.length).toBeGreaterThan(4);
    spawnSync("umount", [directory]);
    isSmall = false;
    for (const id of failed) {
      await retryExport(owner, id);
      await runExport(tenant.id, id, () => false);
      expect(await getExport(owner, id)).toMatchObject({ state: "done", failure: null });
    }
  },
);
