import { visibleLine } from "#wording";
import classes from "./roles.module.css";

/** A query with the place of its mistake marked, and what was expected there. */
export function QueryFault({ query, at, message }: { query: string; at: number | undefined; message: string }) {
  if (at === undefined) return <>{visibleLine(message)}</>;
  const end = at + (/^\S*/.exec(query.slice(at))![0].length || 1);
  return (
    <>
      <code className={classes.faultQuery}>
        {visibleLine(query.slice(0, at))}
        <mark>{visibleLine(query.slice(at, end)) || "\u00a0"}</mark>
        {visibleLine(query.slice(end))}
      </code>{" "}
      Position {at + 1}: {visibleLine(message)}
      {/[.?!]$/.test(message) ? "" : "."}
    </>
  );
}
