import Link from "next/link";
import type { Attention } from "./attention.ts";
import classes from "./overview.module.css";

/** What is to be looked at, the worst first, or that there is nothing. */
export function AttentionList({ lines, hasAlerts }: { lines: readonly Attention[]; hasAlerts: boolean }) {
  if (lines.length === 0)
    return (
      <p className={classes.calm}>
        {hasAlerts ? "Nothing needs you: no high alert is open" : "Nothing stands out"}, every known source is heard,
        and denials and failures have their usual share.
      </p>
    );
  return (
    <ul className={classes.attention} aria-label="What needs a look">
      {lines.map(({ tone, text, detail, href }) => (
        <li key={text} className={classes.line} data-tone={tone}>
          {href === undefined ? (
            <b className={classes.lineLink}>{text}</b>
          ) : (
            <Link href={href} prefetch={false} className={classes.lineLink}>
              {text}
            </Link>
          )}
          {detail ? <span className={classes.lineDetail}>{detail}</span> : null}
        </li>
      ))}
    </ul>
  );
}
