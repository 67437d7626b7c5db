"use client";
import { useElementSize } from "@mantine/hooks";
import { useRouter } from "next/navigation";
import { type KeyboardEvent, lazy, type ReactNode, Suspense, useMemo, useRef, useState } from "react";
import type { SeriesMark, SeriesPoint } from "#server/anomalies/index.ts";
import { type Unit, valueTicks } from "../charts/axis.ts";
import { bandPoints, endOf, pointAt, scaleOf, startOf } from "../charts/band-points.ts";
import { linkHref } from "../charts/event-link.ts";
import { TimeAxis, useTimeTicks } from "../charts/time-axis.tsx";
import { panned, shareOf, timeAt, type View, zoomed } from "../charts/view.ts";
import { useLinkZone } from "./link-zone.ts";
import { MarkLane } from "./mark-lane.tsx";
import { movedCursor, type PlotCursor, pointsIn } from "./plot-cursor.ts";
import { PlotDetail } from "./plot-detail.tsx";
import { CutPeaks, PlotOverlay, ValueLines } from "./plot-overlay.tsx";
import classes from "./series.module.css";
import { pointInWords } from "./subject-words.ts";
import { usePlotDrag } from "./use-plot-drag.ts";
import type { SeriesView } from "./use-series-view.ts";

// The charts' library is loaded where a chart is drawn, and only in the browser.
const BandChart = lazy(() => import("../charts/band-chart.tsx").then((file) => ({ default: file.BandChart })));

interface Props {
  tenant: string;
  points: readonly SeriesPoint[];
  /** undefined: no lane of marks. */
  marks?: readonly SeriesMark[];
  unit: Unit;
  view: View;
  /** Absent where nothing can be zoomed. */
  moving?: Pick<SeriesView, "show" | "limits">;
  timeZone: string;
  height: number;
  label: string;
  isStale: boolean;
  /** Beneath the chart while no point is chosen. */
  rest?: ReactNode;
}

const ZOOM = 0.5;

/** Line and band with a cursor by mouse or keys, zooming and panning; each point leads to its events. */
export function SeriesPlot(props: Props) {
  const { tenant, points, marks, unit, view, moving, timeZone, height, label, isStale, rest } = props;
  const { ref, width } = useElementSize<HTMLDivElement>();
  const router = useRouter();
  const zone = useLinkZone();
  const frame = useRef<HTMLDivElement>(null);
  const [cursor, setCursor] = useState<PlotCursor | null>(null);
  const drawn = useMemo(() => bandPoints(points), [points]);
  const { ticks, cut } = useMemo(() => {
    const scale = scaleOf(points, { fromMs: view.fromMs, toMs: view.toMs });
    return { ticks: valueTicks(scale.top, unit), cut: scale.cut.map((i) => points[i]!) };
  }, [points, unit, view.fromMs, view.toMs]);
  const times = useTimeTicks(view, timeZone, width);
  const max = ticks.at(-1)!;
  const range = pointsIn(points, view);
  // Other numbers may be fewer.
  const at = cursor && range ? Math.min(Math.max(cursor.at, range.first), range.last) : undefined;
  const point = at === undefined ? undefined : points[at];
  const selected = cursor?.anchor === undefined || !range ? undefined : spanOf(points, cursor.at, cursor.anchor);
  const choose = (span: View) => {
    setCursor(null);
    moving?.show(span);
  };
  const drag = usePlotDrag({
    frame,
    view,
    width,
    canMove: moving !== undefined,
    onHover: (ms) => setCursor({ at: pointAt(points, ms) }),
    onSelect: choose,
    onPan: (share) => moving?.show(panned(view, share, moving.limits)),
  });

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>) {
    if (event.ctrlKey || event.metaKey || event.altKey || !range) return;
    const moved = movedCursor(cursor, event.key, event.shiftKey && moving !== undefined, range);
    const middleMs = point ? (startOf(point) + endOf(point)) / 2 : timeAt(0.5, view);
    if (moved) setCursor(moved);
    else if (event.key === "Enter" && selected) choose(selected);
    else if (event.key === "Enter" && point?.link) router.push(linkHref(tenant, point.link, zone));
    else if (event.key === "Escape" && cursor) setCursor(null);
    else if (moving && (event.key === "+" || event.key === "="))
      moving.show(zoomed(view, ZOOM, middleMs, moving.limits));
    else if (moving && event.key === "-") moving.show(zoomed(view, 1 / ZOOM, middleMs, moving.limits));
    else if (moving && event.key === "PageUp") moving.show(panned(view, 0.5, moving.limits));
    else if (moving && event.key === "PageDown") moving.show(panned(view, -0.5, moving.limits));
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <div ref={frame} className={classes.frame} data-stale={isStale || undefined}>
      <div
        ref={ref}
        className={classes.plot}
        style={{ height }}
        data-moving={moving ? true : undefined}
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-busy={isStale}
        aria-orientation="horizontal"
        aria-valuemin={range?.first ?? 0}
        aria-valuemax={range?.last ?? 0}
        aria-valuenow={at ?? range?.last ?? 0}
        aria-valuetext={
          point
            ? `${selected ? "Selected up to " : ""}${pointInWords(point, unit, timeZone)}`
            : restText(label, moving !== undefined)
        }
        {...drag.handlers}
        onKeyDown={onKeyDown}
      >
        <ValueLines ticks={ticks} unit={unit} times={times.map(({ atMs }) => shareOf(atMs, view))} />
        <div className={classes.clip}>
          <div className={classes.track}>
            {width > 0 ? (
              <Suspense fallback={null}>
                <BandChart
                  points={drawn}
                  fromMs={view.fromMs}
                  toMs={view.toMs}
                  max={max}
                  width={width}
                  height={height}
                />
              </Suspense>
            ) : null}
            <CutPeaks points={cut} view={view} width={width} unit={unit} />
          </div>
        </div>
        <PlotOverlay
          view={view}
          max={max}
          point={selected ? undefined : point}
          selection={drag.selection ?? selected}
        />
      </div>
      <div className={classes.under} style={{ "--plot-height": `${height}px` } as object}>
        <div className={classes.track}>
          {marks ? <MarkLane tenant={tenant} marks={marks} view={view} width={width} timeZone={timeZone} /> : null}
          <TimeAxis view={view} ticks={times} />
        </div>
      </div>
      <PlotDetail tenant={tenant} point={point} unit={unit} timeZone={timeZone} rest={rest} />
    </div>
  );
}

function spanOf(points: readonly SeriesPoint[], one: number, other: number): View | undefined {
  const [first, last] = [points[Math.min(one, other)], points[Math.max(one, other)]];
  return first && last && { fromMs: startOf(first), toMs: endOf(last) };
}

const restText = (label: string, canMove: boolean) =>
  `${label}. Arrow keys go from point to point, Enter opens its events${
    canMove ? "; plus and minus zoom, page up and page down move, shift and arrow keys select, Enter zooms to it" : ""
  }.`;
