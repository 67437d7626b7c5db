import "server-only";
import { seqQueries } from "#components/alerts/seq-query.ts";
import { type AnomaliesAddress, rangeOf, type Subject } from "#components/anomalies/anomalies-address.ts";
import { eventsHref } from "#components/events/profile-links.ts";
import { type Zone, zoneName } from "#components/events/times.ts";
import { type EntityRisk, getAlert, listRisk } from "#server/alerts/index.ts";
import { getHeatMap, getSeries, listPlaces, listRisers, type Risers } from "#server/anomalies/index.ts";
import { attempt } from "./fault.ts";
import type { Viewer } from "./viewer.ts";

/** What the Anomalies page shows, all by the clock of the zone that it is read in. */
export const anomaliesPage = (viewer: Viewer, address: AnomaliesAddress) =>
  attempt(viewer.context.origin.endpoint ?? "", async () => {
    const { context, permissions, membership } = viewer;
    const { subject, zone, hours } = address;
    const range = { ...rangeOf(address, Date.now()), timeZone: zoneName(zone, membership.timeZone) };
    const actorId = actorOf(subject);
    const [series, second, places, risers, risks] = await Promise.all([
      getSeries(context, { subject, ...range }),
      getSeries(context, { subject: companionOf(subject), ...range }),
      listPlaces(context, { from: range.from, to: range.to, ...(actorId === undefined ? {} : { actorId }) }),
      listRisers(context, range),
      permissions.includes("alerts.read") ? listRisk(context) : null,
    ]);
    const who = whoseHours(actorId ?? hours, risks, risers);
    const map = who && (await getHeatMap(context, { actorId: who.id, to: range.to, timeZone: range.timeZone }));
    return {
      ...{ series, companion: { subject: companionOf(subject), series: second }, places, risers, risks },
      heat: who && map ? { map, because: who.because } : null,
    };
  });

const actorOf = ({ kind, id }: Subject): string | undefined =>
  kind === "actor" || kind === "denied_share" ? id : undefined;

/** Beside a share what it is a share of, beside everything else the share that was denied: of an actor its own. */
function companionOf({ kind, id }: Subject): Subject {
  if (kind === "denied_share") return id === undefined ? { kind: "tenant" } : { kind: "actor", id };
  return kind === "actor" && id !== undefined ? { kind: "denied_share", id } : { kind: "denied_share" };
}

function whoseHours(asked: string | undefined, risks: EntityRisk[] | null, { risers }: Risers) {
  if (asked !== undefined) return { id: asked, because: null };
  const risk = risks?.find(({ entity }) => entity.type === "actor");
  if (risk) return { id: risk.entity.id, because: "stands out most by alerts" };
  const riser = risers.find(({ kind }) => kind === "actor");
  return riser ? { id: riser.id, because: "rises most in this range" } : null;
}

/** Where the events of an alert are, by the clock of the zone: by one query, or on its page where they need more. */
export const markAddress = ({ context, membership }: Viewer, id: string, zone: Zone) =>
  attempt(context.origin.endpoint ?? "", async () => {
    const { seqs } = await getAlert(context, { id });
    const [query, ...more] = seqQueries(seqs);
    return query && more.length === 0
      ? eventsHref(membership.slug, query.q, {}, zone)
      : `/t/${encodeURIComponent(membership.slug)}/alerts/${id}`;
  });
