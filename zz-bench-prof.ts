import { openStand, makeTenant } from "./bench/stand.ts";
import { eventMaker } from "./bench/event-maker.ts";
import { parseEvents, parseStrictJson } from "#server/event-format/index.ts";
import { sealDraft, appendParameters, deriveColumns } from "#server/ledger/index.ts";
import { APPEND_SQL, readOutcomes } from "./server/ledger/append.sql.ts";
import { cpuMsOf } from "./bench/machine.ts";
const stand = await openStand("/tmp/zb-prof");
await stand.withRuntime(async (rt) => {
  const tenant = await makeTenant(stand, "prof", rt.clock);
  const make = eventMaker(5);
  const bodies = Array.from({ length: 40 }, () => Buffer.from(JSON.stringify({ events: Array.from({ length: 500 }, () => make(new Date())) })));
  console.log("bytes/event", bodies[0]!.length / 500);
  const t: Record<string, number> = {};
  const time = <T>(name: string, f: () => T): T => { const b = process.cpuUsage(); const r = f(); const c = process.cpuUsage(b); t[name] = (t[name] ?? 0) + c.user + c.system; return r; };
  let n = 0, pg = 0, wall = 0;
  const pool = rt.database.ledgerPool;
  for (let round = 0; round < Number(process.env.ROUNDS ?? 2); round++) {
    for (const k of Object.keys(t)) t[k] = 0; n = 0; pg = 0; wall = 0;
    for (let i = 0; i < bodies.length; i += 4) {
      const groups = bodies.slice(i, i + 4);
      const now = new Date();
      const requests = groups.map((b) => {
        const json = time("parseStrict", () => parseStrictJson(b));
        const parsed = time("parseEvents", () => parseEvents(json, { tenantId: tenant.id, now }));
        return { items: parsed.results.map((r) => ({ draft: r.event!, keyId: tenant.ingestKeyId })), atomic: true };
      });
      const sealed = time("seal", () => requests.map((r) => r.items.map((it) => sealDraft(tenant.id, it as never, now.getTime()))));
      const values = time("parameters", () => appendParameters(tenant.id, requests as never, sealed));
      const c0 = cpuMsOf(stand.postgres.pid)!; const w0 = performance.now();
      const res = await pool.query({ name: "ledger_append", text: APPEND_SQL, values });
      wall += performance.now() - w0; pg += cpuMsOf(stand.postgres.pid)! - c0;
      const out = time("outcomes", () => readOutcomes(res.rows[0], requests as never, sealed));
      time("answer", () => out.map((o) => JSON.stringify({ receipts: o.results })));
      n += sealed.flat().length;
    }
    console.log("round", round, n, Object.fromEntries(Object.entries(t).map(([k, v]) => [k, (v / n).toFixed(2)])), "pg cpu", (pg * 1000 / n).toFixed(1), "wall", (wall * 1000 / n).toFixed(1));
  }
});
await stand.close();
