"use client";
import { UnstyledButton } from "@mantine/core";
import { IconChartLine, IconTable } from "@tabler/icons-react";
import { type ReactNode, useId, useState } from "react";
import classes from "./chart-card.module.css";

interface Props {
  title: ReactNode;
  /** Stands beside the title: what is drawn, or how it is to be read. */
  note?: ReactNode;
  /** Controls before the switch between chart and table. */
  tools?: ReactNode;
  /** The same numbers; without it there is no switch. */
  table?: () => ReactNode;
  children: ReactNode;
  className?: string | undefined;
}

/** A chart with its title, and the numbers behind it as a table in its place. */
export function ChartCard({ title, note, tools, table, children, className }: Props) {
  const id = useId();
  const [isTable, setTable] = useState(false);
  const Icon = isTable ? IconChartLine : IconTable;
  return (
    <section className={`${classes.card} ${className ?? ""}`} aria-labelledby={id}>
      <div className={classes.head}>
        <h2 id={id}>{title}</h2>
        {note ? <span className={classes.note}>{note}</span> : null}
        <span className={classes.tools}>
          {tools}
          {table ? (
            <UnstyledButton className={classes.tool} aria-pressed={isTable} onClick={() => setTable(!isTable)}>
              <Icon size={14} stroke={1.7} aria-hidden="true" />
              Show as table
            </UnstyledButton>
          ) : null}
        </span>
      </div>
      {isTable && table ? table() : children}
    </section>
  );
}
