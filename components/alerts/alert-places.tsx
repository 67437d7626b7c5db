import Link from "next/link";
import { visibleLine } from "#wording";
import type { EventRow } from "../events/event-rows.ts";
import { eventsHref } from "../events/profile-links.ts";
import { absoluteTime, span } from "../events/times.ts";
import { count } from "../ui/numbers.ts";
import page from "../ui/page.module.css";
import classes from "./alert-page.module.css";
import { distanceKm, type Place } from "./places.ts";

interface Props {
  tenant: { slug: string; timeZone: string };
  places: readonly Place[];
  events: readonly EventRow[] | null;
}

/** The places, one after the other, with what lies between. */
export function PlacesCard({ tenant, places, events }: Props) {
  const hrefOf = ({ seq }: Place) => {
    const row = events?.find((one) => one.seq === seq);
    return row ? `/t/${tenant.slug}/events/${encodeURIComponent(row.event.id)}` : eventsHref(tenant.slug, `seq:${seq}`);
  };
  return (
    <section className={page.card} aria-labelledby="places-title">
      <h2 id="places-title">Places</h2>
      <ol className={classes.places}>
        {places.map((place, at) => (
          <li key={place.seq}>
            {at > 0 ? <Leg from={places[at - 1]!} to={place} /> : null}
            <span className={classes.place}>
              <b>{visibleLine(place.name)}</b>
              <Link href={hrefOf(place)} prefetch={false}>
                <time dateTime={new Date(place.atMs).toISOString()}>
                  {absoluteTime(new Date(place.atMs).toISOString(), tenant.timeZone).replace(/\.\d+/, "")}
                </time>
              </Link>
              <small>
                {place.lat.toFixed(2)}, {place.lon.toFixed(2)}
              </small>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Leg({ from, to }: { from: Place; to: Place }) {
  const km = distanceKm(from, to);
  const hours = Math.abs(to.atMs - from.atMs) / 3_600_000;
  const speed = hours > 0 ? `, ${count(Math.round(km / hours))} km/h` : "";
  return (
    <span className={classes.leg}>
      <svg viewBox="0 0 200 24" preserveAspectRatio="none" aria-hidden="true">
        <path d="M2 21 Q100 -14 198 21" />
      </svg>
      <span>
        {count(Math.round(km))} km in {span(hours * 3_600)}
        {speed}
      </span>
    </span>
  );
}
