import Link from "next/link";
import type { EntityRisk, RiskLine } from "#server/alerts/index.ts";
import { visibleLine } from "#wording";
import { scoreText } from "./alert-words.ts";
import classes from "./risk-table.module.css";
import { SeverityMark } from "./severity-mark.tsx";

interface Props {
  tenant: { slug: string; timeZone: string };
  of: EntityRisk;
}

const ageText = (days: number) => (days < 1 ? `${(days * 24).toFixed(1)} h` : `${days.toFixed(1)} d`);

/** How the score of an entity comes about, alert by alert. */
export function RiskTable({ tenant, of: { lines, sum, score, level } }: Props) {
  return (
    <div className={classes.risk}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls, which the keyboard must be able to do */}
      <section className={classes.scroll} tabIndex={0} aria-label="Arithmetic">
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">Alert</th>
              <th scope="col">Base × confidence</th>
              <th scope="col">Age</th>
              <th scope="col">Decay</th>
              <th scope="col">Weight</th>
              <th scope="col">Contributes</th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <Line key={line.alertId} tenant={tenant.slug} of={line} />
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row" colSpan={5}>
                {sum > 100 ? `Sum ${sum.toFixed(1)}, at most 100` : "Sum"}
              </th>
              <td>
                <b>{scoreText(score)}</b>
              </td>
            </tr>
          </tfoot>
        </table>
      </section>
      <p>
        Alerts of the last 30 days that are neither resolved nor muted. Decay halves every 3 days; the k-th strongest
        weighs 1 / k^1.5; of one detector or rule and day only the strongest counts. {scoreText(score)} is {level}:
        moderate begins at 20, high at 40, critical at 70.
      </p>
    </div>
  );
}

function Line({ tenant, of: line }: { tenant: string; of: RiskLine }) {
  const { alertId, title, severity, base, confidence, score, ageDays, decay, rank, weight, contribution } = line;
  return (
    <tr data-off={rank === null || undefined}>
      <td>
        <span className={classes.what}>
          <SeverityMark severity={severity} />
          <Link href={`/t/${tenant}/alerts/${alertId}`} prefetch={false}>
            {visibleLine(title)}
          </Link>
        </span>
      </td>
      <td>
        {base} × {confidence.toFixed(2)} = {scoreText(score)}
      </td>
      <td>{ageText(ageDays)}</td>
      <td>{decay.toFixed(3)}</td>
      <td>{rank === null ? "same day" : weight.toFixed(3)}</td>
      <td>{scoreText(contribution)}</td>
    </tr>
  );
}
