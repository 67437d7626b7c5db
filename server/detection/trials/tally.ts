import { alertScore } from "../../alerts/index.ts";
import type { Entity, Finding, Outcome } from "../../findings/index.ts";
import type { TenantTime } from "../engine/tenant-time.ts";
import type { TrialResult } from "./trial-rows.ts";

const FINDINGS_MAX = 100;
const ENTITIES_MAX = 20;
const ENTITIES_COUNTED_MAX = 10_000;
const DAY_MS = 86_400_000;

/** Adds up what a trial found from `fromMs` on. */
export class Tally {
  readonly #time: TenantTime;
  readonly #fromMs: number;
  readonly #toMs: number;
  readonly #weeks = new Map<string, number>();
  readonly #entities = new Map<string, Entity & { alerts: number }>();
  readonly #newest: Finding[] = [];
  #alerts = 0;

  constructor(time: TenantTime, fromMs: number, toMs: number) {
    this.#time = time;
    this.#fromMs = fromMs;
    this.#toMs = toMs;
    for (let ms = fromMs; ms < toMs; ms += DAY_MS) this.#weeks.set(this.#weekOf(ms), 0);
    this.#weeks.set(this.#weekOf(toMs), 0);
  }

  add(outcomes: readonly Outcome[]): void {
    for (const { kind, finding } of outcomes)
      if (kind === "raise" && finding.atMs >= this.#fromMs && finding.atMs <= this.#toMs) this.#count(finding);
  }

  result(covered: { fromMs: number; toMs: number; events: number }, isCut: boolean): TrialResult {
    return {
      alerts: this.#alerts,
      perWeek: [...this.#weeks].map(([weekStart, alerts]) => ({ weekStart, alerts })),
      covered: {
        from: new Date(covered.fromMs).toISOString(),
        to: new Date(covered.toMs).toISOString(),
        events: covered.events,
      },
      isCut,
      entities: [...this.#entities.values()].toSorted((a, b) => b.alerts - a.alerts).slice(0, ENTITIES_MAX),
      findings: this.#newest
        .toSorted((a, b) => b.atMs - a.atMs)
        .slice(0, FINDINGS_MAX)
        .map((finding) => ({
          at: new Date(finding.atMs).toISOString(),
          entity: finding.entity,
          title: finding.title,
          severity: finding.severity,
          score: alertScore(finding.severity, finding.confidence),
          seqs: finding.seqs,
          events: finding.events,
        })),
    };
  }

  #count(finding: Finding): void {
    this.#alerts++;
    const week = this.#weekOf(finding.atMs);
    this.#weeks.set(week, (this.#weeks.get(week) ?? 0) + 1);
    const { entity } = finding;
    const id = `${entity.type}\n${entity.id}`;
    const counted = this.#entities.get(id);
    if (counted) counted.alerts++;
    else if (this.#entities.size < ENTITIES_COUNTED_MAX) this.#entities.set(id, { ...entity, alerts: 1 });
    this.#newest.push(finding);
    if (this.#newest.length >= 2 * FINDINGS_MAX) {
      this.#newest.sort((a, b) => b.atMs - a.atMs);
      this.#newest.length = FINDINGS_MAX;
    }
  }

  /** The Monday of the week, on the tenant's clock. */
  #weekOf(ms: number): string {
    const { date, weekday } = this.#time.localOf(ms);
    return new Date(Date.parse(`${date}T00:00:00Z`) - weekday * DAY_MS).toISOString().slice(0, 10);
  }
}
