import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ALERT_SEVERITIES, DETECTORS } from "../findings/index.ts";
import { alertScore, entityScore, type RiskAlert, riskLevel, scoreArithmetic } from "./score.ts";

const NOW = Date.UTC(2026, 10, 28, 12);
const DAY = 86_400_000;
let ids = 0;
const alert = (over: Partial<RiskAlert> & { ageDays?: number } = {}): RiskAlert => {
  const { ageDays = 0, ...rest } = over;
  return {
    id: `a${String(++ids).padStart(4, "0")}`,
    title: "t",
    source: "burst",
    ruleId: null,
    severity: "high",
    confidence: 1,
    lastAtMs: NOW - ageDays * DAY,
    ...rest,
  };
};

test("the score of an alert is the base of its severity times the confidence, to one decimal", () => {
  expect(ALERT_SEVERITIES.map((severity) => alertScore(severity, 1))).toEqual([21, 47, 73, 99]);
  expect(alertScore("low", 0.3)).toBe(6.3);
  // 47 × 0.65 = 30.55; 99 × 0.333 = 32.967
  expect(alertScore("medium", 0.65)).toBe(30.6);
  expect(alertScore("critical", 0.333)).toBe(33);
  expect(scoreArithmetic("high", 0.8).map(({ label, value }) => [label, value])).toEqual([
    ["base", "73"],
    ["confidence", "0.80"],
    ["score", "58.4"],
  ]);
});

test("levels begin at 0, 20, 40 and 70", () => {
  expect([0, 19.9, 20, 39.9, 40, 69.9, 70, 100].map(riskLevel)).toEqual([
    "low",
    "low",
    "moderate",
    "moderate",
    "high",
    "high",
    "critical",
    "critical",
  ]);
});

describe("the score of an entity", () => {
  test("is 0 without alerts", () => {
    expect(entityScore([], NOW)).toEqual({ score: 0, level: "low", sum: 0, lines: [] });
  });

  test("adds up alerts in descending order, the k-th weighted by 1 / k^1.5", () => {
    const { score, lines, sum } = entityScore(
      [
        alert({ severity: "low", source: "silence" }),
        alert({ confidence: 0.8 }),
        alert({ source: "out_of_hours", severity: "medium" }),
      ],
      NOW,
    );
    // 58.4 / 1 + 47 / 2.828427 + 21 / 5.196152 = 58.4 + 16.617009 + 4.041452
    expect(lines.map((line) => [line.rank, line.score])).toEqual([
      [1, 58.4],
      [2, 47],
      [3, 21],
    ]);
    expect(lines[1]!.contribution).toBeCloseTo(16.617009, 5);
    expect(lines[2]!.weight).toBeCloseTo(0.19245, 5);
    expect(sum).toBeCloseTo(79.058461, 5);
    expect(score).toBe(79.1);
  });

  test("halves each alert every three days, before they are sorted", () => {
    const { lines, score } = entityScore(
      [alert({ severity: "critical", ageDays: 6 }), alert({ severity: "medium", source: "silence", ageDays: 1 })],
      NOW,
    );
    // 99 × 0.25 = 24.75; 47 × 0.5^(1/3) = 37.304; 37.304 + 24.75 / 2.828427 = 46.054
    expect(lines.map((line) => line.severity)).toEqual(["medium", "critical"]);
    expect(lines[1]!.decay).toBeCloseTo(0.25, 10);
    expect(lines[0]!.contribution).toBeCloseTo(37.3039, 3);
    expect(score).toBe(46.1);
  });

  test("counts the strongest alert of each detector, or rule, and day", () => {
    const twice = [alert({ confidence: 0.5 }), alert({ confidence: 1 })];
    const { lines, score } = entityScore(twice, NOW);
    expect(score).toBe(73);
    expect(lines.map((line) => [line.alertId, line.rank, line.contribution])).toEqual([
      [twice[1]!.id, 1, 73],
      [twice[0]!.id, null, 0],
    ]);
    const rules = ["r1", "r2", "r1"].map((ruleId) => alert({ source: "rule", ruleId }));
    expect(entityScore(rules, NOW).lines.map((line) => line.rank)).toEqual([1, 2, null]);
    // 12:00 and the evening before are two days of UTC.
    expect(entityScore([alert(), alert({ ageDays: 0.6 })], NOW).lines.map((line) => line.rank)).toEqual([1, 2]);
  });

  test("leaves out alerts of more than 30 days ago, and takes one of a time to come as of now", () => {
    expect(entityScore([alert({ ageDays: 30 })], NOW).lines).toEqual([]);
    expect(entityScore([alert({ ageDays: -2 })], NOW).score).toBe(73);
  });

  test("never passes 100", () => {
    const many = DETECTORS.map((source) => alert({ source, severity: "critical" }));
    const { score, sum, level } = entityScore(many, NOW);
    expect(sum).toBeGreaterThan(150);
    expect([score, level]).toEqual([100, "critical"]);
  });

  const alerts = fc.array(
    fc
      .record({
        source: fc.constantFrom(...DETECTORS),
        severity: fc.constantFrom(...ALERT_SEVERITIES),
        confidence: fc.double({ min: 0.3, max: 1, noNaN: true }),
        ageDays: fc.double({ min: -1, max: 40, noNaN: true }),
      })
      .map(alert),
    { maxLength: 40 },
  );

  test("does not depend on the order, is bounded by the strongest below, and its lines add up", () => {
    fc.assert(
      fc.property(alerts, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (some, chance) => {
        const result = entityScore(some, NOW);
        const keyed = some.map((one) => ({ one, at: chance.next().value }));
        const shuffled = keyed.sort((a, b) => a.at - b.at).map(({ one }) => one);
        expect(entityScore(shuffled, NOW)).toEqual(result);
        expect(result.score).toBeGreaterThanOrEqual(0);
        expect(result.score).toBeLessThanOrEqual(100);
        const strongest = Math.max(0, ...result.lines.map((line) => line.score * line.decay));
        expect(result.sum).toBeGreaterThanOrEqual(strongest - 1e-9);
        // The sum over k of 1 / k^1.5 is below 2.6124.
        expect(result.sum).toBeLessThanOrEqual(strongest * 2.6124 + 1e-9);
        const added = result.lines.reduce((sum, line) => sum + line.score * line.decay * line.weight, 0);
        expect(added).toBeCloseTo(result.sum, 6);
      }),
    );
  });

  test("grows with every alert that comes, and falls with time", () => {
    fc.assert(
      fc.property(alerts, fc.constantFrom(...ALERT_SEVERITIES), (some, severity) => {
        const more = [...some, alert({ severity, source: "burst" })];
        expect(entityScore(more, NOW).sum).toBeGreaterThanOrEqual(entityScore(some, NOW).sum - 1e-9);
        const past = some.filter(({ lastAtMs }) => lastAtMs <= NOW);
        expect(entityScore(past, NOW + DAY).sum).toBeLessThanOrEqual(entityScore(past, NOW).sum + 1e-9);
      }),
    );
  });
});
