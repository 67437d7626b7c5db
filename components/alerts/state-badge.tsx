import type { AlertLine } from "#server/alerts/index.ts";
import { stateText } from "./alert-words.ts";
import classes from "./marks.module.css";

/** How an alert stands. */
export function StateBadge({ of }: { of: Pick<AlertLine, "state" | "resolution" | "isMuted"> }) {
  return (
    <span className={classes.state} data-state={of.isMuted ? "muted" : of.state}>
      {stateText(of)}
    </span>
  );
}
