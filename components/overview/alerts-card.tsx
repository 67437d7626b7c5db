import Link from "next/link";
import type { AlertSeverity, Entity } from "#server/findings/index.ts";
import type { OverviewAlerts } from "#server/overview/index.ts";
import { visibleLine } from "#wording";
import { entityName, scoreText, typeName } from "../alerts/alert-words.ts";
import { alertsHref } from "../alerts/alerts-address.ts";
import { SeverityMark } from "../alerts/severity-mark.tsx";
import { TimeAgo } from "../events/time-ago.tsx";
import { count } from "../ui/numbers.ts";
import classes from "./cards.module.css";
import { Card } from "./overview-card.tsx";

interface Props {
  tenant: { slug: string; timeZone: string };
  of: OverviewAlerts;
}

const entityOf = ({ type, id, name }: { type: string; id: string; name: string | null }): Entity => ({
  type: type as Entity["type"],
  id,
  ...(name === null ? {} : { name }),
});

/** The newest open alerts, and how many there are by severity: of at least each, since that is what the inbox lists. */
export function AlertsCard({ tenant, of: { open, total, newest } }: Props) {
  const { slug, timeZone } = tenant;
  const steps: { severity: AlertSeverity; number: number; word: string }[] = [
    { severity: "critical", number: open.critical, word: "critical" },
    { severity: "high", number: open.critical + open.high, word: "high or above" },
    { severity: "medium", number: open.critical + open.high + open.medium, word: "medium or above" },
  ];
  return (
    <Card
      id="alerts"
      title="Open alerts"
      span={3}
      more={
        <Link href={alertsHref(slug, {})} prefetch={false}>
          all {count(total)}
        </Link>
      }
    >
      {total === 0 ? (
        <p className={classes.note}>None: what was noticed is acknowledged, resolved or muted.</p>
      ) : (
        <>
          <ul className={classes.steps}>
            {steps.map(({ severity, number, word }) => (
              <li key={severity}>
                <Link
                  href={alertsHref(slug, { severity })}
                  prefetch={false}
                  className={classes.step}
                  data-none={number === 0 || undefined}
                >
                  <SeverityMark severity={severity} /> <b>{count(number)}</b> {word}
                </Link>
              </li>
            ))}
          </ul>
          <ol className={classes.alerts}>
            {newest.map((alert) => (
              <li key={alert.id} className={classes.alert}>
                <SeverityMark severity={alert.severity as AlertSeverity} />
                <span>
                  <Link href={`/t/${slug}/alerts/${alert.id}`} prefetch={false} className={classes.alertTitle}>
                    {visibleLine(alert.title)}
                  </Link>
                  <small className={classes.detail}>
                    score {scoreText(alert.score)} of 100 · <TimeAgo at={alert.lastAt} timeZone={timeZone} />
                  </small>
                </span>
              </li>
            ))}
          </ol>
        </>
      )}
    </Card>
  );
}

/** Entities whose alerts add up. */
export function RiskCard({ tenant, of: { risk } }: Props) {
  return (
    <Card
      id="risk"
      title="Who stands out"
      span={3}
      more={
        <Link href={`/t/${tenant.slug}/alerts`} prefetch={false}>
          arithmetic
        </Link>
      }
    >
      {risk.length === 0 ? (
        <p className={classes.note}>Nobody: no alert of the last 30 days is unresolved.</p>
      ) : (
        <ol className={classes.risks}>
          {risk.map((one) => (
            <li key={`${one.type} ${one.id}`} className={classes.risk}>
              <Link href={alertsHref(tenant.slug, { entity: entityOf(one) })} prefetch={false} className={classes.link}>
                {entityName(entityOf(one))}
                <small> {typeName(entityOf(one).type)}</small>
              </Link>
              <b>{scoreText(one.score)}</b>
              <span className={classes.bar} data-level={one.level} aria-hidden="true">
                <i style={{ width: `${one.score}%` }} />
              </span>
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}
