import Link from "next/link";
import type { ReactNode } from "react";
import type { Place, TravelLine } from "#server/anomalies/index.ts";
import { visibleLine } from "#wording";
import { linkHref } from "../charts/event-link.ts";
import { plural } from "../ui/numbers.ts";
import { LAND } from "./land.ts";
import { useLinkZone } from "./link-zone.ts";
import { arc, frameOf, graticule, labelled, type Spot } from "./map-frame.ts";
import { placeName, travelHref } from "./place-words.ts";
import classes from "./places.module.css";

interface Props {
  tenant: string;
  places: readonly Place[];
  travels: readonly TravelLine[];
}

type Placed = Place & Spot;

/** Places as dots and impossible travels as arcs, on plain degrees. The list beside it says the same to whoever does not see it. */
export function WorldMap({ tenant, places, travels }: Props) {
  const zone = useLinkZone();
  const placed = places.filter((place): place is Placed => place.lat !== null && place.lon !== null);
  const ends = travels.flatMap(({ from, to }) => [from, to]);
  const frame = frameOf([...placed, ...ends]);
  const { lons, lats } = graticule(frame);
  const unit = frame.width / 360;
  const most = Math.max(1, ...placed.map(({ events }) => events));
  const names = labelled(
    [
      ...ends.map(({ name, lat, lon }) => ({ name: visibleLine(name), lat, lon })),
      ...placed.map((place) => ({ name: placeName(place), lat: place.lat, lon: place.lon })),
    ],
    frame,
  ).slice(0, 12);
  return (
    <svg
      className={classes.map}
      viewBox={`${frame.x} ${frame.y} ${frame.width} ${frame.height}`}
      aria-hidden="true"
      focusable="false"
      style={{ "--unit": unit } as object}
    >
      <g transform="scale(1,-1)">
        {LAND.map((coast) => (
          <polygon key={coast} className={classes.land} points={coast} />
        ))}
        {lons.map((lon) => (
          <line key={lon} className={classes.degree} x1={lon} x2={lon} y1={-90} y2={90} />
        ))}
        {lats.map((lat) => (
          <line
            key={lat}
            className={classes.degree}
            x1={-180}
            x2={180}
            y1={lat}
            y2={lat}
            data-equator={lat === 0 || undefined}
          />
        ))}
      </g>
      {placed.toReversed().map((place) => (
        <DotLink
          key={`${place.country} ${place.city}`}
          href={place.link ? linkHref(tenant, place.link, zone) : undefined}
        >
          <circle
            className={classes.dot}
            cx={place.lon}
            cy={-place.lat}
            r={unit * (2.6 + 4.4 * Math.sqrt(place.events / most))}
          >
            <title>{`${placeName(place)}: ${plural(place.events, "event")}`}</title>
          </circle>
        </DotLink>
      ))}
      {travels.map((travel) => (
        <Link key={travel.alertId} href={travelHref(tenant, travel, zone)} prefetch={false} tabIndex={-1}>
          <path className={classes.reach} d={arc(travel.from, travel.to)} />
          <path className={classes.travel} d={arc(travel.from, travel.to)}>
            <title>{visibleLine(travel.title)}</title>
          </path>
          {[travel.from, travel.to].map((end) => (
            <circle key={end.seq} className={classes.end} cx={end.lon} cy={-end.lat} r={unit * 2.6} />
          ))}
        </Link>
      ))}
      {names.map(({ name, lat, lon }) => {
        const isLeft = lon > frame.x + frame.width * 0.84;
        return (
          <text
            key={name}
            className={classes.name}
            x={lon + (isLeft ? -1 : 1) * unit * 7}
            y={-lat + unit * 3}
            textAnchor={isLeft ? "end" : "start"}
          >
            {name}
          </text>
        );
      })}
    </svg>
  );
}

/** What is drawn, leading to its events where a query says them. */
const DotLink = ({ href, children }: { href: string | undefined; children: ReactNode }) =>
  href === undefined ? (
    children
  ) : (
    <Link href={href} prefetch={false} tabIndex={-1}>
      {children}
    </Link>
  );
