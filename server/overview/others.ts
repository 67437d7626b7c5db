import type { TenantContext } from "../access/index.ts";
import { countAlerts, listAlerts, listRisk } from "../alerts/index.ts";
import { listAllExports, listExports } from "../exports/index.ts";
import { type ListedKey, listKeys } from "../keys/index.ts";
import { getLedgerSeal } from "../proofs/index.ts";
import { DAY_MS, type Span } from "../rollups/index.ts";
import type { OverviewAlerts, OverviewExports, OverviewKeys, OverviewSeal } from "./overview.ts";

const SHOWN = 5;
const MARKS_MAX = 200;
const DUE_DAYS = 14;
const UNUSED_DAYS = 30;

/** Null without the right; so with the others below. */
export async function alertsOf(context: TenantContext, { fromMs, toMs }: Span): Promise<OverviewAlerts | null> {
  if (!context.permissions.has("alerts.read")) return null;
  const [badge, page, medium, ranged, risks] = await Promise.all([
    countAlerts(context),
    listAlerts(context, { state: "open", isMuted: false, limit: SHOWN }),
    listAlerts(context, { state: "open", isMuted: false, severityMin: "medium", limit: 1 }),
    listAlerts(context, {
      from: new Date(fromMs).toISOString(),
      to: new Date(toMs).toISOString(),
      limit: MARKS_MAX,
    }),
    listRisk(context),
  ]);
  const { critical, high } = badge;
  const total = page.counts.open;
  return {
    open: { critical, high, medium: medium.counts.open - critical - high, low: total - medium.counts.open },
    total,
    newest: page.alerts.map(({ id, title, severity, score, entity, lastAt }) => ({
      ...{ id, title, severity, score, lastAt },
      entity: { type: entity.type, id: entity.id, name: entity.name ?? null },
    })),
    marks: ranged.alerts.map(({ id, lastAt, title, severity, score, source }) => ({
      ...{ alertId: id, at: lastAt, title, severity, score, detector: source },
    })),
    hasMoreMarks: ranged.next !== null,
    risk: risks.slice(0, SHOWN).map(({ entity, score, level }) => ({
      ...{ type: entity.type, id: entity.id, name: entity.name ?? null, score, level },
    })),
  };
}

/** Only with marks of the range. */
export const within = (alerts: OverviewAlerts, { from, to }: { from: string; to: string }): OverviewAlerts => ({
  ...alerts,
  marks: alerts.marks.filter(({ at }) => at >= from && at < to),
});

export async function keysOf(context: TenantContext, nowMs: number): Promise<OverviewKeys | null> {
  if (!context.permissions.has("keys.read")) return null;
  const all = await listKeys(context);
  const keys = all.filter(({ state }) => state === "active" || state === "rotating");
  const isSoon = (iso: string | null) => iso !== null && Date.parse(iso) <= nowMs + DUE_DAYS * DAY_MS;
  const due = keys.flatMap(({ id, name, expiresAt, rotationDueAt }) => [
    ...(isSoon(expiresAt) ? [{ id, name, what: "expires" as const, at: expiresAt! }] : []),
    ...(isSoon(rotationDueAt) ? [{ id, name, what: "rotation" as const, at: rotationDueAt! }] : []),
  ]);
  due.sort((a, b) => (a.at < b.at ? -1 : 1));
  const suspended = all.filter(({ state }) => state === "suspended");
  const attention = new Map([...suspended, ...due].map(({ id, name }) => [id, name]));
  const busiest = keys.filter(({ week }) => week.requests > 0).sort((a, b) => b.week.requests - a.week.requests);
  const refused = keys.filter(({ week }) => week.refusals > 0).sort((a, b) => b.week.refusals - a.week.refusals);
  return {
    active: keys.length,
    attention: {
      ...{ total: attention.size, suspended: suspended.length },
      names: [...attention.values()].slice(0, SHOWN),
    },
    due: due.slice(0, SHOWN),
    busiest: busiest
      .slice(0, SHOWN)
      .map(({ id, name, kind, week, lastUsedAt }) => ({ id, name, kind, ...week, lastUsedAt })),
    refused: refused.slice(0, SHOWN).map(({ id, name, week }) => ({ id, name, refusals: week.refusals })),
    unused: keys
      .map((key) => ({ id: key.id, name: key.name, days: unusedDays(key, nowMs) }))
      .filter(({ days }) => days >= UNUSED_DAYS)
      .sort((a, b) => b.days - a.days)
      .slice(0, SHOWN),
  };
}

const unusedDays = ({ lastUsedAt, createdAt }: ListedKey, nowMs: number) =>
  Math.floor((nowMs - Date.parse(lastUsedAt ?? createdAt)) / DAY_MS);

export async function exportsOf(context: TenantContext): Promise<OverviewExports | null> {
  const { permissions } = context;
  if (!permissions.has("exports.create") && !permissions.has("exports.manage")) return null;
  const list = permissions.has("exports.manage") ? listAllExports : listExports;
  const { exports } = await list(context, { limit: SHOWN });
  return {
    newest: exports.map(({ id, format, state, maker, createdAt }) => ({
      ...{ id, format, state, makerName: maker.name, createdAt },
    })),
  };
}

export async function sealOf(context: TenantContext): Promise<OverviewSeal | null> {
  if (!context.permissions.has("tenant.read")) return null;
  const { size, signedSize, signedAt, refusal } = await getLedgerSeal(context);
  return { size, signedSize, signedAt, refusal };
}
