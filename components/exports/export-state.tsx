import { count } from "../ui/numbers.ts";
import type { Export } from "./export-api.ts";
import { ExportProgress } from "./export-progress.tsx";
import { stateAt } from "./export-words.ts";
import classes from "./exports.module.css";
import { isUnfinished } from "./use-export-watch.ts";

interface Props {
  of: Export;
  pace: number | undefined;
  nowMs: number;
}

const WORDS = { done: "Done", failed: "Failed", cancelled: "Cancelled", expired: "File deleted" } as const;

/** How an export stands, with what of it needs to be known. */
export function ExportState({ of, pace, nowMs }: Props) {
  if (isUnfinished(of)) return <ExportProgress of={of} pace={pace} />;
  const state = stateAt(of, nowMs) as keyof typeof WORDS;
  return (
    <span className={classes.state}>
      <span className={classes.badge} data-state={state}>
        {WORDS[state]}
      </span>
      {of.failure ? <small title={of.failure.message}>{of.failure.message}</small> : null}
      {of.isCut ? (
        <small data-tone="warn">
          Cut: {of.order} {count(of.rowsDone)} rows
        </small>
      ) : null}
      {!of.isCut && of.remarks.length > 0 ? (
        <small title={of.remarks.join("\n")}>
          {of.remarks.length === 1 ? "1 remark" : `${of.remarks.length} remarks`}
        </small>
      ) : null}
      {of.mail ? <small data-tone={of.mail.state === "failed" ? "warn" : undefined}>{mailText(of.mail)}</small> : null}
    </span>
  );
}

const mailText = ({ to, state }: NonNullable<Export["mail"]>) =>
  state === "mailed" ? "Link mailed" : state === "waiting" ? "Link is being mailed" : `Link not mailed to ${to.length}`;
