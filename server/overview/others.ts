import type { TenantContext } from "../access/index.ts";
import { countAlerts, listAlerts, listRisk } from "../alerts/index.ts";
import { listAllExports, listExports } from "../exports/index.ts";
import { type ListedKey, listKeys } from "../keys/index.ts";
import { getLedgerSeal } from "../proofs/index.ts";
import { DAY_MS } from "../rollups/index.ts";
import type { OverviewAlerts, OverviewExports, OverviewKeys, OverviewSeal } from "./overview.ts";

const SHOWN = 5;
const DUE_DAYS = 14;
const UNUSED_DAYS = 30;

/** Null without the right; so with the others below. */
export async function alertsOf(context: TenantContext): Promise<OverviewAlerts | null> {
  if (!context.permissions.has("alerts.read")) return null;
  const [badge, page, medium, risks] = await Promise.all([
    countAlerts(context),
    listAlerts(context, { state: "open", isMuted: false, limit: SHOWN }),
    listAlerts(context, { state: "open", isMuted: false, severityMin: "medium", limit: 1 }),
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
    risk: risks.slice(0, SHOWN).map(({ entity, score }) => ({
      ...{ type: entity.type, id: entity.id, name: entity.name ?? null, score },
    })),
  };
}

export async function keysOf(context: TenantContext, nowMs: number): Promise<OverviewKeys | null> {
  if (!context.permissions.has("keys.read")) return null;
  const keys = (await listKeys(context)).filter(({ state }) => state === "active" || state === "rotating");
  const untilMs = nowMs + DUE_DAYS * DAY_MS;
  const due = keys.flatMap(({ id, name, expiresAt, rotationDueAt }) => [
    ...(expiresAt && Date.parse(expiresAt) < untilMs ? [{ id, name, what: "expires" as const, at: expiresAt }] : []),
    ...(rotationDueAt && Date.parse(rotationDueAt) < untilMs
      ? [{ id, name, what: "rotation" as const, at: rotationDueAt }]
      : []),
  ]);
  const busiest = keys.filter(({ week }) => week.requests > 0).sort((a, b) => b.week.requests - a.week.requests);
  const refused = keys.filter(({ week }) => week.refusals > 0).sort((a, b) => b.week.refusals - a.week.refusals);
  return {
    active: keys.length,
    due: due.sort((a, b) => (a.at < b.at ? -1 : 1)).slice(0, SHOWN),
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
