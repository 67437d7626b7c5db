export { claimCursor, type RollupCursor, readAdditions } from "./cursor.sql.ts";
export type { KnownValue } from "./day-counts.sql.ts";
export { followRollups, rebuildRollups } from "./follow-rollups.ts";
export { ACTOR_KINDS, groupOf, joinParts, partsOf } from "./kinds.ts";
export {
  DAY_MS,
  type EventLink,
  type Freshness,
  linkOf,
  linkToEvent,
  QUARTER_MS,
  queryOf,
  type Span,
  wholeQuarters,
} from "./link.ts";
export { newestName } from "./newest-name.ts";
export {
  countActive,
  countDifferent,
  emptySeries,
  findValues,
  hasLetGo,
  listNewValues,
  listValues,
  type OutcomeCounts,
  placesOfActor,
  type QuarterSeries,
  type RankedCounts,
  type Ranking,
  rankPlaces,
  rankValues,
  readFirstDay,
  readSeries,
  sumOf,
  sumValues,
} from "./read-counts.sql.ts";
export { readFreshness } from "./read-freshness.ts";
export {
  READER_COLUMNS,
  readerOf,
  readSecrets,
  SECRET_COLUMNS,
  type SecretActorRow,
  type SecretReaderRow,
  type SecretRow,
  secretRowOf,
} from "./secret-counts.sql.ts";
export { SECRETS_MAX } from "./secret-counts.ts";
export { SECRET_ACTIONS, SECRET_TYPES, type SecretAdditions, SecretRule, secretIdOf } from "./secret-rules.ts";
export { type BucketKind, ZoneClock } from "./zone.ts";
