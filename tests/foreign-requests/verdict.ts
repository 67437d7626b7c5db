import { withoutTokens } from "#server/tokens/index.ts";
import type { Answered } from "./ask.ts";
import type { Placed } from "./draw.ts";
import type { Asked, Pair } from "./pair.ts";
import { decoded } from "./things.ts";
import type { ForeignWorld } from "./world.ts";

/** Both answers of a pair. */
export interface Answers {
  foreign: Answered;
  madeUp: Answered;
}

const EACH_ITS_OWN: ReadonlySet<string> = new Set(["date", "x-request-id"]);
const FORM_CHARACTERS_MIN = 3;
const COMPARED_CHARACTERS = 2_000;
const THING = "◦";

/** What of a pair's answers tells "not yours" from "not there"; empty when nothing does. */
export function differences(pair: Pair, { foreign, madeUp }: Answers): string[] {
  if (foreign.status !== madeUp.status) return [`status ${foreign.status} against ${madeUp.status}`];
  const found: string[] = [];
  const names = (answer: Answered) => Object.keys(answer.headers).sort().join(", ");
  if (names(foreign) !== names(madeUp)) found.push(`headers ${names(foreign)} against ${names(madeUp)}`);
  const isRefusal = foreign.status >= 400;
  for (const [name, value] of Object.entries(foreign.headers)) {
    if (EACH_ITS_OWN.has(name) || !(isRefusal || name === "content-type") || !(name in madeUp.headers)) continue;
    if (String(value) !== String(madeUp.headers[name]))
      found.push(`header ${name}: ${value} against ${madeUp.headers[name]}`);
  }
  // Word for word alike: a thing that is part of the refusal's own words (200 in `100..200`) is none that was said again.
  if (isRefusal && withoutRequestId(foreign) === withoutRequestId(madeUp)) return found;
  const [ours, twins] = isRefusal
    ? [wordingOf(foreign, pair.foreign.placed), wordingOf(madeUp, pair.madeUp.placed)]
    : [shapeOfBody(foreign), shapeOfBody(madeUp)];
  if (ours !== twins)
    found.push(`body ${ours.slice(0, COMPARED_CHARACTERS)} against ${twins.slice(0, COMPARED_CHARACTERS)}`);
  return found;
}

const withoutRequestId = ({ bytes }: Answered) => bytes.toString().replace(/"request_id":"[^"]*"/, "");

/** The text of a refusal without its request id, each thing that was sent replaced by the same sign. */
function wordingOf(answer: Answered, placed: readonly Placed[]): string {
  return formsOf(placed).reduce((left, form) => {
    // A number within a longer one is something else.
    if (/^\d+$/.test(form)) return left.replaceAll(new RegExp(`(?<!\\d)${form}(?!\\d)`, "g"), THING);
    return left.replaceAll(form, THING);
  }, withoutRequestId(answer));
}

/** Every form in which a thing that was sent may be said again, the longest first. */
function formsOf(placed: readonly Placed[]): string[] {
  const forms = new Set<string>();
  for (const { text } of placed)
    for (const once of [text, decoded(text), decoded(decoded(text))])
      for (const one of [once, once.toLowerCase(), once.toUpperCase(), JSON.stringify(once).slice(1, -1)])
        if (one.length >= FORM_CHARACTERS_MIN) forms.add(one);
  return [...forms].sort((a, b) => b.length - a.length);
}

function shapeOfBody({ headers, bytes }: Answered): string {
  if (bytes.length === 0) return "empty";
  if (!headers["content-type"]?.startsWith("application/json")) return "not JSON";
  return shapeOf(JSON.parse(bytes.toString()));
}

/** The names at every depth; of a list each form of its entries once. */
export function shapeOf(value: unknown): string {
  if (Array.isArray(value)) return `[${[...new Set(value.map(shapeOf))].sort().join("|")}]`;
  if (value === null || typeof value !== "object") return "*";
  const members = Object.entries(value).map(([name, member]) => `${name}:${shapeOf(member)}`);
  return `{${members.sort().join(",")}}`;
}

const TELLING = [
  /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g,
  /(?<![0-9A-Za-z])(?:Team-|t-|ext-)?[0-9A-Za-z]{10,16}(?![0-9A-Za-z])/g,
  /[0-9a-f]{64}/g,
  /[0-9A-Za-z+/]{43}=/g,
];

/** What of the other tenant an answer holds: what was kept from the asker, and what it knows but did not send here. */
export function leaksIn({ other }: ForeignWorld, { placed }: Asked, { status, bytes }: Answered): string[] {
  const text = bytes.toString("latin1");
  const found = text.includes(other.mark) ? [`the mark ${other.mark}`] : [];
  const known = status >= 400 ? knownOf(other) : undefined;
  for (const pattern of TELLING)
    for (const [thing] of text.matchAll(pattern)) {
      if (other.kept.has(thing)) found.push(`${thing}, which was kept`);
      else if (known?.has(thing) && !formsOf(placed).some((form) => form.includes(thing)))
        found.push(`${thing}, which was not sent`);
    }
  return found;
}

const knownThings = new WeakMap<object, Set<string>>();

function knownOf(side: ForeignWorld["other"]): Set<string> {
  const all = knownThings.get(side) ?? new Set(Object.values(side.known).flat());
  knownThings.set(side, all);
  return all;
}

/** What no request may be answered with, whatever it names. */
export function failureOf({ status }: Answered): string | undefined {
  if (status >= 500) return `status ${status}`;
  return status === 429 ? "status 429, which hides what would have been answered" : undefined;
}

const SHOWN_CHARACTERS = 600;

/** A request and its answer as text, without secrets. */
export function inWords({ ask }: Asked, answer: Answered): string {
  const headers = Object.entries(ask.headers).map(([name, value]) => `${name}: ${value}`);
  const text = [`${ask.method} ${ask.path}`, ...headers, ...(ask.body === undefined ? [] : [ask.body])].join("\n    ");
  return withoutTokens(`${text}\n    -> ${answer.status} ${answer.bytes.toString().slice(0, SHOWN_CHARACTERS)}`);
}
