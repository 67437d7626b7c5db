import { canonicalAddress } from "./address.ts";
import { canonicalBlock } from "./address-block.ts";
import { SEVERITIES } from "./choices.ts";
import { ruleOf } from "./field-rules.ts";
import { refuseQuery, type WrittenValue } from "./reader.ts";
import type { QueryField, QueryMatch, QueryTerm } from "./syntax.ts";
import { readTimeSpan, type TimeSetting, type TimeSpan } from "./time-spans.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const SEQ_COMPARED = /^([<>]=?)(\d{1,15})$/;
const SEQ_RANGE = /^(\d{1,15})(?:\.\.(\d{1,15}))?$/;
const SEQ_MAX = 999_999_999_999_999;
const CHOICE_COMPARED = /^([<>]=?)([a-z]+)$/;
const CHOICE_RANGE = /^([a-z]+)\.\.([a-z]+)$/;

/** The term of a field and one value as it is written; `at` is where the term stands. */
export function makeTerm(field: QueryField, value: WrittenValue, at: number, setting: TimeSetting): QueryTerm {
  return { kind: "term", field, ...makeMatch(field, value, setting), at };
}

function makeMatch(field: QueryField, value: WrittenValue, setting: TimeSetting): QueryMatch {
  const rule = ruleOf(field);
  if (value.stars.length > 0 && value.text === "*" && field !== "has" && rule.kind !== "time")
    return { match: "exists" };
  const hasOrder = rule.kind === "seq" || rule.kind === "value" || (rule.kind === "choice" && rule.isOrdered);
  if (value.comparison && !hasOrder && rule.kind !== "time")
    refuseQuery(value.at, `${field} has no order: put a value that begins with ${value.comparison} in quotation marks`);
  switch (rule.kind) {
    case "seq":
      return seqMatch(value);
    case "event":
      demandWhole(field, value);
      if (!UUID.test(value.text))
        refuseQuery(value.at, "expected the whole id of an event, such as 019aa3c5-7d5d-7000-8000-0123456789ab");
      return { match: "exact", value: value.text.toLowerCase() };
    case "address":
      return addressMatch(value);
    case "time":
      return timeMatch(field, value, setting);
    case "choice":
      demandWhole(field, value);
      if (rule.isOrdered && !value.isQuoted && /[<>.]/.test(value.text)) return severityMatch(value);
      demandChoice(value.text.toLowerCase(), rule.choices, value.at);
      return { match: "exact", value: value.text.toLowerCase() };
    case "value":
      return numberMatch(value) ?? textMatch(value, true);
    default:
      return textMatch(value, rule.kind === "text");
  }
}

function textMatch({ text, stars, at }: WrittenValue, isFolded: boolean): QueryMatch {
  const fold = (value: string) => (isFolded ? value.toLowerCase() : value);
  const last = text.length - 1;
  if (stars.length === 0) return { match: "exact", value: fold(text) };
  if (stars.length === 1 && stars[0] === last) return { match: "prefix", value: fold(text.slice(0, -1)) };
  if (stars.length === 2 && stars[0] === 0 && stars[1] === last && last > 1)
    return { match: "contains", value: fold(text.slice(1, -1)) };
  return refuseQuery(
    at + (stars[0] === 0 ? 0 : stars[0]!),
    "expected the asterisk at the end of a prefix (secret.*), or one at both ends of what lies within (*secret*), or in quotation marks",
  );
}

const NUMBER = "-?\\d+(?:\\.\\d+)?(?:e[+-]?\\d+)?";
const NUMBER_COMPARED = new RegExp(`^([<>]=?)(${NUMBER})$`, "i");
const NUMBER_RANGE = new RegExp(`^(${NUMBER})?\\.\\.(${NUMBER})?$`, "i");

/** A comparison of numbers; undefined for a text. */
function numberMatch({ text, isQuoted, comparison, at }: WrittenValue): QueryMatch | undefined {
  if (isQuoted) return undefined;
  const compared = comparison && NUMBER_COMPARED.exec(text);
  if (compared) {
    const [, sign = "", number = ""] = compared;
    const end = readNumber(number, at + sign.length);
    const [from, to] = sign.startsWith(">") ? [end, null] : [null, end];
    return { match: "number", from, to, isOpen: sign.length === 1 };
  }
  if (comparison) return refuseQuery(at, `expected a number behind ${comparison}, or the value in quotation marks`);
  const range = NUMBER_RANGE.exec(text);
  if (!range) return undefined;
  const [, low, high] = range;
  if (low === undefined || high === undefined)
    return refuseQuery(at, "expected a range such as 1..5, >=1 or <=5, or the value in quotation marks");
  const [from, to] = [readNumber(low, at), readNumber(high, at + low.length + 2)];
  if (to < from) refuseQuery(at, "expected a range from low to high");
  return { match: "number", from, to, isOpen: false };
}

