import { addressesIn } from "#query";
import type { Finding } from "../../../findings/index.ts";
import type { Observed } from "../detector.ts";
import type { Confidence } from "./confidence.ts";
import { define, type SettingsOf, severitySetting } from "./definition.ts";
import { actorEntity, actorName, actorRefOf, DAY_MS, HOUR_MS, isOrdinary } from "./facts.ts";
import { keepGreatest, memberOf, type Tally, tallied } from "./tallies.ts";
import { number, span } from "./wording.ts";

const EARTH_RADIUS_KM = 6_371;
/** Nearer than this is the same place: addresses are placed no better. */
const SAME_KM = 50;
const KEEP_MS = 3 * DAY_MS;
const VISITS_MAX = 16;
/** A gap is at least this long, so that clocks that differ by a little make no infinite speed. */
const GAP_MS_MIN = 60_000;

/** One stay of an actor at a place: its first and last event. */
interface Visit {
  fromMs: number;
  fromSeq: number;
  toMs: number;
  toSeq: number;
  lat: number;
  lon: number;
  name: string;
}

/** Of one actor; `said`: pairs of places and when each was last reported. */
interface Travels {
  visits: Visit[];
  said: Tally;
}
const PAIRS_MAX = 6;
const SAY_AGAIN_MS = HOUR_MS / 4;

const shapes = {
  severity: severitySetting("high"),
  speed_kmh: { kind: "number", label: "Speed above", unit: "km/h", default: 900, min: 100, max: 10_000 },
  min_km: { kind: "number", label: "Distance of at least", unit: "km", default: 300, min: 50, max: 10_000 },
  known_networks: {
    kind: "text_list",
    label: "Networks without a place",
    help: "Exits of a VPN or proxy of the tenant, as blocks such as 203.0.113.0/24: events from there say nothing about where somebody is.",
    areNetworks: true,
    default: [],
    max: 200,
  },
  people_only: { kind: "boolean", label: "Only people, no services, agents and keys", default: true },
} as const;

