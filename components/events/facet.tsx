import { UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconSearch } from "@tabler/icons-react";
import { useId, useState } from "react";
import { visibleLine } from "#wording";
import { plural } from "../ui/numbers.ts";
import type { EventsAddress } from "./address.ts";
import type { FacetData } from "./explore-data.ts";
import classes from "./facet.module.css";
import { facetLabel } from "./facet-fields.ts";
import { type Edit, facetChoice } from "./facet-query.ts";
import { facetRows, shortRows } from "./facet-rows.ts";
import { FacetValues } from "./facet-values.tsx";
import type { NameBook } from "./name-book.ts";
import { useFacetValues } from "./use-facet-values.ts";

const SHORT = 5;

export interface FacetProps {
  tenant: string;
  address: EventsAddress;
  timeZone: string;
  field: string;
  /** Undefined until it was counted. */
  counted: FacetData | undefined;
  /** Why it cannot be counted. */
  refusal: string | undefined;
  isStale: boolean;
  isClosed: boolean;
  names: NameBook;
  onToggle: () => void;
  onEdit: Edit;
}

/** One field: its most frequent values with what the query asks of it marked, and a search among all of them. */
export function Facet({ field, counted, refusal, isStale, isClosed, names, onToggle, onEdit, ...where }: FacetProps) {
  const { address } = where;
  const [isLong, setLong] = useState(false);
  const [find, setFind] = useState<string | null>(null);
  const body = useId();
  const label = visibleLine(facetLabel(field));
  const searched = find?.trim() ?? "";
  const isMore = isLong && (counted?.others ?? 0) > 0;
  const fetched = useFacetValues({ ...where, field, find: searched, isOn: !isClosed && (searched !== "" || isMore) });
  const data = searched ? (fetched.data ?? counted) : richer(fetched.data, counted);
  const choice = facetChoice(address.q, field);
  const all = data ? facetRows(data, choice, searched === "", (value) => names.of(field, value)) : [];
  const rows = isLong || searched ? all : shortRows(all, SHORT);
  const canSearch = data !== undefined && (data.others > 0 || all.length > SHORT || find !== null);
  const hidden = all.length - rows.length;
  return (
    <section className={classes.facet} aria-label={label}>
      <h3 className={classes.head}>
        <UnstyledButton
          className={classes.name}
          aria-expanded={!isClosed}
          aria-controls={isClosed ? undefined : body}
          onClick={onToggle}
        >
          {label}
          <IconChevronDown size={13} stroke={1.8} aria-hidden="true" className={classes.chevron} />
        </UnstyledButton>
        {canSearch && !isClosed ? (
          <UnstyledButton
            className={classes.tool}
            aria-label={`Search ${label}`}
            aria-expanded={find !== null}
            onClick={() => setFind(find === null ? "" : null)}
          >
            <IconSearch size={13} stroke={1.8} aria-hidden="true" />
          </UnstyledButton>
        ) : null}
      </h3>
      {isClosed ? null : (
        <div id={body} data-stale={isStale || fetched.isStale || undefined} className={classes.body}>
          {find === null ? null : (
            <input
              // biome-ignore lint/a11y/noAutofocus: it opens at the press of the button before it
              autoFocus
              type="search"
              className={classes.search}
              aria-label={`Values of ${label} that contain`}
              placeholder="Contains …"
              spellCheck={false}
              autoComplete="off"
              value={find}
              onChange={(event) => setFind(event.currentTarget.value)}
              onKeyDown={(event) => {
                if (event.key !== "Escape") return;
                event.preventDefault();
                setFind(null);
              }}
            />
          )}
          {refusal ? <p className={classes.note}>{visibleLine(refusal)}</p> : null}
          {fetched.message ? <p className={classes.note}>{fetched.message}</p> : null}
          {!data && !refusal ? <FacetSkeleton /> : null}
          {data ? (
            <FacetValues
              label={label}
              field={field}
              data={data}
              rows={rows}
              choice={choice}
              isSearch={searched !== ""}
              onEdit={onEdit}
            />
          ) : null}
          {!searched && (hidden > 0 || isLong || (data?.others ?? 0) > 0) ? (
            <UnstyledButton className={classes.more} onClick={() => setLong(!isLong)} aria-expanded={isLong}>
              {isLong
                ? "Show fewer"
                : hidden > 0 && data?.others === 0
                  ? `${plural(hidden, "more value")}`
                  : "Show more"}
            </UnstyledButton>
          ) : null}
        </div>
      )}
    </section>
  );
}

/** The longer list of the two: a count that ran out of time may know less than the one before it. */
function richer(more: FacetData | undefined, first: FacetData | undefined): FacetData | undefined {
  return more && more.values.length >= (first?.values.length ?? 0) ? more : first;
}

/** Of the size of what comes. */
function FacetSkeleton() {
  return (
    <div className={classes.skeleton} aria-hidden="true">
      <i style={{ width: "80%" }} />
      <i style={{ width: "55%" }} />
      <i style={{ width: "35%" }} />
    </div>
  );
}
