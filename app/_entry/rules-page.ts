import "server-only";
import { getDetectionState, listDetectors, listRules } from "#server/detection/index.ts";
import { attempt } from "./fault.ts";
import type { Viewer } from "./viewer.ts";

/** What the Rules page shows: the tenant's rules, the detectors, and how far they are. */
export function rulesPage({ context }: Viewer) {
  return attempt(context.origin.endpoint ?? "", async () => {
    // First: the lists are reads, which are events to be looked at themselves.
    const state = await getDetectionState(context);
    const rules = await listRules(context);
    const { detectors } = await listDetectors(context);
    return { rules, detectors, state };
  });
}
