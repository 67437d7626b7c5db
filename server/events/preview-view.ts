import { inTenant, type TenantContext, type TenantTransaction } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { conditionsBeyond, formatQuery, type MaskPath, narrowView, refuseMasked, type View } from "../query/index.ts";
import { runtime } from "../runtime.ts";
import { listVisible, tallyVisible, type VisibleEvent } from "./visible-events.sql.ts";

export interface PreviewViewInput {
  /** How many days back from now, 1 to 366. */
  days?: number;
  /** How many events to show, 0 to 20. */
  examples?: number;
}

/** A count that stops at COUNT_MAX events, or where its time was up. */
export interface BoundedCount {
  count: number;
  /** There may be more than `count`. */
  isLowerBound: boolean;
}

/** What a view would let see of the last days, within what the caller itself sees. */
export interface ViewPreview extends BoundedCount {
  days: number;
  /** All events of these days that the caller sees. */
  of: BoundedCount;
  /** The newest ones, as whoever has the view would see them. */
  examples: VisibleEvent[];
  /** The fields that are masked. */
  masked: readonly MaskPath[];
}

const COUNT_MAX = 10_000;
const COUNT_MS_MAX = 2_000;
/** A longer one is cut in the trail, whose events have their own limit. */
const SCOPE_CHARACTERS_MAX = 4_000;
const DAY_MS = 86_400_000;
const ALL = { kind: "all" } as const;

/**
 * What `view` would show, counted and by example; never more than the caller sees itself. A condition on a field that is masked for the
 * caller is refused, since the count would tell its value. Recorded as a read; trail events of reads are left out, so that looking does
 * not change what is shown.
 */
export async function previewView(
  context: TenantContext,
  view: View,
  input: PreviewViewInput = {},
): Promise<ViewPreview> {
  const { days = 30, examples = 5 } = input;
  demandWithin("days", days, 1, 366);
  demandWithin("examples", examples, 0, 20);
  const narrow: TenantContext = { ...context, view: narrowView(context.view, view) };
  const now = runtime().clock.now();
  return inTenant(context, "events.read", async (tx) => {
    refuseMasked(conditionsBeyond(context.view, view.scope), context.view, "scope.query");
    const seen = await countBack(tx, narrow, now, days);
    const whole = await countBack(tx, context, now, days);
    const shown = seen.count === 0 || examples === 0 ? [] : await newest(tx, narrow, now, days, examples);
    tx.recordRead("view.previewed", {
      metadata: { scope: scopeText(view), masks: view.masks, days, rows: shown.length, count: seen.count },
    });
    const bounded = ({ count, isLowerBound }: BoundedCount) => ({ count, isLowerBound });
    return { days, ...bounded(seen), of: bounded(whole), examples: shown, masked: narrow.view.masks };
  });
}

function demandWithin(path: string, value: number, min: number, max: number): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw new AppError("invalid", `A preview takes ${min} to ${max} ${path}.`, {
    fields: [{ path, message: `must be ${min} to ${max}` }],
  });
}

const scopeText = (view: View) => formatQuery(view.scope).slice(0, SCOPE_CHARACTERS_MAX).toWellFormed();

/** Counts from `now` backwards until COUNT_MAX or the time is reached. */
async function countBack(
  tx: TenantTransaction,
  context: TenantContext,
  now: Date,
  days: number,
): Promise<BoundedCount> {
  let count = 0;
  const add = (more: number) => {
    count += more;
  };
  const stoppedAt = await tallyVisible(tx, context, {
    from: new Date(now.getTime() - days * DAY_MS),
    to: now,
    hideReads: true,
    tallies: [{ kind: "events", query: ALL, add }],
    untilMs: performance.now() + COUNT_MS_MAX,
    isEnough: () => count > COUNT_MAX,
  });
  return { count: Math.min(count, COUNT_MAX), isLowerBound: stoppedAt !== null || count > COUNT_MAX };
}

/** The newest visible events of the last days, as far as they are found in time. */
async function newest(tx: TenantTransaction, context: TenantContext, now: Date, days: number, limit: number) {
  const range = { from: new Date(now.getTime() - days * DAY_MS), to: now };
  const selection = { query: ALL, ...range, hideReads: true, order: "newest", limit, msMax: COUNT_MS_MAX } as const;
  return (await listVisible(tx, context, selection)).records;
}
