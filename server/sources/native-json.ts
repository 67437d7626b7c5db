export type NativeObject = Record<string, unknown>;

export function asObject(value: unknown): NativeObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as NativeObject) : undefined;
}

export function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A text that says something: empty and blank ones count as absent. */
export function asText(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}

export function asTexts(value: unknown): string[] {
  return asList(value).flatMap((item) => asText(item) ?? []);
}

/** Shippers turn booleans into text and back. */
export function asFlag(value: unknown): boolean | undefined {
  if (typeof value === "boolean") return value;
  if (value === "true" || value === "false") return value === "true";
  return undefined;
}

export function asWholeNumber(value: unknown): number | undefined {
  const number = typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) ? number : undefined;
}

export function memberAt(value: unknown, path: readonly string[]): unknown {
  let found: unknown = value;
  for (const name of path) {
    const object = asObject(found);
    if (!object || !Object.hasOwn(object, name)) return undefined;
    found = object[name];
  }
  return found;
}

/** `undefined` for a text that is not JSON, which JSON itself cannot say. */
export function parseNative(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Leaves out members without a value, so that a mapping can name every field it knows of. */
export function present<T extends object>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const kept: { [K in keyof T]?: Exclude<T[K], undefined> } = {};
  for (const name of Object.keys(members) as (keyof T)[]) {
    const value = members[name];
    if (value === undefined || (Array.isArray(value) && value.length === 0)) continue;
    kept[name] = value as Exclude<T[typeof name], undefined>;
  }
  return kept;
}
