/** The most UTF-16 units that a cell holds. */
export const CELL_UNITS_MAX = 32_767;
const CUT_MARK = " … [cut]";

/** The text as far as a cell holds it; what was cut ends with a mark. */
export function fitted(text: string): { text: string; isCut: boolean } {
  if (text.length <= CELL_UNITS_MAX) return { text, isCut: false };
  const kept = text.slice(0, CELL_UNITS_MAX - CUT_MARK.length);
  return { text: (kept.isWellFormed() ? kept : kept.slice(0, -1)) + CUT_MARK, isCut: true };
}

const SPECIAL = /[&<>"]/g;
const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
// Not allowed in XML 1.0, neither as characters nor as references.
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
// Readers take it for the character of this code (ECMA-376 22.9.2.19).
const ESCAPE_LIKE = /_(?=x[0-9A-Fa-f]{4}_)/g;
const NEEDS_CARE = /[&<>"\u0000-\u001f\ud800-\udfff\ufffe\uffff]|_x/;

/** Text for an element or attribute of a sheet: exactly these characters are read back, but for those that XML does not allow, shown as marks. */
export function sheetText(text: string): string {
  if (!NEEDS_CARE.test(text)) return text;
  return text
    .toWellFormed()
    .replace(FORBIDDEN, (character) => {
      const code = character.charCodeAt(0);
      return code < 0x20 ? String.fromCharCode(0x2400 + code) : "\ufffd";
    })
    .replace(ESCAPE_LIKE, "_x005F_")
    .replace(SPECIAL, (character) => ENTITIES[character]!)
    .replace(/\r/g, "_x000D_");
}

/** `A`, `Z`, `AA`: the letters of a column, from 0. */
export function columnLetters(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : columnLetters(Math.floor(index / 26) - 1) + last;
}

/** Days since 1899-12-30 as sheets count them, of a wall time in ms; undefined before March 1900, which they count wrongly. */
export function sheetDate(wallMs: number): number | undefined {
  const days = wallMs / 86_400_000 + 25_569;
  return days < 61 ? undefined : days;
}
