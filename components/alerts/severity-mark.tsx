import type { AlertSeverity } from "#server/findings/index.ts";
import classes from "./marks.module.css";

/** The five-step mark of a severity: a letter, told by more than its colour. */
export function SeverityMark({ severity, withWord }: { severity: AlertSeverity; withWord?: boolean }) {
  return (
    <span className={classes.severity} data-severity={severity}>
      <span aria-hidden="true" title={withWord ? undefined : severity}>
        {severity.charAt(0).toUpperCase()}
      </span>
      <span className={withWord ? undefined : classes.hidden}>{severity}</span>
    </span>
  );
}
