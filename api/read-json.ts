import { parseStrictJson } from "#server/event-format/index.ts";
import type { ApiContext } from "./caller.ts";
import { readBody } from "./read-body.ts";

/** The body as I-JSON; AppError `invalid` with status 400 for what is not JSON. */
export async function readJson(c: ApiContext): Promise<unknown> {
  return parseStrictJson(await readBody(c, "json"));
}

/** The same, or undefined without a body. */
export async function readJsonOrNothing(c: ApiContext): Promise<unknown> {
  const bytes = await readBody(c, "json");
  return bytes.length === 0 ? undefined : parseStrictJson(bytes);
}
