import Link from "next/link";
import type { SeriesMark } from "#server/anomalies/index.ts";
import type { AlertSeverity, FindingSource } from "#server/findings/index.ts";
import { visibleLine } from "#wording";
import { SOURCE_NAMES, scoreText } from "../alerts/alert-words.ts";
import { SeverityMark } from "../alerts/severity-mark.tsx";
import { TimeAgo } from "../events/time-ago.tsx";
import type { Zone } from "../events/times.ts";
import { useLinkZone } from "./link-zone.ts";
import classes from "./series.module.css";

interface Props {
  tenant: string;
  marks: readonly SeriesMark[];
  timeZone: string;
}

/** Where the events of an alert are found. */
const markEventsHref = (tenant: string, alertId: string, zone: Zone) =>
  `/t/${tenant}/anomalies/marks/${alertId}${zone === "tenant" ? "" : `?${new URLSearchParams({ zone })}`}`;

/** Alerts, each leading to itself and to its events. */
export function MarkLines({ tenant, marks, timeZone }: Props) {
  const zone = useLinkZone();
  return (
    <ul className={classes.markLines}>
      {marks.map(({ alertId, title, severity, score, detector, at }) => (
        <li key={alertId}>
          <SeverityMark severity={severity as AlertSeverity} />
          <span>
            <Link href={`/t/${tenant}/alerts/${alertId}`} prefetch={false}>
              {visibleLine(title)}
            </Link>
            <small>
              {SOURCE_NAMES[detector as FindingSource]} · score {scoreText(score)} ·{" "}
              <TimeAgo at={at} timeZone={timeZone} />
            </small>
          </span>
          <Link
            href={markEventsHref(tenant, alertId, zone)}
            prefetch={false}
            className={classes.eventsOf}
            aria-label={`Its events: ${visibleLine(title)}`}
          >
            its events
          </Link>
        </li>
      ))}
    </ul>
  );
}
