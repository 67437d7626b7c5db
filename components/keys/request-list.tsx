"use client";
import { Button } from "@mantine/core";
import Link from "next/link";
import { useState } from "react";
import { type ApiFault, apiGet, apiPath } from "../events/api-fault.ts";
import type { EventRow } from "../events/event-rows.ts";
import { TimeAgo } from "../events/time-ago.tsx";
import type { LiveTail } from "../events/use-tail.ts";
import { count } from "../ui/numbers.ts";
import page from "../ui/page.module.css";
import classes from "./key-page.module.css";
import { requestOf } from "./request-words.ts";

interface Props {
  tenant: { slug: string; timeZone: string };
  rows: EventRow[];
  cursor: string | null;
  q: string;
  tail: LiveTail;
  mayFollow: boolean;
  onOlder: (older: EventRow[], cursor: string | null) => void;
}

/** Every request of the key as it stands in the trail, the newest first and live. */
export function RequestList({ tenant, rows, cursor, q, tail, mayFollow, onOlder }: Props) {
  const [isLoading, setLoading] = useState(false);
  const [fault, setFault] = useState<ApiFault | null>(null);
  async function loadOlder() {
    setLoading(true);
    const path = apiPath("/api/v1/events", { tenant: tenant.slug, q, limit: "50", cursor: cursor ?? undefined });
    const answer = await apiGet(path);
    setFault(answer.fault ?? null);
    if (answer.response) {
      const { records, next_cursor } = await answer.response.json();
      onOlder(records, next_cursor);
    }
    setLoading(false);
  }
  return (
    <section className={page.card} aria-labelledby="requests-title">
      <div className={classes.head}>
        <h2 id="requests-title">Every request</h2>
        <span className={classes.gap} />
        <LiveMark tail={tail} mayFollow={mayFollow} />
      </div>
      {rows.length === 0 ? (
        <p className={classes.nothing}>No request yet. Each one shows here, answered or refused, as it is made.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a long table scrolls, which the keyboard must be able to do
        <section className={classes.scroll} tabIndex={0} aria-label="Requests of this key">
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">Time</th>
                <th scope="col">Request</th>
                <th scope="col">Rows</th>
                <th scope="col">Address</th>
                <th scope="col">Answer</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <RequestRow key={row.event.id} row={row} tenant={tenant} />
              ))}
            </tbody>
          </table>
        </section>
      )}
      {cursor === null ? null : (
        <div className={classes.head}>
          <Button size="xs" variant="default" loading={isLoading} onClick={() => void loadOlder()}>
            Show older ones
          </Button>
          <span role="alert" className={classes.fault}>
            {fault?.message}
          </span>
        </div>
      )}
    </section>
  );
}

function RequestRow({ row, tenant }: { row: EventRow; tenant: Props["tenant"] }) {
  const { event } = row;
  const { request, rows, answer, tone } = requestOf(event);
  return (
    <tr>
      <td>
        <TimeAgo at={event.occurred_at} timeZone={tenant.timeZone} />
      </td>
      <td>
        <Link href={`/t/${tenant.slug}/events/${event.id}`} className={classes.request} title={request}>
          {request}
        </Link>
      </td>
      <td>{count(rows)}</td>
      <td>
        <code>{event.source?.ip ?? ""}</code>
      </td>
      <td>
        <span className={classes.answer} data-tone={tone}>
          {answer}
        </span>
      </td>
    </tr>
  );
}

const LIVE_WORDS: Record<LiveTail["state"], string> = {
  off: "",
  connecting: "connecting",
  live: "live",
  lost: "connection lost, trying again",
  ended: "ended",
};

function LiveMark({ tail, mayFollow }: Pick<Props, "tail" | "mayFollow">) {
  const words = mayFollow ? LIVE_WORDS[tail.state] : "not live: the right “Follow events” is needed";
  return (
    <span className={classes.live} data-live={tail.state === "live" || undefined} aria-live="polite">
      {tail.end ? `ended: ${tail.end.message}` : words}
    </span>
  );
}
