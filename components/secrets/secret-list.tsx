"use client";
import { Button, NativeSelect } from "@mantine/core";
import { IconDownload, IconX } from "@tabler/icons-react";
import Link from "next/link";
import { useMemo } from "react";
import type { SecretList as Listed } from "#server/secrets/index.ts";
import { visibleLine } from "#wording";
import { DataTable } from "../ui/data-table.tsx";
import { count } from "../ui/numbers.ts";
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
  secretsHref,
  withSecretsChange,
} from "./secrets-address.ts";
import { useSecretsAddress } from "./use-secrets-address.ts";

interface Props {
  tenant: { slug: string; timeZone: string };
  address: SecretsAddress;
  list: Listed;
}

/** The secrets of a filter, as the server sorts them, with what leads to other filters. */
export function SecretList({ tenant, address, list }: Props) {
  const { go, hrefOf, isComing } = useSecretsAddress(address);
  const { secrets, counts, hasMore, isLowerBound } = list;
  const columns = useMemo(
    () => secretColumns(tenant, (environment) => secretsHref(tenant.slug, withSecretsChange(address, { environment }))),
    [tenant, address],
  );
  const { filter, from } = address;
  return (
    <div className={classes.content}>
      <div className={classes.toolbar}>
        <nav aria-label="Which secrets" className={classes.filters}>
          {SECRET_FILTERS.map((one) => (
            <Link
              key={one}
              href={hrefOf({ filter: one })}
              aria-current={one === filter ? "true" : undefined}
              scroll={false}
              prefetch={false}
            >
              {FILTER_NAMES[one]} <b>{count(counts[one])}</b>
            </Link>
          ))}
        </nav>
        <SecretSearch q={address.q} onSearch={(q) => go({ q }, "replace")} />
        {address.environment ? (
          <Button
            size="xs"
            variant="default"
            rightSection={<IconX size={13} aria-hidden="true" />}
            onClick={() => go({ environment: undefined })}
            aria-label={`Not only ${visibleLine(address.environment)}`}
          >
            in {visibleLine(address.environment)}
          </Button>
        ) : null}
        <NativeSelect
          size="xs"
          aria-label="Sorted by"
          value={address.sort}
          onChange={(event) => go({ sort: event.currentTarget.value as SecretSort })}
          data={SECRET_SORTS.map((value) => ({ value, label: SORT_NAMES[value] }))}
        />
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
        {from > 0 ? <Link href={hrefOf({ from: Math.max(0, from - PAGE_SIZE) })}>Earlier ones</Link> : null}
        {secrets.length > 0 && (from > 0 || hasMore) ? (
          <span>
            {count(from + 1)} to {count(from + secrets.length)}
          </span>
        ) : null}
        {hasMore ? <Link href={hrefOf({ from: from + PAGE_SIZE })}>Further ones</Link> : null}
        {isLowerBound ? <span>There are more secrets than are kept: those unused for longest were let go.</span> : null}
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
