import { type Query, readQuery, type TimeSetting } from "#query";
import { AppError } from "../errors.ts";

/**
 * Reads a query as readQuery does. A mistake is answered with its position (AppError `invalid`, `fields[0].at` in UTF-16 units from 0) and
 * with what was expected; it is never ignored and never widened.
 */
export function parseQuery(text: string, setting: Partial<TimeSetting> = {}): Query {
  const { node, faults } = readQuery(text, setting);
  if (node) return { text, node };
  const { at, message } = faults[0]!;
  const end = /[.?!]$/.test(message) ? "" : ".";
  throw new AppError("invalid", `The query cannot be read at position ${at + 1}: ${message}${end}`, {
    fields: [{ path: "q", message, at }],
  });
}
