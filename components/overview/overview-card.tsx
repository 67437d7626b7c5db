import type { ReactNode } from "react";
import classes from "./cards.module.css";

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
        <h2 id={`${id}-title`} className={classes.title}>
          {title}
        </h2>
        {more}
      </div>
      {children}
    </section>
  );
}
