import { UnstyledButton } from "@mantine/core";
import Link from "next/link";
import type { Alert } from "#server/alerts/index.ts";
import { visibleLine } from "#wording";
import { alertChartHref } from "../anomalies/subject-of-entity.ts";
import type { EventRow } from "../events/event-rows.ts";
import { TimeAgo } from "../events/time-ago.tsx";
import { Pair } from "../profiles/pair.tsx";
import page from "../ui/page.module.css";
import classes from "./alert-page.module.css";
import { entityHref, entityName, muteScope, sourceHref, sourceName, stateText, typeName } from "./alert-words.ts";
import { SeverityMark } from "./severity-mark.tsx";
import { latenessText } from "./window-text.ts";

interface Props {
  tenant: { slug: string; timeZone: string };
  of: Alert;
  rows: readonly EventRow[] | null;
  /** Id of who looks. */
  me: string;
  /** Takes it over; absent for whoever may only look. */
  onTake: (() => void) | undefined;
}

/** What it is about, what found it, how it stands. */
export function FactsCard({ tenant, of: alert, rows, me, onTake }: Props) {
  const { entity, severity, assignee, resolutionNote, mute, isMuted, runbookUrl, ruleId } = alert;
  const href = entityHref(tenant.slug, entity);
  const found = sourceHref(tenant.slug, alert);
  const name = entityName(entity);
  // The charts are for whoever may read events.
  const chart = rows === null ? undefined : alertChartHref(tenant.slug, alert);
  return (
    <section className={page.card} aria-label="Facts">
      <dl className={classes.pairs}>
        <Pair label={entity.type === "tenant" ? "About" : typeName(entity.type)}>
          {href ? (
            <Link href={href} prefetch={false}>
              {name}
            </Link>
          ) : (
            name
          )}
          {entity.name !== undefined && entity.name !== entity.id ? <code> {visibleLine(entity.id)}</code> : null}
        </Pair>
        {chart ? (
          <Pair label="Over time">
            <Link href={chart} prefetch={false}>
              Against what is usual
            </Link>
          </Pair>
        ) : null}
        <Pair label="Severity">
          <SeverityMark severity={severity} withWord />
        </Pair>
        <Pair label={ruleId === null ? "Detector" : "Rule"}>
          {found ? (
            <Link href={found} prefetch={false}>
              {sourceName(alert)}
            </Link>
          ) : (
            sourceName(alert)
          )}
        </Pair>
        <Pair label="State">
          {stateText(alert)}
          {resolutionNote ? <q className={classes.note}>{resolutionNote}</q> : null}
        </Pair>
        {isMuted && mute ? (
          <Pair label="Muted">
            {muteScope(mute)}, until <TimeAgo at={mute.until} timeZone={tenant.timeZone} />: {visibleLine(mute.reason)}
          </Pair>
        ) : null}
        <Pair label="Assigned to">
          {assignee ? visibleLine(assignee.name ?? "a former member") : "nobody"}
          {onTake && assignee?.id !== me && alert.state !== "resolved" ? (
            <UnstyledButton className={classes.take} onClick={onTake}>
              Assign to me
            </UnstyledButton>
          ) : null}
        </Pair>
        <Pair label="First event">
          <TimeAgo at={alert.firstAt} timeZone={tenant.timeZone} />
        </Pair>
        <Pair label="Last event">
          <TimeAgo at={alert.lastAt} timeZone={tenant.timeZone} />
        </Pair>
        <Pair label="Raised">
          <TimeAgo at={alert.raisedAt} timeZone={tenant.timeZone} />
        </Pair>
        {alert.isLate ? <Pair label="Came late">{lateWords(rows)}</Pair> : null}
        {runbookUrl ? (
          <Pair label="Runbook">
            <a href={runbookUrl} target="_blank" rel="noopener noreferrer">
              {visibleLine(runbookUrl)}
            </a>
          </Pair>
        ) : null}
      </dl>
    </section>
  );
}

function lateWords(rows: readonly EventRow[] | null): string {
  const late = latenessText((rows ?? []).map(({ event }) => event));
  return late === null ? "one of its events came after its time" : `one of its events came ${late} late`;
}
