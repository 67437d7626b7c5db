import "server-only";
import { getOverview, type OverviewRange } from "#server/overview/index.ts";
import { isEverything } from "#server/query/index.ts";
import { attempt } from "./fault.ts";
import type { Viewer } from "./viewer.ts";

/** Whether a viewer's role hides something, so that what is reckoned from all events is not for them. */
export const seesPart = ({ context }: Viewer): boolean => !isEverything(context.view);

/** Where a tenant's pages begin for a viewer. */
export const firstPage = (viewer: Viewer): string =>
  viewer.permissions.includes("events.read") && !seesPart(viewer) ? "overview" : "events";

export const overviewPage = ({ context }: Viewer, range: OverviewRange) =>
  attempt(context.origin.endpoint ?? "", () => getOverview(context, { range }));
