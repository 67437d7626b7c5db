import type { TrailDetails } from "../access/index.ts";
import { asksBeyond, type QueryNode, type View } from "../query/index.ts";
import { OUTSIDE_SCOPE } from "./visible-events.sql.ts";

/** What the trail says of a read by a query: denied where it asks for nothing but what lies outside the reader's scope. */
export function reachDetails(
  view: View,
  query: QueryNode,
  metadata: Record<string, unknown>,
): Pick<TrailDetails, "outcome" | "metadata"> {
  if (!asksBeyond(view.scope, query)) return { metadata };
  return { outcome: "denied", metadata: { ...metadata, reason: OUTSIDE_SCOPE } };
}
