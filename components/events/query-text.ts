/** One `field:value` of a query as it stands in the text. */
export interface TermText {
  text: string;
  field: string;
  value: string;
}

const PLAIN_VALUE = /^(?![<>]|OR$)[^\s"()\\*,]+$/;

/** The terms of a query that consists of `field:value` alone; undefined where the text must be shown as it is. */
export function splitTerms(q: string): TermText[] | undefined {
  const terms: TermText[] = [];
  const pattern = /\s*([A-Za-z.]+):("(?:[^"\\]|\\.)+"|(?:[^\s"()\\]|\\.)+)(?=\s|$)/gy;
  let at = 0;
  while (at < q.length) {
    if (q.slice(at).trim() === "") break;
    pattern.lastIndex = at;
    const match = pattern.exec(q);
    if (!match) return undefined;
    const [whole, field = "", raw = ""] = match;
    const inner = raw.startsWith('"') ? raw.slice(1, -1) : raw;
    terms.push({ text: whole.trim(), field: field.toLowerCase(), value: inner.replace(/\\(.)/gs, "$1") });
    at += whole.length;
  }
  return terms;
}

/** Trail events of reads are listed only where somebody asks about Sealtrail itself. */
export const readsIn = (q: string): "show" | "hide" => (/(^|[\s(])(origin|id|seq):/i.test(q) ? "show" : "hide");

/** One exact term, quoted where it must be. */
export function termText(field: string, value: string): string {
  return `${field}:${PLAIN_VALUE.test(value) ? value : `"${value.replace(/["\\]/g, "\\$&")}"`}`;
}

/** The query with one term of this field, whatever it had; `term` undefined leaves the field out. A query that is more than terms keeps them all. */
export function withField(q: string, field: string, term: string | undefined): string {
  const terms = splitTerms(q);
  const kept = terms ? terms.filter((one) => one.field !== field).map((one) => one.text) : [q.trim()];
  return [...kept, ...(term === undefined ? [] : [term])].join(" ");
}

export function withoutTerm(q: string, index: number): string {
  return (splitTerms(q) ?? [])
    .filter((_, i) => i !== index)
    .map((one) => one.text)
    .join(" ");
}

/** The value of the field's only term. */
export function fieldValue(q: string, field: string): string | undefined {
  return splitTerms(q)?.find((one) => one.field === field)?.value;
}
