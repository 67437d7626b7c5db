"use client";
import { Button } from "@mantine/core";
import Link from "next/link";
import { useState } from "react";
import type { TrialFinding, TrialResult } from "#server/detection/index.ts";
import type { Entity } from "#server/findings/index.ts";
import { entityName, scoreText } from "../alerts/alert-words.ts";
import { SeverityMark } from "../alerts/severity-mark.tsx";
import { TimeAgo } from "../events/time-ago.tsx";
import { MONTHS } from "../events/times.ts";
import { count, plural } from "../ui/numbers.ts";
import { weeklyText } from "./rule-words.ts";
import shared from "./rules.module.css";
import classes from "./trial.module.css";

interface Props {
  tenant: { slug: string; timeZone: string };
  days: number;
  result: TrialResult;
  /** Leaves an entity out from now on; where `mayExcept` says that it can be. */
  onExcept: (entity: Entity) => void;
  mayExcept: (entity: Entity) => boolean;
}

const FIRST_FINDINGS = 10;
const ENTITIES_SHOWN = 5;
const DAY_MS = 86_400_000;

/** What a rule or a detector would have found: how often, when, about whom. */
export function TrialOutcome({ tenant, days, result, onExcept, mayExcept }: Props) {
  const [isAll, setAll] = useState(false);
  const { alerts, covered, entities, findings, perWeek, isCut } = result;
  const lookedDays = Math.max(
    1,
    Math.min(days, Math.ceil((Date.parse(covered.to) - Date.parse(covered.from)) / DAY_MS)),
  );
  const shown = isAll ? findings : findings.slice(0, FIRST_FINDINGS);
  const noisy = entities.filter((one) => one.alerts > 1).slice(0, ENTITIES_SHOWN);
  return (
    <>
      <p className={classes.verdict}>
        {alerts === 0 ? (
          <>Would not have fired in {plural(lookedDays, "day")}</>
        ) : (
          <>
            Would have fired {plural(alerts, "time")} in {plural(lookedDays, "day")} ({weeklyText(alerts, lookedDays)})
          </>
        )}
      </p>
      <p className={shared.hint}>
        {count(covered.events)} events looked at
        {isCut ? "; your history goes further back than that, so that the first days are of less history" : ""}.
      </p>
      {alerts > 0 ? <Weeks perWeek={perWeek} /> : null}
      {noisy.length > 0 ? (
        <div className={classes.part}>
          <h3>Most of them</h3>
          <ul className={classes.entities}>
            {noisy.map((entity) => (
              <li key={`${entity.type} ${entity.id}`}>
                <span title={entity.id}>{entityName(entity)}</span>
                <span>{plural(entity.alerts, "alert")}</span>
                {mayExcept(entity) ? (
                  <Button
                    size="compact-xs"
                    variant="default"
                    aria-label={`Except ${entityName(entity)}`}
                    onClick={() => onExcept(entity)}
                  >
                    Except
                  </Button>
                ) : null}
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      {findings.length > 0 ? (
        <div className={classes.part}>
          <h3>Findings</h3>
          <ol className={classes.findings}>
            {shown.map((finding) => (
              <FindingLine key={`${finding.at} ${finding.entity.id} ${finding.title}`} of={finding} tenant={tenant} />
            ))}
          </ol>
          {shown.length < findings.length ? (
            <Button size="compact-xs" variant="subtle" onClick={() => setAll(true)}>
              Show {count(findings.length - shown.length)} more
            </Button>
          ) : null}
          {alerts > findings.length ? (
            <p className={shared.hint}>The newest {count(findings.length)} are kept.</p>
          ) : null}
        </div>
      ) : null}
    </>
  );
}

/** More than so many events are linked by the time in which they lie. */
const SEQS_MAX = 60;

function FindingLine({ of: finding, tenant }: { of: TrialFinding; tenant: Props["tenant"] }) {
  const { seqs, events, severity, at, title, score } = finding;
  const q = seqs.length > 0 ? `seq:(${seqs.slice(0, SEQS_MAX).join(" OR ")})` : "";
  return (
    <li>
      <SeverityMark severity={severity} />
      <span className={classes.finding}>
        <span>{title}</span>
        <small>
          <TimeAgo at={at} timeZone={tenant.timeZone} /> · score {scoreText(score)}
          {q ? (
            <>
              {" · "}
              <Link
                href={`/t/${tenant.slug}/events?q=${encodeURIComponent(q)}&range=all`}
                target="_blank"
                prefetch={false}
              >
                {plural(events, "event")}
              </Link>
            </>
          ) : null}
        </small>
      </span>
    </li>
  );
}

/** "23 Nov" */
const dayText = (day: string): string => `${Number(day.slice(8, 10))} ${MONTHS[Number(day.slice(5, 7)) - 1]}`;

/** Alerts by week as bars; each says its number to whoever does not see it. */
function Weeks({ perWeek }: { perWeek: TrialResult["perWeek"] }) {
  const most = Math.max(1, ...perWeek.map(({ alerts }) => alerts));
  const noisiest = perWeek.reduce((top, week) => (week.alerts > top.alerts ? week : top), perWeek[0]!);
  return (
    <div className={classes.part}>
      <div
        role="img"
        aria-label={`Alerts by week: ${perWeek.filter(({ alerts }) => alerts > 0).length} of ${plural(perWeek.length, "week")} with any, most in that of ${dayText(noisiest.weekStart)}: ${noisiest.alerts}`}
        className={classes.weeks}
      >
        {perWeek.map(({ weekStart, alerts }) => (
          <span
            key={weekStart}
            className={classes.week}
            data-none={alerts === 0 || undefined}
            style={{ height: alerts === 0 ? "2px" : `${Math.max(8, (alerts / most) * 100)}%` }}
            title={`Week of ${dayText(weekStart)}: ${plural(alerts, "alert")}`}
          />
        ))}
      </div>
      <p className={classes.axis} aria-hidden="true">
        <span>{dayText(perWeek[0]!.weekStart)}</span>
        <span>by week, at most {count(most)}</span>
        <span>{dayText(perWeek.at(-1)!.weekStart)}</span>
      </p>
    </div>
  );
}
