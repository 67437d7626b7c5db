import type { Actor, SealedEvent, Target } from "#tlog";
import { verbForms } from "./verb-forms.ts";
import { visibleLine } from "./visible-text.ts";

/** One stretch of a sentence; `kind` says how it is shown. */
export interface SentencePart {
  kind: "actor" | "verb" | "target" | "plain";
  text: string;
}

const VIA = new Map([
  ["ui", "UI"],
  ["api", "API"],
  ["cli", "CLI"],
  ["mcp", "MCP"],
]);

const PARTICLES = new Set("in out up on off over back down away all".split(" "));
const ENTRY_VERBS = new Set(["sign", "log"]);
const ENTRY_LINKS: Record<string, string> = { in: "to", on: "to", out: "of", off: "" };
// Whoever signs in is the one it is said of: "user.sign_in" reads "signed in".
const PERSON_OBJECTS = new Set(["user", "person", "session", "account", "member"]);
// Whose part it is goes without saying, or is told by the target: "changed role of Ana Ruiz".
const OWNERS = new Set([...PERSON_OBJECTS, "tenant", "key"]);
// What people do to themselves in Sealtrail, where the object would read as somebody else.
const SELF_ACTS = new Map([
  ["member.added", "joined"],
  ["member.left", "left"],
  ["person.renamed", "changed name"],
  ["person.confirmed", "confirmed identity"],
]);
const FAILING_WORDS = new Map([
  ["failed", "failure"],
  ["denied", "denied"],
  ["refused", "denied"],
]);

/** Who acted, in words: the name, else the e-mail address, else the id. */
export function actorName(actor: Pick<Actor, "type" | "id" | "name" | "email">): string {
  const name = actor.name || actor.email || actor.id;
  if (name) return visibleLine(name);
  return actor.type === "anonymous" ? "Someone anonymous" : `A ${actor.type}`;
}

/** The delegation chain: "backup-agent for Jo Park". */
export function actorChain(actor: Actor): string[] {
  const names: string[] = [];
  for (let one: Actor | undefined = actor; one; one = one.on_behalf_of) names.push(actorName(one));
  return names;
}

export function targetName(target: Target): string {
  return visibleLine(target.name || target.id || `a ${words(target.type)}`);
}

/** `cloud.iam:CreateUser` as words: "cloud iam create user". */
function words(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .replace(/[_\-./:]+/g, " ")
    .trim()
    .toLowerCase();
}

interface Action {
  object: string;
  verb: string;
  /** Belongs to the verb: "in" of "sign in", "all" of "revoke all". */
  particle: string;
  /** What the verb names besides the object: "policy" of "secret.update_policy". */
  rest: string;
  outcome: string | undefined;
  /** `rest` is a part of the object: the "role" of "member.role_changed". */
  isPartOfObject: boolean;
}

// Ledgers have few different actions, and many events of each.
const ACTIONS_MAX = 2_000;
const actions = new Map<string, Action>();

function readAction(action: string): Action {
  let known = actions.get(action);
  if (!known) {
    if (actions.size >= ACTIONS_MAX) actions.clear();
    known = takeApart(action);
    actions.set(action, known);
  }
  return known;
}

function takeApart(action: string): Action {
  const cut = Math.max(action.lastIndexOf("."), action.lastIndexOf(":"), action.lastIndexOf("/"));
  const object = words(action.slice(0, Math.max(cut, 0)));
  const parts = words(action.slice(cut + 1)).split(" ");
  const outcome = parts.length > 1 ? FAILING_WORDS.get(parts.at(-1) ?? "") : undefined;
  if (outcome) parts.pop();
  const last = parts.at(-1) ?? "";
  // "role_changed", "second_factor_added": what was acted on, then the act.
  if (parts.length > 1 && !verbForms(parts[0]!) && verbForms(last)?.past === last)
    return { object, verb: last, particle: "", rest: parts.slice(0, -1).join(" "), outcome, isPartOfObject: true };
  const [verb = "", ...rest] = parts;
  const particle = PARTICLES.has(rest[0] ?? "") ? rest.shift()! : "";
  return { object, verb, particle, rest: rest.join(" "), outcome, isPartOfObject: false };
}

const join = (...parts: string[]) => parts.filter(Boolean).join(" ");

