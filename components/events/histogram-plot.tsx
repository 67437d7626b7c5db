"use client";
import { useElementSize } from "@mantine/hooks";
import { type KeyboardEvent, type PointerEvent, useMemo, useRef, useState } from "react";
import type { HistogramData } from "./explore-data.ts";
import classes from "./histogram.module.css";
import { HistogramAxis } from "./histogram-axis.tsx";
import { HistogramBars } from "./histogram-bars.tsx";
import { type Cursor, type InstantRange, moveCursor, rangeOfBars } from "./histogram-range.ts";
import { barAt, barPlaces, barSpans, ghostOf, maxOf, uncountedShare } from "./histogram-scale.ts";
import { HistogramTip } from "./histogram-tip.tsx";
import { barsInWords } from "./histogram-words.ts";

export interface HistogramPlotProps {
  data: HistogramData;
  previous?: HistogramData | null;
  /** IANA name of the zone in which times are shown. */
  timeZone: string;
  /** Of the bars, in pixels. */
  height: number;
  label: string;
  /** What a bar counts, such as "read", where outcomes are not told apart. */
  unit?: string;
  /** Whether the range is open, so that it ends with the present. */
  isOpen?: boolean;
  isStale?: boolean;
  /** A span that was chosen by mouse or keyboard; without it nothing can be chosen. */
  onRange?: ((range: InstantRange) => void) | undefined;
}

/** Bars over time: one tab stop with a cursor, a tip, and a brush by mouse or by shift and arrows. */
export function HistogramPlot({
  data,
  previous = null,
  timeZone,
  height,
  label,
  unit,
  isOpen = false,
  isStale = false,
  onRange,
}: HistogramPlotProps) {
  const { ref, width } = useElementSize<HTMLDivElement>();
  const [cursor, setCursor] = useState<(Cursor & { by: "mouse" | "keys" }) | null>(null);
  const pressedAt = useRef<number | null>(null);
  const bars = data.buckets.length;
  const drawn = useMemo(() => {
    const max = maxOf(data, previous);
    const toY = (total: number) => Math.round(height - (max > 0 ? (total / max) * (height - 2) : 0)) - 0.5;
    return {
      max,
      spans: barSpans(data),
      places: barPlaces(bars, width),
      ghost: ghostOf(data, previous, width, toY),
      uncounted: uncountedShare(data),
    };
  }, [data, previous, bars, width, height]);
  const { spans, places, ghost, max, uncounted } = drawn;

  // A refresh may bring fewer bars than there were under the cursor.
  const at = cursor && bars > 0 ? Math.min(cursor.at, bars - 1) : undefined;
  const anchor = cursor?.anchor === undefined ? at : Math.min(cursor.anchor, bars - 1);
  const first = Math.min(at ?? 0, anchor ?? 0);
  const last = Math.max(at ?? 0, anchor ?? 0);
  const isSelecting = cursor?.anchor !== undefined;
  const before = ghost.counts.slice(first, last + 1);
  const described = {
    data,
    spans,
    first,
    last,
    previous: before.every((one) => one === undefined)
      ? undefined
      : before.reduce<number>((sum, n) => sum + (n ?? 0), 0),
    ...{ timeZone, unit },
  };

  const choose = (one: number, other: number) => {
    const range = rangeOfBars(data, one, other);
    setCursor(null);
    if (range && onRange && (range.from !== data.from || range.to !== data.to)) onRange(range);
  };
  const barUnder = (event: PointerEvent<HTMLDivElement>) =>
    barAt(event.clientX - event.currentTarget.getBoundingClientRect().left, bars, width);

  function onPointerDown(event: PointerEvent<HTMLDivElement>) {
    if (!onRange || bars === 0 || event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    pressedAt.current = barUnder(event);
    setCursor({ at: pressedAt.current, anchor: pressedAt.current, by: "mouse" });
  }
  function onPointerMove(event: PointerEvent<HTMLDivElement>) {
    if (bars === 0) return;
    const under = barUnder(event);
    const pressed = pressedAt.current;
    setCursor((old) => {
      if (pressed !== null) return { at: under, anchor: pressed, by: "mouse" };
      return old?.by === "keys" && old.anchor !== undefined ? old : { at: under, by: "mouse" };
    });
  }
  function onPointerUp(event: PointerEvent<HTMLDivElement>) {
    const pressed = pressedAt.current;
    pressedAt.current = null;
    if (pressed !== null) choose(pressed, barUnder(event));
  }
  const clear = () => {
    pressedAt.current = null;
    setCursor(null);
  };

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const moved = moveCursor(cursor, event.key, event.shiftKey && onRange !== undefined, bars);
    if (moved) setCursor({ ...moved, by: "keys" });
    else if ((event.key === "Enter" || event.key === " ") && at !== undefined && onRange) choose(first, last);
    else if (event.key === "Escape" && cursor) clear();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  const middle = at === undefined ? 0 : (places[first]!.x + places[last]!.x + places[last]!.width) / 2;
  return (
    <div>
      <div
        ref={ref}
        className={classes.plot}
        style={{ height }}
        data-brush={onRange ? true : undefined}
        data-stale={isStale || undefined}
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-busy={isStale}
        aria-orientation="horizontal"
        aria-valuemin={0}
        aria-valuemax={Math.max(0, bars - 1)}
        aria-valuenow={at ?? Math.max(0, bars - 1)}
        aria-valuetext={at === undefined ? restText(label, onRange !== undefined) : barsInWords(described)}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerCancel={clear}
        onPointerLeave={() => pressedAt.current === null && setCursor((old) => (old?.by === "keys" ? old : null))}
        onBlur={() => setCursor((old) => (old?.by === "keys" ? null : old))}
        onKeyDown={onKeyDown}
      >
        {width > 0 && bars > 0 ? (
          <HistogramBars
            data={data}
            places={places}
            ghost={ghost}
            max={max}
            width={width}
            height={height}
            uncounted={uncounted}
            cursor={at === undefined || isSelecting ? undefined : places[at]}
            brush={
              isSelecting
                ? { from: places[first]!.x, to: places[last]!.x + Math.max(places[last]!.width, 2) }
                : undefined
            }
          />
        ) : null}
        {at !== undefined && width > 0 ? <HistogramTip {...described} x={middle} width={width} /> : null}
      </div>
      <HistogramAxis spans={spans} width={width} timeZone={timeZone} isOpen={isOpen} />
    </div>
  );
}

const restText = (label: string, canChoose: boolean) =>
  `${label}. Arrow keys go from bar to bar${canChoose ? "; shift and arrow keys select, Enter zooms, Escape clears" : ""}.`;
