"use client";
import { Button } from "@mantine/core";
import Link from "next/link";
import { CodeBlock } from "../ui/code-block.tsx";
import { Notice } from "../ui/notice.tsx";
import { plural } from "../ui/numbers.ts";
import type { ApiFault } from "./api-fault.ts";
import { absoluteTime } from "./times.ts";
import type { EventList } from "./use-event-list.ts";

/** What stands below the last row, or in place of all of them. */
export function ListFoot({ list, timeZone, className }: FootProps) {
  if (list.status === "more-failed")
    return (
      <div className={className} role="alert">
        {list.fault?.message}{" "}
        {list.fault?.fields.some((field) => field.path === "cursor") ? (
          <Button size="compact-xs" variant="default" onClick={list.load}>
            Load the list again
          </Button>
        ) : (
          <Button size="compact-xs" variant="default" onClick={list.loadMore}>
            Try again
          </Button>
        )}
      </div>
    );
  if (list.isPartial) return <SearchedSoFar list={list} timeZone={timeZone} className={className} />;
  if (list.rows.length === 0) return null;
  const far = list.order === "newest" ? "older" : "newer";
  if (list.hasMore) return <div className={className}>Loading {far} events …</div>;
  return (
    <div className={className}>
      {plural(list.rows.length, "event")} in this range, and no {far} ones.
    </div>
  );
}

interface FootProps {
  list: EventList;
  timeZone: string;
  className: string | undefined;
}

/** The search ran out of time: what it found is right, and it goes on where it stopped. */
export function SearchedSoFar({ list, timeZone, className }: FootProps) {
  const isBusy = list.status === "more";
  return (
    <div className={className} role="status">
      {list.searchedTo
        ? `Searched ${list.order === "newest" ? "back" : "up"} to ${absoluteTime(list.searchedTo, timeZone)}`
        : "The search has not got far yet"}
      {list.rows.length === 0 ? ", and found nothing so far" : ""}.{" "}
      <Button size="compact-xs" variant="default" loading={isBusy} onClick={list.loadMore}>
        Continue
      </Button>
    </div>
  );
}

export function ListFailure({ fault, tenant, retry }: { fault: ApiFault; tenant: string; retry: () => void }) {
  if (fault.fields.some((field) => field.path === "q"))
    return (
      <Notice title="The query cannot be read">
        Correct it in the field above. Nothing was searched, and nothing was widened to make it fit.
      </Notice>
    );
  if (fault.code === "unauthenticated")
    return (
      <Notice
        title="Your session has ended"
        isAlert
        action={
          <Button component={Link} href={`/signin?callbackUrl=/t/${tenant}/events`} size="xs">
            Sign in
          </Button>
        }
      >
        What you see is what was loaded before.
      </Notice>
    );
  return (
    <Notice
      title="The events could not be listed"
      tone="bad"
      isAlert
      requestId={fault.requestId}
      action={
        <Button size="xs" variant="default" onClick={retry}>
          Try again
        </Button>
      }
    >
      {fault.message}
    </Notice>
  );
}

interface EmptyProps {
  tenant: string;
  hasFilter: boolean;
  isWhole: boolean;
  snippet: string;
  onClear: () => void;
  onWhole: () => void;
}

/** No events: because of the filter, of the range, or since none was ever sent. */
export function ListEmpty({ tenant, hasFilter, isWhole, snippet, onClear, onWhole }: EmptyProps) {
  if (hasFilter || !isWhole)
    return (
      <Notice
        title={hasFilter ? "No event fits" : "No events in this time range"}
        action={
          <>
            {isWhole ? null : (
              <Button size="xs" variant="default" onClick={onWhole}>
                Search all time
              </Button>
            )}
            {hasFilter ? (
              <Button size="xs" variant="default" onClick={onClear}>
                Clear the query
              </Button>
            ) : null}
          </>
        }
      >
        {isWhole ? "The whole trail was searched." : "Only the chosen time range was searched."}
        {hasFilter ? null : <CodeBlock code={snippet} what="command" />}
      </Notice>
    );
  return (
    <Notice
      title="Nothing has been recorded yet"
      action={
        <Button component={Link} href={`/t/${tenant}/sources`} size="xs">
          All ways to send events
        </Button>
      }
    >
      <p>Here stands who did what, when and from where, sealed within a second of its arrival. Send the first event:</p>
      <CodeBlock code={snippet} what="command" />
    </Notice>
  );
}
