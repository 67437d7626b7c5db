/** One query of the fixed list, as people type it and as a page written by hand would ask for it. */
export interface SearchQuery {
  kind: SearchKind;
  q: string;
  /** The same condition over the columns of bench/plain-search.ts. */
  plain: string;
  /** Nothing fits. */
  isEmpty?: true;
  /** Counted from 1; the first where it is not given. */
  page?: number;
  /** Only the last so many days, not all of the 13 months. */
  days?: number;
}

export type SearchKind =
  | "none"
  | "one filter"
  | "two filters"
  | "prefix"
  | "address range"
  | "metadata"
  | "changes"
  | "words"
  | "negation"
  | "alternatives"
  | "deep page"
  | "empty";

export const DEEP_PAGE = 1_000;

const anyText = (word: string) =>
  `description ILIKE '%${word}%' OR actor_name ILIKE '%${word}%' OR actor_email ILIKE '%${word}%' OR actor_id ILIKE '%${word}%'
   OR on_behalf_of::text ILIKE '%${word}%' OR targets::text ILIKE '%${word}%' OR changes::text ILIKE '%${word}%' OR metadata::text ILIKE '%${word}%'`;
const actor = (id: string) => `actor_id = '${id}' OR actor_name ILIKE '${id}' OR actor_email ILIKE '${id}'`;
const target = (id: string) =>
  `EXISTS (SELECT FROM jsonb_array_elements(targets) AS t WHERE t->>'id' = '${id}' OR t->>'name' ILIKE '${id}')`;
const within = (network: string) => `ip::inet <<= '${network}'`;

/**
 * Rare and common values of every kind, and both together. Of the largest tenant's events, `billing.plan_changed` are 2 %, `denied` 1 %,
 * those of usr_000003 0.8 %, those with the flag 0.05 %, those from 203.0.113.0/24 0.02 %, those with "exfiltration" 0.001 %.
 */
export const SEARCH_QUERIES: readonly SearchQuery[] = [
  { kind: "none", q: "", plain: "true" },
  { kind: "one filter", q: "action:document.read", plain: "action ILIKE 'document.read'" },
  { kind: "one filter", q: "action:billing.plan_changed", plain: "action ILIKE 'billing.plan\\_changed'" },
  { kind: "one filter", q: "outcome:denied", plain: "outcome = 'denied'" },
  { kind: "one filter", q: "actor:usr_000003", plain: actor("usr_000003") },
  { kind: "one filter", q: "actor:usr_004991", plain: actor("usr_004991") },
  { kind: "one filter", q: 'actor.name:"ada fontaine"', plain: "actor_name ILIKE 'ada fontaine'" },
  { kind: "one filter", q: "target:document_7", plain: target("document_7") },
  { kind: "one filter", q: "city:dunedin", plain: "city ILIKE 'dunedin'" },
  { kind: "one filter", q: "category:authentication", plain: "category = 'authentication'", days: 7 },
  { kind: "two filters", q: "outcome:failure env:prod", plain: "outcome = 'failure' AND environment ILIKE 'prod'" },
  {
    kind: "two filters",
    q: "action:secret.read outcome:denied",
    plain: "action ILIKE 'secret.read' AND outcome = 'denied'",
  },
  {
    kind: "two filters",
    q: "actor:usr_000003 action:secret.read",
    plain: `(${actor("usr_000003")}) AND action ILIKE 'secret.read'`,
  },
  { kind: "two filters", q: "country:nz outcome:denied", plain: "country ILIKE 'nz' AND outcome = 'denied'" },
  { kind: "prefix", q: "action:document.*", plain: "action ILIKE 'document.%'" },
  {
    kind: "prefix",
    q: "target.id:secret_599*",
    plain: "EXISTS (SELECT FROM jsonb_array_elements(targets) AS t WHERE t->>'id' LIKE 'secret\\_599%')",
  },
  { kind: "address range", q: "ip:10.20.0.0/16", plain: within("10.20.0.0/16") },
  { kind: "address range", q: "ip:203.0.113.0/24", plain: within("203.0.113.0/24") },
  {
    kind: "address range",
    q: "ip:10.16.0.0/14 outcome:failure",
    plain: `${within("10.16.0.0/14")} AND outcome = 'failure'`,
  },
  { kind: "metadata", q: "metadata.service:billing", plain: "metadata->>'service' ILIKE 'billing'" },
  {
    kind: "metadata",
    q: "metadata.feature.flag:quantum-export",
    plain: "metadata->'feature'->>'flag' ILIKE 'quantum-export'",
  },
  {
    kind: "metadata",
    q: "metadata.http.ms:>=895 env:prod",
    plain: "(metadata->'http'->>'ms')::numeric >= 895 AND environment ILIKE 'prod'",
  },
  {
    kind: "changes",
    q: "changes.role:admin actor.email:*contractor*",
    plain:
      '(changes @> \'[{"field": "role", "before": "admin"}]\' OR changes @> \'[{"field": "role", "after": "admin"}]\') AND actor_email ILIKE \'%contractor%\'',
  },
  { kind: "words", q: "reconciliation", plain: anyText("reconciliation") },
  { kind: "words", q: "exfiltration", plain: anyText("exfiltration") },
  { kind: "words", q: "quarterly invoice", plain: `(${anyText("quarterly")}) AND (${anyText("invoice")})` },
  { kind: "words", q: '"nightly run" outcome:denied', plain: `(${anyText("nightly run")}) AND outcome = 'denied'` },
  { kind: "words", q: "castellan permission", plain: `(${anyText("castellan")}) AND (${anyText("permission")})` },
  { kind: "words", q: "reconc* pipeline", plain: `(${anyText("reconc")}) AND (${anyText("pipeline")})` },
  {
    kind: "negation",
    q: "-action:document.* -outcome:success",
    plain: "action NOT ILIKE 'document.%' AND outcome <> 'success'",
  },
  {
    kind: "negation",
    q: "country:jp -env:prod -category:access",
    plain: "country ILIKE 'jp' AND environment NOT ILIKE 'prod' AND category <> 'access'",
  },
  {
    kind: "alternatives",
    q: "(action:api_key.created OR action:member.role_changed) severity:>=high",
    plain:
      "(action ILIKE 'api\\_key.created' OR action ILIKE 'member.role\\_changed') AND severity IN ('high', 'critical')",
  },
  { kind: "deep page", q: "action:document.read", plain: "action ILIKE 'document.read'", page: DEEP_PAGE },
  { kind: "empty", q: "action:does.not.exist", plain: "action ILIKE 'does.not.exist'", isEmpty: true },
  {
    kind: "empty",
    q: "actor:usr_000001 country:nz",
    plain: `(${actor("usr_000001")}) AND country ILIKE 'nz'`,
    isEmpty: true,
  },
];

export const nameOf = ({ q, page, days }: SearchQuery): string =>
  `${q === "" ? "(no query)" : q}${page ? `, page ${page}` : ""}${days ? `, last ${days} days` : ""}`;
