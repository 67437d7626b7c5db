import { openStand } from "./bench/stand.ts";
import pg from "pg";
import { readFileSync } from "node:fs";
const stand = await openStand("/tmp/zb-million");
const t = JSON.parse(readFileSync("/tmp/zb-million/data/bench-million.json", "utf8"));
const c = new pg.Client({ connectionString: stand.variables.DATABASE_URL });
await c.connect();
for (const cond of ["action = 'document.read'", "actor_id = 'usr_000001'", "(outcome = 'failure' AND outcome <> 'success')", "target_id='document_44000'"]) for (let i = 0; i < 3; i++) {
  await c.query("BEGIN"); await c.query("SELECT set_config('app.tenant_id',$1,true)", [t.id]);
  const { rows } = await c.query(`EXPLAIN (ANALYZE, BUFFERS, SUMMARY) SELECT seq, body FROM event WHERE tenant_id='${t.id}' AND ${cond} ORDER BY occurred_at DESC, seq DESC LIMIT 51`);
  await c.query("COMMIT");
  const text = rows.map((r) => r["QUERY PLAN"]);
  if (i === 2 ) console.log(cond, "\n", text.filter((l) => /Planning|Execution|Limit|Append/.test(l)).join("\n"), i === 2 && cond.startsWith("action") ? text.join("\n") : "");
}
await c.end(); await stand.close();
