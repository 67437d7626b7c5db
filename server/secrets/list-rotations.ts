import type { TenantContext } from "../access/index.ts";
import { parseInput } from "../parse-input.ts";
import { DAY_MS, readFreshness } from "../rollups/index.ts";
import { runtime } from "../runtime.ts";
import { zoneOf } from "../tenants/index.ts";
import { dateIn } from "./date-in.ts";
import { inSecrets } from "./in-secrets.ts";
import { readPolicy } from "./policy.ts";
import { type ListRotationsInput, listRotationsInput } from "./schemas.ts";
import type { RotationCalendar } from "./secret.ts";
import { countSecrets, selectDue } from "./secrets.sql.ts";
import { rotationOf } from "./show-secret.ts";

const AHEAD_DAYS = 90;
const EACH_MAX = 500;

/** What is overdue, and what is due in the coming 90 days. */
export async function listRotations(context: TenantContext, input: ListRotationsInput = {}): Promise<RotationCalendar> {
  const { timeZone: asked } = parseInput(listRotationsInput, input);
  const now = runtime().clock.now();
  const nowMs = now.getTime();
  return inSecrets(context, "events.read", async (tx) => {
    const { policy } = await readPolicy(tx);
    const timeZone = asked ?? (await zoneOf(tx));
    const before = new Date(nowMs + AHEAD_DAYS * DAY_MS);
    // Each by itself, so that much that is overdue leaves room for what is to come.
    const late = await selectDue(tx, { policy, now }, new Date(nowMs + 1), EACH_MAX);
    const coming = await selectDue(tx, { policy, now, after: now }, before, EACH_MAX + 1);
    const rows = [...late, ...coming.slice(0, EACH_MAX)];
    const { counts } = await countSecrets(tx, { policy, now });
    const dateOf = dateIn(timeZone);
    tx.recordRead("secrets.listed", { metadata: { list: "rotations", rows: rows.length } });
    const rotations = rows.map((row) => {
      const { daysOver, dueAt, days, isOverdue } = rotationOf(row, nowMs);
      return {
        ...{ type: row.type, id: row.targetId, name: row.name, environment: row.environment },
        ...{ dueAt: dueAt!, date: dateOf(row.dueMs!), daysOver: daysOver!, isOverdue, days: days! },
      };
    });
    const hasMore = coming.length > EACH_MAX;
    return { ...(await readFreshness(tx, "secrets")), rotations, overdue: counts.overdue, hasMore, timeZone };
  });
}
