/** One value of a file, or a stretch of it that is not JSON: nothing but separators and wrappers is ever left out. */
export interface Unit {
  text: string;
  /** Line of the file that it begins on, from 1. */
  line: number;
}

const NEWLINE = 10;
const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPEN_LIST = 91;
const BACKSLASH = 92;
const CLOSE_LIST = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
// A byte order mark (also as three bytes read one by one) and the separator of JSON text sequences (RFC 7464).
const SKIPPED = new Set([COMMA, 0x1e, 0xfeff, 0xef, 0xbb, 0xbf]);
const CONTAINERS_TRACKED = 256;
const KEY_UNITS_MAX = 40;

/** Beyond this a record is cut, so that a file without an end cannot fill the memory. */
export const UNIT_LENGTH_MAX = 32 * 1024 * 1024;

function isBlank(code: number): boolean {
  return code === 32 || code === NEWLINE || code === 13 || code === 9;
}

// Not trimEnd(), which takes U+00A0: read byte by byte, that is the end of a letter such as à.
function withoutBlanksAtEnd(text: string): string {
  let end = text.length;
  while (end > 0 && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

/**
 * Finds the records of a file in chunks of its text: one JSON value a line, values after each other, an array, or an
 * object with a list of records. Linear, keeps a counter and no stack. After broken JSON it goes on at the next line
 * that can only be the beginning of another record.
 */
export class UnitScanner {
  readonly #listNames: ReadonlySet<string>;
  readonly #containers = new Uint8Array(CONTAINERS_TRACKED);
  #chunk = "";
  #parts: string[] = [];
  #length = 0;
  #start = 0;
  #unitLine = 1;
  #open = false;
  #bare = false;
  #broken = false;
  #depth = 0;
  // The depth at which the elements of a list stand; 0 outside a list.
  #base = 0;
  #inString = false;
  #escaped = false;
  #key: string | undefined;
  #keyOpen = false;
  #previous = 0;
  #lineStart = true;
  #line = 1;

  constructor(listNames: Iterable<string>) {
    this.#listNames = new Set(listNames);
  }

  *push(chunk: string): Generator<Unit> {
    this.#chunk = chunk;
    this.#start = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const code = chunk.charCodeAt(at);
      const unit = this.#inString ? this.#insideString(code, at) : this.#outsideString(code, at);
      if (code === NEWLINE) {
        this.#line += 1;
        this.#lineStart = true;
      } else if (!isBlank(code)) this.#lineStart = false;
      if (unit && this.#broken) yield* this.#salvaged(unit);
      else if (unit) yield unit;
    }
    if (this.#open) this.#keep(chunk.length);
    this.#chunk = "";
  }

  /** What an unfinished file ends with. */
  *finish(): Generator<Unit> {
    if (this.#open) yield* this.#salvaged(this.#close(0));
  }

  /** A broken stretch may have swallowed lines that look like whole records: they come out apart. */
  *#salvaged({ text, line }: Unit): Generator<Unit> {
    this.#broken = false;
    let group: string[] = [];
    let groupLine = line;
    for (const [index, row] of text.split("\n").entries()) {
      const apart = row.startsWith("{") && withoutBlanksAtEnd(row).endsWith("}");
      if (apart && group.length > 0) {
        yield { text: withoutBlanksAtEnd(group.join("\n")), line: groupLine };
        group = [];
        groupLine = line + index;
      }
      group.push(row);
    }
    yield { text: withoutBlanksAtEnd(group.join("\n")), line: groupLine };
  }

  #keep(end: number): void {
    if (this.#length >= UNIT_LENGTH_MAX) return;
    const part = this.#chunk.slice(this.#start, Math.min(end, this.#start + UNIT_LENGTH_MAX - this.#length));
    this.#parts.push(part);
    this.#length += part.length;
  }

  #begin(at: number, code: number): void {
    this.#open = true;
    this.#start = at;
    this.#unitLine = this.#line;
    this.#bare = code !== OPEN_OBJECT && code !== OPEN_LIST;
    if (!this.#bare) this.#descend(code);
    else this.#inString = code === QUOTE && this.#base > 0;
  }

  #close(end: number): Unit {
    this.#keep(end);
    const text = (this.#parts.length === 1 ? this.#parts[0] : this.#parts.join("")) ?? "";
    this.#drop();
    return { text: withoutBlanksAtEnd(text), line: this.#unitLine };
  }

  #drop(): void {
    this.#open = false;
    this.#parts = [];
    this.#length = 0;
    this.#key = undefined;
  }

  #descend(code: number): void {
    this.#depth += 1;
    if (this.#depth < CONTAINERS_TRACKED) this.#containers[this.#depth] = code;
    this.#previous = code;
  }

  #insideString(code: number, at: number): Unit | undefined {
    // A string never holds a raw line break: outside a list, whose next record might share the line, give up here.
    if (code === NEWLINE && this.#base === 0) {
      this.#inString = false;
      this.#escaped = false;
      this.#depth = 0;
      return this.#open ? this.#close(at) : undefined;
    }
    if (this.#escaped) this.#escaped = false;
    else if (code === BACKSLASH) this.#escaped = true;
    else if (code === QUOTE) {
      this.#inString = false;
      this.#keyOpen = false;
      this.#previous = QUOTE;
    } else if (this.#keyOpen && this.#key !== undefined && this.#key.length < KEY_UNITS_MAX) {
      this.#key += String.fromCharCode(code);
    }
    return undefined;
  }

  #outsideString(code: number, at: number): Unit | undefined {
    if (this.#open && this.#bare) return this.#afterBare(code, at);
    if (isBlank(code)) return undefined;
    if (!this.#open && this.#depth === this.#base) return this.#betweenUnits(code, at);
    return this.#withinValue(code, at);
  }

  #afterBare(code: number, at: number): Unit | undefined {
    if (code === NEWLINE) return this.#close(at);
    if (this.#base === 0) return undefined;
    if (code === QUOTE) this.#inString = true;
    if (code !== COMMA && code !== CLOSE_LIST) return undefined;
    const unit = this.#close(at);
    if (code === CLOSE_LIST) this.#leaveList();
    return unit;
  }

  #leaveList(): void {
    this.#depth = this.#base - 1;
    this.#base = 0;
    this.#previous = CLOSE_LIST;
  }

  #betweenUnits(code: number, at: number): undefined {
    if (SKIPPED.has(code)) return;
    if (this.#base > 0 && code === CLOSE_LIST) this.#leaveList();
    else if (this.#base > 0 && code === CLOSE_OBJECT) {
      this.#depth = 0;
      this.#base = 0;
    } else if (this.#base === 0 && code === OPEN_LIST) {
      this.#depth = 1;
      this.#base = 1;
    } else this.#begin(at, code);
  }

  #withinValue(code: number, at: number): Unit | undefined {
    const atMembers = this.#base === 0 && this.#depth === 1;
    if (code === QUOTE) {
      this.#inString = true;
      this.#keyOpen = atMembers && (this.#previous === OPEN_OBJECT || this.#previous === COMMA);
      if (this.#keyOpen) this.#key = "";
      return undefined;
    }
    if (code === OPEN_OBJECT && this.#lineStart && this.#isMisplaced()) return this.#resume(at);
    if (code === OPEN_LIST && atMembers && this.#previous === COLON && this.#listNames.has(this.#key ?? "")) {
      this.#drop();
      this.#depth = 2;
      this.#base = 2;
      return undefined;
    }
    if (code === OPEN_OBJECT || code === OPEN_LIST) {
      this.#descend(code);
      return undefined;
    }
    this.#previous = code;
    if (code !== CLOSE_OBJECT && code !== CLOSE_LIST) return undefined;
    this.#depth -= 1;
    return this.#open && this.#depth <= this.#base ? this.#close(at + 1) : undefined;
  }

  #isMisplaced(): boolean {
    const container = this.#depth < CONTAINERS_TRACKED ? this.#containers[this.#depth] : 0;
    if (container === OPEN_OBJECT) return this.#previous !== COLON;
    return container === OPEN_LIST && this.#previous !== OPEN_LIST && this.#previous !== COMMA;
  }

  #resume(at: number): Unit | undefined {
    const broken = this.#open ? this.#close(at) : undefined;
    this.#broken = broken !== undefined;
    this.#depth = this.#base;
    this.#begin(at, OPEN_OBJECT);
    return broken;
  }
}
