import type { ReactNode } from "react";
import classes from "./notice.module.css";

interface Props {
  title: string;
  tone?: "plain" | "bad";
  children?: ReactNode;
  /** What can be done about it. */
  action?: ReactNode;
  requestId?: string;
  isAlert?: boolean;
}

/** A state of a whole page or list: empty, refused, broken. Says what happened and what to do. */
export function Notice({ title, tone = "plain", children, action, requestId, isAlert }: Props) {
  return (
    <div className={classes.notice} data-tone={tone} role={isAlert ? "alert" : undefined}>
      <h2 className={classes.title}>{title}</h2>
      {children ? <div className={classes.text}>{children}</div> : null}
      {action ? <div className={classes.action}>{action}</div> : null}
      {requestId ? (
        <p className={classes.request}>
          Request <code>{requestId}</code>
        </p>
      ) : null}
    </div>
  );
}
