import type { ReactNode } from "react";
import type { SeriesPoint } from "#server/anomalies/index.ts";
import type { Unit } from "../charts/axis.ts";
import { endOf, startOf } from "../charts/band-points.ts";
import { NumberLink } from "../charts/number-link.tsx";
import { spanInFull } from "../events/histogram-time.ts";
import { useLinkZone } from "./link-zone.ts";
import classes from "./series.module.css";
import { placeText, seenText, usualText } from "./subject-words.ts";

interface Props {
  tenant: string;
  point: SeriesPoint | undefined;
  unit: Unit;
  timeZone: string;
  rest: ReactNode;
}

/** What the chosen point counts, which leads to its events. Of one height, so that nothing jumps. */
export function PlotDetail({ tenant, point, unit, timeZone, rest }: Props) {
  const zone = useLinkZone();
  if (!point) return <div className={classes.detail}>{rest}</div>;
  const where = placeText(point);
  return (
    <div className={classes.detail}>
      <span>{spanInFull(startOf(point), endOf(point), timeZone)}</span>
      <NumberLink tenant={tenant} link={point.link} zone={zone}>
        {seenText(point, unit)}
      </NumberLink>
      <span>
        {usualText(point, unit)}
        {where ? <b data-place={point.place}>, {where}</b> : null}
      </span>
    </div>
  );
}
