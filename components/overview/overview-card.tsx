import type { ReactNode } from "react";
import classes from "./overview.module.css";

interface Props {
  id: string;
  title: string;
  /** Of twelve columns. */
  span: 3 | 4;
  /** Beside the title. */
  more?: ReactNode;
  children: ReactNode;
}

export function Card({ id, title, span, more, children }: Props) {
  return (
    <section className={classes.card} data-span={span} aria-labelledby={`${id}-title`}>
      <div className={classes.head}>
        <h2 id={`${id}-title`}>{title}</h2>
        <span className={classes.gap} />
        {more}
      </div>
      {children}
    </section>
  );
}
