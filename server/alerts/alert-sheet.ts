import { type AlertSeverity, type Entity, EVIDENCE_MAX, type Explanation, type Finding } from "../findings/index.ts";
import type { AlertEntryDetail, EntryKind } from "./alert-types.ts";
import type { AlertState } from "./schemas.ts";
import { alertScore } from "./score.ts";

/** An alert in hand while findings come to it; what it is afterwards follows from it and the findings, however they are cut into batches. */
export interface AlertSheet {
  id: string;
  alertKey: string;
  isNew: boolean;
  finding: Pick<Finding, "source" | "ruleId" | "runbookUrl">;
  entity: Entity;
  title: string;
  severity: AlertSeverity;
  confidence: number;
  score: number;
  state: AlertState;
  caseId: string | null;
  muteId: string | null;
  firstAtMs: number;
  lastAtMs: number;
  raisedAtMs: number;
  events: number;
  /** In ascending order, the first ones and the last. */
  seqs: number[];
  explanation: Explanation;
  isLate: boolean;
  /** When an entry last said that it was raised or that more came. */
  toldMs: number;
  /** What came to it in this round. */
  entries: { kind: EntryKind; detail: AlertEntryDetail }[];
  hasChanged: boolean;
  wasReopened: boolean;
  hasRisen: boolean;
}

const TELL_MS = 3_600_000;

export function newSheet(id: string, alertKey: string, finding: Finding, nowMs: number): AlertSheet {
  const { source, ruleId, runbookUrl, entity, title, severity, confidence, explanation } = finding;
  return {
    id,
    alertKey,
    isNew: true,
    finding: {
      source,
      ...(ruleId === undefined ? {} : { ruleId }),
      ...(runbookUrl === undefined ? {} : { runbookUrl }),
    },
    entity,
    title,
    severity,
    confidence,
    score: alertScore(severity, confidence),
    state: "open",
    caseId: null,
    muteId: null,
    firstAtMs: Math.min(explanation.window.fromMs, finding.atMs),
    lastAtMs: finding.atMs,
    raisedAtMs: nowMs,
    events: Math.max(finding.events, finding.seqs.length),
    seqs: kept(finding.seqs),
    explanation,
    isLate: finding.isLate,
    toldMs: nowMs,
    entries: [{ kind: "raised", detail: {} }],
    hasChanged: true,
    wasReopened: false,
    hasRisen: false,
  };
}

/**
 * Adds a finding to an alert that is there. One that tells nothing new, as when events are gone over once more, changes nothing. A stronger one
 * brings its severity and explanation with it; a resolved alert opens again.
 */
export function extendSheet(sheet: AlertSheet, finding: Finding, nowMs: number): void {
  const known = new Set(sheet.seqs);
  const lastSeq = sheet.seqs.at(-1) ?? -1;
  // Where not every seq is kept, those up to the last one have been seen.
  const isWhole = sheet.events <= sheet.seqs.length;
  const fresh = finding.seqs.filter((seq) => !known.has(seq) && (isWhole || seq > lastSeq));
  if (fresh.length === 0 && (finding.seqs.length > 0 || finding.atMs <= sheet.lastAtMs)) return;
  const eventsBefore = sheet.events;
  sheet.seqs = kept([...sheet.seqs, ...fresh]);
  sheet.events = Math.max(sheet.events + fresh.length, finding.events);
  sheet.firstAtMs = Math.min(sheet.firstAtMs, finding.explanation.window.fromMs, finding.atMs);
  sheet.lastAtMs = Math.max(sheet.lastAtMs, finding.atMs);
  sheet.isLate ||= finding.isLate;
  sheet.hasChanged = true;
  const rise = strengthen(sheet, finding);
  const detail = { added: sheet.events - eventsBefore, events: sheet.events, ...rise };
  if (sheet.state === "resolved") {
    sheet.state = "open";
    sheet.wasReopened = true;
    sheet.entries.push({ kind: "reopened", detail: { ...detail, isMoreCame: true } });
  } else if (rise.severityBefore || nowMs - sheet.toldMs >= TELL_MS) sheet.entries.push({ kind: "extended", detail });
  else return;
  sheet.toldMs = nowMs;
}

function strengthen(sheet: AlertSheet, finding: Finding): Pick<AlertEntryDetail, "severityBefore"> {
  const score = alertScore(finding.severity, finding.confidence);
  if (score <= sheet.score) return {};
  const severityBefore = sheet.severity;
  const { title, severity, confidence, explanation } = finding;
  Object.assign(sheet, { title, severity, confidence, score, explanation });
  if (severity === severityBefore) return {};
  sheet.hasRisen = true;
  return { severityBefore };
}

function kept(seqs: readonly number[]): number[] {
  const sorted = [...new Set(seqs)].sort((a, b) => a - b);
  return sorted.length <= EVIDENCE_MAX ? sorted : [...sorted.slice(0, EVIDENCE_MAX - 1), sorted.at(-1)!];
}
