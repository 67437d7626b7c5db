export { getOverview } from "./get-overview.ts";
export {
  type Figure,
  type OutcomePoint,
  OVERVIEW_RANGES,
  type Overview,
  type OverviewAlerts,
  type OverviewExports,
  type OverviewKeys,
  type OverviewRange,
  type OverviewSeal,
  type OverviewSecrets,
  type Ranked,
  type RankedList,
  type SourceHealth,
} from "./overview.ts";
export { type OverviewInput, overviewInput } from "./schemas.ts";
