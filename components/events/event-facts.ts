import type { Actor, SealedEvent, Target } from "#tlog";
import { actorChain, actorName, placeOf, targetName, viaOf, visibleBlock, visibleLine } from "#wording";
import { leafRows } from "./leaf-rows.ts";

/** One line of what is known of an event. */
export interface Fact {
  label: string;
  /** In words; empty where the value speaks for itself. */
  text: string;
  /** The value itself, to copy and to filter by; shown in mono beside the words. */
  value?: string;
  /** The query field that finds events with the same value. */
  field?: string;
  /** The page that the words lead to. */
  page?: { kind: "actor" | "target"; id: string; type: string };
  /** The value is a time. */
  isTime?: true;
  /** How deep within its group; 0 when absent. */
  depth?: number;
}

export interface FactGroup {
  title: "Who" | "What" | "Where" | "References" | "Content";
  facts: Fact[];
}

type Draft = Fact | undefined;
const kept = (drafts: Draft[]) => drafts.filter((draft) => draft !== undefined);

const clear = (label: string, value: string | number | undefined, field?: string, depth = 0): Draft =>
  value === undefined || value === ""
    ? undefined
    : {
        label,
        text: "",
        value: String(value),
        ...(field === undefined ? {} : { field }),
        ...(depth > 0 ? { depth } : {}),
      };

/** What people ask first, in the order of the sentence. */
export function mainFacts(event: SealedEvent): Fact[] {
  const { actor, source } = event;
  const reason = event.metadata?.reason;
  return kept([
    { label: "When", text: "", value: event.occurred_at, isTime: true },
    personFact("Actor", actor, "actor.id"),
    actor.on_behalf_of && { label: "Acting", text: actorChain(actor).join(" for ") },
    ...(event.targets ?? []).map((target, at) => targetFact(at === 0 ? "Target" : "and", target)),
    clear("Address", source?.ip, "ip"),
    placeOf(event) ? { label: "Place", text: placeOf(event), ...cityFilter(event) } : undefined,
    clear("Signed in by", event.auth_method, "auth"),
    typeof reason === "string"
      ? { ...clear("Reason", reason, "metadata.reason")!, text: visibleLine(reason) }
      : undefined,
    event.description
      ? { label: "Description", text: visibleBlock(event.description), value: event.description }
      : undefined,
  ]);
}

const cityFilter = ({ source }: SealedEvent): Pick<Fact, "value" | "field"> => {
  const city = source?.location?.city;
  const country = source?.location?.country;
  if (city) return { value: city, field: "city" };
  return country ? { value: country, field: "country" } : {};
};

/** The name, which leads to the page of the actor, with its id. */
function personFact(label: string, actor: Actor, field: string): Fact {
  const named = { label, text: actorName(actor) };
  if (actor.id === undefined) return named;
  return { ...named, value: actor.id, field, page: { kind: "actor", id: actor.id, type: actor.type } };
}

function targetFact(label: string, target: Target): Fact {
  const named = { label, text: `${visibleLine(target.type.replaceAll("_", " "))} ${targetName(target)}` };
  if (target.id === undefined) return named;
  return { ...named, value: target.id, field: "target.id", page: { kind: "target", id: target.id, type: target.type } };
}

/** What was taken out of the event for this reader, in words; nothing where it is shown whole. */
export function maskFacts(masked: readonly string[] | undefined): Fact[] {
  return masked?.length ? [{ label: "Masked for you", text: visibleLine(masked.join(", ")) }] : [];
}

/** Everything that the event says but its changes and its original text, by what it is about. */
export function factGroups(event: SealedEvent, seq: number): FactGroup[] {
  const groups: FactGroup[] = [
    { title: "Who", facts: whoFacts(event) },
    { title: "What", facts: whatFacts(event) },
    { title: "Where", facts: whereFacts(event) },
    { title: "References", facts: referenceFacts(event, seq) },
    { title: "Content", facts: contentFacts(event) },
  ];
  return groups.filter((group) => group.facts.length > 0);
}

function whoFacts({ actor, auth_method }: SealedEvent): Fact[] {
  const facts: Draft[] = [
    personFact("Actor", actor, "actor.id"),
    clear("Type", actor.type, "actor.type", 1),
    clear("Name", actor.name, "actor.name", 1),
    clear("E-mail", actor.email, "actor.email", 1),
    ...leafRows("Metadata", actor.metadata, { depth: 1 }),
    clear("Signed in by", auth_method, "auth"),
  ];
  if (actor.on_behalf_of) facts.push({ label: "Acting", text: actorChain(actor).join(" for ") });
  for (let one = actor.on_behalf_of; one; one = one.on_behalf_of)
    facts.push(
      personFact("On behalf of", one, "behalf"),
      clear("Type", one.type, undefined, 1),
      clear("E-mail", one.email, "behalf", 1),
      ...leafRows("Metadata", one.metadata, { depth: 1 }),
    );
  return kept(facts);
}

const CRUD = new Map([
  ["c", "creates"],
  ["r", "reads"],
  ["u", "updates"],
  ["d", "deletes"],
]);

function whatFacts(event: SealedEvent): Fact[] {
  const targets = (event.targets ?? []).flatMap((target, at) => [
    targetFact(at === 0 ? "Target" : `Target ${at + 1}`, target),
    clear("Type", target.type, "target.type", 1),
    clear("Name", target.name, "target.name", 1),
    ...leafRows("Metadata", target.metadata, { depth: 1 }),
  ]);
  const { crud } = event;
  return kept([
    clear("Action", event.action, "action"),
    clear("Outcome", event.outcome, "outcome"),
    clear("Category", event.category, "category"),
    clear("Severity", event.severity, "severity"),
    crud === undefined ? undefined : { ...clear("Kind", crud, "crud")!, text: CRUD.get(crud) ?? "" },
    ...targets,
    event.description
      ? { label: "Description", text: visibleBlock(event.description), value: event.description }
      : undefined,
  ]);
}

function whereFacts(event: SealedEvent): Fact[] {
  const { source } = event;
  const { city, region, country, lat, lon } = source?.location ?? {};
  return kept([
    clear("Address", source?.ip, "ip"),
    clear("City", city, "city"),
    clear("Region", region),
    clear("Country", country, "country"),
    lat === undefined || lon === undefined ? undefined : clear("Coordinates", `${lat}, ${lon}`),
    source?.via === undefined ? undefined : { ...clear("Via", source.via, "via")!, text: viaOf(event) },
    clear("Environment", source?.environment, "env"),
    clear("Endpoint", source?.endpoint),
    clear("Agent", source?.user_agent),
  ]);
}

function referenceFacts(event: SealedEvent, seq: number): Fact[] {
  return kept([
    clear("Event id", event.id, "id"),
    clear("Position", seq, "seq"),
    { label: "Occurred", text: "", value: event.occurred_at, isTime: true },
    { label: "Received", text: "", value: event.received_at, isTime: true },
    clear("Session", event.session_id, "session"),
    clear("Request", event.request_id, "request"),
    clear("External id", event.external_id),
    clear("Origin", event.origin?.system, "origin"),
    clear("Origin's id", event.origin?.event_id),
    clear("Brought by key", event.key, "key"),
    clear("App version", event.app_version),
    clear("Schema", event.schema_version),
  ]);
}

function contentFacts({ metadata }: SealedEvent): Fact[] {
  return leafRows("", metadata, { field: "metadata" });
}
