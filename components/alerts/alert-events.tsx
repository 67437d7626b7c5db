import Link from "next/link";
import type { Alert } from "#server/alerts/index.ts";
import type { EventRow } from "../events/event-rows.ts";
import { eventsHref } from "../events/profile-links.ts";
import { EventLines } from "../profiles/event-lines.tsx";
import { count, plural } from "../ui/numbers.ts";
import page from "../ui/page.module.css";
import classes from "./alert-page.module.css";
import { seqQueries } from "./seq-query.ts";

interface Props {
  tenant: { slug: string; timeZone: string };
  of: Alert;
  rows: EventRow[] | null;
}

/** The contributing events, each of which leads to its page. */
export function EventsCard({ tenant, of: { seqs, events }, rows }: Props) {
  const [query] = seqQueries(seqs);
  return (
    <section className={page.card} aria-labelledby="events-title">
      <div className={classes.head}>
        <h2 id="events-title">{events === 1 ? "The event" : `${plural(events, "event")} contributed`}</h2>
        <span className={classes.gap} />
        {rows !== null && query ? (
          <Link href={eventsHref(tenant.slug, query.q)} prefetch={false}>
            {query.events < seqs.length ? `Open the first ${query.events} in Events` : "Open in Events"}
          </Link>
        ) : null}
      </div>
      {rows === null ? (
        <p>The right “Read events” is needed to see them.</p>
      ) : seqs.length === 0 ? (
        <p>None: it is about what did not happen.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a long list scrolls, which the keyboard must be able to do
        <section className={classes.events} tabIndex={0} aria-label="Contributing events">
          <EventLines rows={rows} tenant={tenant.slug} timeZone={tenant.timeZone} />
        </section>
      )}
      {events > seqs.length && seqs.length > 0 ? (
        <p>
          Of {count(events)} the first {count(seqs.length - 1)} and the last are kept with the alert.
        </p>
      ) : null}
    </section>
  );
}
