import Link from "next/link";
import type { TargetProfile } from "#server/profiles/index.ts";
import { visibleLine } from "#wording";
import { OpenAlerts } from "../alerts/open-alerts.tsx";
import type { EventRow } from "../events/event-rows.ts";
import { eventsHref } from "../events/profile-links.ts";
import { TimeAgo } from "../events/time-ago.tsx";
import { plural } from "../ui/numbers.ts";
import { CountsCard } from "./counts-card.tsx";
import { EventLines } from "./event-lines.tsx";
import { Pair } from "./pair.tsx";
import { ProfileHeader } from "./profile-header.tsx";
import type { ProfileRange } from "./profile-range.ts";
import classes from "./profiles.module.css";
import { RankingCard } from "./ranking-card.tsx";
import { RecentCard } from "./recent-card.tsx";
import { TypesPair } from "./types-pair.tsx";

export interface TargetScreenProps {
  tenant: { slug: string; timeZone: string };
  profile: TargetProfile;
  range: ProfileRange;
  askedType: string | undefined;
  /** How many alerts about it are open; null for a viewer who may not see alerts. */
  openAlerts: number | null;
}

const CARDS = [
  { title: "Everybody who touched it", field: "actor.id", empty: "Nobody in this range." },
  { title: "Kinds of actors", field: "actor.type", empty: "Nobody in this range." },
  { title: "Actions", field: "action", empty: "Nothing in this range." },
  { title: "Places", field: "city", empty: "No places are known." },
  { title: "Countries", field: "country", empty: "No places are known." },
  { title: "Addresses", field: "ip", empty: "No addresses are known." },
  { title: "Sessions", field: "session", empty: "No sessions are known." },
  { title: "Keys that brought it", field: "key", empty: "No keys in this range." },
];

/** Everything on one target. */
export function TargetScreen({ tenant, profile, range, askedType, openAlerts }: TargetScreenProps) {
  const { slug, timeZone } = tenant;
  const { id, type, names, query, facets, rotations } = profile;
  const shared = { query, range, tenant: slug };
  const [name = id, ...otherNames] = names;
  return (
    <>
      <ProfileHeader tenant={slug} name={name} id={id} type={type} askedType={askedType} range={range} />
      <div className={classes.content}>
        <section className={classes.card} data-wide aria-label="What it is">
          <dl className={classes.pairs}>
            <Pair label="Id">
              <code>{visibleLine(id)}</code>
            </Pair>
            {otherNames.length > 0 ? <Pair label="Also named">{otherNames.map(visibleLine).join(", ")}</Pair> : null}
            <TypesPair facet={facets.find(({ field }) => field === "target.type")} shown={type} asked={askedType} />
            <Pair label="First seen">
              <TimeAgo at={profile.first_seen} timeZone={timeZone} />
            </Pair>
            <Pair label="Last seen">
              <TimeAgo at={profile.last_seen} timeZone={timeZone} />
            </Pair>
            {openAlerts === null ? null : (
              <Pair label="Alerts">
                <OpenAlerts tenant={slug} entity={{ type: "target", id }} open={openAlerts} />
              </Pair>
            )}
            <Last label="Last read" row={profile.last_read} tenant={tenant} />
            <Last label="Last changed" row={profile.last_changed} tenant={tenant} />
            <Last label="Last rotated" row={rotations[0] ?? null} tenant={tenant} />
          </dl>
        </section>
        <CountsCard data={profile.histogram} timeZone={timeZone} {...shared} />
        <RankingCard
          title="Readers"
          facet={profile.readers}
          {...shared}
          query={`${query} outcome:success crud:r`}
          empty="Nobody read it in this range."
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
        {rotations.length > 0 ? (
          <section className={classes.card} data-wide aria-label="Rotations">
            <div className={classes.head}>
              <h2>
                {rotations.length === 1 ? "The only rotation" : `The last ${plural(rotations.length, "rotation")}`}
              </h2>
              <Link href={eventsHref(slug, `${query} action:*rotat*`)} prefetch={false}>
                All rotations
              </Link>
            </div>
            <EventLines rows={rotations} tenant={slug} timeZone={timeZone} />
          </section>
        ) : null}
        <RecentCard rows={profile.recent} timeZone={timeZone} {...shared} />
      </div>
    </>
  );
}

interface LastProps {
  label: string;
  row: EventRow | null;
  tenant: { slug: string; timeZone: string };
}

function Last({ label, row, tenant }: LastProps) {
  return (
    <Pair label={label}>
      {row ? (
        <Link href={`/t/${tenant.slug}/events/${encodeURIComponent(row.event.id)}`} prefetch={false}>
          <TimeAgo at={row.event.occurred_at} timeZone={tenant.timeZone} />
        </Link>
      ) : (
        <span className={classes.quiet}>never, as far as you may see</span>
      )}
    </Pair>
  );
}
