import type { Place, Places, TravelLine } from "#server/anomalies/index.ts";
import { visibleLine } from "#wording";
import { seqQueries } from "../alerts/seq-query.ts";
import { eventsHref } from "../events/profile-links.ts";
import type { Zone } from "../events/times.ts";
import { count, plural } from "../ui/numbers.ts";

/** "Berlin, DE"; "DE" where no city is known. */
export const placeName = ({ city, country }: Pick<Place, "city" | "country">): string =>
  visibleLine(city === null ? country || "nowhere known" : `${city}, ${country}`);

/** How many there are, and of which time where it is not the range: those of one actor are of all time. */
export function placesNote(
  { different, places, isLowerBound }: Pick<Places, "different" | "places" | "isLowerBound">,
  isOfOne: boolean,
): string {
  const found = `${isLowerBound ? "at least " : ""}${plural(different, "place")}${isOfOne ? " of all time" : ""}`;
  return different > places.length ? `${found}, the ${count(places.length)} most frequent are shown` : found;
}

/** Both events between which somebody would have had to travel. */
export function travelHref(tenant: string, { from, to }: Pick<TravelLine, "from" | "to">, zone: Zone): string {
  const [query] = seqQueries([...new Set([from.seq, to.seq])].sort((a, b) => a - b));
  return eventsHref(tenant, query!.q, {}, zone);
}
