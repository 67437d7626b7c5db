import type { SealedEvent } from "#tlog";
import type { TenantTransaction } from "../access/index.ts";
import { type AlertMessage, enqueueDeliveries } from "../channels/index.ts";
import type { Outcome } from "../findings/index.ts";
import { uuidv7 } from "../ids.ts";
import { runtime } from "../runtime.ts";
import { type AlertSheet, extendSheet, newSheet } from "./alert-sheet.ts";
import { Cases } from "./cases.ts";
import { coversAlert, readActiveMutes } from "./mutes.ts";
import { insertAlerts, lockAlerts, readSheets, storeEntries, storeEvents, updateAlerts } from "./raise.sql.ts";
import { readRuleNames } from "./rule-names.sql.ts";

/** Alerts whose last event is older than this when they are raised are found in history: they wake nobody. */
export const HISTORY_MS = 24 * 3_600_000;

export interface RaisedAlerts {
  raised: number;
  extended: number;
}

/**
 * Makes alerts of what detection found, in its transaction and in the order of the outcomes: a finding that is an alert already changes nothing.
 * Each joins the open case of its entity, is muted where a mute covers it, and goes to the channels unless it is muted or found in history.
 * An alert that opens again, or whose severity rises, goes to the channels once more. A dozen statements, however many outcomes there are.
 */
export async function raiseAlerts(
  tx: TenantTransaction,
  outcomes: readonly Outcome[],
  eventsBySeq: ReadonlyMap<number, SealedEvent>,
): Promise<RaisedAlerts> {
  if (outcomes.length === 0) return { raised: 0, extended: 0 };
  const now = runtime().clock.now();
  await lockAlerts(tx);
  const sheets = await foldOutcomes(tx, outcomes, now);
  const changed = sheets.filter((sheet) => sheet.hasChanged);
  if (changed.length === 0) return { raised: 0, extended: 0 };
  await place(tx, changed, now);
  const raised = changed.filter((sheet) => sheet.isNew);
  const extended = changed.filter((sheet) => !sheet.isNew);
  await insertAlerts(tx, raised);
  await updateAlerts(tx, extended, now);
  await storeEvents(tx, changed);
  await storeEntries(tx, changed, now);
  for (const sheet of changed) record(tx, sheet, now);
  const woken = changed.filter((sheet) => wakes(sheet, now));
  if (woken.length > 0) await enqueueDeliveries(tx, await messagesOf(tx, woken, eventsBySeq));
  return { raised: raised.length, extended: extended.length };
}

async function foldOutcomes(tx: TenantTransaction, outcomes: readonly Outcome[], now: Date): Promise<AlertSheet[]> {
  const nowMs = now.getTime();
  const sheets = await readSheets(tx, [...new Set(outcomes.map(({ alertKey }) => alertKey))]);
  for (const { kind, alertKey, finding } of outcomes) {
    const sheet = sheets.get(alertKey);
    if (!sheet) sheets.set(alertKey, newSheet(uuidv7(nowMs), alertKey, finding, nowMs));
    else if (kind === "extend") extendSheet(sheet, finding, nowMs);
  }
  return [...sheets.values()];
}

const isHistory = ({ lastAtMs }: AlertSheet, now: Date) => lastAtMs < now.getTime() - HISTORY_MS;

const wakes = (sheet: AlertSheet, now: Date) =>
  (sheet.isNew || sheet.wasReopened || sheet.hasRisen) && sheet.muteId === null && !isHistory(sheet, now);

/** Gives alerts that are new, or open again, their case and the mute that lasts longest of those that cover them. */
async function place(tx: TenantTransaction, changed: readonly AlertSheet[], now: Date): Promise<void> {
  const placed = changed.filter((sheet) => sheet.isNew || sheet.wasReopened);
  const cases = await Cases.load(
    tx,
    placed.map(({ entity }) => entity),
  );
  const mutes = await readActiveMutes(tx, now);
  for (const sheet of placed) sheet.caseId = cases.join(sheet.entity, sheet.lastAtMs, now.getTime());
  for (const sheet of changed) {
    sheet.muteId = mutes.find((mute) => coversAlert(mute, { ...sheet.finding, entity: sheet.entity }))?.id ?? null;
    for (const entry of sheet.entries) {
      if (entry.kind === "extended") continue;
      if (sheet.muteId !== null) entry.detail.muteId = sheet.muteId;
      if (entry.kind === "raised" && isHistory(sheet, now)) entry.detail.isHistory = true;
    }
  }
  await cases.store(tx, now);
}

function record(tx: TenantTransaction, sheet: AlertSheet, now: Date): void {
  if (!sheet.isNew && !sheet.wasReopened) return;
  const { id, title, entity, finding, severity, confidence, score, alertKey, seqs, events } = sheet;
  tx.record(sheet.isNew ? "alert.raised" : "alert.reopened", {
    targets: [{ type: "alert", id, name: title }],
    severity,
    ...(sheet.isNew ? {} : { changes: [{ field: "state", before: "resolved", after: "open" }] }),
    metadata: {
      source: finding.source,
      ...(finding.ruleId === undefined ? {} : { rule_id: finding.ruleId }),
      severity,
      confidence,
      score,
      entity,
      case_id: sheet.caseId,
      alert_key: alertKey,
      seqs,
      events,
      first_at: new Date(sheet.firstAtMs).toISOString(),
      last_at: new Date(sheet.lastAtMs).toISOString(),
      ...(sheet.isLate ? { is_late: true } : {}),
      ...(sheet.muteId === null ? {} : { mute_id: sheet.muteId }),
      ...(isHistory(sheet, now) ? { is_history: true } : {}),
    },
  });
}

async function messagesOf(
  tx: TenantTransaction,
  sheets: readonly AlertSheet[],
  eventsBySeq: ReadonlyMap<number, SealedEvent>,
): Promise<AlertMessage[]> {
  const names = await readRuleNames(
    tx,
    sheets.flatMap(({ finding }) => finding.ruleId ?? []),
  );
  return sheets.map((sheet) => {
    const ruleId = sheet.finding.ruleId ?? null;
    const seq = sheet.seqs.findLast((one) => eventsBySeq.has(one));
    return {
      id: sheet.id,
      source: sheet.finding.source,
      ruleId,
      ruleName: ruleId === null ? null : (names.get(ruleId) ?? null),
      title: sheet.title,
      severity: sheet.severity,
      confidence: sheet.confidence,
      score: sheet.score,
      entity: sheet.entity,
      explanation: sheet.explanation,
      firstAt: new Date(sheet.firstAtMs),
      lastAt: new Date(sheet.lastAtMs),
      raisedAt: new Date(sheet.raisedAtMs),
      events: sheet.events,
      seqs: sheet.seqs,
      runbookUrl: sheet.finding.runbookUrl ?? null,
      isLate: sheet.isLate,
      caseId: sheet.caseId!,
      ...(seq === undefined ? {} : { event: { seq, event: eventsBySeq.get(seq)! } }),
    };
  });
}
