const REPLACEMENT = "\uFFFD";

// C0 and C1 controls, zero-width space, byte-order mark, line separators and everything that reorders text. Joiners stay: names need them.
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;
const HIDDEN_BUT_LAYOUT =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

function mark(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return "\u2421";
  return `[U+${code.toString(16).toUpperCase().padStart(4, "0")}]`;
}

// Every HIDDEN character, halves of pairs and what has no meaning: most texts have none of them.
const NEEDS_CARE =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe]/;

const wellFormed = (text: string) => text.toWellFormed().replaceAll("\uFFFE", REPLACEMENT);

/** Text on one line in which nothing hides: controls and reordering characters are shown as marks. */
export function visibleLine(text: string): string {
  return NEEDS_CARE.test(text) ? wellFormed(text).replace(HIDDEN, mark) : text;
}

/** The same for text that keeps its lines and tabs. */
export function visibleBlock(text: string): string {
  return wellFormed(text).replace(HIDDEN_BUT_LAYOUT, mark);
}

/** An id cut in its middle, so that both ends stay comparable. */
export function shortId(id: string, charactersMax = 16): string {
  const characters = Array.from(id);
  if (characters.length <= charactersMax) return id;
  const tail = Math.floor((charactersMax - 1) / 3);
  return `${characters.slice(0, charactersMax - 1 - tail).join("")}…${characters.slice(-tail).join("")}`;
}
