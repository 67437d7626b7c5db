import Link from "next/link";
import type { ListedSecret } from "#server/secrets/index.ts";
import { visibleLine } from "#wording";
import { NumberLink } from "../charts/number-link.tsx";
import { TimeAgo } from "../events/time-ago.tsx";
import { dayText } from "../keys/key-words.ts";
import type { DataColumn } from "../ui/data-table.tsx";
import { count } from "../ui/numbers.ts";
import { PlaceLink } from "./place-link.tsx";
import { dueIn, dueTone, marksOf, noDueText, periodText, readersText } from "./secret-words.ts";
import classes from "./secrets.module.css";
import { secretHref } from "./secrets-address.ts";
import { Sparkline } from "./sparkline.tsx";
import type { SecretsPlace } from "./use-secrets-address.ts";

const NONE = <span className={classes.off}>none</span>;

/** What the list says of a secret; the server sorts it. */
export function secretColumns(
  tenant: { slug: string; timeZone: string },
  place: SecretsPlace,
): DataColumn<ListedSecret>[] {
  const { slug, timeZone } = tenant;
  return [
    {
      id: "name",
      header: "Secret",
      cell: (secret) => (
        <span className={classes.two}>
          <Link
            href={secretHref(slug, secret)}
            prefetch={false}
            className={classes.name}
            title={visibleLine(secret.id)}
          >
            {visibleLine(secret.name ?? secret.id)}
          </Link>
          <span>
            {secret.type.replaceAll("_", " ")}
            {secret.name === null || secret.name === secret.id ? null : ` ${visibleLine(secret.id)}`}
          </span>
        </span>
      ),
    },
    {
      id: "environment",
      header: "Environment",
      width: "98px",
      cell: ({ environment }) =>
        environment === null ? (
          NONE
        ) : (
          <PlaceLink place={place} change={{ environment }} className={classes.plain}>
            {visibleLine(environment)}
          </PlaceLink>
        ),
    },
    {
      id: "read",
      header: "Last read",
      width: "138px",
      cell: ({ lastRead }) =>
        lastRead === null ? (
          <span className={classes.off}>never</span>
        ) : (
          <span className={classes.two}>
            <TimeAgo at={lastRead.at} timeZone={timeZone} />
            <span>{visibleLine(lastRead.by.name ?? lastRead.by.id ?? lastRead.by.type)}</span>
          </span>
        ),
    },
    {
      id: "readers",
      header: "Readers",
      width: "112px",
      cell: (secret) => <Readers of={secret} />,
    },
    {
      id: "reads",
      header: "Reads, 13 weeks",
      width: "158px",
      cell: ({ recent }) => (
        <span className={classes.reads}>
          <Sparkline values={recent.weeks} />
          <NumberLink tenant={slug} link={recent.link} className={classes.plain}>
            {recent.isLowerBound ? "≥ " : ""}
            {count(recent.reads)}
          </NumberLink>
        </span>
      ),
    },
    {
      id: "rotated",
      header: "Last rotated",
      width: "116px",
      cell: ({ lastRotated }) =>
        lastRotated === null ? (
          <span className={classes.off}>never seen</span>
        ) : (
          <TimeAgo at={lastRotated.at} timeZone={timeZone} />
        ),
    },
    {
      id: "due",
      header: "Due",
      width: "112px",
      cell: ({ rotation }) =>
        rotation.daysOver === null || rotation.dueAt === null ? (
          <span className={classes.off} title={periodText(rotation)}>
            {noDueText(rotation)}
          </span>
        ) : (
          <span className={classes.two} title={periodText(rotation)}>
            <span className={classes.due} data-tone={dueTone(rotation)}>
              {dueIn(rotation.daysOver)}
            </span>
            <span>{dayText(rotation.dueAt, timeZone)}</span>
          </span>
        ),
    },
    {
      id: "marks",
      header: "State",
      width: "206px",
      cell: (secret) => <SecretMarks of={secret} />,
    },
  ];
}

function Readers({ of }: { of: ListedSecret }) {
  const [first, second] = readersText(of);
  if (first === undefined) return <span className={classes.off}>nobody</span>;
  return (
    <span className={classes.two}>
      <span>
        {of.isReadersLowerBound ? "at least " : ""}
        {first}
      </span>
      {second ? <span>{second}</span> : null}
    </span>
  );
}

export function SecretMarks({ of }: { of: Parameters<typeof marksOf>[0] }) {
  const marks = marksOf(of);
  if (marks.length === 0) return <span className={classes.off}>in order</span>;
  return (
    <span className={classes.badges}>
      {marks.map(({ tone, text }) => (
        <span key={text} className={classes.badge} data-tone={tone}>
          {text}
        </span>
      ))}
    </span>
  );
}
