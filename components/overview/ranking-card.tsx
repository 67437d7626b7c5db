import { IconChartLine } from "@tabler/icons-react";
import Link from "next/link";
import type { SubjectKind } from "#server/anomalies/index.ts";
import type { OverviewRange, Ranked, RankedList } from "#server/overview/index.ts";
import { visibleLine } from "#wording";
import { anomaliesHref } from "../anomalies/anomalies-address.ts";
import { NumberLink } from "../charts/number-link.tsx";
import { actorHref } from "../events/profile-links.ts";
import { count } from "../ui/numbers.ts";
import classes from "./cards.module.css";
import { linkBefore } from "./link-before.ts";
import { Card } from "./overview-card.tsx";

interface Props {
  id: string;
  title: string;
  list: RankedList;
  tenant: string;
  range: OverviewRange;
  /** What the chart of a value counts; of `denied_share` the numbers are denials. */
  kind: SubjectKind;
  /** How a value is called; its id without it. */
  nameOf?: (id: string) => string;
  empty: string;
}

const SHOWN = 7;

/** The most frequent values, each number with its events behind it and the one of the stretch before. */
export function RankingCard({ id, title, list, tenant, range, kind, nameOf, empty }: Props) {
  const isOfDenials = kind === "denied_share";
  const rows = list.values.slice(0, SHOWN);
  const own = (one: Ranked) => (isOfDenials ? one.denied : one.value);
  const most = Math.max(1, ...rows.map(own));
  const more = list.different - rows.length;
  return (
    <Card id={id} title={title} span={4}>
      {rows.length === 0 ? (
        <p className={classes.note}>{empty}</p>
      ) : (
        <ol className={classes.ranking}>
          {rows.map((one) => (
            <li key={one.id} className={classes.ranked}>
              <i
                className={classes.share}
                style={{ width: `${(own(one) / most) * 100}%` }}
                data-outcome={isOfDenials ? "denied" : undefined}
              />
              <Name
                of={one}
                tenant={tenant}
                nameOf={nameOf}
                chart={anomaliesHref(tenant, { subject: { kind, id: one.id }, range })}
              />
              {isOfDenials ? (
                <small className={classes.rankedBefore}>
                  of{" "}
                  <NumberLink tenant={tenant} link={one.link} className={classes.noteLink}>
                    {count(one.value)}
                  </NumberLink>
                </small>
              ) : (
                <small className={classes.rankedBefore}>
                  before{" "}
                  <NumberLink tenant={tenant} link={one.link && linkBefore(one.link)} className={classes.noteLink}>
                    {list.isPreviousLowerBound ? "≥ " : ""}
                    {count(one.previous)}
                  </NumberLink>
                </small>
              )}
              <NumberLink
                tenant={tenant}
                link={isOfDenials ? one.deniedLink : one.link}
                className={classes.rankedNumber}
              >
                {count(own(one))}
              </NumberLink>
            </li>
          ))}
        </ol>
      )}
      {more > 0 && !isOfDenials ? (
        <p className={classes.note}>
          {list.isLowerBound ? "at least " : ""}
          {count(more)} more
        </p>
      ) : null}
    </Card>
  );
}

interface NameProps {
  of: Ranked;
  tenant: string;
  nameOf: Props["nameOf"];
  /** Where it is drawn over time. */
  chart: string;
}

/** Leads to the chart; of an actor to its profile, with the chart beside it. */
function Name({ of, tenant, nameOf, chart }: NameProps) {
  const text = visibleLine(of.name ?? nameOf?.(of.id) ?? of.id);
  if (of.actorType === null)
    return (
      <Link
        href={chart}
        prefetch={false}
        className={`${classes.link} ${classes.rankedName}`}
        title={`${visibleLine(of.id)}, against what is usual`}
      >
        {text}
      </Link>
    );
  return (
    <span className={classes.rankedActor}>
      <Link
        href={actorHref(tenant, { id: of.id })}
        prefetch={false}
        className={classes.link}
        title={visibleLine(of.id)}
      >
        {text}
        {of.actorType === "user" ? null : <small> {of.actorType}</small>}
      </Link>
      <Link
        href={chart}
        prefetch={false}
        className={classes.toChart}
        aria-label={`${text} over time`}
        title="Over time, against what is usual"
      >
        <IconChartLine size={14} stroke={1.7} aria-hidden="true" />
      </Link>
    </span>
  );
}
