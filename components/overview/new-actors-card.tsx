import Link from "next/link";
import type { Overview } from "#server/overview/index.ts";
import { visibleLine } from "#wording";
import { linkHref } from "../charts/event-link.ts";
import { NumberLink } from "../charts/number-link.tsx";
import { TimeAgo } from "../events/time-ago.tsx";
import { count } from "../ui/numbers.ts";
import classes from "./cards.module.css";
import { Card } from "./overview-card.tsx";

const SHOWN = 6;

/** Who did something for the first time ever. */
export function NewActorsCard({
  tenant,
  of,
  behind,
}: {
  tenant: { slug: string; timeZone: string };
  of: Overview["newActors"];
  /** In place of what would be wrong while events are not counted. */
  behind: string | undefined;
}) {
  const rest = of.value - Math.min(SHOWN, of.actors.length);
  return (
    <Card
      id="newcomers"
      title="Never seen before"
      span={4}
      more={
        of.link ? (
          <Link href={linkHref(tenant.slug, of.link)} prefetch={false}>
            their events
          </Link>
        ) : null
      }
    >
      {of.actors.length === 0 ? (
        <p className={classes.note}>{behind ?? "Nobody new in this range."}</p>
      ) : (
        <ul className={classes.rows}>
          {of.actors.slice(0, SHOWN).map((actor) => (
            <li key={`${actor.actorType} ${actor.id}`} className={classes.row}>
              <NumberLink tenant={tenant.slug} link={actor.link} className={classes.link} title={visibleLine(actor.id)}>
                {visibleLine(actor.name ?? actor.id)}
                <small> {actor.actorType.replaceAll("_", " ")}</small>
              </NumberLink>
              <span className={classes.end}>
                <TimeAgo at={actor.firstSeenAt} timeZone={tenant.timeZone} />
              </span>
            </li>
          ))}
        </ul>
      )}
      {rest > 0 ? <p className={classes.note}>and {count(rest)} more</p> : null}
    </Card>
  );
}
