"use client";
import { Drawer } from "@mantine/core";
import Link from "next/link";
import { type ReactNode, useEffect, useMemo, useState } from "react";
import type { ApiFault } from "../events/api-fault.ts";
import { absoluteTime } from "../events/times.ts";
import { useNowMs } from "../frame/clock.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { Notice } from "../ui/notice.tsx";
import { count, plural } from "../ui/numbers.ts";
import { CutNotice } from "./cut-notice.tsx";
import { EvidenceFacts } from "./evidence-facts.tsx";
import { ExportActs } from "./export-acts.tsx";
import { type Export, type ExportSchedule, exportApi } from "./export-api.ts";
import type { ExportAct } from "./export-dialogs.tsx";
import { ExportState } from "./export-state.tsx";
import { columnsText, eventsHref, rangeText, sizeText, stateAt, trailHref } from "./export-words.ts";
import classes from "./exports.module.css";
import { choiceOf, formatName } from "./format-choices.ts";
import { MaskedPaths } from "./masked-paths.tsx";
import parts from "./parts.module.css";
import { QueryWords } from "./query-words.tsx";
import { Fact } from "./selection-facts.tsx";
import { isUnfinished } from "./use-export-watch.ts";
import type { ExportsList } from "./use-exports.ts";
import { VerifyExport } from "./verify-export.tsx";

interface Refused {
  id: string;
  fault: ApiFault;
}

interface Props {
  tenant: { slug: string; timeZone: string };
  vkey: string | null;
  /** Of the export that is open; null without one. */
  id: string | null;
  list: ExportsList;
  /** The export that the page was opened with, if it cannot be shown. */
  refused: Refused | null;
  schedules: readonly ExportSchedule[];
  onAct: (act: ExportAct) => void;
  onClose: () => void;
}

/** Everything about one export. */
export function ExportSheet({ id, list, refused, onClose, ...rest }: Props) {
  const of = list.exports.find((one) => one.id === id);
  const fault = useLookedUp({ tenant: rest.tenant.slug, id: of ? null : id, refused, onFound: list.put });
  return (
    <Drawer
      opened={id !== null}
      onClose={onClose}
      position="right"
      size={660}
      title={of ? formatName(of.format) : "Export"}
      closeButtonProps={{ "aria-label": "Close" }}
      classNames={{ content: classes.sheet, header: classes.sheetHead }}
    >
      {of ? (
        <SheetBody {...rest} of={of} pace={list.watch.paceOf(of.id)} onChange={list.put} />
      ) : fault ? (
        <Notice
          title={fault.code === "not_found" ? "There is no such export" : "The export cannot be shown"}
          requestId={fault.code === "internal" ? fault.requestId : ""}
        >
          {fault.code === "not_found"
            ? "It may be somebody else’s or another tenant’s, or the link was cut off. Your own exports stand in the list."
            : fault.message}
        </Notice>
      ) : id ? (
        <p role="status" className={parts.note}>
          Looking it up …
        </p>
      ) : null}
    </Drawer>
  );
}

interface LookUp {
  tenant: string;
  /** Of an export that the list does not hold. */
  id: string | null;
  refused: Refused | null;
  onFound: (found: Export) => void;
}

/** Asks for an export that the list does not hold; why it cannot be shown, once that is known. */
function useLookedUp({ tenant, id, refused: first, onFound }: LookUp): ApiFault | undefined {
  const api = useMemo(() => exportApi(tenant), [tenant]);
  const [refused, setRefused] = useState(first);
  useEffect(() => {
    if (id === null || refused?.id === id) return;
    const stop = new AbortController();
    api.get(id, stop.signal).then(
      ({ value, fault }) => (value ? onFound(value) : setRefused({ id, fault })),
      () => {},
    );
    return () => stop.abort();
  }, [api, id, refused?.id, onFound]);
  return id !== null && refused?.id === id ? refused.fault : undefined;
}

interface BodyProps extends Pick<Props, "tenant" | "vkey" | "schedules" | "onAct"> {
  of: Export;
  pace: number | undefined;
  onChange: (now: Export) => void;
}

