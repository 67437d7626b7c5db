import Link from "next/link";
import type { ReactNode } from "react";
import type { Figure, Overview } from "#server/overview/index.ts";
import { linkHref } from "../charts/event-link.ts";
import { TimeAgo } from "../events/time-ago.tsx";
import { count, plural } from "../ui/numbers.ts";
import { changeText, risenShare, shareText } from "./compare.ts";
import classes from "./overview.module.css";
import { RANGE_WORDS } from "./range-words.ts";

interface Props {
  tenant: { slug: string; timeZone: string };
  of: Overview;
}

/** The numbers of the range, each with the same of the stretch before. */
export function Figures({ tenant, of }: Props) {
  const { events, denied, failed, people, services, newActors, seal } = of;
  const before = RANGE_WORDS[of.range].before;
  const shared = { tenant: tenant.slug, before };
  return (
    <dl className={classes.figures}>
      <FigureCard name="Events" figure={events} {...shared} />
      <ShareCard name="Denied" figure={denied} of={of} {...shared} />
      <ShareCard name="Failed" figure={failed} of={of} {...shared} />
      <div className={classes.figure}>
        <dt>Active</dt>
        <dd>
          <Linked figure={people} tenant={tenant.slug} /> <small>{people.value === 1 ? "person" : "people"}</small>{" "}
          <Linked figure={services} tenant={tenant.slug} />{" "}
          <small>{services.value === 1 ? "service" : "services"}</small>
          <p>
            <Linked figure={newActors} tenant={tenant.slug} isInText /> never seen before;{" "}
            <Before figure={newActors} tenant={tenant.slug} /> in {before}
          </p>
        </dd>
      </div>
      {seal ? (
        <div className={classes.figure} data-tone={seal.refusal ? "bad" : undefined}>
          <dt>{seal.refusal ? "Not being sealed" : "Sealed"}</dt>
          <dd>
            <Link href={`/t/${tenant.slug}/integrity`} prefetch={false} className={classes.number}>
              {seal.signedSize === 0 ? "nothing yet" : `#${count(seal.signedSize - 1)}`}
            </Link>
            <p>
              {seal.signedAt ? <TimeAgo at={seal.signedAt} timeZone={tenant.timeZone} /> : null}
              {seal.signedAt && seal.size > seal.signedSize ? ", " : ""}
              {seal.size > seal.signedSize ? `${plural(seal.size - seal.signedSize, "event")} waiting` : ""}
            </p>
          </dd>
        </div>
      ) : null}
    </dl>
  );
}

interface CardProps {
  name: string;
  figure: Figure;
  tenant: string;
  before: string;
}

function FigureCard({ name, figure, tenant, before }: CardProps) {
  return (
    <div className={classes.figure}>
      <dt>{name}</dt>
      <dd>
        <Linked figure={figure} tenant={tenant} />
        <p>
          <Compared figure={figure} tenant={tenant} before={before} />
        </p>
      </dd>
    </div>
  );
}

function ShareCard({ of, ...props }: CardProps & { of: Overview }) {
  const { name, figure, tenant, before } = props;
  const times = risenShare({
    ...{ part: figure.value, whole: of.events.value, partBefore: figure.previous, wholeBefore: of.events.previous },
  });
  return (
    <div className={classes.figure}>
      <dt>{name}</dt>
      <dd>
        <Linked figure={figure} tenant={tenant} /> <small>{shareText(figure.value, of.events.value)}</small>
        <p>
          {times === undefined ? null : (
            <>
              <b className={classes.risen} data-outcome={name === "Denied" ? "denied" : "failure"}>
                {times.toFixed(1)} times
              </b>{" "}
              the earlier share ·{" "}
            </>
          )}
          <Compared figure={figure} tenant={tenant} before={before} isShort={times !== undefined} />
        </p>
      </dd>
    </div>
  );
}

/** A number that leads to what it counts. */
function Linked({ figure, tenant, isInText }: { figure: Figure; tenant: string; isInText?: boolean }): ReactNode {
  const text = `${figure.isLowerBound ? "≥ " : ""}${count(figure.value)}`;
  return figure.link ? (
    <Link href={linkHref(tenant, figure.link)} prefetch={false} className={isInText ? classes.before : classes.number}>
      {text}
    </Link>
  ) : (
    text
  );
}

function Before({ figure, tenant }: { figure: Figure; tenant: string }): ReactNode {
  const text = `${figure.isPreviousLowerBound ? "≥ " : ""}${count(figure.previous)}`;
  return figure.previousLink ? (
    <Link href={linkHref(tenant, figure.previousLink)} prefetch={false} className={classes.before}>
      {text}
    </Link>
  ) : (
    text
  );
}

function Compared({ figure, tenant, before, isShort }: Omit<CardProps, "name"> & { isShort?: boolean }) {
  const change = isShort ? undefined : changeText(figure.value, figure.previous);
  return (
    <>
      {change ? `${change} ${before}, ` : `${before}: `}
      <Before figure={figure} tenant={tenant} />
    </>
  );
}
