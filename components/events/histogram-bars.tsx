import { useId } from "react";
import { type HistogramData, OUTCOMES } from "./explore-data.ts";
import classes from "./histogram.module.css";
import { type BarPlace, type Ghost, segmentsOf } from "./histogram-scale.ts";

interface Props {
  data: HistogramData;
  places: BarPlace[];
  ghost: Ghost;
  max: number;
  width: number;
  height: number;
  /** How much of the width, from the left, was not counted. */
  uncounted: number;
  cursor: BarPlace | undefined;
  /** From where to where is selected, in pixels. */
  brush: { from: number; to: number } | undefined;
}

const box = (x: number, y: number, width: number, height: number) => `M${x} ${y}h${width}v${height}h${-width}z`;

/** The drawing: one path an outcome, however many bars there are. */
export function HistogramBars({ data, places, ghost, max, width, height, uncounted, cursor, brush }: Props) {
  const hatch = useId();
  const paths = { success: "", failure: "", denied: "", unknown: "" };
  data.buckets.forEach((bucket, i) => {
    const place = places[i]!;
    for (const { outcome, y, height: own } of segmentsOf(bucket, max, height - 2)) {
      const gap = own > 3 ? 1 : 0;
      paths[outcome] += box(place.x, y + 2, place.width, own - gap);
    }
  });
  const line = ghost.points.map(({ x, y }, i) => `${i === 0 ? "M" : "L"}${x} ${y}`).join("");
  const [first, last] = [ghost.points[0], ghost.points.at(-1)];
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true" focusable="false">
      {first && last ? (
        <path className={classes.ghostArea} d={`${line}L${last.x} ${height}L${first.x} ${height}z`} />
      ) : null}
      {uncounted > 0 ? (
        <>
          <defs>
            <pattern id={hatch} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
              <line y2="6" className={classes.hatchLine} />
            </pattern>
          </defs>
          <rect width={uncounted * width} height={height} fill={`url(#${hatch})`} />
          <line className={classes.hatchEdge} x1={uncounted * width - 0.5} x2={uncounted * width - 0.5} y2={height} />
        </>
      ) : null}
      {OUTCOMES.map((outcome) => (
        <path key={outcome} className={classes[outcome]} d={paths[outcome]} />
      ))}
      {line ? <path className={classes.ghost} d={line} /> : null}
      <line className={classes.base} x2={width} y1={height - 0.5} y2={height - 0.5} />
      {cursor ? <rect className={classes.cursor} x={cursor.x} width={cursor.width} height={height} /> : null}
      {brush ? (
        <>
          <rect className={classes.brush} x={brush.from} width={brush.to - brush.from} height={height} />
          {[brush.from + 0.5, brush.to - 0.5].map((x) => (
            <line key={x} className={classes.brushEdge} x1={x} x2={x} y2={height} />
          ))}
        </>
      ) : null}
    </svg>
  );
}
