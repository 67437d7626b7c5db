/** Half-open range of a text. */
export type Span = readonly [start: number, end: number];

const QUOTE = 34;
const COMMA = 44;
const BACKSLASH = 92;

function isBlank(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9;
}

function isOpening(code: number): boolean {
  return code === 123 || code === 91;
}

function isClosing(code: number): boolean {
  return code === 125 || code === 93;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && isBlank(text.charCodeAt(at))) at += 1;
  return at;
}

function skipString(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
  return at + 1;
}

function skipValue(text: string, from: number): number {
  let depth = 0;
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (depth === 0 && at > from && (code === COMMA || isClosing(code) || isBlank(code))) return at;
    if (code === QUOTE) at = skipString(text, at);
    else {
      if (isOpening(code)) depth += 1;
      else if (isClosing(code)) depth -= 1;
      at += 1;
    }
    if (depth === 0 && (code === QUOTE || isClosing(code))) return at;
  }
  return at;
}

/**
 * Where the value of a member stands in the text of a JSON object, the last one if the name is there twice, as
 * `JSON.parse` takes it. The text must be valid JSON. Linear, and without recursion.
 */
export function memberSpan(text: string, name: string, within: Span = [0, text.length]): Span | undefined {
  let found: Span | undefined;
  let at = skipBlanks(text, within[0]) + 1;
  while (at < within[1]) {
    const keyStart = skipBlanks(text, at);
    if (text.charCodeAt(keyStart) !== QUOTE) return found;
    const keyEnd = skipString(text, keyStart);
    const valueStart = skipBlanks(text, skipBlanks(text, keyEnd) + 1);
    const valueEnd = skipValue(text, valueStart);
    if (JSON.parse(text.slice(keyStart, keyEnd)) === name) found = [valueStart, valueEnd];
    at = skipBlanks(text, valueEnd) + 1;
  }
  return found;
}

/** Where the elements of a JSON array stand in a text, which must be valid JSON there. */
export function elementSpans(text: string, within: Span): Span[] {
  const spans: Span[] = [];
  let at = skipBlanks(text, skipBlanks(text, within[0]) + 1);
  while (at < within[1] && !isClosing(text.charCodeAt(at))) {
    const end = skipValue(text, at);
    spans.push([at, end]);
    at = skipBlanks(text, end);
    if (text.charCodeAt(at) === COMMA) at = skipBlanks(text, at + 1);
  }
  return spans;
}
