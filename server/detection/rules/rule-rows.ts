import { formatRule } from "#rules";
import type { TenantTransaction } from "../../access/index.ts";
import { AppError } from "../../errors.ts";
import { isUuid } from "../../ids.ts";
import { runtime } from "../../runtime.ts";
import { RULES_MAX, type RuleFacts } from "../schemas.ts";
import type { Rule, RuleHealth } from "./rule-types.ts";

export type RuleRow = NonNullable<Awaited<ReturnType<TenantTransaction["db"]["detectionRule"]["findUnique"]>>>;

const notThere = () => new AppError("not_found", "There is no such rule.");

/** AppError `not_found` in the same words for an id that is unknown, malformed or another tenant's. Primary key. */
export async function findRule(tx: TenantTransaction, id: string): Promise<RuleRow> {
  if (!isUuid(id)) throw notThere();
  const row = await tx.db.detectionRule.findUnique({ where: { tenantId_id: { tenantId: tx.tenantId, id } } });
  if (!row) throw notThere();
  return row;
}

/** Makes what is done with a tenant's rules follow each other, until the transaction ends. */
export async function lockRules(tx: TenantTransaction): Promise<void> {
  await tx.run("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))::text", [`rules:${tx.tenantId}`]);
}

/** AppError `conflict` when another rule has the name, without regard to case, or there are as many as there may be. Under lockRules. */
export async function refuseTaken(tx: TenantTransaction, name: string, ownId?: string): Promise<void> {
  const rows = await tx.db.detectionRule.findMany({
    where: { tenantId: tx.tenantId },
    select: { id: true, name: true },
  });
  if (ownId === undefined && rows.length >= RULES_MAX)
    throw new AppError("conflict", `There are ${rows.length} rules, as many as a tenant may have: delete one first.`);
  const folded = name.toLowerCase();
  if (!rows.some((row) => row.id !== ownId && row.name.toLowerCase() === folded)) return;
  throw new AppError("conflict", `There is a rule called ${name} already: choose another name.`, {
    fields: [{ path: "name", message: "is taken" }],
  });
}

export const factsOfRow = (row: RuleRow): RuleFacts =>
  ({
    name: row.name,
    description: row.description,
    isOn: row.isOn,
    severity: row.severity,
    definition: row.definition,
    dedupMinutes: row.dedupMinutes,
    suppression: row.suppression,
    runbookUrl: row.runbookUrl,
  }) as unknown as RuleFacts;

const ALERTS_MS = 30 * 86_400_000;

/** Alerts of the last 30 days, by rule. */
export async function countAlertsOfRules(tx: TenantTransaction): Promise<Map<string, number>> {
  const since = new Date(runtime().clock.now().getTime() - ALERTS_MS);
  const rows = await tx.db.alert.groupBy({
    by: ["ruleId"],
    where: { tenantId: tx.tenantId, detector: "rule", lastAt: { gte: since } },
    _count: true,
  });
  return new Map(rows.flatMap(({ ruleId, _count }) => (ruleId === null ? [] : [[ruleId, _count]])));
}

export function ruleOfRow(row: RuleRow, alerts: ReadonlyMap<string, number>): Rule {
  const facts = factsOfRow(row);
  return {
    id: row.id,
    ...facts,
    version: row.version,
    text: formatRule(facts),
    health: row.health as RuleHealth | null,
    pausedAt: row.pausedAt?.toISOString() ?? null,
    pauseReason: row.pauseReason,
    alerts30d: alerts.get(row.id) ?? 0,
    createdAt: row.createdAt.toISOString(),
    createdBy: row.createdBy,
    updatedAt: row.updatedAt.toISOString(),
  };
}

/** How a rule is named in the trail. */
export const targetOfRule = ({ id, name }: Pick<RuleRow, "id" | "name">) => ({ type: "rule", id, name });

/** What of a rule the trail says, field by field. */
export const fieldsOfRule = (rule: RuleFacts) => ({
  name: rule.name,
  description: rule.description,
  is_on: rule.isOn,
  severity: rule.severity,
  definition: rule.definition,
  dedup_minutes: rule.dedupMinutes,
  suppression: rule.suppression,
  runbook_url: rule.runbookUrl,
});

export const stored = <T>(value: T) => JSON.parse(JSON.stringify(value));
