import type { EventInput } from "#server/event-format/index.ts";

/** Share of the events in percent, then what an event of the kind looks like. */
const KINDS = [
  { share: 24, action: "document.read", category: "access", crud: "r", target: "document" },
  { share: 14, action: "session.refresh", category: "authentication", crud: "u", target: "session" },
  { share: 12, action: "document.updated", category: "change", crud: "u", target: "document" },
  { share: 10, action: "user.login", category: "authentication", crud: "c", target: "session" },
  { share: 9, action: "secret.read", category: "access", crud: "r", target: "secret" },
  { share: 8, action: "invoice.exported", category: "access", crud: "r", target: "invoice" },
  { share: 7, action: "deployment.started", category: "system", crud: "c", target: "deployment" },
  { share: 6, action: "comment.created", category: "change", crud: "c", target: "comment" },
  { share: 5, action: "member.role_changed", category: "authorization", crud: "u", target: "member" },
  { share: 3, action: "api_key.created", category: "administration", crud: "c", target: "api_key" },
  { share: 2, action: "billing.plan_changed", category: "administration", crud: "u", target: "subscription" },
] as const;
const AGENTS = [
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 15_6) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Safari/605.1.15",
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
  "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
];
const PLACES = [
  { country: "DE", region: "Bavaria", city: "Munich" },
  { country: "US", region: "Oregon", city: "Portland" },
  { country: "BR", region: "São Paulo", city: "Campinas" },
  { country: "JP", region: "Kanagawa", city: "Yokohama" },
];
const FAMILY_NAMES = ["Okafor", "Lindqvist", "Moreau", "Tanaka", "García", "Novak", "Haddad", "Weiß"];
const ACTORS = 5_000;
const TARGETS = 60_000;

/** The kinds of event by falling share, for queries that find many or few. */
export const ACTIONS = KINDS.map((kind) => kind.action);

const KIND_OF_PERCENT = KINDS.flatMap((kind) => Array.from({ length: kind.share }, () => kind));

/** Numbers from 0 to below 1 that the seed decides (mulberry32). */
export function randomSource(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Makes events of about 700 bytes of JSON as a business application sends them; few actors and targets have most of them. */
export function eventMaker(seed: number): (occurredAt: Date) => EventInput {
  const random = randomSource(seed);
  const upTo = (count: number) => Math.floor(random() * count);
  const skewed = (count: number) => Math.floor(random() ** 3 * count);
  const hex = (digits: number) =>
    Array.from({ length: digits / 4 }, () => upTo(65_536).toString(16).padStart(4, "0")).join("");

  return (occurredAt) => {
    const kind = KIND_OF_PERCENT[upTo(100)]!;
    const actor = skewed(ACTORS);
    const target = skewed(TARGETS);
    const family = FAMILY_NAMES[actor % FAMILY_NAMES.length]!;
    const failed = random() < 0.04;
    return {
      occurred_at: occurredAt.toISOString(),
      action: kind.action,
      category: kind.category,
      crud: kind.crud,
      outcome: failed ? "failure" : "success",
      actor: {
        type: "user",
        id: `usr_${actor.toString().padStart(6, "0")}`,
        name: `Alex ${family}`,
        email: `alex.${actor}@example.com`,
      },
      targets: [{ type: kind.target, id: `${kind.target}_${target}`, name: `Quarterly ${kind.target} ${target}` }],
      source: {
        ip: `198.51.${actor % 100}.${(actor * 7) % 250}`,
        user_agent: AGENTS[actor % AGENTS.length]!,
        location: PLACES[actor % PLACES.length]!,
        endpoint: `POST /v2/${kind.target}s/${target}`,
        via: "ui",
        environment: "production",
      },
      session_id: `ses_${actor}_${upTo(8)}`,
      request_id: `req_${hex(16)}`,
      metadata: { region: "eu-central-1", service: "workspace", attempt: 1 + upTo(3), trace: hex(16) },
      app_version: "2026.11.3",
    };
  };
}
