"use client";
import Link from "next/link";
import { sentenceOf } from "#wording";
import { writeAddress } from "../events/address.ts";
import { Outcome, SentenceLine } from "../events/sentence-line.tsx";
import { TimeAgo } from "../events/time-ago.tsx";
import { count, plural } from "../ui/numbers.ts";
import page from "../ui/page.module.css";
import shared from "./rules.module.css";
import classes from "./trial.module.css";
import { PREVIEW_DAYS, type QuerySight } from "./use-rule-preview.ts";

interface Props {
  tenant: { slug: string; timeZone: string };
  sights: readonly QuerySight[];
  /** The first alone cannot be read. */
  isUnreadable: boolean;
}

/** What fits a rule's query of late: how many events, and the last of them. */
export function RulePreview({ tenant, sights, isUnreadable }: Props) {
  return (
    <section className={page.card} aria-labelledby="fits-title">
      <h2 id="fits-title">What fits, last {PREVIEW_DAYS} days</h2>
      {sights.map((sight, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: steps have no identity but their place
        <div key={i} className={classes.sight} aria-live="polite">
          {sights.length > 1 ? <h3>Step {i + 1}</h3> : null}
          <Sight tenant={tenant} sight={sight} isUnreadable={isUnreadable && sights.length === 1} />
        </div>
      ))}
    </section>
  );
}

function Sight({ tenant, sight, isUnreadable }: { tenant: Props["tenant"]; sight: QuerySight; isUnreadable: boolean }) {
  const { query, found, fault } = sight;
  if (isUnreadable) return <p>The query cannot be read yet.</p>;
  if (fault) return <p className={shared.fault}>{fault}</p>;
  if (!found) return <p>Counting …</p>;
  const href = `/t/${tenant.slug}/events${writeAddress({ q: query, range: "7d", order: "newest", zone: "tenant" })}`;
  return (
    <>
      <p className={classes.figure}>
        <b>
          {found.isLowerBound ? "at least " : ""}
          {count(found.count)}
        </b>{" "}
        {found.count === 1 ? "event" : "events"} ·{" "}
        <Link href={href} target="_blank" prefetch={false}>
          show {found.count === 1 ? "it" : "them"}
        </Link>
      </p>
      {found.rows.length > 0 ? (
        <ol className={classes.events} aria-label={`The last ${plural(found.rows.length, "event")} that fit`}>
          {found.rows.map(({ event }) => (
            <li key={event.id}>
              <Link href={`/t/${tenant.slug}/events/${encodeURIComponent(event.id)}`} target="_blank" prefetch={false}>
                <SentenceLine parts={sentenceOf(event)} />
              </Link>
              <span>
                <TimeAgo at={event.occurred_at} timeZone={tenant.timeZone} /> · <Outcome outcome={event.outcome} />
              </span>
            </li>
          ))}
        </ol>
      ) : null}
    </>
  );
}
