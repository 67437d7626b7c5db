import { CliError } from "./cli-error.ts";

/**
 * A JSON text of which two readers cannot take two meanings: no member twice in one object, no number beyond ±(2^53 - 1).
 * Throws CliError that names the file and the line.
 */
export function parseStrict(file: string, text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new CliError(`${file}: is not JSON (${(cause as Error).message.split("\n")[0]})`, { cause });
  }
  const twice = findRepeatedName(text);
  if (twice) {
    const line = text.slice(0, twice.at).split("\n").length;
    throw new CliError(
      `${file}: line ${line}: the member ${JSON.stringify(twice.name)} is there twice in one object; such a record is refused, since readers differ in which of the two they believe`,
    );
  }
  if (hasLargeNumber(value))
    throw new CliError(
      `${file}: holds a number beyond 9007199254740991, which no sealed event has and which readers round`,
    );
  return value;
}

/** The first member name that an object has twice, in a text that is valid JSON. */
function findRepeatedName(text: string): { name: string; at: number } | undefined {
  const open: { names?: Set<string>; isNameNext: boolean }[] = [];
  for (let at = 0; at < text.length; at++) {
    const top = open.at(-1);
    switch (text[at]) {
      case "{":
        open.push({ names: new Set(), isNameNext: true });
        break;
      case "[":
        open.push({ isNameNext: false });
        break;
      case "}":
      case "]":
        open.pop();
        break;
      case ",":
        if (top?.names) top.isNameNext = true;
        break;
      case '"': {
        const start = at++;
        while (text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
        if (!top?.names || !top.isNameNext) break;
        const name = JSON.parse(text.slice(start, at + 1)) as string;
        if (top.names.has(name)) return { name, at: start };
        top.names.add(name);
        top.isNameNext = false;
      }
    }
  }
  return undefined;
}

function hasLargeNumber(value: unknown): boolean {
  if (typeof value === "number") return Math.abs(value) > Number.MAX_SAFE_INTEGER;
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some(hasLargeNumber);
}
