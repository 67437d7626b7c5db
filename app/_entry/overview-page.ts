import "server-only";
import { getOverview, type OverviewRange } from "#server/overview/index.ts";
import { attempt } from "./fault.ts";
import { seesPart, type Viewer } from "./viewer.ts";

/** Where a tenant's pages begin for a viewer. */
export const firstPage = (viewer: Viewer): string =>
  viewer.permissions.includes("events.read") && !seesPart(viewer) ? "overview" : "events";

export const overviewPage = ({ context }: Viewer, range: OverviewRange) =>
  attempt(context.origin.endpoint ?? "", () => getOverview(context, { range }));
