import type { TenantTransaction } from "../../access/index.ts";
import { AppError } from "../../errors.ts";
import type { AlertSeverity, Entity } from "../../findings/index.ts";
import { isUuid } from "../../ids.ts";
import type { TrialSubject } from "../schemas.ts";

/** One alert that would have been. */
export interface TrialFinding {
  /** RFC 3339. */
  at: string;
  entity: Entity;
  title: string;
  severity: AlertSeverity;
  score: number;
  /** Contributing events, at most 100. */
  seqs: number[];
  events: number;
}

export interface TrialResult {
  /** How many alerts there would have been. */
  alerts: number;
  /** Weeks from Monday to Sunday in the tenant's time zone, the first and the last may be cut; each with its Monday, such as 2026-11-23. */
  perWeek: { weekStart: string; alerts: number }[];
  /** What was looked at: RFC 3339; and events, those before `from` included, which were learned from. */
  covered: { from: string; to: string; events: number };
  /** The ledger goes further back than was looked at, so that the first days are of shorter history or missing. */
  isCut: boolean;
  /** Those with most alerts, at most 20. */
  entities: (Entity & { alerts: number })[];
  /** The newest first, at most 100. */
  findings: TrialFinding[];
}

/** A rule or detector that is run over history, as it stands. */
export interface Trial {
  id: string;
  state: "queued" | "running" | "done" | "failed" | "cancelled";
  subject: TrialSubject;
  days: number;
  eventsDone: number;
  eventsExpected: number;
  createdAt: string;
  finishedAt: string | null;
  maker: { type: "user" | "key"; id: string; name: string };
  failure: string | null;
  result: TrialResult | null;
}

export type TrialRow = NonNullable<Awaited<ReturnType<TenantTransaction["db"]["detectionTrial"]["findUnique"]>>>;

export const trialOf = (row: TrialRow): Trial => ({
  id: row.id,
  state: row.state as Trial["state"],
  subject: row.subject as unknown as TrialSubject,
  days: row.days,
  eventsDone: Number(row.eventsDone),
  eventsExpected: Number(row.eventsExpected),
  createdAt: row.createdAt.toISOString(),
  finishedAt: row.finishedAt?.toISOString() ?? null,
  maker: { type: row.makerType as "user" | "key", id: row.makerId, name: row.makerName },
  failure: row.failure,
  result: row.result as unknown as TrialResult | null,
});

/** Throws AppError `not_found`. */
export async function findTrial(tx: TenantTransaction, id: string): Promise<TrialRow> {
  const row = isUuid(id)
    ? await tx.db.detectionTrial.findUnique({ where: { tenantId_id: { tenantId: tx.tenantId, id } } })
    : null;
  if (!row) throw new AppError("not_found", "There is no such trial.");
  return row;
}
