import { Button } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import type { ReviewItem } from "#server/reviews/index.ts";
import { TimeAgo } from "../events/time-ago.tsx";
import { ENDED_TEXT } from "./review-text.ts";
import classes from "./reviews.module.css";

interface Props {
  item: ReviewItem;
  timeZone: string;
  mayDecide: boolean;
  mayRevoke: boolean;
  isBusy: boolean;
  keep: () => void;
  revoke: () => void;
}

const DECIDED = { kept: "Kept", revoked: "Revoked", gone: "Gone" } as const;

/** What was decided, by whom and why; where it can be, the two buttons that decide. */
export function DecisionCell({ item, timeZone, mayDecide, mayRevoke, isBusy, keep, revoke }: Props) {
  const { decision, ended } = item;
  const isKept = decision === "kept";
  const hasButtons = mayDecide && ended === null && decision !== "revoked";
  return (
    <span className={classes.stack}>
      {hasButtons ? (
        <span className={classes.buttons}>
          <Button
            size="compact-xs"
            variant={isKept ? "light" : "default"}
            aria-pressed={isKept}
            aria-label={`Keep ${item.subject.name}`}
            aria-busy={isBusy}
            {...(isKept ? { leftSection: <IconCheck size={13} stroke={2.2} aria-hidden="true" /> } : {})}
            onClick={isKept || isBusy ? undefined : keep}
            data-keep
          >
            {isKept ? "Kept" : "Keep"}
          </Button>
          {mayRevoke ? (
            <Button
              size="compact-xs"
              variant="subtle"
              color="red"
              disabled={isBusy}
              aria-label={`${item.kind === "key" ? "Revoke" : "Remove"} ${item.subject.name}…`}
              onClick={revoke}
            >
              {item.kind === "key" ? "Revoke…" : "Remove…"}
            </Button>
          ) : null}
        </span>
      ) : (
        <b className={classes.decision} data-decision={decision ?? undefined}>
          {decision ? DECIDED[decision] : ended ? ENDED_TEXT[ended] : "Undecided"}
        </b>
      )}
      {decision && item.decidedAt ? (
        <small>
          by {item.decidedBy}, <TimeAgo at={item.decidedAt} timeZone={timeZone} />
        </small>
      ) : null}
      {decision === null && ended ? <small>Nothing to decide</small> : null}
      {item.comment ? <small className={classes.comment}>{item.comment}</small> : null}
    </span>
  );
}