/** Zero has no sign. */
function readNumber(text: string, at: number): number {
  const number = Number(text) + 0;
  if (!Number.isFinite(number)) refuseQuery(at, "expected a number below 1e308");
  return number;
}

/** From the beginning of a time on, before its beginning, or within it; `during` takes two of them, too. */
function timeMatch(field: QueryField, { text, stars, at }: WrittenValue, setting: TimeSetting): QueryMatch {
  const read = (part: string, offset: number): TimeSpan =>
    (stars.length === 0 && readTimeSpan(part, setting)) ||
    refuseQuery(
      at + offset,
      "expected a time such as 2026-11-01, 2026-11-01T10:00, 2026-11-01T10:00:00Z, 24h, 7d, now-1h or today",
    );
  const written = text;
  if (field === "after") return { match: "time", fromMs: read(text, 0).fromMs, toMs: null, written };
  if (field === "before") return { match: "time", fromMs: null, toMs: read(text, 0).fromMs, written };
  const [first = "", second, ...more] = text.split("..");
  if (second === undefined) {
    const { fromMs, toMs } = read(first, 0);
    return { match: "time", fromMs, toMs, written };
  }
  const [{ fromMs }, end] = [read(first, 0), read(second, first.length + 2)];
  const toMs = end.isPeriod ? end.toMs : end.fromMs;
  if (more.length > 0 || (toMs !== null && toMs <= fromMs))
    refuseQuery(at, "expected a range from an earlier to a later time, such as 2026-11-01..2026-11-07");
  return { match: "time", fromMs, toMs, written };
}

function demandWhole(field: QueryField, value: WrittenValue): void {
  if (value.stars.length > 0) refuseQuery(value.at, `${field} takes whole values only, without an asterisk`);
}

function demandChoice(value: string, choices: readonly string[], at: number): void {
  if (!choices.includes(value)) refuseQuery(at, `expected ${choices.join(", ")}`);
}

function seqMatch({ text, at }: WrittenValue): QueryMatch {
  const compared = SEQ_COMPARED.exec(text);
  if (compared) {
    const { from, to } = bounds(compared[1]!, Number(compared[2]));
    if (to !== null && to < 0) refuseQuery(at, "no event has a seq below 0");
    if (from > SEQ_MAX) refuseQuery(at, `no event has a seq above ${SEQ_MAX}`);
    return { match: "range", from, to };
  }
  const range = SEQ_RANGE.exec(text);
  if (!range) refuseQuery(at, "expected a number or a range such as 100..200, >=100 or <200");
  const from = Number(range[1]);
  const to = range[2] === undefined ? from : Number(range[2]);
  if (to < from) refuseQuery(at, "expected a range from low to high");
  return { match: "range", from, to };
}

function severityMatch({ text, at }: WrittenValue): QueryMatch {
  const lower = text.toLowerCase();
  const rank = (name: string, offset: number) => {
    demandChoice(name, SEVERITIES, at + offset);
    return SEVERITIES.indexOf(name as (typeof SEVERITIES)[number]);
  };
  const highest = SEVERITIES.length - 1;
  const compared = CHOICE_COMPARED.exec(lower);
  const range = CHOICE_RANGE.exec(lower);
  if (!compared && !range) refuseQuery(at, "expected a severity, or a range such as >=high or low..high");
  const { from, to } = compared
    ? bounds(compared[1]!, rank(compared[2]!, compared[1]!.length))
    : { from: rank(range![1]!, 0), to: rank(range![2]!, range![1]!.length + 2) };
  if (compared && (from > highest || (to !== null && to < 0)))
    refuseQuery(at, `no severity is ${from > highest ? "above critical" : "below info"}`);
  if (to !== null && to < from) refuseQuery(at, "expected a range from low to high");
  return { match: "range", from, to: to ?? highest };
}

function bounds(comparison: string, value: number): { from: number; to: number | null } {
  if (comparison.startsWith(">")) return { from: comparison === ">" ? value + 1 : value, to: null };
  return { from: 0, to: comparison === "<" ? value - 1 : value };
}

function addressMatch({ text, stars, at }: WrittenValue): QueryMatch {
  const expected = "expected an address such as 203.0.113.7, or a block such as 203.0.113.0/24 or 2001:db8::/32";
  if (stars.length > 0) refuseQuery(at, expected);
  if (!text.includes("/")) {
    const value = canonicalAddress(text);
    return value === undefined ? refuseQuery(at, expected) : { match: "exact", value };
  }
  const block = canonicalBlock(text);
  if (block === undefined) refuseQuery(at, expected);
  if (block.hasHostBits)
    refuseQuery(at, `${text} names an address within a block: write ${block.text} for the whole block`);
  return block.isSingle ? { match: "exact", value: block.first } : { match: "block", value: block.text };
}
