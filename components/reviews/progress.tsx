import { count } from "../ui/numbers.ts";
import classes from "./reviews.module.css";

/** "7 of 12 decided", as words and as a bar. */
export function Progress({ done, total }: { done: number; total: number }) {
  return (
    <span className={classes.progress}>
      <span aria-live="polite">
        {count(done)} of {count(total)} decided
      </span>
      <progress value={done} max={Math.max(1, total)} aria-label="Decided" />
    </span>
  );
}