const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** Great-circle distance by the haversine formula. */
export function distanceKm(a: { lat: number; lon: number }, b: { lat: number; lon: number }): number {
  const h =
    Math.sin(radians(b.lat - a.lat) / 2) ** 2 +
    Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.sin(radians(b.lon - a.lon) / 2) ** 2;
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Two ends of a way and how fast it would have been. */
interface Leg {
  from: Visit;
  to: Visit;
  km: number;
  gapMs: number;
  kmh: number;
}

function legOf(from: Visit, to: Visit): Leg {
  const km = distanceKm(from, to);
  const gapMs = Math.max(GAP_MS_MIN, to.fromMs - from.toMs);
  return { from, to, km, gapMs, kmh: km / (gapMs / HOUR_MS) };
}

/** Puts the visit where its time belongs, one with a neighbour of the same place; gives its neighbours of other places. */
function insertVisit(visits: Visit[], visit: Visit): [Visit | undefined, Visit, Visit | undefined] {
  const around = visits.findIndex((one) => one.fromMs < visit.fromMs && one.toMs > visit.fromMs);
  const held = visits[around];
  if (held) {
    if (distanceKm(held, visit) < SAME_KM) return [undefined, held, undefined];
    // Somewhere else in the midst of a stay: the stay is known by its ends only.
    visits.splice(around, 1, { ...held, toMs: held.fromMs, toSeq: held.fromSeq }, visit, {
      ...held,
      fromMs: held.toMs,
      fromSeq: held.toSeq,
    });
    return [visits[around], visit, visits[around + 2]];
  }
  let at = visits.length;
  while (at > 0 && visits[at - 1]!.fromMs >= visit.fromMs && visits[at - 1]!.toMs > visit.fromMs) at--;
  const before = visits[at - 1];
  const after = visits[at];
  if (before && distanceKm(before, visit) < SAME_KM) {
    if (visit.fromMs > before.toMs) Object.assign(before, { toMs: visit.toMs, toSeq: visit.toSeq });
    return [undefined, before, after];
  }
  if (after && distanceKm(after, visit) < SAME_KM) {
    Object.assign(after, { fromMs: visit.fromMs, fromSeq: visit.fromSeq });
    return [before, after, undefined];
  }
  visits.splice(at, 0, visit);
  return [before, visit, after];
}

function prune(visits: Visit[]): void {
  const sinceMs = visits.at(-1)!.toMs - KEEP_MS;
  while (visits.length > VISITS_MAX || visits[0]!.toMs < sinceMs) visits.shift();
}

function visitOf({ event, atMs, seq }: Observed): Visit | undefined {
  const place = event.source?.location;
  if (place?.lat === undefined || place.lon === undefined) return undefined;
  const name = place.city ?? place.region ?? place.country;
  return { fromMs: atMs, fromSeq: seq, toMs: atMs, toSeq: seq, lat: place.lat, lon: place.lon, name };
}

export const impossibleTravel = define({
  name: "impossible_travel",
  label: "Impossible travel",
  looksFor: "Successful events of one person at two places that are too far apart for the time between them.",
  severity: "high",
  minimumHistory: "one earlier event of the actor with a place",
  settings: shapes,
  make(settings) {
    const isKnownNetwork = addressesIn(settings.known_networks);
    const refOf = ({ columns, event }: Observed) =>
      columns.actorId === null ||
      columns.outcome !== "success" ||
      (settings.people_only && columns.actorType !== "user") ||
      event.source?.location?.lat === undefined
        ? undefined
        : actorRefOf(columns.actorId);
    return {
      name: "impossible_travel",
      refs(observed) {
        const ref = refOf(observed);
        return ref ? [ref] : [];
      },
      observe(observed, states, situation) {
        const ref = refOf(observed);
        const visit = visitOf(observed);
        if (!ref || !visit || !isOrdinary(observed)) return;
        const { ip } = observed.columns;
        if (ip !== null && isKnownNetwork(ip)) return;
        const travels = states.get<Travels>(ref, "impossible_travel") ?? { visits: [], said: {} };
        const [before, here, after] = insertVisit(travels.visits, visit);
        prune(travels.visits);
        states.put(ref, "impossible_travel", travels);
        const legs = [before && legOf(before, here), after && legOf(here, after)];
        for (const leg of legs) {
          if (!leg || leg.km < settings.min_km || leg.kmh <= settings.speed_kmh) continue;
          const pair = [leg.from.name, leg.to.name].sort().join("|");
          const said = tallied(travels.said, memberOf(pair));
          if (said !== undefined && Math.abs(leg.to.fromMs - said) < SAY_AGAIN_MS) continue;
          travels.said[memberOf(pair)] = leg.to.fromMs;
          keepGreatest(travels.said, PAIRS_MAX);
          situation.report({
            ref,
            dedupKey: pair,
            dedupMs: DAY_MS,
            finding: findingOf(observed, leg, settings),
          });
        }
      },
    };
  },
});

/** Little over the limit may be a wrong place; twice the limit is hard to explain. */
function confidenceIn(kmh: number, limit: number): Confidence {
  const value = Math.round(Math.min(1, 0.6 + 0.4 * (kmh / limit - 1)) * 100) / 100;
  return {
    value,
    words: `${value}: 0.6 at the limit, rising evenly to 1 at twice the limit; it was ${number(kmh / limit)} times the limit`,
  };
}

function findingOf(observed: Observed, leg: Leg, settings: SettingsOf<typeof shapes>): Finding {
  const { from, to, km, gapMs, kmh } = leg;
  const confidence = confidenceIn(kmh, settings.speed_kmh);
  const who = actorName(observed);
  return {
    source: "impossible_travel",
    entity: actorEntity(observed),
    title: `${who} was in ${from.name} and ${span(to.fromMs - from.toMs)} later in ${to.name}`,
    severity: settings.severity as Finding["severity"],
    confidence: confidence.value,
    atMs: to.fromMs,
    seqs: [from.toSeq, to.fromSeq].sort((a, b) => a - b),
    events: 2,
    isLate: false,
    explanation: {
      seen: `${number(km)} km in ${span(to.fromMs - from.toMs)}: ${number(kmh)} km/h`,
      expected: `at most ${number(settings.speed_kmh)} km/h over ${number(settings.min_km)} km or more`,
      window: { fromMs: from.toMs, toMs: to.fromMs },
      arithmetic: [
        { label: "distance", value: `${number(km)} km`, note: `great circle between ${from.name} and ${to.name}` },
        { label: "time between", value: span(to.fromMs - from.toMs), note: `${number(gapMs / HOUR_MS)} hours` },
        { label: "speed", value: `${number(kmh)} km/h`, note: `${number(km)} km / ${number(gapMs / HOUR_MS)} h` },
        { label: "limit", value: `${number(settings.speed_kmh)} km/h` },
      ],
      confidence: confidence.words,
      places: [
        { name: from.name, lat: from.lat, lon: from.lon, atMs: from.toMs, seq: from.toSeq },
        { name: to.name, lat: to.lat, lon: to.lon, atMs: to.fromMs, seq: to.fromSeq },
      ],
    },
  };
}
