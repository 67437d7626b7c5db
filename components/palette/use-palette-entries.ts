"use client";
import { usePathname } from "next/navigation";
import { useMemo } from "react";
import { actorHref } from "../events/profile-links.ts";
import { type Drawn, pageGroups } from "../frame/pages.ts";
import { BUILT_IN_VIEWS } from "../views/built-in-views.ts";
import { recentQueries } from "../views/recent-queries.ts";
import { hrefOfView } from "../views/view-address.ts";
import type { PaletteData, PaletteEntry } from "./palette-entries.ts";

interface Options {
  tenant: string;
  person: string;
  permissions: readonly Drawn[];
  data: PaletteData;
  opened: boolean;
}

export const eventsPath = (tenant: string) => `/t/${encodeURIComponent(tenant)}/events`;

export const searchHref = (tenant: string, q: string) =>
  `${eventsPath(tenant)}?${q === "" ? "range=7d" : new URLSearchParams({ q })}`;

const ZONES = [
  { zone: "tenant", label: "Show times in the tenant's zone" },
  { zone: "utc", label: "Show times in UTC" },
  { zone: "local", label: "Show times in my zone" },
];
const THEMES = [
  { scheme: "light", label: "Use the light theme" },
  { scheme: "dark", label: "Use the dark theme" },
  { scheme: "auto", label: "Use the theme of the system" },
] as const;

/** Every line that the palette has for this person on this page. */
export function usePaletteEntries({ tenant, person, permissions, data, opened }: Options): PaletteEntry[] {
  const isOnEvents = usePathname() === eventsPath(tenant);
  const mayRead = permissions.includes("events.read");
  return useMemo(() => {
    const queries = opened && mayRead ? recentQueries(tenant, person) : [];
    const entries: PaletteEntry[] = [
      ...queries.map((q) =>
        line("Recent queries", q, { kind: "events", href: searchHref(tenant, q) }, { isCode: true }),
      ),
      ...pageGroups(permissions).flatMap(({ name, pages }) =>
        pages.map(({ path, label }) =>
          line("Pages", label, { kind: "page", href: `/t/${tenant}/${path}` }, { detail: name }),
        ),
      ),
      ...(permissions.includes("exports.create")
        ? [
            line("Pages", "Scheduled exports", { kind: "page", href: `/t/${tenant}/exports?tab=scheduled` } as const, {
              detail: "Prove",
            }),
          ]
        : []),
      line("Pages", "Account", { kind: "page", href: "/account" }, { words: "profile password second factor" }),
      ...data.views.map((view) => ({
        ...line("Saved views", view.name, { kind: "events", href: hrefOfView(tenant, view) } as const, {
          detail: view.is_shared ? "shared" : "private",
          words: view.state.q,
        }),
        id: view.id,
      })),
      ...(mayRead ? BUILT_IN_VIEWS : []).map(({ name, q }) =>
        line("Saved views", name, { kind: "events", href: searchHref(tenant, q) }, { detail: "built in" }),
      ),
      ...data.actors.map(({ value, label }) =>
        line(
          "Actors",
          label ?? value,
          { kind: "page", href: actorHref(tenant, { id: value }) },
          actorMore(value, label),
        ),
      ),
      ...data.keys.map(({ id, name, kind, state }) => ({
        ...line("Keys", name, { kind: "page", href: `/t/${tenant}/keys/${encodeURIComponent(id)}` } as const, {
          detail: state === "active" ? kind : `${kind}, ${state}`,
          words: id,
        }),
        id: `key ${id}`,
      })),
      ...(isOnEvents ? ZONES : []).map(({ zone, label }) =>
        line("Actions", label, { kind: "zone", zone }, { words: "switch time zone" }),
      ),
      ...THEMES.map(({ scheme, label }) =>
        line("Actions", label, { kind: "theme", scheme }, { words: "switch theme appearance" }),
      ),
      line("Actions", "Sign out", { kind: "signOut" }, { words: "log out leave" }),
    ];
    return entries;
  }, [tenant, person, permissions, data, opened, isOnEvents, mayRead]);
}

const line = (
  group: PaletteEntry["group"],
  label: string,
  act: PaletteEntry["act"],
  more: Partial<Pick<PaletteEntry, "detail" | "words" | "isCode">> = {},
): PaletteEntry => ({ id: `${group} ${label}`, group, label, act, ...more });

/** Without a name the id is the label; with one it is said too, since two may have the same name. */
const actorMore = (value: string, label: string | undefined) =>
  label === undefined || label === value ? {} : { detail: value, words: value };
