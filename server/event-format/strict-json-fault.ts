export interface JsonTextFault {
  path: string;
  message: string;
  /** In UTF-16 units of the text. */
  at: number;
  /** Not JSON at all, as against JSON that I-JSON forbids. */
  isMalformed: boolean;
}

const WHITE_SPACE = /[ \t\n\r]*/y;
const NUMERAL = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const LITERAL = /true|false|null/y;
const PLAIN_CHARACTERS = /[^"\\\u0000-\u001f]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const KEY_CHARACTERS_MAX = 100;

export const UNSAFE_NUMBER_RULE =
  "is not a finite number within ±9007199254740991, beyond which digits are lost: send it as a text";
const NUL_RULE = "holds U+0000, which cannot be stored: leave it out";
const SURROGATE_RULE = "holds half of a surrogate pair: send whole characters";

/** Reads the text as RFC 8259 says and stops at the first fault; undefined if I-JSON allows all of it. */
export function findJsonTextFault(text: string, depthMax: number): JsonTextFault | undefined {
  const reader = new JsonTextReader(text, depthMax);
  try {
    reader.readText();
    return undefined;
  } catch (error) {
    if (error instanceof JsonTextStop) return error.fault;
    throw error;
  }
}

class JsonTextStop extends Error {
  readonly fault: JsonTextFault;

  constructor(fault: JsonTextFault) {
    super(fault.message);
    this.fault = fault;
  }
}

class JsonTextReader {
  readonly #text: string;
  readonly #depthMax: number;
  readonly #steps: (string | number)[] = [];
  #at = 0;
  #openContainers = 0;

  constructor(text: string, depthMax: number) {
    this.#text = text;
    this.#depthMax = depthMax;
  }

  readText(): void {
    this.#readValue();
    if (this.#at < this.#text.length) this.#malformed("goes on after its end: send one JSON text");
  }

  #readValue(): void {
    this.#match(WHITE_SPACE);
    const start = this.#at;
    const first = this.#text[start];
    if (first === "{") this.#readObject();
    else if (first === "[") this.#readArray();
    else if (first === '"') this.#readString();
    else if (!this.#match(LITERAL)) this.#readNumber(start);
    this.#match(WHITE_SPACE);
  }

  #readNumber(start: number): void {
    const numeral = this.#match(NUMERAL);
    if (!numeral) this.#malformed(start < this.#text.length ? "has no JSON value here" : "ends before its end");
    if (Math.abs(Number(numeral)) > Number.MAX_SAFE_INTEGER) this.#refuse(UNSAFE_NUMBER_RULE, start);
  }

  #readObject(): void {
    this.#enter();
    const names = new Set<string>();
    this.#match(WHITE_SPACE);
    if (this.#take("}")) return;
    do {
      this.#match(WHITE_SPACE);
      const start = this.#at;
      if (this.#text[start] !== '"') this.#malformed("has no member name in double quotes here");
      const name = this.#readString();
      this.#steps.push(name);
      if (names.has(name)) this.#refuse("is given twice in one object: keep one", start);
      names.add(name);
      this.#match(WHITE_SPACE);
      if (!this.#take(":")) this.#malformed("has no colon after the member name");
      this.#readValue();
      this.#steps.pop();
    } while (this.#take(","));
    if (!this.#take("}")) this.#malformed("has neither a comma nor the closing brace here");
  }

  #readArray(): void {
    this.#enter();
    this.#match(WHITE_SPACE);
    if (this.#take("]")) return;
    let index = 0;
    do {
      this.#steps.push(index);
      this.#readValue();
      this.#steps.pop();
      index += 1;
    } while (this.#take(","));
    if (!this.#take("]")) this.#malformed("has neither a comma nor the closing bracket here");
  }

  #enter(): void {
    this.#openContainers += 1;
    if (this.#openContainers > this.#depthMax) {
      this.#refuse(`is nested deeper than ${this.#depthMax} levels: flatten it`, this.#at);
    }
    this.#at += 1;
  }

  #readString(): string {
    const start = this.#at;
    this.#at += 1;
    while (!this.#take('"')) {
      this.#match(PLAIN_CHARACTERS);
      const character = this.#text[this.#at];
      if (character === undefined) this.#malformed("has a text without its closing quote");
      if (character < " ") this.#malformed("has a control character inside a text: escape it");
      if (character === "\\") this.#readEscape();
    }
    const text = JSON.parse(this.#text.slice(start, this.#at)) as string;
    if (text.includes("\u0000")) this.#refuse(NUL_RULE, start);
    if (!text.isWellFormed()) this.#refuse(SURROGATE_RULE, start);
    return text;
  }

  #readEscape(): void {
    if (!this.#match(ESCAPE)) this.#malformed("has an escape that JSON does not know");
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    if (character === "}" || character === "]") this.#openContainers -= 1;
    return true;
  }

  #match(sticky: RegExp): string {
    sticky.lastIndex = this.#at;
    const found = sticky.exec(this.#text)?.[0] ?? "";
    this.#at += found.length;
    return found;
  }

  #malformed(message: string): never {
    throw new JsonTextStop({ path: this.#path(), message, at: this.#at, isMalformed: true });
  }

  #refuse(message: string, at: number): never {
    throw new JsonTextStop({ path: this.#path(), message, at, isMalformed: false });
  }

  #path(): string {
    return this.#steps.map(printableStep).join(".");
  }
}

function printableStep(step: string | number): string {
  return String(step)
    .slice(0, KEY_CHARACTERS_MAX)
    .toWellFormed()
    .replace(/[\u0000-\u001f]/g, "\ufffd");
}
