import type { Place, TravelLine } from "#server/anomalies/index.ts";
import { visibleLine } from "#wording";
import { seqQueries } from "../alerts/seq-query.ts";
import { eventsHref } from "../events/profile-links.ts";

/** "Berlin, DE"; "DE" where no city is known. */
export const placeName = ({ city, country }: Pick<Place, "city" | "country">): string =>
  visibleLine(city === null ? country || "nowhere known" : `${city}, ${country}`);

/** Both events between which somebody would have had to travel. */
export function travelHref(tenant: string, { from, to }: Pick<TravelLine, "from" | "to">): string {
  const [query] = seqQueries([...new Set([from.seq, to.seq])].sort((a, b) => a - b));
  return eventsHref(tenant, query!.q);
}
