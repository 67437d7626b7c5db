import type { ReactNode } from "react";
import classes from "./chart-table.module.css";

interface Props {
  /** Names the table. */
  label: string;
  /** What the rows are, in words. */
  caption?: ReactNode;
  /** The first heads the rows. */
  columns: readonly string[];
  rows: readonly { key: string; cells: readonly ReactNode[] }[];
  /** Shown in place of rows. */
  empty?: string;
}

/** The numbers behind a chart. What is long scrolls. */
export function ChartTable({ label, caption, columns, rows, empty = "Nothing was counted." }: Props) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section className={classes.table} tabIndex={0} aria-label={label}>
      <table>
        {caption ? <caption>{caption}</caption> : null}
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells: [head, ...cells] }) => (
            <tr key={key}>
              <th scope="row">{head}</th>
              {cells.map((cell, i) => (
                <td key={columns[i + 1]}>{cell}</td>
              ))}
            </tr>
          ))}
          {rows.length === 0 ? (
            <tr>
              <td colSpan={columns.length}>{empty}</td>
            </tr>
          ) : null}
        </tbody>
      </table>
    </section>
  );
}
