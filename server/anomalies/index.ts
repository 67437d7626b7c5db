export type {
  HeatMap,
  Place,
  Places,
  Riser,
  Risers,
  Series,
  SeriesMark,
  SeriesPoint,
  SubjectKind,
  TravelEnd,
  TravelLine,
} from "./anomalies.ts";
export { SUBJECT_KINDS } from "./anomalies.ts";
export { getHeatMap } from "./get-heat-map.ts";
export { getSeries, POINTS_MAX } from "./get-series.ts";
export { listPlaces } from "./list-places.ts";
export { listRisers } from "./list-risers.ts";
export {
  type HeatMapInput,
  heatMapInput,
  type PlacesInput,
  placesInput,
  type RisersInput,
  risersInput,
  type SeriesInput,
  seriesInput,
} from "./schemas.ts";
