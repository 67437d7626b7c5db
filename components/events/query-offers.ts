import { SEVERITIES } from "#query";
import { shortId, visibleLine } from "#wording";
import { count } from "../ui/numbers.ts";
import type { FacetValue } from "./explore-data.ts";
import type { Suggestion } from "./name-book.ts";
import { FIELD_WORDS, type FieldWord, fieldWord, THINGS } from "./query-fields.ts";
import type { QueryPlace } from "./query-place.ts";
import { valueText } from "./query-text.ts";
import { wallTime } from "./times.ts";

/** One line of the completion. */
export interface Offer {
  /** What is written in the place of what stands there; for a recent query in the place of everything. */
  text: string;
  label: string;
  detail: string;
  kind: "query" | "field" | "value" | "pattern";
}

export interface OfferGroup {
  name: string;
  offers: Offer[];
}

const VALUES_MAX = 12;
const RECENT_SHOWN = 5;

/** Fields whose name begins with what is typed, then those that hold it, then those that it explains; paths of the metadata with them. `hidden` are those that cannot be asked for. */
export function fieldOffers(typed: string, paths: readonly string[], hidden: readonly string[] = []): OfferGroup[] {
  const wanted = typed.toLowerCase();
  const words = [...FIELD_WORDS, ...paths.map((field): FieldWord => ({ field, what: "Metadata", kind: "text" }))];
  const rank = ({ field, what }: FieldWord) => {
    const name = field.toLowerCase();
    if (name.startsWith(wanted)) return 0;
    if (name.includes(wanted)) return 1;
    return wanted.length > 2 && what.toLowerCase().includes(wanted) ? 2 : 3;
  };
  const offers = words
    .map((word) => ({ word, place: rank(word) }))
    .filter(({ word, place }) => place < 3 && word.field !== typed && !hidden.includes(word.field.replace(/\.$/, "")))
    .sort((a, b) => a.place - b.place)
    .map(({ word: { field, what } }): Offer => {
      const name = field.endsWith(".") ? field : `${field}:`;
      return { text: name, label: visibleLine(name), detail: what, kind: "field" };
    });
  return groupOf("Fields", offers);
}

export const recentOffers = (queries: readonly string[]): OfferGroup[] =>
  groupOf(
    "Recent queries",
    queries.slice(0, RECENT_SHOWN).map((q) => ({ text: q, label: visibleLine(q), detail: "", kind: "query" })),
  );

interface Known {
  /** What the server counted in the range, the most frequent first. */
  values: readonly FacetValue[];
  /** Names that this page has seen. */
  names: readonly Suggestion[];
  nowMs: number;
  timeZone: string;
  /** Fields that cannot be asked for. */
  hidden?: readonly string[];
}

/** Values of the field that hold what is typed, by id or name, then what else can be asked of it. */
export function valueOffers({ field = "", typed }: QueryPlace, known: Known): OfferGroup[] {
  const word = fieldWord(field.toLowerCase());
  if (!word) return [];
  const wanted = typed.replaceAll("*", "").toLowerCase();
  const fits = ({ text, label }: Offer) => `${text}\n${label}`.toLowerCase().includes(wanted);
  const occurring = occurringOffers(known)
    .filter((offer) => fits(offer) && offer.text !== valueText(typed))
    .slice(0, VALUES_MAX);
  const others = [...patternOffers(word, typed), ...fixedOffers(word, known).filter(fits)].filter(
    ({ text }) => text !== typed,
  );
  return [
    ...groupOf(word.counted ? "Values in this range" : "Values", occurring),
    ...groupOf(word.kind === "time" ? "Times" : occurring.length > 0 ? "Or" : "Values", others),
  ];
}

const groupOf = (name: string, offers: Offer[]): OfferGroup[] => (offers.length === 0 ? [] : [{ name, offers }]);

const plain = (text: string, detail: string): Offer => ({ text, label: text, detail, kind: "value" });

function occurringOffers({ values, names }: Known): Offer[] {
  const seen = new Map<string, Offer>();
  for (const { value, label, count: times } of values) {
    const name = label ?? names.find((one) => one.value === value)?.label ?? value;
    const hint = name === value ? "" : `${shortId(value, 22)} · `;
    seen.set(value, {
      text: valueText(value),
      label: visibleLine(name),
      detail: `${visibleLine(hint)}${count(times)}`,
      kind: "value",
    });
  }
  for (const { value, label, hint } of names) {
    if (seen.has(value)) continue;
    seen.set(value, { text: valueText(value), label, detail: visibleLine(shortId(hint, 22)), kind: "value" });
  }
  return [...seen.values()];
}

/** What begins with the text, or holds it. */
function patternOffers({ field, kind }: FieldWord, typed: string): Offer[] {
  if (field === "id") return [];
  if ((kind !== "text" && kind !== "id") || typed === "" || /[\s"()\\*,]|\.\.|^[<>]/.test(typed)) return [];
  const pattern = (text: string, detail: string): Offer => ({ ...plain(text, detail), kind: "pattern" });
  return [pattern(`${typed}*`, "begins with it"), pattern(`*${typed}*`, "holds it")];
}

function fixedOffers({ field, kind }: FieldWord, { nowMs, timeZone, hidden }: Known): Offer[] {
  switch (kind) {
    case "severity":
      return [
        ...SEVERITIES.slice(1, -1).map((name) => plain(`>=${name}`, `${name} and above`)),
        plain("*", "any that has one"),
      ];
    case "thing":
      return THINGS.filter(([name]) => !hidden?.includes(`has:${name}`)).map(([name, what]) => plain(name, what));
    case "number":
      return [plain(">=1000", "from 1,000 on"), plain("100..200", "from 100 to 200")];
    case "address":
      return [plain("10.0.0.0/8", "a block of addresses"), plain("*", "any that has one")];
    case "time":
      return timeOffers(field, nowMs, timeZone);
    default:
      return field === "id" ? [] : [plain("*", "any that has one")];
  }
}

const DAY_MS = 86_400_000;

function timeOffers(field: string, nowMs: number, timeZone: string): Offer[] {
  const day = (ms: number) => wallTime(ms, timeZone).slice(0, 10);
  const today = day(nowMs);
  const week = `${day(nowMs - 7 * DAY_MS)}..${today}`;
  const common = [plain("today", today), plain("yesterday", day(nowMs - DAY_MS)), plain(today, "a day")];
  const month = plain(today.slice(0, 7), "a month");
  if (field === "during") return [...common, month, plain(week, "from a day to the end of another")];
  const ago = [plain("1h", "an hour ago"), plain("24h", "a day ago"), plain("7d", "a week ago")];
  return [...ago, ...common, plain(`${today}T09:00`, `a time in ${timeZone}`)];
}
