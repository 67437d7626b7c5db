import type { z } from "zod";
import { inTenant, type TenantContext, type TenantTransaction } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { ALERT_SEVERITIES } from "../findings/index.ts";
import { isUuid } from "../ids.ts";
import { parseInput } from "../parse-input.ts";
import { runtime } from "../runtime.ts";
import { IS_MUTED, JOIN_MUTE, type LineQuery, readLines } from "./alert-lines.sql.ts";
import type { AlertCounts, AlertLine, AlertList } from "./alert-types.ts";
import { type AlertListInput, alertListInput } from "./schemas.ts";

type Filter = z.output<typeof alertListInput>;

/**
 * A page of the inbox, and how many alerts there are of each state that fit the rest of the filter. Newest by the last event, over alert_last_idx
 * or alert_entity_idx; the highest scores first are sorted in memory.
 */
export async function listAlerts(context: TenantContext, input: AlertListInput = {}): Promise<AlertList> {
  const filter = parseInput(alertListInput, input);
  const cursor = filter.before === undefined ? undefined : readCursor(filter.before, filter.sort);
  return inTenant(context, "alerts.read", async (tx) => {
    const all = conditionsOf(filter);
    const counts = await countStates(tx, all);
    const shown = new Conditions(all.query);
    if (filter.state !== "any") shown.add("a.state = ?", filter.state);
    if (filter.isMuted !== undefined) shown.add(`${IS_MUTED} = ?`, filter.isMuted);
    if (cursor) shown.add(`(${SORT_COLUMNS[filter.sort]}, a.id) < (?, ?::uuid)`, cursor.key, cursor.id);
    const order = `ORDER BY ${SORT_COLUMNS[filter.sort]} DESC, a.id DESC LIMIT ${filter.limit + 1}`;
    const lines = await readLines(tx, { ...shown.query, where: `${shown.query.where} ${order}` });
    const alerts = lines.slice(0, filter.limit);
    tx.recordRead("alerts.listed", { metadata: trailOf(filter, alerts.length) });
    return { alerts, counts, next: lines.length > filter.limit ? cursorOf(alerts.at(-1)!, filter.sort) : null };
  });
}

const SORT_COLUMNS = { newest: "a.last_at", score: "a.score" } as const;

const cursorOf = (line: AlertLine, sort: Filter["sort"]) =>
  `${sort}_${sort === "score" ? line.score : Date.parse(line.lastAt)}_${line.id}`;

function readCursor(text: string, sort: Filter["sort"]): { key: number | Date; id: string } {
  const [of, number = "", id = ""] = text.split("_");
  const key = /^\d{1,15}(\.\d{1,3})?$/.test(number) ? Number(number) : Number.NaN;
  const time = new Date(key);
  if (of !== sort || !isUuid(id) || Number.isNaN(time.getTime()))
    throw new AppError("invalid", "This is no place in the list: begin without it.", {
      fields: [{ path: "before", message: "must be `next` of a page with the same sort" }],
    });
  return { key: sort === "score" ? key : time, id };
}

/** Conditions with `?` for each value; $1 and $2 are the tenant and the present. */
class Conditions {
  readonly #texts: string[];
  readonly #values: unknown[];

  constructor({ where, values }: LineQuery = { where: "true", values: [] }) {
    this.#texts = [where];
    this.#values = [...values];
  }

  add(text: string, ...values: unknown[]): void {
    this.#texts.push(
      text.replaceAll("?", () => {
        this.#values.push(values.shift());
        return `$${this.#values.length + 2}`;
      }),
    );
  }

  get query(): LineQuery {
    return { where: this.#texts.join(" AND "), values: this.#values };
  }
}

function conditionsOf(filter: Filter): Conditions {
  const conditions = new Conditions();
  const byId = (column: string, id: string) =>
    isUuid(id) ? conditions.add(`${column} = ?::uuid`, id) : conditions.add("false");
  if (filter.severityMin !== undefined)
    conditions.add("a.severity = ANY(?::text[])", [
      ...ALERT_SEVERITIES.slice(ALERT_SEVERITIES.indexOf(filter.severityMin)),
    ]);
  if (filter.source !== undefined) conditions.add("a.detector = ?", filter.source);
  if (filter.ruleId !== undefined) byId("a.rule_id", filter.ruleId);
  if (filter.entityType !== undefined) conditions.add("a.entity_type = ?", filter.entityType);
  if (filter.entityId !== undefined)
    conditions.add("md5(a.entity_id) = md5(?::text) AND a.entity_id = ?", filter.entityId, filter.entityId);
  if (filter.assigneeId === null) conditions.add("a.assignee_id IS NULL");
  else if (filter.assigneeId !== undefined) byId("a.assignee_id", filter.assigneeId);
  if (filter.caseId !== undefined) byId("a.case_id", filter.caseId);
  if (filter.from) conditions.add("a.last_at >= ?::timestamptz", filter.from);
  if (filter.to) conditions.add("a.last_at < ?::timestamptz", filter.to);
  if (filter.text) {
    const like = `%${filter.text.replaceAll(/[\\%_]/g, "\\$&")}%`;
    conditions.add("(a.title ILIKE ? OR a.entity_id ILIKE ? OR a.entity_name ILIKE ?)", like, like, like);
  }
  return conditions;
}

async function countStates(tx: TenantTransaction, conditions: Conditions): Promise<AlertCounts> {
  const { where, values } = conditions.query;
  const [counts] = await tx.run<AlertCounts>(
    `SELECT count(*) FILTER (WHERE state = 'open' AND NOT is_muted)::int AS open,
            count(*) FILTER (WHERE state = 'acknowledged' AND NOT is_muted)::int AS acknowledged,
            count(*) FILTER (WHERE state = 'resolved')::int AS resolved,
            count(*) FILTER (WHERE is_muted)::int AS muted
       FROM (SELECT a.state, ${IS_MUTED} AS is_muted FROM alert a ${JOIN_MUTE} WHERE a.tenant_id = $1::uuid AND ${where}) AS u`,
    [tx.tenantId, runtime().clock.now(), ...values],
  );
  return counts!;
}

function trailOf({ limit: _, before, from, to, entityType, entityId, ...filter }: Filter, rows: number) {
  return {
    rows,
    state: filter.state,
    sort: filter.sort,
    ...(filter.isMuted === undefined ? {} : { is_muted: filter.isMuted }),
    ...(filter.severityMin ? { severity_min: filter.severityMin } : {}),
    ...(filter.source ? { source: filter.source } : {}),
    ...(filter.ruleId ? { rule_id: filter.ruleId } : {}),
    ...(entityType ? { entity_type: entityType } : {}),
    ...(entityId ? { entity_id: entityId } : {}),
    ...(filter.assigneeId === undefined ? {} : { assignee_id: filter.assigneeId }),
    ...(filter.caseId ? { case_id: filter.caseId } : {}),
    ...(from ? { from: from.toISOString() } : {}),
    ...(to ? { to: to.toISOString() } : {}),
    ...(filter.text ? { text: filter.text } : {}),
    ...(before ? { is_further_page: true } : {}),
  };
}
