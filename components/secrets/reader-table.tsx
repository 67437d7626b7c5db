"use client";
import Link from "next/link";
import { useMemo } from "react";
import type { SecretDetail, SecretReader } from "#server/secrets/index.ts";
import { visibleLine } from "#wording";
import { NumberLink } from "../charts/number-link.tsx";
import { actorHref } from "../events/profile-links.ts";
import { TimeAgo } from "../events/time-ago.tsx";
import { dayText } from "../keys/key-words.ts";
import { type DataColumn, DataTable } from "../ui/data-table.tsx";
import { count, plural } from "../ui/numbers.ts";
import page from "../ui/page.module.css";
import classes from "./secrets.module.css";

interface Props {
  tenant: { slug: string; timeZone: string };
  of: SecretDetail;
}

const READERS_KEPT = 200;
const nameOf = ({ name, id, type }: SecretReader) => visibleLine(name ?? id ?? type);

/** Who reads a secret, those from outside its environment with the arithmetic. */
export function ReaderTable({ tenant, of: secret }: Props) {
  const { readers, environment, isReadersLowerBound, unnamedUntil } = secret;
  const columns = useMemo(() => readerColumns(tenant, environment), [tenant, environment]);
  return (
    <section className={page.card} aria-labelledby="readers-title">
      <h2 id="readers-title">Readers</h2>
      <div className={classes.readers}>
        <DataTable
          label="Readers"
          items={readers}
          columns={columns}
          idOf={({ type, id }) => `${type}\n${id ?? ""}`}
          firstSort={{ id: "last", desc: true }}
          empty={<p className={classes.empty}>Nobody has read it, as far as the log tells.</p>}
        />
      </div>
      {isReadersLowerBound && readers.length >= READERS_KEPT ? (
        <p>The first {plural(readers.length, "reader")} of it are kept and shown: there were others later.</p>
      ) : null}
      {unnamedUntil === null ? null : (
        <p>
          Reads until {dayText(unnamedUntil, tenant.timeZone)} are of no reader and no day: before, no event had its
          type and its id in one target.
        </p>
      )}
      {secret.isLowerBound ? (
        <p>Its numbers may be more: earlier events with its type and its id in different targets are not all kept.</p>
      ) : null}
      {environment === null ? <p>No event says in which environment it is, so that nobody is outside of it.</p> : null}
    </section>
  );
}

function readerColumns({ slug, timeZone }: Props["tenant"], environment: string | null): DataColumn<SecretReader>[] {
  return [
    {
      id: "who",
      header: "Who",
      sortBy: nameOf,
      cell: (reader) => (
        <span className={classes.two}>
          {reader.id === null ? (
            <span>{nameOf(reader)}</span>
          ) : (
            <Link
              href={actorHref(slug, { id: reader.id, type: reader.type })}
              prefetch={false}
              className={classes.name}
            >
              {nameOf(reader)}
            </Link>
          )}
          <span>{reader.type.replaceAll("_", " ")}</span>
        </span>
      ),
    },
    {
      id: "outside",
      header: "From outside",
      sortBy: ({ outside }) => (outside ? 0 : 1),
      cell: ({ outside }) =>
        outside ? (
          <span className={classes.outside} title={visibleLine(outside.text)}>
            <Outside of={outside} tenant={slug} environment={environment} />
          </span>
        ) : (
          <span className={classes.off}>{environment === null ? "not known" : "no"}</span>
        ),
    },
    {
      id: "reads",
      header: "Reads",
      width: "80px",
      align: "end",
      isDescendingFirst: true,
      sortBy: ({ reads }) => reads,
      cell: ({ reads, link }) => (
        <NumberLink tenant={slug} link={link} className={classes.plain}>
          {count(reads)}
        </NumberLink>
      ),
    },
    {
      id: "first",
      header: "First",
      width: "112px",
      sortBy: ({ firstAt }) => Date.parse(firstAt),
      cell: ({ firstAt }) => <TimeAgo at={firstAt} timeZone={timeZone} />,
    },
    {
      id: "last",
      header: "Last",
      width: "112px",
      isDescendingFirst: true,
      sortBy: ({ lastAt }) => Date.parse(lastAt),
      cell: ({ lastAt }) => <TimeAgo at={lastAt} timeZone={timeZone} />,
    },
  ];
}

interface OutsideProps {
  of: NonNullable<SecretReader["outside"]>;
  tenant: string;
  environment: string | null;
}

function Outside({ of, tenant, environment }: OutsideProps) {
  const { elsewhere, here, environments, elsewhereLink, hereLink } = of;
  return (
    <>
      <NumberLink tenant={tenant} link={elsewhereLink}>
        {count(elsewhere)}
      </NumberLink>{" "}
      of its events are in {visibleLine(environments.slice(0, 3).join(", "))}; but for its reads of this secret{" "}
      <NumberLink tenant={tenant} link={hereLink}>
        {count(here)}
      </NumberLink>{" "}
      are in {visibleLine(environment ?? "")}
    </>
  );
}
