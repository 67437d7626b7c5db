import type { Key } from "#server/keys/index.ts";
import type { ScopeDraft } from "../roles/role-draft.ts";
import { sendSnippet } from "../ui/send-snippet.ts";

/** What a key is tried with. */
export interface TriedKey extends Pick<Key, "kind"> {
  /** A provisioning key's rights; all of its kind's when absent. */
  permissions?: readonly string[] | undefined;
  /** A query that its scope shows. */
  query?: string | undefined;
}

/** A command that uses a key as its kind is used, with the server's address. */
export function tokenSnippet(url: string, token: string, { kind, permissions, query }: TriedKey): string {
  if (kind === "ingest") return sendSnippet(url, token);
  const header = `  -H "Authorization: Bearer ${token}"`;
  if (kind === "management") return `curl ${url}/api/v1/members \\\n${header}`;
  const may = (right: string) => permissions === undefined || permissions.includes(right);
  if (may("events.read")) {
    const q = query?.trim() ? `  --data-urlencode ${quoted(`q=${query.trim()}`)} \\\n` : "";
    return `curl -G ${url}/api/v1/events \\\n${q}  -d limit=5 \\\n${header}`;
  }
  if (may("events.stream")) return `curl -N ${url}/api/v1/tail \\\n${header}`;
  return `curl ${url}/api/v1/checkpoints/latest \\\n${header}`;
}

/** A word of a POSIX shell. */
const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

/** A query that a key with this scope finds something by; undefined for one that sees everything, or none that is plain. */
export function queryOfScope({ query, environments, categories, actions }: ScopeDraft): string | undefined {
  if (query.trim()) return query.trim();
  const terms = { env: environments[0], category: categories[0], action: actions[0] };
  const plain = Object.entries(terms).filter(([, value]) => value !== undefined && /^[\w.*-]+$/.test(value));
  return plain.map(([field, value]) => `${field}:${value}`).join(" ") || undefined;
}
