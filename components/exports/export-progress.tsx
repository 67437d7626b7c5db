import type { Export } from "./export-api.ts";
import { paceText, progressText, shareDone } from "./export-words.ts";
import classes from "./parts.module.css";

interface Props {
  of: Export;
  /** Rows a second; undefined while that is not known. */
  pace: number | undefined;
}

/** How far an export is, as a bar and in words. */
export function ExportProgress({ of, pace }: Props) {
  const share = shareDone(of);
  const isWaiting = of.state === "queued";
  return (
    <span className={classes.progress}>
      <progress
        aria-label={`Progress of ${of.fileName}`}
        {...(isWaiting ? { value: 0, max: 1 } : share === undefined ? {} : { value: share, max: 1 })}
      />
      <span>{isWaiting ? "Waiting for its turn" : progressText(of)}</span>
      {isWaiting ? null : <span>{paceText(of, pace)}</span>}
    </span>
  );
}
