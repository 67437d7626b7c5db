"use client";
import { Tabs } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { fullSentenceOf } from "#wording";
import { ProofView } from "../proof/proof-view.tsx";
import { AroundIt } from "./around-it.tsx";
import { ChangeDiff } from "./change-diff.tsx";
import classes from "./detail.module.css";
import { factGroups, mainFacts, maskFacts } from "./event-facts.ts";
import type { EventRow } from "./event-rows.ts";
import { FactList } from "./fact-list.tsx";
import { RawView } from "./raw-view.tsx";
import { SentenceLine } from "./sentence-line.tsx";
import { TimelineView } from "./timeline.tsx";
import { timelineCount } from "./timeline-rows.ts";
import { useAround } from "./use-around.ts";
import { type Timeline, useTimeline } from "./use-timeline.ts";
import type { OnFilter } from "./value-actions.tsx";

interface Props {
  row: EventRow;
  tenant: string;
  timeZone: string;
  /** Verifier key of the ledger; null for people without the right to read proofs. */
  vkey: string | null;
  tab: string;
  onTab: (tab: string) => void;
  onFilter: OnFilter | undefined;
  /** The event has a page to itself: all of its fields stand beside the tabs. */
  isPage?: boolean;
}

/** How long an event must be open before what belongs to it is looked for: somebody may be moving through the list. */
const SETTLED_MS = 250;

/** Everything about one event: the sentence, the fields, and behind tabs its proof, its changes, what went with it and its text. */
export function EventDetail({ row, tenant, timeZone, vkey, tab, onTab, onFilter, isPage = false }: Props) {
  const { event } = row;
  const isSettled = useDebouncedValue(event.id, SETTLED_MS)[0] === event.id;
  const isOwnRead = event.origin?.system === "sealtrail" && event.crud === "r";
  const [reads, setReads] = useState<"show" | "hide">(isOwnRead ? "show" : "hide");
  const shared = { tenant, current: row, reads: isOwnRead ? ("show" as const) : reads };
  const session = useTimeline({ ...shared, field: "session", value: event.session_id }, isSettled);
  const request = useTimeline({ ...shared, field: "request", value: event.request_id }, isSettled);
  const around = useAround(tenant, row, isSettled);
  const changes = event.changes ?? [];
  const tabs = [
    { value: "proof", label: "Proof" },
    ...(changes.length > 0 ? [{ value: "changes", label: `Changes ${changes.length}` }] : []),
    ...(isPage ? [] : [{ value: "details", label: "Details" }]),
    ...(session ? [{ value: "session", label: `Session ${countOf(session)}`.trim() }] : []),
    ...(isShared(request) ? [{ value: "request", label: `Request ${countOf(request)}` }] : []),
    { value: "raw", label: "Raw" },
  ];
  const shown = tabs.some((one) => one.value === tab) ? tab : "proof";
  const lists = { tenant, timeZone, onFilter };
  const timeline = { currentId: event.id, tenant, timeZone, reads: shared.reads, onReads: setReads };
  const groups = factGroups(event, row.seq).map(({ title, facts }) => (
    <section key={title} aria-label={title}>
      <h3 className={classes.subtitle}>{title}</h3>
      <FactList facts={facts} {...lists} />
    </section>
  ));
  return (
    <article className={classes.detail} data-page={isPage || undefined}>
      <h2 className={classes.sentence}>
        <SentenceLine parts={fullSentenceOf(event)} />
      </h2>
      <div className={classes.groups}>
        {isPage ? (
          <>
            {row.masked?.length ? <FactList facts={maskFacts(row.masked)} {...lists} /> : null}
            {groups}
          </>
        ) : (
          <FactList facts={[...mainFacts(event), ...maskFacts(row.masked)]} {...lists} />
        )}
      </div>
      <div className={classes.beside}>
        <Tabs value={shown} onChange={(next) => onTab(next ?? "proof")} className={classes.tabs} keepMounted={false}>
          <Tabs.List className={classes.tabList}>
            {tabs.map((one) => (
              <Tabs.Tab key={one.value} value={one.value}>
                {one.label}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value="proof" pt="sm">
            <ProofView key={event.id} eventId={event.id} seq={row.seq} tenant={tenant} vkey={vkey} />
          </Tabs.Panel>
          <Tabs.Panel value="changes" pt="sm">
            <ChangeDiff key={event.id} changes={changes} onFilter={onFilter} />
          </Tabs.Panel>
          <Tabs.Panel value="details" pt="sm" className={classes.groups}>
            {groups}
          </Tabs.Panel>
          <Tabs.Panel value="session" pt="sm">
            {session ? <TimelineView timeline={session} {...timeline} /> : null}
          </Tabs.Panel>
          <Tabs.Panel value="request" pt="sm">
            {request ? <TimelineView timeline={request} {...timeline} /> : null}
          </Tabs.Panel>
          <Tabs.Panel value="raw" pt="sm">
            <RawView key={event.id} event={event} />
          </Tabs.Panel>
        </Tabs>
        {around ? <AroundIt row={row} around={around} tenant={tenant} timeZone={timeZone} /> : null}
      </div>
    </article>
  );
}

const countOf = ({ data }: Timeline) => (data ? timelineCount(data) : "");

/** Whether more than one event is known to share it. */
const isShared = (timeline: Timeline | null): timeline is Timeline =>
  (timeline?.data?.rows.length ?? 0) > 1 || Boolean(timeline?.data?.later);
