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
  /** The notice is all there is on the page. */
  isPage?: boolean;
}

/** A state of a whole page or list: empty, refused, broken. Says what happened and what to do. */
export function Notice({ title, tone = "plain", children, action, requestId, isAlert, isPage }: Props) {
  const Heading = isPage ? "h1" : "h2";
  return (
    <div className={classes.notice} data-tone={tone} role={isAlert ? "alert" : undefined}>
      <Heading className={classes.title}>{title}</Heading>
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
