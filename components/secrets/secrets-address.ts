import type { ListSecretsInput } from "#server/secrets/index.ts";
import { eventsHref } from "../events/profile-links.ts";
import { termText } from "../events/query-text.ts";

export const SECRET_TABS = ["secrets", "rotations", "policy"] as const;
export type SecretTab = (typeof SECRET_TABS)[number];
export const SECRET_FILTERS = ["all", "overdue", "soon", "unused", "outside", "never_rotated"] as const;
export type SecretFilter = (typeof SECRET_FILTERS)[number];
export const SECRET_SORTS = ["due", "name", "last_read", "reads", "readers"] as const;
export type SecretSort = (typeof SECRET_SORTS)[number];

/** What the address of the Secrets page says. */
export interface SecretsAddress {
  tab: SecretTab;
  filter: SecretFilter;
  sort: SecretSort;
  /** Part of an id or a name. */
  q: string;
  environment?: string | undefined;
  /** How many secrets stand before the first one shown. */
  from: number;
}

type Get = (name: string) => string | null | undefined;

export const PAGE_SIZE = 50;
const PLAIN: SecretsAddress = { tab: "secrets", filter: "all", sort: "due", q: "", from: 0 };

const oneOf = <T extends string>(all: readonly T[], text: string | null | undefined, first: T): T =>
  all.find((one) => one === text) ?? first;

/** What means nothing is left out. */
export function readSecretsAddress(get: Get): SecretsAddress {
  const from = Number(get("from") ?? 0);
  const environment = (get("environment") ?? "").slice(0, 1_000);
  return {
    tab: oneOf(SECRET_TABS, get("tab"), "secrets"),
    filter: oneOf(SECRET_FILTERS, get("filter"), "all"),
    sort: oneOf(SECRET_SORTS, get("sort"), "due"),
    q: (get("q") ?? "").slice(0, 200),
    ...(environment ? { environment } : {}),
    from: Number.isInteger(from) && from > 0 && from <= 10_000 ? from : 0,
  };
}

/** `?...` of an address, without what goes without saying; empty for the plain page. */
export function writeSecretsAddress({ tab, filter, sort, q, environment, from }: SecretsAddress): string {
  const parameters = new URLSearchParams();
  if (tab !== PLAIN.tab) parameters.set("tab", tab);
  if (filter !== PLAIN.filter) parameters.set("filter", filter);
  if (sort !== PLAIN.sort) parameters.set("sort", sort);
  if (q) parameters.set("q", q);
  if (environment) parameters.set("environment", environment);
  if (from > 0) parameters.set("from", String(from));
  return parameters.size > 0 ? `?${parameters}` : "";
}

/** Another list begins at its first secret. */
export const withSecretsChange = (address: SecretsAddress, change: Partial<SecretsAddress>): SecretsAddress => ({
  ...address,
  from: 0,
  ...change,
});

export const secretsHref = (tenant: string, change: Partial<SecretsAddress>): string =>
  `/t/${tenant}/secrets${writeSecretsAddress({ ...PLAIN, ...change })}`;

/** The page of one secret. What a browser would take for a step in the path leads to its events. */
export function secretHref(tenant: string, { type, id }: { type: string; id: string }): string {
  if ([type, id].some((part) => part === "." || part === ".."))
    return eventsHref(tenant, `${termText("target.id", id)} ${termText("target.type", type)}`);
  return `/t/${tenant}/secrets/${encodeURIComponent(type)}/${encodeURIComponent(id)}`;
}

const listedInput = ({ filter, sort, q, environment }: SecretsAddress) => ({
  ...{ filter, sort, text: q.trim() },
  ...(environment ? { environment } : {}),
});

/** What the list is asked for. */
export const secretsInput = (address: SecretsAddress): ListSecretsInput => ({
  ...listedInput(address),
  offset: address.from,
  limit: PAGE_SIZE,
});

/** Where the shown list is as CSV, all of its pages. */
export function exportHref(tenant: string, address: SecretsAddress): string {
  const given = Object.entries(listedInput(address)).filter(([, value]) => value !== "");
  return `/api/v1/secrets/export?${new URLSearchParams([["tenant", tenant], ...given])}`;
}
