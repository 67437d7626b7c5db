/** One JSON value of a file, as it stands there. */
export interface RawValue {
  text: string;
  /** From 1. */
  line: number;
}

export interface JsonSplitter {
  /** The values that this piece of text completes. */
  push(text: string): RawValue[];
  /** What is left at the end, which is not complete JSON. */
  finish(): RawValue[];
}

const SPACE = /[ \t\r\n]/;

/**
 * Splits NDJSON, values after each other, or one array into the texts of its values or elements, without parsing them: the server
 * reads each event's own text. Text that is no object is cut at line ends, for the server to refuse.
 */
export function jsonSplitter(): JsonSplitter {
  let inArray: boolean | undefined;
  let depth = 0;
  let inString = false;
  let isEscaped = false;
  let line = 1;
  let startLine = 1;
  let pieces = "";
  let started = false;

  function push(text: string): RawValue[] {
    const values: RawValue[] = [];
    let from = 0;
    const end = (at: number) => {
      const whole = (pieces + text.slice(from, at)).trim();
      if (started && whole !== "") values.push({ text: whole, line: startLine });
      pieces = "";
      started = false;
      depth = 0;
    };
    for (let at = 0; at < text.length; at++) {
      const one = text[at]!;
      if (one === "\n") line++;
      if (inString) {
        if (isEscaped) isEscaped = false;
        else if (one === "\\") isEscaped = true;
        else if (one === '"') inString = false;
        continue;
      }
      if (!started) {
        if (SPACE.test(one)) continue;
        if (inArray === undefined) {
          inArray = one === "[";
          if (inArray) continue;
        }
        if (inArray && (one === "," || one === "]")) continue;
        started = true;
        startLine = line;
        from = at;
      }
      if (one === '"') inString = true;
      else if (one === "{" || one === "[") depth++;
      else if (one === "}" || one === "]") {
        depth--;
        if (depth === 0) end(at + 1);
        else if (depth < 0) end(inArray ? at : at + 1);
      } else if (depth === 0 && (one === "\n" || (inArray && one === ","))) end(at);
    }
    if (started) pieces += text.slice(from);
    return values;
  }

  return {
    push,
    finish() {
      const rest = pieces.trim();
      pieces = "";
      return started && rest !== "" ? [{ text: rest, line: startLine }] : [];
    },
  };
}
