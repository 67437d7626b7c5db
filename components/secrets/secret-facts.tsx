import Link from "next/link";
import type { ReactNode } from "react";
import type { Secret, SecretDetail } from "#server/secrets/index.ts";
import { visibleLine } from "#wording";
import { OpenAlerts } from "../alerts/open-alerts.tsx";
import { NumberLink } from "../charts/number-link.tsx";
import { eventsHref, targetHref } from "../events/profile-links.ts";
import { TimeAgo } from "../events/time-ago.tsx";
import { dayText } from "../keys/key-words.ts";
import { count, plural } from "../ui/numbers.ts";
import page from "../ui/page.module.css";
import { dueIn, dueTone, noDueText, periodText, sinceText } from "./secret-words.ts";
import classes from "./secrets.module.css";

interface Props {
  tenant: { slug: string; timeZone: string };
  of: SecretDetail;
  /** How many alerts about it are open; null for a viewer who may not see alerts. */
  openAlerts: number | null;
}

/** When a secret is due, what was done with it, and the numbers, each with its events. */
export function SecretFacts({ tenant, of: secret, openAlerts }: Props) {
  const { slug, timeZone } = tenant;
  const { rotation } = secret;
  return (
    <section className={page.card} aria-labelledby="facts-title">
      <h2 id="facts-title">What is known of it</h2>
      <dl className={page.pairs}>
        <Fact what="Due">
          {rotation.dueAt === null || rotation.daysOver === null ? (
            noDueText(rotation)
          ) : (
            <>
              <span className={classes.due} data-tone={dueTone(rotation)}>
                {dueIn(rotation.daysOver)}
              </span>
              {", "}
              {rotation.isOverdue ? "since " : null}
              {dayText(rotation.dueAt, timeZone)}
            </>
          )}
        </Fact>
        <Fact what="Period">
          {periodText(rotation)}; it runs from {sinceText(rotation)},{" "}
          <TimeAgo at={rotation.sinceAt} timeZone={timeZone} />
        </Fact>
        <Fact what="Last rotated">
          <Use of={secret.lastRotated} never="never seen in the log" tenant={tenant} />
        </Fact>
        <Fact what="Last read">
          <Use of={secret.lastRead} never="never" tenant={tenant} />
          {secret.isUnused ? ` · unused for ${plural(secret.unusedDays, "day")}` : null}
        </Fact>
        <Fact what="Reads">
          <Linked link={secret.readsLink} of={secret.reads} tenant={slug} />
        </Fact>
        <Fact what="Rotations">
          <Linked link={secret.rotationsLink} of={secret.rotations} tenant={slug} />
        </Fact>
        <Fact what="Events">
          <Linked link={secret.eventsLink} of={secret.events} tenant={slug} />
        </Fact>
        <Fact what="Environment">
          {secret.environments.length === 0 ? "none said" : secret.environments.map(visibleLine).join(", ")}
        </Fact>
        <Fact what="First seen">
          <TimeAgo at={secret.firstSeenAt} timeZone={timeZone} />
          {secret.createdAt ? (
            <>
              , made <TimeAgo at={secret.createdAt} timeZone={timeZone} />
            </>
          ) : null}
        </Fact>
        {secret.deletedAt ? (
          <Fact what="Deleted">
            <TimeAgo at={secret.deletedAt} timeZone={timeZone} />
          </Fact>
        ) : null}
        {openAlerts === null ? null : (
          <Fact what="Alerts">
            <OpenAlerts tenant={slug} entity={{ type: "target", id: secret.id }} open={openAlerts} />
          </Fact>
        )}
        <Fact what="As a target">
          <Link href={targetHref(slug, { id: secret.id, type: secret.type })} prefetch={false}>
            Everything that was done to it
          </Link>
        </Fact>
      </dl>
    </section>
  );
}

const Fact = ({ what, children }: { what: string; children: ReactNode }) => (
  <div>
    <dt>{what}</dt>
    <dd>{children}</dd>
  </div>
);

function Linked({ link, of, tenant }: { link: Secret["readsLink"]; of: number; tenant: string }) {
  return (
    <NumberLink tenant={tenant} link={link}>
      {count(of)}
    </NumberLink>
  );
}

function Use({ of, never, tenant }: { of: Secret["lastRead"]; never: string; tenant: Props["tenant"] }) {
  if (of === null) return <span className={classes.off}>{never}</span>;
  return (
    <>
      <Link href={eventsHref(tenant.slug, `seq:${of.seq}`)} prefetch={false}>
        <TimeAgo at={of.at} timeZone={tenant.timeZone} />
      </Link>
      {" by "}
      {visibleLine(of.by.name ?? of.by.id ?? of.by.type)}
    </>
  );
}
