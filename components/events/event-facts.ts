import type { SealedEvent } from "#tlog";
import { actorName, placeOf, targetName, viaOf } from "./sentence.ts";
import { visibleLine } from "./visible-text.ts";

/** One line of what is known of an event. */
export interface Fact {
  label: string;
  /** In words. */
  text: string;
  /** The value itself, to copy; shown in mono when `text` is empty. */
  value?: string;
  /** The query field that finds events with the same value. */
  field?: "action" | "actor" | "target" | "outcome" | "session" | "origin";
}

type Draft = Fact | false | undefined | "";

const kept = (drafts: Draft[]) => drafts.filter((draft): draft is Fact => Boolean(draft));

/** What people ask first. */
export function mainFacts(event: SealedEvent): Fact[] {
  const { actor, source } = event;
  const facts: Draft[] = [
    { label: "Actor", text: actorName(actor), ...(actor.id ? { value: actor.id, field: "actor" } : {}) },
  ];
  if (actor.email && actor.email !== actorName(actor)) facts.push({ label: "E-mail", text: "", value: actor.email });
  for (let one = actor.on_behalf_of; one; one = one.on_behalf_of)
    facts.push({ label: "On behalf of", text: actorName(one), ...(one.id ? { value: one.id } : {}) });
  event.targets?.forEach((target, at) => {
    facts.push({
      label: at === 0 ? "Target" : "and",
      text: `${visibleLine(target.type.replaceAll("_", " "))} ${targetName(target)}`,
      ...(target.id && target.id !== target.name ? { value: target.id } : {}),
      ...(target.id && at === 0 ? { value: target.id, field: "target" as const } : {}),
    });
  });
  facts.push(
    source?.ip && { label: "Address", text: "", value: source.ip },
    placeOf(event) && { label: "Place", text: placeOf(event) },
    event.auth_method && { label: "Signed in by", text: visibleLine(event.auth_method) },
    event.description && { label: "Description", text: visibleLine(event.description) },
  );
  return kept(facts);
}

/** What was taken out of the event for this reader, in words; nothing where it is shown whole. */
export function maskFacts(masked: readonly string[] | undefined): Fact[] {
  return masked?.length ? [{ label: "Masked for you", text: visibleLine(masked.join(", ")) }] : [];
}

/** Everything else that the event says, but changes, metadata and raw. */
export function furtherFacts(event: SealedEvent): Fact[] {
  const { source, origin } = event;
  const clear = (label: string, value: string | number | undefined, field?: Fact["field"]): Draft =>
    value !== undefined && { label, text: "", value: String(value), ...(field ? { field } : {}) };
  return kept([
    clear("Action", event.action, "action"),
    clear("Outcome", event.outcome, "outcome"),
    event.category !== undefined && { label: "Category", text: event.category },
    { label: "Severity", text: event.severity },
    clear("Session", event.session_id, "session"),
    clear("Request", event.request_id),
    viaOf(event) && { label: "Via", text: viaOf(event) },
    clear("Environment", source?.environment),
    clear("Endpoint", source?.endpoint),
    clear("Agent", source?.user_agent),
    clear("Origin", origin?.system, "origin"),
    clear("Origin's id", origin?.event_id),
    clear("External id", event.external_id),
    clear("Event id", event.id),
    clear("Brought by key", event.key),
    clear("App version", event.app_version),
    clear("Schema", event.schema_version),
  ]);
}
