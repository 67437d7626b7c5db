import type { TenantContext } from "../access/index.ts";
import { parseInput } from "../parse-input.ts";
import { DAY_MS, readFreshness, ZoneClock } from "../rollups/index.ts";
import { runtime } from "../runtime.ts";
import { zoneOf } from "./get-secret.ts";
import { inSecrets } from "./in-secrets.ts";
import { readPolicy } from "./policy.ts";
import { type ListRotationsInput, listRotationsInput } from "./schemas.ts";
import type { RotationCalendar } from "./secret.ts";
import { countSecrets, selectDue } from "./secrets.sql.ts";
import { rotationOf } from "./show-secret.ts";

const AHEAD_DAYS = 90;
const ROTATIONS_MAX = 500;

/** What is overdue, and what is due in the coming 90 days. */
export async function listRotations(context: TenantContext, input: ListRotationsInput = {}): Promise<RotationCalendar> {
  const { timeZone: asked } = parseInput(listRotationsInput, input);
  const now = runtime().clock.now();
  const nowMs = now.getTime();
  return inSecrets(context, "events.read", async (tx) => {
    const { policy } = await readPolicy(tx);
    const timeZone = asked ?? (await zoneOf(tx));
    const before = new Date(nowMs + AHEAD_DAYS * DAY_MS);
    const rows = await selectDue(tx, { policy, now }, before, ROTATIONS_MAX);
    const { overdue } = await countSecrets(tx, { policy, now });
    const firstMs = Math.min(nowMs, ...rows.map(({ dueMs }) => dueMs!));
    const clock = new ZoneClock(timeZone, { fromMs: firstMs, toMs: before.getTime() });
    tx.recordRead("secrets.listed", { metadata: { list: "rotations", rows: rows.length } });
    const rotations = rows.map((row) => {
      const { daysOver, dueAt, days, isOverdue } = rotationOf(row, nowMs);
      return {
        ...{ type: row.type, id: row.targetId, name: row.name, environment: row.environment },
        ...{ dueAt: dueAt!, date: clock.localOf(row.dueMs!).date, daysOver: daysOver!, isOverdue, days: days! },
      };
    });
    return { ...(await readFreshness(tx)), rotations, overdue, timeZone };
  });
}
