import { printable } from "./cli-error.ts";
import { count, plural, type Terminal } from "./terminal.ts";

/** What of a key the command line shows; the rest of the answer passes by with --json. */
export interface ShownKey {
  id: string;
  kind: string;
  name: string;
  purpose: string;
  recipient: string;
  owner: { name: string | null } | null;
  role: string;
  permissions: string[];
  words: string;
  addresses: string[];
  requests_per_minute: number;
  rows_per_day: number | null;
  rotation_days: number | null;
  rotation_due_at: string | null;
  state: string;
  created_at: string;
  old_secret_until: string | null;
  expires_at: string | null;
  suspend_reason: string | null;
  revoked_at: string | null;
  revoked_by: string | null;
  revoke_reason: string | null;
  last_used_at: string | null;
  last_used_ip: string | null;
}

interface Counts {
  requests: number;
  rows: number;
  refusals: number;
}

export interface ShownDetail extends ShownKey {
  hours: Counts[];
  seen_addresses: ({ ip: string; location: { country?: string } | null } & Omit<Counts, "rows">)[];
  signals: { title: string; why: string }[];
}

const ADDRESSES_SHOWN_MAX = 10;
/** To the minute, in UTC. */
const time = (text: string | null) => (text === null ? undefined : `${text.slice(0, 16).replace("T", " ")} UTC`);
const day = (text: string | null) => text?.slice(0, 10) ?? "never";

/** A table with a line for each key. */
export function printKeys(keys: readonly ShownKey[], terminal: Terminal): void {
  const rows = keys.map((key) => [
    key.id,
    key.state,
    key.kind,
    key.role,
    day(key.expires_at),
    day(key.last_used_at),
    key.name,
  ]);
  const table = [["ID", "STATE", "KIND", "ROLE", "EXPIRES", "LAST USED", "NAME"], ...rows].map((row) =>
    row.map(printable),
  );
  const widths = table[0]!.map((_, i) => Math.max(...table.map((row) => row[i]!.length)));
  for (const row of table)
    terminal.out(
      row
        .map((cell, i) => cell.padEnd(widths[i]!))
        .join("  ")
        .trimEnd(),
    );
}

/** One key, a line for each thing that there is to say. */
export function printKey(key: ShownDetail, terminal: Terminal): void {
  const lines: [string, string | undefined][] = [
    ["key", `${key.name} (${key.kind}, ${key.id})`],
    ["state", stateOf(key)],
    ["purpose", key.purpose.replaceAll(/\s+/g, " ")],
    ["recipient", key.recipient || undefined],
    ["owner", key.owner ? (key.owner.name ?? "somebody who has left") : "nobody"],
    ["role", key.role],
    ["may", key.permissions.join(", ") || "nothing"],
    ["sees", key.words],
    ["from", key.addresses.join(", ") || "anywhere"],
    ["limits", limitsOf(key)],
    ["issued", time(key.created_at)],
    ["expires", time(key.expires_at) ?? "never"],
    [
      "rotation",
      key.rotation_days === null ? undefined : `every ${key.rotation_days} d, due ${time(key.rotation_due_at)}`,
    ],
    ["last used", lastUseOf(key)],
    ["last 28 days", usesOf(key.hours)],
    ...key.seen_addresses.slice(0, ADDRESSES_SHOWN_MAX).map(seenOf),
    ...key.signals.map(({ title, why }): [string, string] => ["attention", `${title}. ${why}`]),
  ];
  for (const [label, text] of lines) if (text !== undefined) terminal.out(`${label.padEnd(14)}${printable(text)}`);
}

function stateOf(key: ShownKey): string {
  if (key.state === "rotating") return `rotating: an old secret works until ${time(key.old_secret_until)}`;
  if (key.state === "suspended") return `suspended: ${key.suspend_reason}`;
  if (key.state === "revoked") return `revoked on ${time(key.revoked_at)} by ${key.revoked_by}: ${key.revoke_reason}`;
  return key.state;
}

const limitsOf = (key: ShownKey) =>
  `${plural(key.requests_per_minute, "request")} a minute` +
  (key.rows_per_day === null ? "" : `, ${plural(key.rows_per_day, "row")} a day`);

const lastUseOf = (key: ShownKey) =>
  key.last_used_at === null
    ? "never"
    : `${time(key.last_used_at)}${key.last_used_ip === null ? "" : ` from ${key.last_used_ip}`}`;

function usesOf(hours: readonly Counts[]): string {
  const sum = (what: keyof Counts) => hours.reduce((total, hour) => total + hour[what], 0);
  return `${plural(sum("requests"), "request")}, ${plural(sum("rows"), "row")}, ${count(sum("refusals"))} refused`;
}

function seenOf({ ip, location, requests, refusals }: ShownDetail["seen_addresses"][number]): [string, string] {
  const place = location?.country ? ` (${location.country})` : "";
  return ["seen from", `${ip}${place}: ${plural(requests, "request")}, ${count(refusals)} refused`];
}
