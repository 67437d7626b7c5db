const PLAIN_VALUE = /^(?![<>]|OR$)[^\s"()\\*,]+$/;
const PLAIN_PART = /^[^\s":(),*\\]+$/;

const quoted = (text: string) => `"${text.replace(/["\\]/g, "\\$&")}"`;

/** Trail events of reads are listed only where somebody asks about Sealtrail itself. */
export const readsIn = (q: string): "show" | "hide" => (/(^|[\s(])(origin|id|seq):/i.test(q) ? "show" : "hide");

/** One exact value, quoted where it must be. */
export const valueText = (value: string): string => (PLAIN_VALUE.test(value) ? value : quoted(value));

/** One exact term. */
export const termText = (field: string, value: string): string => `${field}:${valueText(value)}`;

/** A field of the metadata, of which parts are quoted where they must be. */
export const metadataField = (path: readonly string[]): string =>
  ["metadata", ...path.map((part) => (PLAIN_PART.test(part) ? part : quoted(part)))].join(".");
