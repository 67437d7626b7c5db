import classes from "./query-bar.module.css";
import { visibleLine } from "./visible-text.ts";

/** The query once more with the place of the mistake marked, and what was expected there. */
export function QueryFault({ id, q, at, message }: { id: string; q: string; at: number; message: string }) {
  const end = /^\S*/.exec(q.slice(at))![0].length || 1;
  return (
    <div id={id} role="alert" className={classes.fault}>
      <code>
        {visibleLine(q.slice(0, at))}
        <mark>{visibleLine(q.slice(at, at + end)) || "\u00a0"}</mark>
        {visibleLine(q.slice(at + end))}
      </code>
      <span>
        Position {at + 1}: {visibleLine(message)}
        {/[.?!]$/.test(message) ? "" : "."}
      </span>
    </div>
  );
}
