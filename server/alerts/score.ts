import type { AlertSeverity, ArithmeticLine, Entity, FindingSource } from "../findings/index.ts";

export const SEVERITY_BASES: Record<AlertSeverity, number> = { low: 21, medium: 47, high: 73, critical: 99 };
export const HALF_LIFE_DAYS = 3;
export const RISK_DAYS = 30;
export const RISK_MAX = 100;
const DAY_MS = 86_400_000;

/** 1 to 99: base of the severity times confidence, to one decimal. */
export const alertScore = (severity: AlertSeverity, confidence: number): number =>
  oneDecimal(SEVERITY_BASES[severity] * confidence);

/** The arithmetic of alertScore in words. */
export function scoreArithmetic(severity: AlertSeverity, confidence: number): ArithmeticLine[] {
  return [
    { label: "base", value: String(SEVERITY_BASES[severity]), note: `severity ${severity}` },
    { label: "confidence", value: confidence.toFixed(2) },
    { label: "score", value: alertScore(severity, confidence).toFixed(1), note: "base × confidence" },
  ];
}

export const RISK_LEVELS = ["low", "moderate", "high", "critical"] as const;
export type RiskLevel = (typeof RISK_LEVELS)[number];

/** Below 20 low, below 40 moderate, below 70 high, from 70 on critical. */
export const riskLevel = (score: number): RiskLevel =>
  score < 20 ? "low" : score < 40 ? "moderate" : score < 70 ? "high" : "critical";

/** An alert as it counts for the score of its entity. */
export interface RiskAlert {
  id: string;
  title: string;
  source: FindingSource;
  ruleId: string | null;
  severity: AlertSeverity;
  confidence: number;
  lastAtMs: number;
}

/** How one alert counts. Of one detector or rule and day (UTC) only the strongest counts: of the others weight and contribution are 0. */
export interface RiskLine {
  alertId: string;
  title: string;
  source: FindingSource;
  ruleId: string | null;
  severity: AlertSeverity;
  base: number;
  confidence: number;
  /** base × confidence */
  score: number;
  lastAt: string;
  ageDays: number;
  /** 0.5 ^ (age / 3 days) */
  decay: number;
  /** Place in descending order, from 1; null: another one of its detector or rule and day counts. */
  rank: number | null;
  /** 1 / rank ^ 1.5 */
  weight: number;
  /** score × decay × weight */
  contribution: number;
}

export interface EntityScore {
  /** 0 to 100, to one decimal. */
  score: number;
  level: RiskLevel;
  /** Before the cap. */
  sum: number;
  /** In descending order of contribution; those that do not count last. */
  lines: RiskLine[];
}

export interface EntityRisk extends EntityScore {
  entity: Entity;
  /** When it was reckoned. */
  at: string;
  /** Lines that are not shown; they count all the same. */
  linesLeftOut: number;
}

/**
 * The score of an entity from its alerts of the last 30 days that are neither resolved nor muted: each decayed with a half-life of 3 days, at most
 * one a detector or rule and day, sorted, the k-th weighted by 1 / k^1.5, and the sum capped at 100.
 */
export function entityScore(alerts: readonly RiskAlert[], nowMs: number): EntityScore {
  const lines = alerts
    .filter(({ lastAtMs }) => lastAtMs > nowMs - RISK_DAYS * DAY_MS)
    .map((alert) => ({ alert, line: lineOf(alert, nowMs) }))
    .sort((a, b) => strength(b.line) - strength(a.line) || (a.line.alertId < b.line.alertId ? -1 : 1));
  const taken = new Set<string>();
  let rank = 0;
  for (const { alert, line } of lines) {
    const day = `${alert.source} ${alert.ruleId ?? ""} ${Math.floor(alert.lastAtMs / DAY_MS)}`;
    if (taken.has(day)) continue;
    taken.add(day);
    line.rank = ++rank;
    line.weight = 1 / rank ** 1.5;
    line.contribution = strength(line) * line.weight;
  }
  const sum = lines.reduce((total, { line }) => total + line.contribution, 0);
  const score = oneDecimal(Math.min(RISK_MAX, sum));
  const ranked = lines.map(({ line }) => line);
  return {
    score,
    level: riskLevel(score),
    sum,
    lines: [...ranked.filter((line) => line.rank !== null), ...ranked.filter((line) => line.rank === null)],
  };
}

const oneDecimal = (value: number) => Math.round(value * 10) / 10;
const strength = ({ score, decay }: RiskLine) => score * decay;

function lineOf({ id, title, source, ruleId, severity, confidence, lastAtMs }: RiskAlert, nowMs: number): RiskLine {
  // An event may claim a time to come.
  const ageDays = Math.max(0, (nowMs - lastAtMs) / DAY_MS);
  return {
    alertId: id,
    title,
    source,
    ruleId,
    severity,
    base: SEVERITY_BASES[severity],
    confidence,
    score: alertScore(severity, confidence),
    lastAt: new Date(lastAtMs).toISOString(),
    ageDays,
    decay: 0.5 ** (ageDays / HALF_LIFE_DAYS),
    rank: null,
    weight: 0,
    contribution: 0,
  };
}
