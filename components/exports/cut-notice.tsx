import { count } from "../ui/numbers.ts";
import type { Export } from "./export-api.ts";
import { formatName } from "./format-choices.ts";
import classes from "./parts.module.css";

/** What of the events is not in the file, or not whole. */
export function CutNotice({ of }: { of: Export }) {
  const { isCut, remarks, rowsDone, order, format } = of;
  if (!isCut && remarks.length === 0) return null;
  return (
    <ul className={classes.ceiling} data-kind={isCut ? "cut" : "perhaps"} aria-label="What differs">
      {isCut ? (
        <li>
          {formatName(format)} takes no more: the file holds the {order} {count(rowsDone)} rows, and there were more.
        </li>
      ) : null}
      {remarks.map((remark) => (
        <li key={remark}>{/[.!?]$/.test(remark) ? remark : `${remark}.`}</li>
      ))}
    </ul>
  );
}
