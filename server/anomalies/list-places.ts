import { inTenant, type TenantContext } from "../access/index.ts";
import { readTravels, type TravelPlace } from "../alerts/index.ts";
import { parseInput } from "../parse-input.ts";
import { formatTerm } from "../query/index.ts";
import {
  hasLetGo,
  linkOf,
  linkToEvent,
  partsOf,
  placesOfActor,
  rankPlaces,
  readFreshness,
  type Span,
} from "../rollups/index.ts";
import { runtime } from "../runtime.ts";
import type { Place, Places, TravelEnd } from "./anomalies.ts";
import { inAnomalies } from "./in-anomalies.ts";
import { type PlacesInput, placesInput } from "./schemas.ts";
import { spanOf } from "./subject.ts";

const PLACES_MAX = 200;
const TRAVELS_MAX = 50;

/**
 * Where events of everybody came from in the range, or those of one actor of all time, the most frequent places first; and who was in two places too
 * soon after one another within the range.
 */
export async function listPlaces(context: TenantContext, input: PlacesInput): Promise<Places> {
  const { actorId, from, to } = parseInput(placesInput, input);
  const span = spanOf(from, to, runtime().clock.now().getTime());
  const asked = { view: "places", ...(actorId === undefined ? {} : { actor: actorId }) };
  const found = await inAnomalies(context, asked, async (tx) => {
    const { places, different } =
      actorId === undefined ? await rankPlaces(tx, span, PLACES_MAX) : await placesOfActor(tx, actorId, PLACES_MAX);
    const letGo = await (actorId === undefined ? hasLetGo(tx, ["place"], span) : hasLetGo(tx, ["place.actor"], null));
    return {
      ...(await readFreshness(tx)),
      ...{ from: new Date(span.fromMs).toISOString(), to: new Date(span.toMs).toISOString() },
      places: places.map(({ value, events, denials, known }): Place => {
        const [country = "", city = ""] = actorId === undefined ? partsOf(value) : partsOf(value).slice(1);
        const q = [
          ...(actorId === undefined ? [] : [formatTerm("actor.id", actorId)]),
          formatTerm("country", country),
          city === "" ? "-city:*" : formatTerm("city", city),
        ].join(" ");
        return {
          country: country.toUpperCase(),
          city: city === "" ? null : (known.name ?? city),
          ...{ lat: known.lat, lon: known.lon, events, denied: denials },
          firstSeenAt: new Date(known.firstMs).toISOString(),
          lastSeenAt: new Date(known.lastMs).toISOString(),
          link: linkOf(q, actorId === undefined ? span : null),
        };
      }),
      ...{ different, isLowerBound: letGo.size > 0 },
    };
  });
  return { ...found, ...(await travelsOf(context, actorId, span)) };
}

/** From alerts of impossible travel whose last event lies in the range, the latest first. */
async function travelsOf(
  context: TenantContext,
  actorId: string | undefined,
  { fromMs, toMs }: Span,
): Promise<Pick<Places, "travels" | "hasMoreTravels">> {
  if (!context.permissions.has("alerts.read")) return { travels: null, hasMoreTravels: false };
  return inTenant(context, "alerts.read", async (tx) => {
    const range = { from: new Date(fromMs), to: new Date(toMs) };
    const { travels, hasMore } = await readTravels(tx, { ...range, actorId, limit: TRAVELS_MAX });
    const lines = travels.map(({ ends: [from, to], ...travel }) => ({ ...travel, from: endOf(from), to: endOf(to) }));
    return { travels: lines, hasMoreTravels: hasMore };
  });
}

const endOf = ({ name, lat, lon, atMs, seq }: TravelPlace): TravelEnd => ({
  ...{ name, lat, lon, at: new Date(atMs).toISOString(), seq },
  link: linkToEvent(seq),
});
