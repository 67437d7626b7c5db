"use client";
import Link from "next/link";
import type { Risers } from "#server/anomalies/index.ts";
import { visibleLine } from "#wording";
import { valueText } from "../charts/axis.ts";
import { ChartCard } from "../charts/chart-card.tsx";
import { NumberLink } from "../charts/number-link.tsx";
import { count } from "../ui/numbers.ts";
import type { AnomaliesChange } from "./anomalies-address.ts";
import { Arithmetic } from "./arithmetic.tsx";
import { useLinkZone } from "./link-zone.ts";
import classes from "./risers.module.css";
import { KIND_NAMES } from "./subject-words.ts";

interface Props {
  tenant: string;
  of: Risers;
  hrefOf: (change: AnomaliesChange) => string;
}

type Riser = Risers["risers"][number];

/** "×3.1", or that there was nothing before. */
const ratioText = ({ value, expected }: Riser): string =>
  expected > 0 ? `×${valueText(value / expected, "events")}` : "–";

/** Who and what has more events than in the weeks before, each with its arithmetic. */
export function RisersCard({ tenant, of: { risers, isLowerBound }, hrefOf }: Props) {
  const zone = useLinkZone();
  return (
    <ChartCard title="Top risers" note="this range against the same hours of the weeks before">
      {risers.length === 0 ? (
        <p className={classes.none}>Nobody and nothing has clearly more events than in the weeks before.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls, which the keyboard must be able to do
        <section className={classes.scroll} tabIndex={0} aria-label="Top risers as a table">
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">Who or what</th>
                <th scope="col">Seen</th>
                <th scope="col">Usual</th>
                <th scope="col">Ratio</th>
                <th scope="col">Score</th>
              </tr>
            </thead>
            <tbody>
              {risers.map((riser) => (
                <tr key={`${riser.kind}:${riser.id}`}>
                  <th scope="row">
                    <span className={classes.name}>
                      <Link
                        href={hrefOf({ subject: { kind: riser.kind, id: riser.id }, hours: undefined })}
                        prefetch={false}
                      >
                        {visibleLine(riser.name ?? riser.id)}
                      </Link>
                      <small>
                        {KIND_NAMES[riser.kind]}
                        {riser.isNew ? ", new" : ""}
                      </small>
                    </span>
                    <Arithmetic
                      title="arithmetic"
                      label={`Arithmetic of ${visibleLine(riser.name ?? riser.id)}`}
                      lines={riser.arithmetic}
                    />
                  </th>
                  <td>
                    <NumberLink tenant={tenant} link={riser.link} zone={zone}>
                      {riser.isLowerBound ? "≥ " : ""}
                      {count(riser.value)}
                    </NumberLink>
                  </td>
                  <td>{valueText(riser.expected, "events")}</td>
                  <td>{ratioText(riser)}</td>
                  <td>{riser.score.toFixed(1)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      {isLowerBound ? (
        <p className={classes.none}>Not everything of the days that are compared is kept: there may be more.</p>
      ) : null}
    </ChartCard>
  );
}
