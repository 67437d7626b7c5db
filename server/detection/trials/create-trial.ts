import { inTenant, type TenantContext } from "../../access/index.ts";
import { AppError } from "../../errors.ts";
import { uuidv7 } from "../../ids.ts";
import { readHead } from "../../ledger/index.ts";
import { parseInput } from "../../parse-input.ts";
import { runtime } from "../../runtime.ts";
import { type TrialInput, trialInput } from "../schemas.ts";
import { watchOf } from "./subject.ts";
import { findTrial, type Trial, trialOf } from "./trial-rows.ts";

const UNFINISHED_MAX = 3;
/** The most events that a trial looks at, the latest ones. */
export const TRIAL_EVENTS_MAX = 1_000_000;

/**
 * Asks for a run of a rule or of a detector's settings over the tenant's own history; the worker makes it, and nothing is raised. AppError
 * `invalid` for a subject that could not be saved either, `conflict` while three trials of the tenant are unfinished.
 */
export async function createTrial(context: TenantContext, input: TrialInput): Promise<Trial> {
  const { subject, days } = parseInput(trialInput, input);
  return inTenant(context, "rules.manage", async (tx) => {
    const { caller } = context;
    if (caller.type === "system")
      throw new AppError("forbidden", "A trial has a maker: Sealtrail itself makes none.", { reason: "no maker" });
    await watchOf(tx, subject);
    const unfinished = await tx.db.detectionTrial.count({
      where: { tenantId: tx.tenantId, state: { in: ["queued", "running"] } },
    });
    if (unfinished >= UNFINISHED_MAX)
      throw new AppError(
        "conflict",
        `${UNFINISHED_MAX} trials are under way: wait for one to end, or cancel it, then try again.`,
      );
    const now = runtime().clock.now();
    const { size } = await readHead(tx.run, tx.tenantId);
    const row = await tx.db.detectionTrial.create({
      data: {
        tenantId: tx.tenantId,
        id: uuidv7(now.getTime()),
        createdAt: now,
        makerType: caller.type,
        makerId: caller.id,
        makerName: caller.name,
        subject: JSON.parse(JSON.stringify(subject)),
        days,
        state: "queued",
        eventsExpected: BigInt(Math.min(size, TRIAL_EVENTS_MAX)),
      },
    });
    const what = "rule" in subject ? { rule: subject.rule.name } : { detector: subject.detector.detector };
    tx.record("detection.tried", {
      targets: [{ type: "trial", id: row.id }],
      metadata: { ...what, days },
    });
    return trialOf(row);
  });
}

/** How a trial stands. A page asks for it again and again while it runs, so that this is not recorded. AppError `not_found`. */
export async function getTrial(context: TenantContext, { id }: { id: string }): Promise<Trial> {
  return inTenant(context, "rules.manage", async (tx) => {
    return trialOf(await findTrial(tx, id));
  });
}

/** Ends a trial that waits or runs; one that has ended stays as it is. AppError `not_found`. */
export async function cancelTrial(context: TenantContext, { id }: { id: string }): Promise<Trial> {
  return inTenant(context, "rules.manage", async (tx) => {
    await findTrial(tx, id);
    const { count } = await tx.db.detectionTrial.updateMany({
      where: { tenantId: tx.tenantId, id, state: { in: ["queued", "running"] } },
      data: { state: "cancelled", finishedAt: runtime().clock.now(), leaseId: null, leaseUntil: null },
    });
    if (count > 0) tx.record("detection.trial_cancelled", { targets: [{ type: "trial", id }] });
    return trialOf(await findTrial(tx, id));
  });
}
