import { visibleLine } from "#wording";
import classes from "./query-bar.module.css";

/** What was expected where the text field marks a mistake. */
export function QueryFault({ id, at, message }: { id: string; at: number; message: string }) {
  return (
    <p id={id} role="alert" className={classes.fault}>
      Position {at + 1}: {visibleLine(message)}
      {/[.?!]$/.test(message) ? "" : "."}
    </p>
  );
}
