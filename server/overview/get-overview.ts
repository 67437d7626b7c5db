import {
  demandPermission,
  demandWholeView,
  inTenant,
  type TenantContext,
  type TenantTransaction,
} from "../access/index.ts";
import { parseInput } from "../parse-input.ts";
import { countActive, countDifferent, hasLetGo, rankValues, readFreshness, readSeries } from "../rollups/index.ts";
import { runtime } from "../runtime.ts";
import { type SecretSummary, summariseSecrets } from "../secrets/index.ts";
import { figuresOf, newActorsOf } from "./figures.ts";
import { frameOf } from "./frame.ts";
import { alertsOf, exportsOf, keysOf, sealOf } from "./others.ts";
import type { Overview, OverviewRange, OverviewSecrets } from "./overview.ts";
import { RANKED_KINDS, rankedLists, TOP } from "./rankings.ts";
import { type OverviewInput, overviewInput } from "./schemas.ts";
import { sourcesOf } from "./sources.ts";

const SECRETS_SHOWN = 5;
const COUNTED_KINDS = ["actor.user", "actor.service"];

/**
 * What happened in the last day, week or 30 days against the stretch before, from the counts that the worker keeps; each number with the query whose
 * answer it counts. Needs a view that hides nothing. What the caller has no right to see (alerts, keys, exports, seal) is null.
 */
export async function getOverview(context: TenantContext, input: OverviewInput = {}): Promise<Overview> {
  const { range, timeZone } = parseInput(overviewInput, input);
  const now = runtime().clock.now();
  await demandPermission(context, "events.read");
  demandWholeView(context, "The overview tells");
  const [counted, alerts, keys, exports, seal] = await Promise.all([
    inTenant(context, "events.read", (tx) => countsOf(tx, range, timeZone, now)),
    alertsOf(context),
    keysOf(context, now.getTime()),
    exportsOf(context),
    sealOf(context),
  ]);
  return { ...counted, alerts, keys, exports, seal };
}

async function countsOf(tx: TenantTransaction, range: OverviewRange, asked: string | undefined, now: Date) {
  const tenant = await tx.db.tenant.findUniqueOrThrow({ where: { id: tx.tenantId }, select: { timeZone: true } });
  const timeZone = asked ?? tenant.timeZone;
  const frame = frameOf(range, timeZone, now.getTime());
  const { span, previous } = frame;
  const whole = { fromMs: previous.fromMs, toMs: span.toMs };
  const series = await readSeries(tx, { kinds: ["all"], value: "", span: whole });
  const ranking = await rankValues(tx, { kinds: RANKED_KINDS, span, limit: TOP });
  const actors = await countActive(tx, COUNTED_KINDS, span);
  const before = await countDifferent(tx, COUNTED_KINDS, previous);
  const isLowerBound = (await hasLetGo(tx, COUNTED_KINDS, null)).size > 0;
  const secrets = await summariseSecrets(tx, now, SECRETS_SHOWN);
  tx.recordRead("overview.viewed", { metadata: { range } });
  return {
    range,
    from: new Date(span.fromMs).toISOString(),
    to: new Date(span.toMs).toISOString(),
    timeZone,
    ...figuresOf(frame, { series, actors, before, isLowerBound }),
    newActors: await newActorsOf(tx, frame),
    ...(await rankedLists(tx, frame, ranking)),
    sources: await sourcesOf(tx, now.getTime()),
    secrets: secretsOf(secrets),
    ...(await readFreshness(tx)),
  };
}

const secretsOf = ({ counts, due }: SecretSummary): OverviewSecrets => ({
  ...{ total: counts.all, overdue: counts.overdue, unused: counts.unused, outside: counts.outside, due },
});
