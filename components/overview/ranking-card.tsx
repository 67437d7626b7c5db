import Link from "next/link";
import type { Ranked, RankedList } from "#server/overview/index.ts";
import { visibleLine } from "#wording";
import { linkHref } from "../charts/event-link.ts";
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
  /** Counted are denials. */
  isOfDenials?: boolean;
  /** How a value is called; its id without it. */
  nameOf?: (id: string) => string;
  empty: string;
}

const SHOWN = 7;

/** The most frequent values, each number with its events behind it and the one of the stretch before. */
export function RankingCard({ id, title, list, tenant, isOfDenials, nameOf, empty }: Props) {
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
              <Name of={one} tenant={tenant} nameOf={nameOf} />
              {isOfDenials ? (
                <small className={classes.rankedBefore}>
                  of{" "}
                  <Link href={linkHref(tenant, one.link)} prefetch={false} className={classes.noteLink}>
                    {count(one.value)}
                  </Link>
                </small>
              ) : (
                <small className={classes.rankedBefore}>
                  before{" "}
                  <Link href={linkHref(tenant, linkBefore(one.link))} prefetch={false} className={classes.noteLink}>
                    {list.isPreviousLowerBound ? "≥ " : ""}
                    {count(one.previous)}
                  </Link>
                </small>
              )}
              <Link
                href={linkHref(tenant, isOfDenials ? one.deniedLink : one.link)}
                prefetch={false}
                className={classes.rankedNumber}
              >
                {count(own(one))}
              </Link>
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

function Name({ of, tenant, nameOf }: { of: Ranked; tenant: string; nameOf: Props["nameOf"] }) {
  const text = visibleLine(of.name ?? nameOf?.(of.id) ?? of.id);
  if (of.actorType === null)
    return (
      <span className={`${classes.link} ${classes.rankedName}`} title={visibleLine(of.id)}>
        {text}
      </span>
    );
  return (
    <Link
      href={actorHref(tenant, { id: of.id })}
      prefetch={false}
      className={`${classes.link} ${classes.rankedName}`}
      title={visibleLine(of.id)}
    >
      {text}
      {of.actorType === "user" ? null : <small> {of.actorType}</small>}
    </Link>
  );
}
