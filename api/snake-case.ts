import { AppError } from "#server/errors.ts";

type Snake<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `_${Lowercase<First>}`}${Snake<Rest>}`
  : Name;
type Camel<Name extends string> = Name extends `${infer First}_${infer Rest}`
  ? `${First}${Capitalize<Camel<Rest>>}`
  : Name;

export type SnakeNames<T> = T extends readonly (infer Entry)[]
  ? SnakeNames<Entry>[]
  : T extends object
    ? { [Name in keyof T as Snake<Name & string>]: SnakeNames<T[Name]> }
    : T;
type CamelNames<T> = { [Name in keyof T as Camel<Name & string>]: T[Name] };

const snake = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const camel = (name: string) => name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** What a verb gives, with the names of the API at every depth. */
export function snakeNames<T>(value: T): SnakeNames<T> {
  const convert = (one: unknown): unknown => {
    if (Array.isArray(one)) return one.map(convert);
    if (one === null || typeof one !== "object") return one;
    return Object.fromEntries(Object.entries(one).map(([name, member]) => [snake(name), convert(member)]));
  };
  return convert(value) as SnakeNames<T>;
}

/** The members of a body with the names that verbs take; what is within them stays. */
export function camelNames<T extends object>(body: T): CamelNames<T> {
  return Object.fromEntries(Object.entries(body).map(([name, member]) => [camel(name), member])) as CamelNames<T>;
}

/** What was sent, with the names that verbs take at every depth: for bodies of which no member has names of the client's own. */
export function camelNamesWithin(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelNamesWithin);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [camel(name), camelNamesWithin(member)]));
}

/** What `work` gives; the faults that a verb finds have the paths that the client sent, `names` those that are others than the verb's. */
export async function withSnakePaths<T>(work: () => Promise<T>, names: Record<string, string> = {}): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AppError) || !error.fields?.length) throw error;
    const { code, message, fields, status, retryAfterS, reason } = error;
    throw new AppError(code, message, {
      cause: error.cause,
      fields: fields.map((fault) => ({ ...fault, path: names[fault.path] ?? snake(fault.path) })),
      status,
      ...(retryAfterS === undefined ? {} : { retryAfterS }),
      ...(reason === undefined ? {} : { reason }),
    });
  }
}
