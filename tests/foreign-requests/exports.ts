import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type pg from "pg";
import { uuidv7 } from "#server/ids.ts";
import { runtime } from "#server/runtime.ts";
import { keyIdOf } from "../tenant.ts";
import { EACH, type Side, share } from "./side.ts";

/** Finished exports of both provisioning keys, with their files, and scheduled ones of a member. */
export async function addExports(side: Side, client: pg.Client): Promise<void> {
  const { tenant, mark, tokens } = side;
  const file = Buffer.from(`Time\r\n${mark}\r\n`);
  const directory = join(runtime().env.dataDir, "exports", tenant.id);
  await mkdir(directory, { recursive: true });
  const list = { order: "newest", reads: "show", timeZone: "UTC", columns: ["time"] };
  const ids: string[] = [];
  for (let i = 0; i < 2 * EACH; i++) {
    const id = uuidv7(Date.now());
    const isScoped = i % 2 === 1;
    await writeFile(join(directory, id), file);
    await client.query(
      `INSERT INTO export (tenant_id, id, created_at, maker_type, maker_id, maker_name, format, request, view, epoch, ledger_size, state,
                           rows_expected, is_expected_exact, file_name, bytes, sha256, expires_at)
       VALUES ($1, $2, now(), 'key', $3, $4, 'csv', $5, $6, 0, 10, 'done', 1, true, 'events.csv', $7, $8, now() + interval '1 day')`,
      [
        tenant.id,
        id,
        keyIdOf(isScoped ? tokens.scoped : tokens.provisioning),
        `Maker ${mark}`,
        { q: mark, ...list },
        { scope: { kind: "all" }, masks: isScoped ? ["actor.email"] : [] },
        file.length,
        createHash("sha256").update(file).digest(),
      ],
    );
    ids.push(id);
  }
  share(side, "export", ids);
  const schedules: string[] = [];
  for (let i = 0; i < 2 * EACH; i++) {
    const id = uuidv7(Date.now());
    await client.query(
      `INSERT INTO export_schedule (tenant_id, id, name, owner_person_id, period, format, request, recipients, hour, next_at, created_at, updated_at)
       VALUES ($1, $2, $3, $4, 'daily', 'csv', $5, '{}', 6, now() + interval '9 days', now(), now())`,
      [tenant.id, id, `Schedule ${mark}`, side.known.member[0], { q: mark, ...list }],
    );
    schedules.push(id);
  }
  share(side, "schedule", schedules);
}
