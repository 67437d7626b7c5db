import Link from "next/link";
import type { OverviewExports, OverviewKeys, OverviewSecrets, SourceHealth } from "#server/overview/index.ts";
import { visibleLine } from "#wording";
import { NumberLink } from "../charts/number-link.tsx";
import { TimeAgo } from "../events/time-ago.tsx";
import { formatName } from "../exports/format-choices.ts";
import { DueTime } from "../keys/key-state.tsx";
import { dueIn } from "../secrets/secret-words.ts";
import { secretHref, secretsHref } from "../secrets/secrets-address.ts";
import { countedText } from "../ui/counted.ts";
import { count, plural } from "../ui/numbers.ts";
import { silenceText } from "./attention.ts";
import classes from "./cards.module.css";
import { Card } from "./overview-card.tsx";

interface Zoned {
  tenant: { slug: string; timeZone: string };
}

const SOURCES_SHOWN = 8;

interface SourcesProps {
  sources: readonly SourceHealth[];
  /** In place of what would be wrong while events are not counted. */
  behind: string | undefined;
}

/** Who sends events, and who has stopped. */
export function SourcesCard({ tenant, sources, behind }: Zoned & SourcesProps) {
  const shown = sources.slice(0, SOURCES_SHOWN);
  return (
    <Card id="sources" title="Sources" span={3}>
      {shown.length === 0 ? (
        <p className={classes.note}>{behind ?? "No event says where it comes from: the field origin.system would."}</p>
      ) : (
        <ul className={classes.rows}>
          {shown.map((source) => (
            <li key={source.origin} className={classes.row}>
              <NumberLink
                tenant={tenant.slug}
                link={source.link}
                className={classes.link}
                title={visibleLine(source.origin)}
              >
                {visibleLine(source.origin)}
              </NumberLink>
              {source.isSilent ? (
                <span className={classes.end} data-tone="due">
                  silent
                </span>
              ) : (
                <span className={classes.end}>
                  <TimeAgo at={source.lastSeenAt} timeZone={tenant.timeZone} />
                </span>
              )}
              {source.isSilent ? <small className={classes.detail}>{silenceText(source)}</small> : null}
            </li>
          ))}
        </ul>
      )}
      {sources.length > shown.length ? (
        <p className={classes.note}>{plural(sources.length - shown.length, "more source")} in the last 30 days</p>
      ) : null}
    </Card>
  );
}

/** What is to be rotated next. */
export function SecretsCard({ tenant, of }: Zoned & { of: OverviewSecrets }) {
  const marks = [
    { filter: "overdue", number: of.overdue, word: "overdue" },
    { filter: "unused", number: of.unused, word: "unused" },
    { filter: "outside", number: of.outside, word: "read from outside" },
  ] as const;
  return (
    <Card
      id="secrets"
      title="Secrets due for rotation"
      span={3}
      more={
        <Link href={secretsHref(tenant.slug, { tab: "rotations" })} prefetch={false}>
          calendar
        </Link>
      }
    >
      {of.total === 0 && of.isBehind ? (
        <p className={classes.note}>{countedText(of)}</p>
      ) : of.total === 0 ? (
        <p className={classes.note}>
          No event named a secret yet.{" "}
          <Link href={secretsHref(tenant.slug, {})} prefetch={false} className={classes.noteLink}>
            What counts as one
          </Link>
        </p>
      ) : (
        <>
          <ul className={classes.rows}>
            {of.due.map((secret) => (
              <li key={`${secret.type} ${secret.id}`} className={classes.row}>
                <Link
                  href={secretHref(tenant.slug, secret)}
                  prefetch={false}
                  className={classes.link}
                  title={visibleLine(secret.id)}
                >
                  {visibleLine(secret.name ?? secret.id)}
                </Link>
                <span className={classes.end} data-tone={secret.daysOver >= 0 ? "bad" : undefined}>
                  {dueIn(secret.daysOver)}
                </span>
              </li>
            ))}
          </ul>
          <p className={classes.note}>
            {marks.map(({ filter, number, word }, i) => (
              <span key={filter}>
                {i > 0 ? " · " : ""}
                <Link href={secretsHref(tenant.slug, { filter })} prefetch={false} className={classes.noteLink}>
                  {count(number)} {word}
                </Link>
              </span>
            ))}
          </p>
        </>
      )}
    </Card>
  );
}

/** Keys that matter: those about to end, the busiest, those that were refused or lie idle. */
export function KeysCard({ tenant, of }: Zoned & { of: OverviewKeys }) {
  const { slug, timeZone } = tenant;
  const { due, refused, busiest, unused } = of;
  const href = (id: string) => `/t/${slug}/keys/${encodeURIComponent(id)}`;
  return (
    <Card
      id="keys"
      title="Keys"
      span={3}
      more={
        <Link href={`/t/${slug}/keys`} prefetch={false}>
          {count(of.active)} working
        </Link>
      }
    >
      <ul className={classes.rows}>
        {due.slice(0, 3).map(({ id, name, what, at }) => (
          <li key={`${what} ${id}`} className={classes.row}>
            <Link href={href(id)} prefetch={false} className={classes.link}>
              {visibleLine(name)}
            </Link>
            <span className={classes.end} data-tone="due">
              {what === "expires" ? "ends " : "rotate "}
              <DueTime at={at} timeZone={timeZone} />
            </span>
          </li>
        ))}
        {refused.slice(0, 3).map(({ id, name, refusals }) => (
          <li key={`refused ${id}`} className={classes.row}>
            <Link href={href(id)} prefetch={false} className={classes.link}>
              {visibleLine(name)}
            </Link>
            <span className={classes.end} data-tone="bad">
              {count(refusals)} refused
            </span>
          </li>
        ))}
        {busiest.slice(0, 3).map(({ id, name, requests }) => (
          <li key={`busy ${id}`} className={classes.row}>
            <Link href={href(id)} prefetch={false} className={classes.link}>
              {visibleLine(name)}
            </Link>
            <span className={classes.end}>{plural(requests, "request")}</span>
          </li>
        ))}
        {unused.slice(0, 2).map(({ id, name, days }) => (
          <li key={`unused ${id}`} className={classes.row}>
            <Link href={href(id)} prefetch={false} className={classes.link}>
              {visibleLine(name)}
            </Link>
            <span className={classes.end}>unused for {plural(days, "day")}</span>
          </li>
        ))}
      </ul>
      <p className={classes.note}>
        {due.length + refused.length + busiest.length + unused.length === 0
          ? "Nothing is due, and no key was used in the last 7 days."
          : "Requests and refusals of the last 7 days"}
      </p>
    </Card>
  );
}

/** What left the log lately, and with whom. */
export function ExportsCard({ tenant, of }: Zoned & { of: OverviewExports }) {
  return (
    <Card
      id="exports"
      title="Newest exports"
      span={4}
      more={
        <Link href={`/t/${tenant.slug}/exports`} prefetch={false}>
          all
        </Link>
      }
    >
      {of.newest.length === 0 ? (
        <p className={classes.note}>None yet.</p>
      ) : (
        <ul className={classes.rows}>
          {of.newest.map(({ id, format, state, makerName, createdAt }) => (
            <li key={id} className={classes.row}>
              <Link href={`/t/${tenant.slug}/exports?export=${id}`} prefetch={false} className={classes.link}>
                {formatName(format as Parameters<typeof formatName>[0])} <small>{visibleLine(makerName)}</small>
              </Link>
              <span className={classes.end} data-tone={state === "failed" ? "due" : undefined}>
                {state === "done" ? null : `${state}, `}
                <TimeAgo at={createdAt} timeZone={tenant.timeZone} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
