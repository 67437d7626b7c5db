import Link from "next/link";
import type { ActorProfile } from "#server/profiles/index.ts";
import { visibleLine } from "#wording";
import { OpenAlerts } from "../alerts/open-alerts.tsx";
import { anomaliesHref } from "../anomalies/anomalies-address.ts";
import { eventsHref } from "../events/profile-links.ts";
import { termText } from "../events/query-text.ts";
import { TimeAgo } from "../events/time-ago.tsx";
import { CountsCard } from "./counts-card.tsx";
import { Pair } from "./pair.tsx";
import { ProfileHeader } from "./profile-header.tsx";
import type { ProfileRange } from "./profile-range.ts";
import classes from "./profiles.module.css";
import { RankingCard } from "./ranking-card.tsx";
import { RecentCard } from "./recent-card.tsx";
import { TypesPair } from "./types-pair.tsx";

export interface ActorScreenProps {
  tenant: { slug: string; timeZone: string };
  profile: ActorProfile;
  range: ProfileRange;
  askedType: string | undefined;
  /** How many alerts about it are open; null for a viewer who may not see alerts. */
  openAlerts: number | null;
  /** The role of the person in this tenant; undefined when it is no member, or the viewer may not know. */
  memberRole: string | undefined;
}

const CARDS = [
  { title: "Actions", field: "action", empty: "Nothing in this range." },
  { title: "Targets", field: "target.id", empty: "No targets in this range." },
  { title: "Places", field: "city", empty: "No places are known." },
  { title: "Countries", field: "country", empty: "No places are known." },
  { title: "Addresses", field: "ip", empty: "No addresses are known." },
  { title: "Sessions", field: "session", empty: "No sessions are known." },
  { title: "Signed in by", field: "auth", empty: "Nothing is known of it." },
  { title: "Keys that brought it", field: "key", empty: "No keys in this range." },
];

/** Everything by one actor. */
export function ActorScreen({ tenant, profile, range, askedType, openAlerts, memberRole }: ActorScreenProps) {
  const { slug, timeZone } = tenant;
  const { id, type, names, emails, query, facets } = profile;
  const shared = { query, range, tenant: slug };
  const [name = emails[0] ?? id, ...otherNames] = names;
  const chart = anomaliesHref(slug, { subject: { kind: "actor", id }, range: range === "all" ? "1y" : range });
  return (
    <>
      <ProfileHeader tenant={slug} name={name} id={id} type={type} askedType={askedType} range={range} />
      <div className={classes.content}>
        <section className={classes.card} data-wide aria-label="Who it is">
          <dl className={classes.pairs}>
            <Pair label="Id">
              <code>{visibleLine(id)}</code>
            </Pair>
            {otherNames.length > 0 ? <Pair label="Also named">{otherNames.map(visibleLine).join(", ")}</Pair> : null}
            {emails.length > 0 ? <Pair label="E-mail">{emails.map(visibleLine).join(", ")}</Pair> : null}
            <TypesPair facet={facets.find(({ field }) => field === "actor.type")} shown={type} asked={askedType} />
            <Pair label="First seen">
              <TimeAgo at={profile.first_seen} timeZone={timeZone} />
            </Pair>
            <Pair label="Last seen">
              <TimeAgo at={profile.last_seen} timeZone={timeZone} />
            </Pair>
            {openAlerts === null ? null : (
              <Pair label="Alerts">
                <OpenAlerts tenant={slug} entity={{ type: type === "key" ? "key" : "actor", id }} open={openAlerts} />
              </Pair>
            )}
            {memberRole === undefined ? null : (
              <Pair label="Member here">
                <Link href={`/t/${slug}/members`}>Yes, as {memberRole.replaceAll("_", " ")}</Link>
              </Pair>
            )}
            <Pair label="Over time">
              <Link href={chart} prefetch={false}>
                Against what is usual
              </Link>
            </Pair>
            <Pair label="As a target">
              <Link href={eventsHref(slug, termText("target.id", id), { range })} prefetch={false}>
                What was done to it
              </Link>
            </Pair>
          </dl>
        </section>
        <CountsCard data={profile.histogram} timeZone={timeZone} {...shared} />
        <RankingCard
          title="Secrets"
          facet={profile.secrets}
          {...shared}
          query={`${query} target.type:secret`}
          empty="Touched no secret in this range."
        />
        {CARDS.map(({ title, field, empty }) => (
          <RankingCard
            key={field}
            title={title}
            facet={facets.find((facet) => facet.field === field)}
            {...shared}
            empty={empty}
          />
        ))}
        <RecentCard rows={profile.recent} timeZone={timeZone} {...shared} />
      </div>
    </>
  );
}