function SheetBody({ tenant, vkey, schedules, of, pace, onAct, onChange }: BodyProps) {
  const nowMs = useNowMs();
  const state = stateAt(of, nowMs);
  return (
    <div className={classes.sheetBody}>
      <div className={classes.sheetTop}>
        <ExportState of={of} pace={pace} nowMs={nowMs} />
        <ExportActs tenant={tenant.slug} of={of} nowMs={nowMs} onAct={onAct} onChange={onChange} />
      </div>
      {state === "done" && !of.canDownload ? (
        <p className={parts.ceiling} data-kind="perhaps">
          This file may show more than your role does, so it is not for you to download: export the events yourself.
        </p>
      ) : null}
      <CutNotice of={of} />
      <Section title="What was asked for">
        <Asked tenant={tenant} of={of} schedules={schedules} />
        <p className={classes.links}>
          <Link href={eventsHref(tenant.slug, of)}>Open these events</Link>
          <Link href={trailHref(tenant.slug, of)}>Who asked for it and downloaded it</Link>
        </p>
      </Section>
      {isUnfinished(of) ? null : (
        <Section title="The file">
          <TheFile tenant={tenant} of={of} state={state} />
        </Section>
      )}
      {of.evidence ? (
        <Section title="What the bundle proves">
          <EvidenceFacts of={{ ...of, evidence: of.evidence }} />
        </Section>
      ) : null}
      {of.sha256 && state === "done" ? (
        <Section title="Verify it yourself">
          <VerifyExport of={of} sha256={of.sha256} vkey={vkey} />
        </Section>
      ) : null}
    </div>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes.section} aria-label={title}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function Asked({ tenant, of, schedules }: Pick<BodyProps, "tenant" | "of" | "schedules">) {
  const { query, timeZone, format, order, reads, columns, masks, maker, createdAt, scheduleId } = of;
  const { each } = choiceOf(format);
  const schedule = schedules.find((one) => one.id === scheduleId);
  return (
    <dl className={parts.facts}>
      <Fact name="Query">
        <QueryWords q={query} setting={{ nowMs: Date.parse(createdAt), timeZone }} />
      </Fact>
      <Fact name="Time">
        {rangeText(of, timeZone)}
        {of.to ? "" : ", up to when it was asked for"}
      </Fact>
      <Fact name="Order">
        {format === "evidence" ? "as sealed, by number" : order === "newest" ? "newest first" : "oldest first"}
      </Fact>
      {each === null ? <Fact name="Columns">{columnsText(columns)}</Fact> : <Fact name="Each event">{each}</Fact>}
      <Fact name="Time zone">{timeZone}</Fact>
      {reads === "hide" ? <Fact name="Left out">events of Sealtrail itself about who read what</Fact> : null}
      <Fact name="Masked">{masks.length === 0 ? "nothing" : <MaskedPaths masks={masks} format={format} />}</Fact>
      <Fact name="Asked for by">
        {of.isOwn ? "you" : maker.type === "key" ? `the key ${maker.name}` : maker.name},{" "}
        {absoluteTime(createdAt, tenant.timeZone)}
      </Fact>
      {scheduleId ? <Fact name="Schedule">{schedule?.name ?? "one that is deleted by now"}</Fact> : null}
    </dl>
  );
}

function TheFile({ tenant, of, state }: { tenant: Props["tenant"]; of: Export; state: Export["state"] }) {
  const { fileName, rowsDone, bytes, sha256, startedAt, finishedAt, expiresAt, mail } = of;
  if (sha256 === null)
    return (
      <p className={parts.note}>
        {of.failure?.message ?? "None: it was cancelled, and nothing of it was kept."} Retry makes it of the same
        events.
      </p>
    );
  const seconds = startedAt && finishedAt ? (Date.parse(finishedAt) - Date.parse(startedAt)) / 1_000 : null;
  return (
    <dl className={parts.facts}>
      <Fact name="Name">
        <code>{fileName}</code>
      </Fact>
      <Fact name="Rows">{count(rowsDone)}</Fact>
      <Fact name="Size">
        {sizeText(bytes ?? 0)} ({plural(bytes ?? 0, "byte")})
      </Fact>
      <Fact name="SHA-256">
        <code>{sha256}</code> <CopyButton text={sha256} what="SHA-256" />
      </Fact>
      {finishedAt ? (
        <Fact name="Made">
          {absoluteTime(finishedAt, tenant.timeZone)}
          {seconds === null ? "" : `, in ${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`}
        </Fact>
      ) : null}
      {expiresAt ? (
        <Fact name={state === "expired" ? "Deleted" : "Kept until"}>{absoluteTime(expiresAt, tenant.timeZone)}</Fact>
      ) : null}
      {mail ? <Fact name="Mailed to">{mailWords(mail)}</Fact> : null}
    </dl>
  );
}

function mailWords({ to, state }: NonNullable<Export["mail"]>): string {
  const people = to.join(", ");
  if (state === "mailed") return `${people}: the link to this page, which asks who they are`;
  if (state === "waiting") return `${people}: on its way`;
  return `${people}: given up, since the mail server did not take it. Send them the address of this page`;
}
