import type { Alert } from "#server/alerts/index.ts";
import { visibleLine } from "#wording";
import { plural } from "../ui/numbers.ts";
import page from "../ui/page.module.css";
import classes from "./alert-page.module.css";
import { scoreText } from "./alert-words.ts";
import { windowText } from "./window-text.ts";

interface Props {
  tenant: { slug: string; timeZone: string };
  of: Alert;
}

/** Such as "29 events over 14 days"; where nothing was counted, the days alone. */
function historyText({ days, events, seen }: NonNullable<Alert["explanation"]["history"]>): string {
  const counted = events === undefined ? seen : plural(events, "event");
  return counted === undefined ? plural(days, "day") : `${counted} over ${plural(days, "day")}`;
}

/** What was seen against what was expected, and how the score comes about. */
export function WhyCard({ tenant, of: { explanation, scoreArithmetic, score, confidence } }: Props) {
  const { seen, expected, window, arithmetic, history, confidence: why } = explanation;
  const [base] = scoreArithmetic;
  return (
    <section className={page.card} aria-labelledby="why-title">
      <h2 id="why-title">Why</h2>
      <dl className={classes.why}>
        <div>
          <dt>Seen</dt>
          <dd className={classes.seen}>{visibleLine(seen)}</dd>
        </div>
        <div>
          <dt>Expected</dt>
          <dd>{visibleLine(expected)}</dd>
        </div>
        <div>
          <dt>Window</dt>
          <dd>{windowText(window, tenant.timeZone)}</dd>
        </div>
        <div>
          <dt>Rests on</dt>
          <dd>{history ? historyText(history) : "these events alone: it needs no history"}</dd>
        </div>
      </dl>
      {arithmetic.length > 0 ? (
        <table className={classes.arithmetic} aria-label="Arithmetic">
          <tbody>
            {arithmetic.map(({ label, value, note }) => (
              <tr key={label}>
                <th scope="row">{visibleLine(label)}</th>
                <td>{visibleLine(value)}</td>
                <td>{note === undefined ? "" : visibleLine(note)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      <p className={classes.score}>
        <b>{scoreText(score)}</b>
        <span>
          score = base {base?.value} ({base?.note}) × confidence {confidence.toFixed(2)}
          <br />
          {visibleLine(why)}
        </span>
      </p>
    </section>
  );
}
