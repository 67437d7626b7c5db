"use client";
import { Button, SegmentedControl, TextInput } from "@mantine/core";
import { IconPlus, IconSearch } from "@tabler/icons-react";
import Link from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import { type ReactNode, useMemo } from "react";
import type { ListedKey } from "#server/keys/index.ts";
import { useNowMs } from "../frame/clock.tsx";
import { DataTable } from "../ui/data-table.tsx";
import { Notice } from "../ui/notice.tsx";
import { plural } from "../ui/numbers.ts";
import page from "../ui/page.module.css";
import { keyColumns } from "./key-columns.tsx";
import {
  byStateAndExpiry,
  filterOf,
  isFound,
  isShown,
  isWorking,
  KEY_FILTERS,
  type KeyFilter,
  todoLines,
  withoutSecrets,
} from "./key-todo.ts";
import classes from "./keys.module.css";

interface Props {
  tenant: { slug: string; timeZone: string };
  keys: ListedKey[];
  mayIssue: boolean;
}

const LABELS: Record<KeyFilter, string> = {
  working: "Working",
  attention: "Needs attention",
  ended: "Ended",
  all: "All",
};

/** Who can reach the tenant by a key: by state and expiry, with what is to be done about them. */
export function KeysScreen({ tenant, keys, mayIssue }: Props) {
  const nowMs = useNowMs();
  const { filter, typed, go, hrefOf } = useListAddress();
  const columns = useMemo(() => keyColumns(tenant), [tenant]);
  const sorted = useMemo(() => [...keys].sort(byStateAndExpiry), [keys]);
  const shown = sorted.filter((key) => isShown(key, filter, nowMs) && isFound(key, typed));
  const lines = todoLines(keys, nowMs);
  const issue = mayIssue ? (
    <Button
      component={Link}
      href={`/t/${tenant.slug}/keys/new`}
      size="xs"
      leftSection={<IconPlus size={14} stroke={1.8} aria-hidden="true" />}
    >
      Issue key
    </Button>
  ) : null;
  return (
    <>
      <header className={page.header}>
        <h1>Keys</h1>
        <span className={classes.sum}>
          {plural(keys.length, "key")}, {keys.filter(isWorking).length} working
        </span>
        <span className={classes.gap} />
        {keys.length === 0 ? null : issue}
      </header>
      {keys.length === 0 ? (
        <NoKeys action={issue} />
      ) : (
        <div className={classes.content}>
          {lines.length > 0 ? (
            <ul className={classes.todo} aria-label="To be done">
              {lines.map((line) => (
                <li key={line}>
                  <Link href={hrefOf("attention", "")}>{line}</Link>
                </li>
              ))}
            </ul>
          ) : null}
          <div className={classes.toolbar}>
            <SegmentedControl
              size="xs"
              aria-label="Which keys"
              value={filter}
              onChange={(value) => go(value as KeyFilter, typed, "push")}
              data={KEY_FILTERS.map((value) => ({
                value,
                label: `${LABELS[value]} ${keys.filter((key) => isShown(key, value, nowMs)).length}`,
              }))}
            />
            <TextInput
              size="xs"
              type="search"
              className={classes.search}
              aria-label="Filter keys"
              placeholder="Name, purpose, recipient, owner or address"
              leftSection={<IconSearch size={14} aria-hidden="true" />}
              value={typed}
              onChange={(event) => go(filter, event.currentTarget.value, "replace")}
            />
          </div>
          <section className={classes.card} aria-label={LABELS[filter]}>
            <DataTable
              label="Keys"
              items={shown}
              columns={columns}
              idOf={(key) => key.id}
              empty={<p className={classes.empty}>{emptyText(filter, typed)}</p>}
            />
          </section>
        </div>
      )}
    </>
  );
}

/** Filter and text as the address bar holds them; a text leaves no trace for the back button. */
function useListAddress() {
  const path = usePathname();
  const parameters = useSearchParams();
  const hrefOf = (filter: KeyFilter, typed: string) => {
    const next = new URLSearchParams();
    if (filter !== "working") next.set("state", filter);
    if (typed) next.set("q", withoutSecrets(typed));
    return next.size > 0 ? `${path}?${next}` : path;
  };
  return {
    filter: filterOf(parameters.get("state")),
    typed: parameters.get("q") ?? "",
    hrefOf,
    go: (filter: KeyFilter, typed: string, how: "push" | "replace") => {
      const href = hrefOf(filter, typed);
      if (how === "push") window.history.pushState(null, "", href);
      else window.history.replaceState(null, "", href);
    },
  };
}

function emptyText(filter: KeyFilter, typed: string): string {
  const which = { working: "that works", attention: "that needs attention", ended: "that has ended", all: "" }[filter];
  if (typed.trim()) return `No key ${which ? `${which} ` : ""}has “${typed.trim()}” in what is known of it.`;
  if (filter === "attention") return "Nothing is to be done: no key is due for rotation, about to expire or suspended.";
  return filter === "ended" ? "No key has expired or was revoked." : "No key works just now.";
}

function NoKeys({ action }: { action: ReactNode }) {
  return (
    <Notice title="No keys yet" action={action}>
      <p>
        Systems reach this tenant by keys. An ingest key lets an application append events; a provisioning key lets a
        system read or follow them, for a stated purpose, within a scope and until a day; a management key automates
        members, roles and keys.
      </p>
      <p>Every request that is made with one stands in the trail, and each can be rotated or revoked by itself.</p>
    </Notice>
  );
}
