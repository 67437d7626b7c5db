import { count } from "../ui/numbers.ts";
import { type HistogramData, OUTCOMES, totalOf } from "./explore-data.ts";
import classes from "./histogram.module.css";
import { barSpans, ghostOf } from "./histogram-scale.ts";
import { spanInFull } from "./histogram-time.ts";
import { isUncounted, totalInWords } from "./histogram-words.ts";

interface Props {
  data: HistogramData;
  previous: HistogramData | null;
  timeZone: string;
}

/** The numbers behind the bars, newest first. */
export function HistogramTable({ data, previous, timeZone }: Props) {
  const spans = barSpans(data);
  const { counts } = ghostOf(data, previous, 1, () => 0);
  const rows = data.buckets.map((bucket, i) => ({ bucket, span: spans[i]!, before: counts[i] })).reverse();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section className={classes.table} tabIndex={0} aria-label="Events over time as a table">
      <table>
        <caption>{totalInWords(data, timeZone)}</caption>
        <thead>
          <tr>
            <th scope="col">Time</th>
            {OUTCOMES.map((outcome) => (
              <th key={outcome} scope="col">
                {outcome}
              </th>
            ))}
            <th scope="col">all</th>
            {previous ? <th scope="col">period before</th> : null}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ bucket, span, before }) => (
            <tr key={bucket.at}>
              <th scope="row">{spanInFull(span.fromMs, span.toMs, timeZone)}</th>
              {OUTCOMES.map((outcome) => (
                <td key={outcome}>{count(bucket[outcome])}</td>
              ))}
              <td>
                {isUncounted(data, span) ? "≥ " : ""}
                {count(totalOf(bucket))}
              </td>
              {previous ? <td>{before === undefined ? "" : count(before)}</td> : null}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
