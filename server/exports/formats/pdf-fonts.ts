import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { create, type Font } from "fontkit";

export type Weight = 400 | 600;

/** A stretch of text that one font can print. */
export interface Run {
  font: string;
  text: string;
}

const SETS = ["latin", "latin-ext", "greek", "greek-ext", "cyrillic", "cyrillic-ext", "vietnamese"] as const;
// One fixed name is looked up: the bundler of the pages, which reach this file, cannot follow a made-up one.
const fileOf = (set: string, weight: Weight) =>
  join(
    dirname(createRequire(import.meta.url).resolve("@fontsource/inter/package.json")),
    `files/inter-${set}-${weight}-normal.woff`,
  );

interface Loaded {
  name: string;
  bytes: Buffer;
  font: Font;
}

/** The fonts of a document. What none of them can print is shown by its code, `[U+65E5]`, and counted. */
export class Fonts {
  readonly #register: (name: string, bytes: Buffer) => void;
  readonly #loaded = new Map<string, Loaded>();
  readonly #fontOf = new Map<string, string>();
  /** Characters without a glyph that were printed. */
  replaced = 0;

  constructor(register: (name: string, bytes: Buffer) => void) {
    this.#register = register;
  }

  /** The text cut into runs, in order. */
  runs(text: string, weight: Weight): Run[] {
    const runs: Run[] = [];
    for (const character of text) {
      const font = this.#find(character, weight);
      const shown = font === undefined ? codeOf(character) : character;
      const name = font ?? `latin-${weight}`;
      const last = runs.at(-1);
      if (last && (last.font === name || character === " ")) last.text += shown;
      else runs.push({ font: name, text: shown });
    }
    return runs;
  }

  /** The text with what has no glyph replaced. */
  printable(text: string): string {
    let shown = "";
    for (const character of text) {
      const has = this.#find(character, 400) !== undefined;
      if (!has) this.replaced++;
      shown += has ? character : codeOf(character);
    }
    return shown;
  }

  #find(character: string, weight: Weight): string | undefined {
    const key = `${weight}${character}`;
    const known = this.#fontOf.get(key);
    if (known !== undefined) return known === "" ? undefined : known;
    const code = character.codePointAt(0)!;
    const found = SETS.map((set) => this.#load(set, weight)).find(({ font }) => font.hasGlyphForCodePoint(code));
    if (found) this.#register(found.name, found.bytes);
    this.#fontOf.set(key, found?.name ?? "");
    return found?.name;
  }

  #load(set: string, weight: Weight): Loaded {
    const name = `${set}-${weight}`;
    let loaded = this.#loaded.get(name);
    if (!loaded) {
      const bytes = readFileSync(fileOf(set, weight));
      const font = create(bytes);
      if (!("hasGlyphForCodePoint" in font)) throw new Error(`${name} is a collection of fonts`);
      loaded = { name, bytes, font };
      this.#loaded.set(name, loaded);
    }
    return loaded;
  }
}

/** `[U+65E5]`; of the signs for controls, the code of the control. */
function codeOf(character: string): string {
  const code = character.codePointAt(0)!;
  const meant = code >= 0x2400 && code <= 0x241f ? code - 0x2400 : code === 0x2421 ? 0x7f : code;
  return `[U+${meant.toString(16).toUpperCase().padStart(4, "0")}]`;
}
