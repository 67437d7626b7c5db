import { fieldsOf, type Query, readQuery, type TimeSetting } from "#query";
import { AppError } from "../errors.ts";

/**
 * Reads a query as readQuery does. A mistake is answered with its position (AppError `invalid`, `fields[0].at` in UTF-16 units from 0) and
 * with what was expected; it is never ignored and never widened. `has:alert` is refused unless `alerts`: whoever takes it looks up the events
 * before the query is evaluated.
 */
export function parseQuery(
  text: string,
  { alerts = false, ...setting }: Partial<TimeSetting> & { alerts?: boolean } = {},
): Query {
  const { node, faults } = readQuery(text, setting);
  if (!node) throw refusal(faults[0]!);
  const alert = alerts ? undefined : fieldsOf(node).find(({ field }) => field === "has:alert");
  if (alert) throw refusal({ at: alert.at, message: ALERTS_REFUSED });
  return { text, node };
}

const ALERTS_REFUSED =
  "has:alert can be asked for in lists and counts of events alone, since it is not known of an event when it arrives";

function refusal({ at, message }: { at: number; message: string }): AppError {
  const end = /[.?!]$/.test(message) ? "" : ".";
  return new AppError("invalid", `The query cannot be read at position ${at + 1}: ${message}${end}`, {
    fields: [{ path: "q", message, at }],
  });
}
