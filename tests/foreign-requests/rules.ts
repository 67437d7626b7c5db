import type pg from "pg";
import { createRule } from "#server/detection/index.ts";
import { uuidv7 } from "#server/ids.ts";
import { EACH, type Side, share } from "./side.ts";

/** Rules that are off, with marks in every part; every fourth has no part that may be absent, so that one more like it looks like nothing new. */
export async function addRules(side: Side): Promise<void> {
  const { tenant, mark } = side;
  const rules: string[] = [];
  for (let i = 0; i < 2 * EACH; i++) {
    const isPlain = i % 4 === 0;
    const rule = await createRule(tenant.context, {
      name: `Rule ${mark} ${i}`,
      description: `Description ${mark}`,
      severity: "low",
      definition: {
        kind: "threshold",
        query: `actor:${mark}`,
        count: 5,
        windowS: 600,
        groupBy: isPlain ? [] : ["ip"],
      },
      suppression: isPlain ? {} : { query: mark },
      runbookUrl: `https://wiki.example/${mark}`,
    });
    rules.push(rule.id);
  }
  share(side, "rule", rules);
}

/** Trials that have ended, with marks. */
export async function addTrials(side: Side, client: pg.Client): Promise<void> {
  const trials: string[] = [];
  for (let i = 0; i < 2 * EACH; i++) {
    const id = uuidv7(Date.now());
    await client.query(
      `INSERT INTO detection_trial (tenant_id, id, created_at, maker_type, maker_id, maker_name, subject, days, state, finished_at)
       VALUES ($1, $2, now(), 'key', 'k', $3, $4, 30, 'done', now())`,
      [
        side.tenant.id,
        id,
        `Maker ${side.mark}`,
        { detector: { detector: "burst", exclusions: { actors: [side.mark], networks: [] } } },
      ],
    );
    trials.push(id);
  }
  share(side, "trial", trials);
}
