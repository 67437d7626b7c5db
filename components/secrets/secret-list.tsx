"use client";
import { Button, NativeSelect } from "@mantine/core";
import { IconDownload, IconX } from "@tabler/icons-react";
import { useMemo } from "react";
import type { SecretList as Listed } from "#server/secrets/index.ts";
import { visibleLine } from "#wording";
import { DataTable } from "../ui/data-table.tsx";
import { count } from "../ui/numbers.ts";
import { PlaceLink } from "./place-link.tsx";
import { secretColumns } from "./secret-columns.tsx";
import { SecretSearch } from "./secret-search.tsx";
import { FILTER_NAMES, SORT_NAMES } from "./secret-words.ts";
import classes from "./secrets.module.css";
import {
  exportHref,
  PAGE_SIZE,
  SECRET_FILTERS,
  SECRET_SORTS,
  type SecretSort,
  type SecretsAddress,
} from "./secrets-address.ts";
import type { SecretsPlace } from "./use-secrets-address.ts";

interface Props {
  tenant: { slug: string; timeZone: string };
  /** Of the list that is shown. */
  address: SecretsAddress;
  place: SecretsPlace;
  list: Listed;
  mayExport: boolean;
}

/** The secrets of a filter, as the server sorts them, with what leads to other filters. */
export function SecretList({ tenant, address, place, list, mayExport }: Props) {
  const { asked, go } = place;
  const isComing = place.isComing && asked.tab === address.tab;
  const { secrets, counts, hasMore, isLowerBound } = list;
  const columns = useMemo(() => secretColumns(tenant, place), [tenant, place]);
  const { filter, from } = address;
  return (
    <div className={classes.content}>
      <div className={classes.toolbar}>
        <nav aria-label="Which secrets" className={classes.filters}>
          {SECRET_FILTERS.map((one) => (
            <PlaceLink
              key={one}
              place={place}
              change={{ filter: one }}
              aria-current={one === asked.filter ? "true" : undefined}
            >
              {FILTER_NAMES[one]} <b>{count(counts[one])}</b>
            </PlaceLink>
          ))}
        </nav>
        <SecretSearch q={asked.q} onSearch={(q) => go({ q }, "replace")} />
        {asked.environment ? (
          <Button
            size="xs"
            variant="default"
            rightSection={<IconX size={13} aria-hidden="true" />}
            onClick={() => go({ environment: undefined })}
            aria-label={`Not only ${visibleLine(asked.environment)}`}
          >
            in {visibleLine(asked.environment)}
          </Button>
        ) : null}
        <NativeSelect
          size="xs"
          aria-label="Sorted by"
          value={asked.sort}
          onChange={(event) => go({ sort: event.currentTarget.value as SecretSort })}
          data={SECRET_SORTS.map((value) => ({ value, label: SORT_NAMES[value] }))}
        />
        {mayExport ? (
          <Button
            component="a"
            href={exportHref(tenant.slug, address)}
            download
            size="xs"
            variant="default"
            leftSection={<IconDownload size={14} stroke={1.8} aria-hidden="true" />}
          >
            CSV
          </Button>
        ) : null}
      </div>
      <section
        className={classes.card}
        aria-label={FILTER_NAMES[filter]}
        aria-busy={isComing}
        data-faded={isComing || undefined}
      >
        <DataTable
          label="Secrets"
          items={secrets}
          columns={columns}
          idOf={({ type, id }) => `${type}\n${id}`}
          empty={<p className={classes.empty}>{emptyText(address)}</p>}
        />
      </section>
      <div className={classes.foot}>
        {from > 0 ? (
          <PlaceLink place={place} change={{ from: Math.max(0, from - PAGE_SIZE) }}>
            Earlier ones
          </PlaceLink>
        ) : null}
        {secrets.length > 0 && (from > 0 || hasMore) ? (
          <span>
            {count(from + 1)} to {count(from + secrets.length)}
          </span>
        ) : null}
        {hasMore ? (
          <PlaceLink place={place} change={{ from: from + PAGE_SIZE }}>
            Further ones
          </PlaceLink>
        ) : null}
        {isLowerBound ? <span>There are more secrets than are kept: those that came last are not here.</span> : null}
      </div>
    </div>
  );
}

function emptyText({ filter, q, environment }: SecretsAddress): string {
  if (q.trim() || environment) return "No secret has all that is asked for.";
  switch (filter) {
    case "overdue":
      return "No secret is overdue for rotation.";
    case "soon":
      return "No secret is due within two weeks.";
    case "unused":
      return "Every secret was read lately.";
    case "outside":
      return "Every secret is read only by identities that work in its environment.";
    case "never_rotated":
      return "Every secret was rotated at least once.";
    default:
      return "There are no more secrets.";
  }
}
