"use client";
import { Button, Popover, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { IconTable, IconZoomOut } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { ApiFault } from "./api-fault.ts";
import { eventsIn, type HistogramData, OUTCOMES } from "./explore-data.ts";
import classes from "./histogram.module.css";
import { HistogramPlot, type HistogramPlotProps } from "./histogram-plot.tsx";
import type { InstantRange } from "./histogram-range.ts";
import { HistogramTable } from "./histogram-table.tsx";
import { intervalInWords, totalInWords } from "./histogram-words.ts";

const HEIGHT = 66;
const AXIS_HEIGHT = 16;

interface Props {
  data: HistogramData | undefined;
  previous: HistogramData | null;
  timeZone: string;
  isOpen: boolean;
  isStale: boolean;
  fault: ApiFault | null;
  onRange: (range: InstantRange) => void;
  /** Undefined where there is no more to show. */
  onZoomOut: (() => void) | undefined;
  onRetry: () => void;
  /** Further controls, before those of the chart. */
  children?: ReactNode;
}

/** Events over the range by outcome, over the period before; what is brushed becomes the range. */
export function Histogram({ data, previous, timeZone, isOpen, isStale, fault, onRange, children, ...acts }: Props) {
  const { onZoomOut, onRetry } = acts;
  return (
    <section className={classes.card} aria-label="Events over time">
      <div className={classes.caption}>
        <VisuallyHidden role="status">{data && !isStale ? totalInWords(data, timeZone) : ""}</VisuallyHidden>
        <span className={classes.total} data-stale={isStale || undefined}>
          {data ? (
            <>
              {data.is_lower_bound ? <b aria-hidden="true">{totalInWords(data, timeZone)}</b> : null}
              {intervalInWords(data.interval)}
            </>
          ) : null}
        </span>
        <Legend hasPrevious={previous !== null} />
        <div className={classes.tools}>
          {children}
          {onZoomOut ? (
            <UnstyledButton className={classes.tool} onClick={onZoomOut}>
              <IconZoomOut size={14} stroke={1.7} aria-hidden="true" />
              <span className={classes.toolWord}>Zoom out</span>
            </UnstyledButton>
          ) : null}
          {data ? (
            <Popover position="bottom-end" shadow="md" withinPortal trapFocus>
              <Popover.Target>
                <UnstyledButton className={classes.tool} title="The numbers behind the bars">
                  <IconTable size={14} stroke={1.7} aria-hidden="true" />
                  <span className={classes.toolWord}>Table</span>
                </UnstyledButton>
              </Popover.Target>
              <Popover.Dropdown p={10}>
                <HistogramTable data={data} previous={previous} timeZone={timeZone} />
              </Popover.Dropdown>
            </Popover>
          ) : null}
        </div>
      </div>
      {data ? (
        <MiniHistogram
          data={data}
          previous={previous}
          timeZone={timeZone}
          height={HEIGHT}
          isOpen={isOpen}
          isStale={isStale}
          onRange={onRange}
        />
      ) : fault ? (
        <HistogramFault fault={fault} onRetry={onRetry} />
      ) : (
        <HistogramSkeleton height={HEIGHT} />
      )}
    </section>
  );
}

type MiniProps = Omit<HistogramPlotProps, "label"> & { label?: string };

/** The bars with their axis alone, for a page that says around them what they count. */
export function MiniHistogram({ label = "Events over time", ...props }: MiniProps) {
  return (
    <div style={{ position: "relative" }}>
      <HistogramPlot label={label} {...props} />
      {eventsIn(props.data) === 0 && !props.isStale ? (
        <p className={classes.empty} style={{ bottom: AXIS_HEIGHT }}>
          {props.data.is_lower_bound
            ? "Nothing could be counted in time"
            : `No ${props.unit ?? "event"}s in this range`}
        </p>
      ) : null}
    </div>
  );
}

/** Of the size of what comes. */
export function HistogramSkeleton({ height }: { height: number }) {
  return (
    <div style={{ height: height + AXIS_HEIGHT, paddingBottom: AXIS_HEIGHT }} aria-hidden="true">
      <div className={classes.wait} style={{ height }} />
    </div>
  );
}

function HistogramFault({ fault, onRetry }: { fault: ApiFault; onRetry: () => void }) {
  const isQuery = fault.fields.some((field) => field.path === "q");
  return (
    <div style={{ paddingBottom: AXIS_HEIGHT }}>
      <div className={classes.word} style={{ height: HEIGHT }}>
        {isQuery ? (
          "Nothing is counted until the query can be read."
        ) : (
          <>
            The counts could not be loaded: {fault.message}
            <Button size="compact-xs" variant="default" onClick={onRetry}>
              Try again
            </Button>
          </>
        )}
      </div>
    </div>
  );
}

function Legend({ hasPrevious }: { hasPrevious: boolean }) {
  return (
    <ul className={classes.legend}>
      {OUTCOMES.map((outcome) => (
        <li key={outcome}>
          <i className={classes.swatch} data-outcome={outcome} />
          {outcome}
        </li>
      ))}
      {hasPrevious ? (
        <li>
          <i className={classes.swatch} data-outcome="previous" />
          period before
        </li>
      ) : null}
    </ul>
  );
}
