import type { TenantContext } from "../access/index.ts";
import { parseInput } from "../parse-input.ts";
import { formatTerm } from "../query/index.ts";
import {
  ACTOR_KINDS,
  DAY_MS,
  findValues,
  linkOf,
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

/** What an actor did by hour of the week and the clock of the zone, each quarter of an hour under the hour that the clock showed then; 90 days unless said. */
export async function getHeatMap(context: TenantContext, input: HeatMapInput): Promise<HeatMap> {
  const { actorId, from, to, timeZone: asked } = parseInput(heatMapInput, input);
  const now = runtime().clock.now();
  const end = to ?? now;
  const start = from ?? new Date(end.getTime() - DAYS * DAY_MS);
  const span = spanOf(start, to ?? new Date(now.getTime() + 1), now.getTime());
  return inAnomalies(context, { view: "heat map", actor: actorId }, async (tx) => {
    const tenant = await tx.db.tenant.findUniqueOrThrow({
      where: { id: tx.tenantId },
      select: { timeZone: true, businessHours: true },
    });
    const timeZone = asked ?? tenant.timeZone;
    const clock = new ZoneClock(timeZone, span);
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
    const newest = known.filter(({ name }) => name !== null).sort((a, b) => b.lastMs - a.lastMs)[0];
    return {
      ...(await readFreshness(tx)),
      actor: { id: actorId, name: newest?.name ?? null },
      ...{ from: new Date(span.fromMs).toISOString(), to: new Date(span.toMs).toISOString(), timeZone, counts, denied },
      total: counts.reduce((sum, one) => sum + one, 0),
      most: Math.max(...counts),
      link: linkOf(formatTerm("actor.id", actorId), span),
      business: businessFlags(tenant.businessHours as BusinessHours),
    };
  });
}

/** Whether any of the hour is within business hours, by hour of the week. */
function businessFlags(hours: BusinessHours): boolean[] {
  const two = (hour: number) => `${String(hour).padStart(2, "0")}:00`;
  return WEEKDAYS.flatMap((day) =>
    Array.from({ length: 24 }, (_, hour) => hours[day].some(([from, to]) => from! < two(hour + 1) && to! > two(hour))),
  );
}
