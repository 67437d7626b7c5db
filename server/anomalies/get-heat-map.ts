import type { TenantContext } from "../access/index.ts";
import { parseInput } from "../parse-input.ts";
import { formatTerm } from "../query/index.ts";
import {
  ACTOR_KINDS,
  DAY_MS,
  findValues,
  hasLetGo,
  linkOf,
  newestName,
  QUARTER_MS,
  readFreshness,
  readSeries,
  ZoneClock,
} from "../rollups/index.ts";
import { runtime } from "../runtime.ts";
import { type BusinessHours, WEEKDAYS } from "../tenants/index.ts";
import type { HeatMap } from "./anomalies.ts";
import { inAnomalies } from "./in-anomalies.ts";
import { type HeatMapInput, heatMapInput } from "./schemas.ts";
import { spanOf } from "./subject.ts";

const DAYS = 90;
const HOURS = 168;
const WEEK_MS = 7 * DAY_MS;

/** What an actor did by hour of the week and the clock of the zone, each quarter of an hour under the hour that the clock showed then; 90 days unless said. */
export async function getHeatMap(context: TenantContext, input: HeatMapInput): Promise<HeatMap> {
  const { actorId, from, to, timeZone: asked } = parseInput(heatMapInput, input);
  const now = runtime().clock.now();
  const end = to ?? now;
  const start = from ?? new Date(Math.max(0, end.getTime() - DAYS * DAY_MS));
  const span = spanOf(start, to ?? new Date(now.getTime() + 1), now.getTime());
  return inAnomalies(context, { view: "heat map", actor: actorId }, async (tx) => {
    const tenant = await tx.db.tenant.findUniqueOrThrow({
      where: { id: tx.tenantId },
      select: { timeZone: true, businessHours: true },
    });
    const timeZone = asked ?? tenant.timeZone;
    const clocked = { fromMs: Math.min(span.fromMs, span.toMs - 2 * WEEK_MS), toMs: span.toMs };
    const clock = new ZoneClock(timeZone, clocked);
    const series = await readSeries(tx, { kinds: ACTOR_KINDS, value: actorId, span });
    const counts = new Array<number>(HOURS).fill(0);
    const denied = new Array<number>(HOURS).fill(0);
    for (const [i, events] of series.events.entries()) {
      if (events === 0) continue;
      const { weekday, hour } = clock.localOf(span.fromMs + i * QUARTER_MS);
      counts[24 * weekday + hour]! += events;
      denied[24 * weekday + hour]! += series.denials[i]!;
    }
    const known = await findValues(tx, ACTOR_KINDS, [actorId]);
    const letGo = await hasLetGo(tx, ACTOR_KINDS, span);
    return {
      ...(await readFreshness(tx)),
      actor: { id: actorId, name: newestName(known) },
      ...{ from: new Date(span.fromMs).toISOString(), to: new Date(span.toMs).toISOString(), timeZone, counts, denied },
      total: counts.reduce((sum, one) => sum + one, 0),
      most: Math.max(...counts),
      link: linkOf(formatTerm("actor.id", actorId), span),
      isLowerBound: letGo.size > 0,
      business: businessFlags({
        hours: tenant.businessHours as BusinessHours,
        ofTenant: new ZoneClock(tenant.timeZone, clocked),
        clock,
        toMs: span.toMs,
      }),
    };
  });
}

interface BusinessFacts {
  hours: BusinessHours;
  ofTenant: ZoneClock;
  /** By which the hours of the week are named. */
  clock: ZoneClock;
  toMs: number;
}

/**
 * Whether any of the hour is within the tenant's business hours, by hour of the week of the clock that is shown: as in the week up to `toMs`, and in
 * the one before it for an hour that the clocks skipped in the last.
 */
function businessFlags({ hours, ofTenant, clock, toMs }: BusinessFacts): boolean[] {
  const inWeekTo = (endMs: number) => {
    const flags = new Array<boolean | undefined>(HOURS).fill(undefined);
    for (let ms = endMs - WEEK_MS; ms < endMs; ms += QUARTER_MS) {
      const { weekday, hour } = clock.localOf(ms);
      flags[24 * weekday + hour] = flags[24 * weekday + hour] === true || isBusiness(hours, ofTenant.localOf(ms));
    }
    return flags;
  };
  const [last, before] = [inWeekTo(toMs), inWeekTo(toMs - WEEK_MS)];
  return last.map((flag, i) => flag ?? before[i] ?? false);
}

/** Whether any of the quarter of an hour is. */
function isBusiness(hours: BusinessHours, { weekday, hour, quarter }: ReturnType<ZoneClock["localOf"]>): boolean {
  const clockAt = (minutes: number) =>
    [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, "0")).join(":");
  const begin = 60 * hour + 15 * quarter;
  return hours[WEEKDAYS[weekday]!].some(([from, to]) => from! < clockAt(begin + 15) && to! > clockAt(begin));
}
