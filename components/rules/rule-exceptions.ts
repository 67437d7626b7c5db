import type { Entity } from "#server/findings/index.ts";
import { termText } from "../events/query-text.ts";

const FIELDS: Partial<Record<Entity["type"], string>> = {
  actor: "actor.id",
  ip: "ip",
  session: "session",
  key: "key",
  origin: "origin",
  action: "action",
  category: "category",
};

/** A term that fits an entity's events; undefined where none does, such as for a group of several fields. */
export function exceptionTerm(
  { type, id }: Pick<Entity, "type" | "id">,
  groupBy: readonly string[],
): string | undefined {
  const field = type === "group" ? (groupBy.length === 1 ? groupBy[0] : undefined) : FIELDS[type];
  return field === undefined ? undefined : termText(field, id);
}
