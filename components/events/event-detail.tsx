"use client";
import { Tabs } from "@mantine/core";
import { ProofView } from "../proof/proof-view.tsx";
import { CodeBlock } from "../ui/code-block.tsx";
import { ChangeDiff } from "./change-diff.tsx";
import classes from "./detail.module.css";
import { furtherFacts, mainFacts, maskFacts } from "./event-facts.ts";
import type { EventRow } from "./event-rows.ts";
import { FactList } from "./fact-list.tsx";
import { RawView } from "./raw-view.tsx";
import { fullSentenceOf } from "./sentence.ts";
import { SentenceLine } from "./sentence-line.tsx";
import { TimeAgo } from "./time-ago.tsx";
import { absoluteTime } from "./times.ts";
import { visibleBlock } from "./visible-text.ts";

interface Props {
  row: EventRow;
  tenant: string;
  timeZone: string;
  /** Verifier key of the ledger; null for people without the right to read proofs. */
  vkey: string | null;
  tab: string;
  onTab: (tab: string) => void;
  onFilter: ((field: string, value: string) => void) | undefined;
}

/** Everything about one event: the sentence, the fields, and behind tabs its proof, its changes and its text. */
export function EventDetail({ row, tenant, timeZone, vkey, tab, onTab, onFilter }: Props) {
  const { event } = row;
  const changes = event.changes ?? [];
  const tabs = [
    { value: "proof", label: "Proof" },
    ...(changes.length > 0 ? [{ value: "changes", label: `Changes ${changes.length}` }] : []),
    { value: "details", label: "Details" },
    { value: "raw", label: "Raw" },
  ];
  const shown = tabs.some((one) => one.value === tab) ? tab : "proof";
  return (
    <article className={classes.detail}>
      <h2 className={classes.sentence}>
        <SentenceLine parts={fullSentenceOf(event)} />
      </h2>
      <FactList facts={[...mainFacts(event), ...maskFacts(row.masked)]} onFilter={onFilter}>
        <div className={classes.fact}>
          <dt>When</dt>
          <dd>
            <span className={classes.factText}>
              <TimeAgo at={event.occurred_at} timeZone={timeZone} />
              <span className={classes.quiet}> · {absoluteTime(event.occurred_at, timeZone)}</span>
            </span>
          </dd>
        </div>
      </FactList>
      <Tabs value={shown} onChange={(next) => onTab(next ?? "proof")} className={classes.tabs} keepMounted={false}>
        <Tabs.List>
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
          <ChangeDiff changes={changes} />
        </Tabs.Panel>
        <Tabs.Panel value="details" pt="sm" className={classes.stack}>
          <FactList facts={furtherFacts(event)} onFilter={onFilter} />
          <FactList
            facts={[{ label: "Received", text: absoluteTime(event.received_at, timeZone) }]}
            onFilter={undefined}
          />
          {event.metadata ? (
            <>
              <h3 className={classes.subtitle}>Metadata</h3>
              <CodeBlock
                code={JSON.stringify(event.metadata, null, 2)}
                shown={visibleBlock(JSON.stringify(event.metadata, null, 2))}
                what="metadata"
                isTall
              />
            </>
          ) : null}
        </Tabs.Panel>
        <Tabs.Panel value="raw" pt="sm">
          <RawView key={event.id} event={event} />
        </Tabs.Panel>
      </Tabs>
    </article>
  );
}
