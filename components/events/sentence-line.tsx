import { Fragment } from "react";
import type { SentencePart } from "#wording";
import classes from "./events.module.css";

const STYLE: Record<SentencePart["kind"], string | undefined> = {
  actor: classes.actor,
  verb: classes.verb,
  target: classes.target,
  plain: undefined,
};

export function SentenceLine({ parts }: { parts: SentencePart[] }) {
  return parts.map((part, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one sentence have no other identity
    <Fragment key={at}>
      {at > 0 ? " " : null}
      {part.kind === "verb" ? (
        <strong className={STYLE.verb}>{part.text}</strong>
      ) : (
        <span className={STYLE[part.kind]}>{part.text}</span>
      )}
    </Fragment>
  ));
}

export function Outcome({ outcome }: { outcome: string }) {
  return (
    <span className={classes.outcome} data-outcome={outcome}>
      {outcome}
    </span>
  );
}
