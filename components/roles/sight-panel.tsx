"use client";
import { fullSentenceOf } from "#wording";
import { SentenceLine } from "../events/sentence-line.tsx";
import { TimeAgo } from "../events/time-ago.tsx";
import { count } from "../ui/numbers.ts";
import page from "../ui/page.module.css";
import classes from "./roles.module.css";
import type { PreviewState } from "./use-preview.ts";

interface Props {
  title: string;
  preview: PreviewState;
  timeZone: string;
}

/** How many of the last 30 days' events fit, and what the newest of them look like. */
export function SightPanel({ title, preview, timeZone }: Props) {
  const { fault, isStale } = preview;
  // What was counted before does not belong to something that cannot be read.
  const sight = fault && fault.code !== "unavailable" ? null : preview.sight;
  return (
    <section className={page.card} aria-labelledby="sight-title" data-stale={(sight && isStale && !fault) || undefined}>
      <h2 id="sight-title">{title}</h2>
      <div aria-live="polite" className={classes.sight}>
        {fault ? <p className={classes.fault}>{faultWords(fault)}</p> : null}
        {sight ? (
          <p className={classes.count}>
            <strong>{countWords(sight)}</strong> of {countWords(sight.of)} events of the last {sight.days} days, without
            reads of the trail
          </p>
        ) : (
          <p className={classes.count}>{fault ? "" : "Counting…"}</p>
        )}
      </div>
      {sight && !sight.of.isLowerBound ? (
        <progress className={classes.share} aria-hidden="true" max={sight.of.count || 1} value={sight.count} />
      ) : null}
      {sight?.count === 0 ? <p>No event of these days fits.</p> : null}
      <ul className={classes.examples}>
        {sight?.examples.map(({ seq, event, masked }) => (
          <li key={seq}>
            <div>
              <SentenceLine parts={fullSentenceOf(event)} />
            </div>
            <div className={classes.faint}>
              <TimeAgo at={event.occurred_at} timeZone={timeZone} />
              {masked && masked.length > 0 ? (
                <>
                  {" · masked: "}
                  {masked.map((path) => (
                    <code key={path} className={classes.masked}>
                      {path}
                    </code>
                  ))}
                </>
              ) : null}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

const countWords = (bounded: { count: number; isLowerBound: boolean }) =>
  `${bounded.isLowerBound ? "at least " : ""}${count(bounded.count)}`;

function faultWords(fault: NonNullable<PreviewState["fault"]>): string {
  if (fault.code === "invalid") return "What is entered cannot be read yet: correct it to see its effect.";
  if (fault.code === "forbidden") return "Your role may not read events, so they cannot be counted for you.";
  return fault.message;
}
