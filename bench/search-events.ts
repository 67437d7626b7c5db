import type { ChangeInput, EventInput, LocationInput } from "#server/event-format/index.ts";
import { eventMaker, randomSource } from "./event-maker.ts";

const GIVEN_NAMES = ["Ada", "Bela", "Chidi", "Dana", "Emre", "Farah", "Goran", "Hana", "Ivo", "Jun", "Kofi", "Lena"];
const FAMILY_NAMES = [
  ...["Okafor", "Lindqvist", "Moreau", "Tanaka", "García", "Novak", "Haddad", "Weiß", "Silva", "Petrov", "Osei"],
  ...["Brandt", "Castellan", "Duarte", "Eriksen", "Fontaine", "Greco", "Holm", "Ivanova", "Jansen", "Kowalski"],
];
/** Share of the people in percent: the last one is rare. */
const DOMAINS = [
  { share: 90, domain: "example.com" },
  { share: 9, domain: "example.net" },
  { share: 1, domain: "contractor.example.org" },
];
const ENVIRONMENTS = [
  { share: 80, environment: "prod" },
  { share: 15, environment: "staging" },
  { share: 5, environment: "dev" },
];
const SEVERITIES = [
  { share: 90, severity: "info" },
  { share: 6, severity: "low" },
  { share: 3, severity: "medium" },
  { share: 1, severity: "high" },
] as const;
const PLACES: { share: number; place: LocationInput }[] = [
  { share: 30, place: { country: "DE", region: "Bavaria", city: "Munich" } },
  { share: 22, place: { country: "US", region: "Oregon", city: "Portland" } },
  { share: 14, place: { country: "BR", region: "São Paulo", city: "Campinas" } },
  { share: 10, place: { country: "JP", region: "Kanagawa", city: "Yokohama" } },
  { share: 8, place: { country: "DE", region: "Hamburg", city: "Hamburg" } },
  { share: 6, place: { country: "FR", region: "Occitanie", city: "Toulouse" } },
  { share: 5, place: { country: "PL", region: "Lesser Poland", city: "Kraków" } },
  { share: 4, place: { country: "NG", region: "Lagos", city: "Ikeja" } },
  { share: 1, place: { country: "NZ", region: "Otago", city: "Dunedin" } },
];
const REGIONS = ["eu-central-1", "us-west-2", "sa-east-1", "ap-northeast-1"];
const SERVICES = ["workspace", "billing", "identity", "gateway", "search", "export", "scheduler", "vault"];
const PLANS = ["free", "team", "business", "enterprise"];
const ROLES = ["viewer", "editor", "billing", "admin"];
const OPENINGS = ["Requested by", "Approved for", "Started by the nightly run of", "Repeated after a timeout of"];
const SUBJECTS = ["the finance team", "the support desk", "an integration", "the release pipeline", "the audit"];
/** One event in so many has the word in its description. */
const RARE_WORDS = [
  { oneIn: 2_000, word: "reconciliation" },
  { oneIn: 50_000, word: "exfiltration" },
];

const SEVERAL_TARGETS = 0.02;
const DELEGATED = 0.01;
const DENIED = 0.01;
const CHANGED = 0.1;
const DESCRIBED = 0.6;
const TICKETED = 0.03;
const FLAGGED = 0.000_5;
/** Addresses of few events, all in one block. */
const FROM_OUTSIDE = 0.000_2;

const byShare = <T extends { share: number }>(list: readonly T[]): readonly T[] =>
  list.flatMap((one) => Array.from({ length: one.share }, () => one));

/** A kind that belongs to a person, the same in all events. */
const ofActor = <T extends { share: number }>(list: readonly T[], actor: number): T => list[(actor * 37) % 100]!;

const DOMAIN_OF = byShare(DOMAINS);
const PLACE_OF = byShare(PLACES);
const ENVIRONMENT_OF = byShare(ENVIRONMENTS);
const SEVERITY_OF = byShare(SEVERITIES);

/**
 * The events of eventMaker with more in them to search for: about 950 bytes of JSON. Common and rare values lie in every field, since
 * what a search costs depends on both.
 */
export function searchEventMaker(seed: number): (occurredAt: Date) => EventInput {
  const make = eventMaker(seed);
  const random = randomSource(seed ^ 0x5eac);
  const upTo = (count: number) => Math.floor(random() * count);
  const one = <T>(list: readonly T[]): T => list[upTo(list.length)]!;

  function addressOf(actor: number): string {
    if (random() < FROM_OUTSIDE) return `203.0.113.${upTo(250)}`;
    return `10.${16 + (actor % 12)}.${(actor * 7) % 250}.${(actor * 13) % 250}`;
  }

  function descriptionOf(event: EventInput): string {
    const words = [one(OPENINGS), one(SUBJECTS)];
    if (random() < 0.3) words.push(`on behalf of project ${upTo(400)}`);
    if (event.outcome === "denied") words.push("without the permission");
    for (const { oneIn, word } of RARE_WORDS) if (random() * oneIn < 1) words.push(`during ${word}`);
    return words.join(" ");
  }

  function changesOf(event: EventInput): ChangeInput[] {
    if (random() < 0.5) return [{ field: "role", before: one(ROLES), after: one(ROLES) }];
    return [
      { field: "plan", before: { name: one(PLANS), seats: upTo(50) }, after: { name: one(PLANS), seats: upTo(500) } },
      { field: "title", before: event.targets![0]!.name, after: `Annual ${event.targets![0]!.type} ${upTo(60_000)}` },
    ];
  }

  return (occurredAt) => {
    const event = make(occurredAt);
    const actor = Number(event.actor.id!.slice("usr_".length));
    const given = GIVEN_NAMES[actor % GIVEN_NAMES.length]!;
    const family = FAMILY_NAMES[actor % FAMILY_NAMES.length]!;
    const person = {
      type: "user" as const,
      id: event.actor.id!,
      name: `${given} ${family}`,
      email: `${given}.${actor}@${ofActor(DOMAIN_OF, actor).domain}`.toLowerCase(),
    };
    event.actor =
      random() < DELEGATED
        ? { type: "agent", id: `agent_${actor % 40}`, name: `Assistant ${actor % 40}`, on_behalf_of: person }
        : person;
    if (random() < DENIED) event.outcome = "denied";
    event.severity = event.outcome === "success" ? one(SEVERITY_OF).severity : "medium";
    if (random() < SEVERAL_TARGETS) {
      const second = upTo(60_000);
      event.targets!.push({ type: "folder", id: `folder_${second}`, name: `Shared folder ${second}` });
    }
    event.source = {
      ...event.source!,
      ip: addressOf(actor),
      location: ofActor(PLACE_OF, actor).place,
      environment: one(ENVIRONMENT_OF).environment,
    };
    event.metadata = {
      ...event.metadata!,
      region: one(REGIONS),
      service: SERVICES[Math.floor(random() ** 2 * SERVICES.length)]!,
      http: { status: event.outcome === "success" ? 200 : event.outcome === "denied" ? 403 : 500, ms: upTo(900) },
      ...(random() < TICKETED ? { ticket: `CHG-${upTo(20_000)}` } : {}),
      ...(random() < FLAGGED ? { feature: { flag: "quantum-export" } } : {}),
    };
    if (random() < DESCRIBED) event.description = descriptionOf(event);
    if (random() < CHANGED) event.changes = changesOf(event);
    return event;
  };
}
