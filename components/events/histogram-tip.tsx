import { count } from "../ui/numbers.ts";
import { type HistogramData, OUTCOMES, totalOf } from "./explore-data.ts";
import classes from "./histogram.module.css";
import type { BarSpan } from "./histogram-scale.ts";
import { spanInFull } from "./histogram-time.ts";
import { isUncounted, sumOf } from "./histogram-words.ts";

interface Props {
  data: HistogramData;
  spans: BarSpan[];
  first: number;
  last: number;
  previous: number | undefined;
  timeZone: string;
  unit?: string | undefined;
  /** The middle of what is described, and the width that there is, in pixels. */
  x: number;
  width: number;
}

const ROOM = 330;

/** What one bar, or a selection of bars, holds. The slider says the same in words. */
export function HistogramTip({ data, spans, first, last, previous, timeZone, unit, x, width }: Props) {
  const [from, to] = [spans[first], spans[last]];
  if (!from || !to) return null;
  const counts = sumOf(data, first, last);
  const bound = isUncounted(data, from);
  const shown = unit ? [] : OUTCOMES.filter((outcome) => counts[outcome] > 0);
  const side = x < ROOM / 2 ? "0" : x > width - ROOM / 2 ? "-100%" : "-50%";
  const left = side === "0" ? 0 : side === "-100%" ? width : x;
  return (
    <div className={classes.tip} style={{ left, transform: `translateX(${side})` }} aria-hidden="true">
      {spanInFull(from.fromMs, to.toMs, timeZone)}
      <dl>
        {shown.map((outcome) => (
          <div key={outcome}>
            <dt>
              <i className={classes.swatch} data-outcome={outcome} />
              {outcome}
            </dt>
            <dd>{count(counts[outcome])}</dd>
          </div>
        ))}
        {shown.length === 1 ? null : (
          <div>
            <dt>{shown.length === 0 ? `${unit ?? "event"}s` : "all outcomes"}</dt>
            <dd>
              {bound ? "≥ " : ""}
              {count(totalOf(counts))}
            </dd>
          </div>
        )}
        {previous === undefined ? null : (
          <div>
            <dt>
              <i className={classes.swatch} data-outcome="previous" />
              period before
            </dt>
            <dd>{count(previous)}</dd>
          </div>
        )}
      </dl>
      {bound ? <p className={classes.note}>Not all of it was counted.</p> : null}
    </div>
  );
}
