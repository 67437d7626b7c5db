import Link from "next/link";
import type { EventRow } from "../events/event-rows.ts";
import { eventsHref } from "../events/profile-links.ts";
import { EventLines } from "./event-lines.tsx";
import type { ProfileRange } from "./profile-range.ts";
import classes from "./profiles.module.css";

interface Props {
  rows: EventRow[];
  query: string;
  range: ProfileRange;
  tenant: string;
  timeZone: string;
}

/** The newest events of the range. */
export function RecentCard({ rows, query, range, tenant, timeZone }: Props) {
  return (
    <section className={classes.card} data-wide aria-label="Recent events">
      <div className={classes.head}>
        <h2>Recent events</h2>
        <Link href={eventsHref(tenant, query, { range })} prefetch={false}>
          All in Events
        </Link>
      </div>
      {rows.length === 0 ? (
        <p className={classes.note}>None in this range.</p>
      ) : (
        <EventLines rows={rows} tenant={tenant} timeZone={timeZone} />
      )}
    </section>
  );
}
