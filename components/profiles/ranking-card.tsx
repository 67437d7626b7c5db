import Link from "next/link";
import { shortId, visibleLine } from "#wording";
import type { FacetData } from "../events/explore-data.ts";
import { facetChoice } from "../events/facet-query.ts";
import { type FacetRow, facetRows } from "../events/facet-rows.ts";
import { actorHref, eventsHref, targetHref } from "../events/profile-links.ts";
import { termText } from "../events/query-text.ts";
import { count, plural } from "../ui/numbers.ts";
import type { ProfileRange } from "./profile-range.ts";
import classes from "./profiles.module.css";

interface Props {
  title: string;
  /** Undefined or null where the field is masked for the reader. */
  facet: FacetData | null | undefined;
  /** What the counted events have in common. */
  query: string;
  range: ProfileRange;
  tenant: string;
  /** In place of values, when there are none. */
  empty: string;
}

const MONO = new Set(["ip", "session", "key", "action"]);

/** The most frequent values of a field; each leads to its events, and ids to their own page as well. */
export function RankingCard({ title, facet, query, range, tenant, empty }: Props) {
  return (
    <section className={classes.card} aria-label={title}>
      <h2>{title}</h2>
      {facet ? <Values {...{ facet, query, range, tenant, empty }} /> : <p className={classes.note}>Masked for you.</p>}
    </section>
  );
}

function Values({ facet, query, range, tenant, empty }: Omit<Props, "title" | "facet"> & { facet: FacetData }) {
  const { field, values, others, is_lower_bound } = facet;
  if (values.length === 0)
    return <p className={classes.note}>{is_lower_bound ? "None among what could be counted in time." : empty}</p>;
  return (
    <>
      <ol className={classes.ranking}>
        {facetRows(facet, facetChoice("", field), false).map((row) => (
          <li key={row.value}>
            <i style={{ width: `${row.share * 100}%` }} />
            <Link
              href={eventsHref(tenant, `${query} ${termText(field, row.value)}`, { range })}
              prefetch={false}
              className={MONO.has(field) ? classes.mono : undefined}
              title={visibleLine(row.value)}
            >
              {field === "city" ? <span className={classes.name}>{row.label}</span> : row.label}
              {row.hint ? <small> {row.hint}</small> : null}
            </Link>
            <OwnPage field={field} row={row} tenant={tenant} />
            <span className={classes.count}>
              {is_lower_bound ? "≥" : ""}
              {count(row.count ?? 0)}
            </span>
          </li>
        ))}
      </ol>
      {others > 0 ? <p className={classes.note}>{plural(others, "event")} with other values</p> : null}
    </>
  );
}

function OwnPage({ field, row, tenant }: { field: string; row: FacetRow; tenant: string }) {
  const id = row.value;
  const href =
    field === "actor.id" ? actorHref(tenant, { id }) : field === "target.id" ? targetHref(tenant, { id }) : undefined;
  if (!href) return <span />;
  return (
    <Link
      href={href}
      prefetch={false}
      className={classes.page}
      aria-label={`Page of ${row.label}`}
      title={shortId(id, 60)}
    >
      page
    </Link>
  );
}