export interface VerbPhrase {
  lead: string;
  act: string;
  /** The word between the act and its target, where English needs one: "signed in to". */
  link: string;
}

/** The act in words, with what leads to it: "was denied", "read secret". A verb that is not known stays as it was sent. */
export function verbPhrase(action: string, outcome: string, actorType = ""): VerbPhrase {
  const { object, verb, particle, rest, outcome: told, isPartOfObject } = readAction(action);
  if (FAILING_WORDS.has(verb) && !particle && !rest)
    return { lead: "was", act: visibleLine(join(verb, object === actorType ? "" : object)), link: "" };
  const forms = verbForms(verb);
  const isEntry = ENTRY_VERBS.has(forms?.base ?? "") && particle in ENTRY_LINKS && PERSON_OBJECTS.has(object);
  const isOfOwner = isPartOfObject && OWNERS.has(object);
  const compose = (form: string) => visibleLine(join(form, particle, isEntry || isOfOwner ? "" : object, rest));
  const link = isEntry ? (ENTRY_LINKS[particle] ?? "") : isOfOwner ? "of" : "";
  const base = compose(forms?.base ?? verb);
  const shown = outcome === "success" ? (told ?? outcome) : outcome;
  if (shown === "denied") return { lead: "was denied", act: base, link };
  if (shown === "failure") return { lead: forms ? "failed to" : "failed at", act: base, link };
  if (shown === "unknown" && forms) return { lead: "tried to", act: base, link };
  return { lead: "", act: compose(forms?.past ?? verb), link };
}

/** "São Paulo, BR": what is known of the place, the narrowest name and the country. */
export function placeOf(event: Pick<SealedEvent, "source">): string {
  const location = event.source?.location;
  if (!location) return "";
  return visibleLine([location.city || location.region, location.country].filter(Boolean).join(", "));
}

export function viaOf(event: Pick<SealedEvent, "source">): string {
  const via = event.source?.via;
  return via ? visibleLine(VIA.get(via) ?? via) : "";
}

/** "Berlin, DE · API" for the table; the address stands in for an unknown place. */
export function fromOf(event: Pick<SealedEvent, "source">): string {
  return [placeOf(event) || visibleLine(event.source?.ip ?? ""), viaOf(event)].filter(Boolean).join(" · ");
}

/** The event's verb phrase; of what people do to themselves in Sealtrail, one of its own. */
function phraseOf({ action, outcome, actor, targets, origin }: SealedEvent): VerbPhrase {
  const isOfSelf = targets?.every(({ id }) => id === actor.id) ?? true;
  const own = origin?.system === "sealtrail" && isOfSelf && outcome === "success" ? SELF_ACTS.get(action) : undefined;
  return own === undefined ? verbPhrase(action, outcome, actor.type) : { lead: "", act: own, link: "" };
}

/** What the event says, as stretches of text: "Ana Ruiz", "read secret", "db/prod". Nothing in it that the event does not say. */
export function sentenceOf(event: SealedEvent): SentencePart[] {
  const [actor = "", ...principals] = actorChain(event.actor);
  const { lead, act, link } = phraseOf(event);
  const parts: SentencePart[] = [{ kind: "actor", text: actor }];
  for (const principal of principals) parts.push({ kind: "plain", text: "for" }, { kind: "actor", text: principal });
  if (lead) parts.push({ kind: "plain", text: lead });
  parts.push({ kind: "verb", text: act });
  const targets = (event.targets ?? []).filter((target) => target.id === undefined || target.id !== event.actor.id);
  const [main] = targets;
  if (main && link) parts.push({ kind: "plain", text: link });
  if (main) parts.push({ kind: "target", text: targetName(main) });
  if (targets.length > 1) parts.push({ kind: "plain", text: `and ${targets.length - 1} more` });
  return parts;
}

/** The whole sentence, with place and way: "Mika Tan was denied rotate secret db/prod from São Paulo, BR via CLI". */
export function fullSentenceOf(event: SealedEvent): SentencePart[] {
  const parts = sentenceOf(event);
  const place = placeOf(event);
  const via = viaOf(event);
  if (place) parts.push({ kind: "plain", text: `from ${place}` });
  if (via) parts.push({ kind: "plain", text: `via ${via}` });
  return parts;
}

export function sentenceText(parts: SentencePart[]): string {
  return parts.map((part) => part.text).join(" ");
}
