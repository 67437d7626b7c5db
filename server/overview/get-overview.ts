import {
  demandPermission,
  demandWholeView,
  inTenant,
  type TenantContext,
  type TenantTransaction,
} from "../access/index.ts";
import { parseInput } from "../parse-input.ts";
import {
  countActive,
  countDifferent,
  type Freshness,
  hasLetGo,
  rankValues,
  readFreshness,
  readSeries,
} from "../rollups/index.ts";
import { runtime } from "../runtime.ts";
import { type SecretSummary, summariseSecrets } from "../secrets/index.ts";
import { zoneOf } from "../tenants/index.ts";
import { figuresOf, newActorsOf, type People } from "./figures.ts";
import { aroundRange, type Frame, frameOf } from "./frame.ts";
import { alertsOf, exportsOf, keysOf, sealOf, within } from "./others.ts";
import type { Overview, OverviewRange, OverviewSecrets } from "./overview.ts";
import { RANKED_KINDS, rankedLists, TOP } from "./rankings.ts";
import { type OverviewInput, overviewInput } from "./schemas.ts";
import { hasEventsOfSystems, sourcesOf } from "./sources.ts";

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
  const read = <T>(work: (tx: TenantTransaction, frame: Frame) => Promise<T>) =>
    inTenant(context, "events.read", async (tx) => work(tx, await frameIn(tx, range, timeZone, now)));
  // Beside one another, since each takes its time for itself.
  const [counted, lists, secrets, alerts, keys, exports, seal] = await Promise.all([
    read((tx, frame) => countsOf(tx, range, frame, now)),
    read(async (tx, frame) =>
      rankedLists(tx, frame, await rankValues(tx, { kinds: RANKED_KINDS, span: frame.span, limit: TOP })),
    ),
    inTenant(context, "events.read", async (tx) => ({
      ...(await readFreshness(tx, "secrets")),
      ...(await summariseSecrets(tx, now, SECRETS_SHOWN)),
    })),
    alertsOf(context, aroundRange(range, now.getTime())),
    keysOf(context, now.getTime()),
    exportsOf(context),
    sealOf(context),
  ]);
  return {
    ...counted,
    ...lists,
    secrets: secretsOf(secrets),
    alerts: alerts && within(alerts, counted),
    keys,
    exports,
    seal,
  };
}

async function frameIn(tx: TenantTransaction, range: OverviewRange, asked: string | undefined, now: Date) {
  return frameOf(range, asked ?? (await zoneOf(tx)), now.getTime());
}

async function countsOf(tx: TenantTransaction, range: OverviewRange, frame: Frame, now: Date) {
  const { span, previous } = frame;
  const freshness = await readFreshness(tx);
  const series = await readSeries(tx, {
    ...{ kinds: ["all"], value: "", span: { fromMs: previous.fromMs, toMs: span.toMs } },
  });
  const people = await peopleOf(tx, frame);
  tx.recordRead("overview.viewed", { metadata: { range } });
  return {
    range,
    from: new Date(span.fromMs).toISOString(),
    to: new Date(span.toMs).toISOString(),
    timeZone: frame.timeZone,
    ...figuresOf(frame, { series, ...people }),
    newActors: await newActorsOf(tx, frame),
    sources: await sourcesOf(tx, { timeZone: frame.timeZone, nowMs: now.getTime() }, freshness),
    hasEventsOfSystems: await hasEventsOfSystems(tx, now.getTime()),
    ...freshness,
  };
}

/** How many people and services there were in each stretch. Those of the stretch before are counted by day, where the rarest of a crowded day are let go. */
async function peopleOf(tx: TenantTransaction, { span, previous }: Frame): Promise<People> {
  const { active, isByDay } = await countActive(tx, COUNTED_KINDS, span);
  const letGo = [
    ...(await hasLetGo(tx, COUNTED_KINDS, null)),
    ...(isByDay ? await hasLetGo(tx, COUNTED_KINDS, span) : []),
  ];
  return {
    actors: active,
    before: await countDifferent(tx, COUNTED_KINDS, previous),
    isLowerBound: letGo.length > 0,
    isPreviousLowerBound: (await hasLetGo(tx, COUNTED_KINDS, previous)).size > 0,
  };
}

const secretsOf = ({ counts, due, countedTo, ledgerSize, isBehind }: SecretSummary & Freshness): OverviewSecrets => ({
  ...{ countedTo, ledgerSize, isBehind },
  ...{ total: counts.all, overdue: counts.overdue, unused: counts.unused, outside: counts.outside, due },
});
