"use client";
import { UnstyledButton } from "@mantine/core";
import Link from "next/link";
import { useState } from "react";
import type { Place, Places, TravelLine } from "#server/anomalies/index.ts";
import type { AlertSeverity } from "#server/findings/index.ts";
import { visibleLine } from "#wording";
import { distanceKm } from "../alerts/places.ts";
import { SeverityMark } from "../alerts/severity-mark.tsx";
import { ChartCard } from "../charts/chart-card.tsx";
import { ChartTable } from "../charts/chart-table.tsx";
import { linkHref } from "../charts/event-link.ts";
import { NumberLink } from "../charts/number-link.tsx";
import { instantInFull } from "../events/histogram-time.ts";
import { TimeAgo } from "../events/time-ago.tsx";
import { span } from "../events/times.ts";
import { count } from "../ui/numbers.ts";
import { useLinkZone } from "./link-zone.ts";
import { placeName, placesNote, travelHref } from "./place-words.ts";
import classes from "./places.module.css";
import { WorldMap } from "./world-map.tsx";

interface Props {
  tenant: string;
  of: Places;
  /** Whose they are, to stand in the title; everybody's without. */
  who: string | null;
  timeZone: string;
}

const SHOWN = 8;

/** Where events came from, and who was in two places too soon after one another. */
export function PlacesCard({ tenant, of, who, timeZone }: Props) {
  const { places, travels } = of;
  return (
    <ChartCard
      title={who === null ? "Places" : `Places of ${who}`}
      note={placesNote(of, who !== null)}
      table={() => <PlacesTable tenant={tenant} places={places} timeZone={timeZone} />}
      className={classes.card}
    >
      {places.length === 0 ? (
        <p className={classes.note}>
          {who === null
            ? "No event of this range says where it came from."
            : "No event of this actor ever said where it came from."}{" "}
          Events tell it by <code>source.location</code>.
        </p>
      ) : null}
      <div className={classes.columns}>
        <div className={classes.lists}>
          <WorldMap tenant={tenant} places={places} travels={travels ?? []} />
          {travels && travels.length > 0 ? (
            <Travels tenant={tenant} travels={travels} hasMore={of.hasMoreTravels} timeZone={timeZone} />
          ) : null}
        </div>
        {places.length > 0 ? (
          <div className={classes.lists}>
            <PlaceList tenant={tenant} places={places} timeZone={timeZone} />
          </div>
        ) : null}
      </div>
    </ChartCard>
  );
}

interface ListProps {
  tenant: string;
  timeZone: string;
}

interface TravelsProps extends ListProps {
  travels: readonly TravelLine[];
  hasMore: boolean;
}

function Travels({ tenant, travels, hasMore, timeZone }: TravelsProps) {
  const zone = useLinkZone();
  return (
    <section aria-label="Impossible travel">
      <h3>Impossible travel</h3>
      <ul className={classes.travels}>
        {travels.map((travel) => {
          const { alertId, title, severity, from, to } = travel;
          const km = Math.round(distanceKm(from, to));
          const s = (Date.parse(to.at) - Date.parse(from.at)) / 1_000;
          return (
            <li key={alertId}>
              <SeverityMark severity={severity as AlertSeverity} />
              <span>
                <Link href={`/t/${tenant}/alerts/${alertId}`} prefetch={false} className={classes.title}>
                  {visibleLine(title)}
                </Link>
                <small>
                  <End tenant={tenant} end={from} timeZone={timeZone} /> →{" "}
                  <End tenant={tenant} end={to} timeZone={timeZone} />
                  <br />
                  {count(km)} km in {span(Math.abs(s))} ·{" "}
                  <Link
                    href={travelHref(tenant, travel, zone)}
                    prefetch={false}
                    className={classes.both}
                    aria-label={`Both events of ${visibleLine(title)}`}
                  >
                    both events
                  </Link>
                </small>
              </span>
            </li>
          );
        })}
      </ul>
      {hasMore ? <p className={classes.note}>There are more in this range: these are the latest.</p> : null}
    </section>
  );
}

function End({ tenant, end, timeZone }: ListProps & { end: TravelLine["from"] }) {
  return (
    <>
      <Link href={linkHref(tenant, end.link, useLinkZone())} prefetch={false} className={classes.both}>
        {visibleLine(end.name)}
      </Link>{" "}
      <time dateTime={end.at}>{instantInFull(end.at, timeZone)}</time>
    </>
  );
}

function PlaceList({ tenant, places, timeZone }: ListProps & { places: readonly Place[] }) {
  const [isWhole, setWhole] = useState(false);
  const zone = useLinkZone();
  const most = Math.max(1, ...places.map(({ events }) => events));
  return (
    <>
      <ol className={classes.places} aria-label="Places, the most frequent first">
        {places.slice(0, isWhole ? undefined : SHOWN).map((place) => (
          <li key={`${place.country} ${place.city}`}>
            <NumberLink tenant={tenant} link={place.link} zone={zone}>
              {placeName(place)}
            </NumberLink>
            <span className={classes.events}>
              {count(place.events)}
              {(place.denied ?? 0) > 0 ? <small data-denied> {count(place.denied ?? 0)} denied</small> : null}
            </span>
            <i className={classes.bar} aria-hidden="true">
              <i style={{ width: `${(100 * place.events) / most}%` }} />
            </i>
            <small>
              first <TimeAgo at={place.firstSeenAt} timeZone={timeZone} /> · last{" "}
              <TimeAgo at={place.lastSeenAt} timeZone={timeZone} />
            </small>
          </li>
        ))}
      </ol>
      {places.length > SHOWN ? (
        <UnstyledButton className={classes.more} onClick={() => setWhole(!isWhole)}>
          {isWhole ? "Fewer" : `All ${count(places.length)}`}
        </UnstyledButton>
      ) : null}
    </>
  );
}

function PlacesTable({ tenant, places, timeZone }: ListProps & { places: readonly Place[] }) {
  const zone = useLinkZone();
  return (
    <ChartTable
      label="Places as a table"
      columns={["Place", "Events", "Denied", "First seen", "Last seen", "Latitude, longitude"]}
      rows={places.map((place) => ({
        key: `${place.country} ${place.city}`,
        cells: [
          placeName(place),
          <NumberLink key="events" tenant={tenant} link={place.link} zone={zone}>
            {count(place.events)}
          </NumberLink>,
          place.denied === null ? "not kept" : count(place.denied),
          instantInFull(place.firstSeenAt, timeZone),
          instantInFull(place.lastSeenAt, timeZone),
          place.lat === null || place.lon === null ? "unknown" : `${place.lat.toFixed(2)}, ${place.lon.toFixed(2)}`,
        ],
      }))}
    />
  );
}
