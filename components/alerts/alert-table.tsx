import { Checkbox } from "@mantine/core";
import type { AlertLine } from "#server/alerts/index.ts";
import { AlertRow } from "./alert-row.tsx";
import classes from "./table.module.css";
import type { AlertChoice } from "./use-alert-choice.ts";

interface Props {
  tenant: { slug: string; timeZone: string };
  rows: readonly AlertLine[];
  choice: AlertChoice;
  mayTriage: boolean;
  /** Other rows are on their way. */
  isFaded: boolean;
}

/** The rows of the inbox; on narrow screens each becomes a block. */
export function AlertTable({ tenant, rows, choice, mayTriage, isFaded }: Props) {
  const ticked = choice.chosen.length;
  return (
    <table className={classes.table} aria-label="Alerts" data-faded={isFaded || undefined}>
      <thead>
        <tr>
          {mayTriage ? (
            <th scope="col" className={classes.tick}>
              <Checkbox
                size="xs"
                aria-label="All alerts"
                checked={ticked === rows.length}
                indeterminate={ticked > 0 && ticked < rows.length}
                onChange={choice.tickAll}
              />
            </th>
          ) : null}
          <th scope="col" className={classes.severity}>
            <span className={classes.hidden}>Severity</span>
          </th>
          <th scope="col">Alert</th>
          <th scope="col" className={classes.number} data-width="score">
            Score
          </th>
          <th scope="col" className={classes.number} data-width="events">
            Events
          </th>
          <th scope="col" data-width="when">
            Last event
          </th>
          <th scope="col" data-width="state">
            State, assignee
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <AlertRow
            key={row.id}
            of={row}
            tenant={tenant}
            mayTriage={mayTriage}
            isActive={choice.active === row.id}
            isTicked={choice.isTicked(row.id)}
            onTick={choice.tick}
            onActive={choice.setActive}
          />
        ))}
      </tbody>
    </table>
  );
}
