export { COLUMN_FIELDS } from "./columns.ts";
export { type Counted, type CountInput, countEvents, isColumn, type Tally } from "./count-events.ts";
export { type FindInput, type Found, findEvents, type Position } from "./find-events.ts";
export { INDEXED_FROM, indexLedger, rebuildIndex } from "./index-ledger.ts";
export { copyIndexable, readIndexable, readReceivedAt } from "./indexable.sql.ts";
export { indexedTo, type SegmentHead } from "./segments.sql.ts";
export { liveHeads } from "./wave.ts";
export { withinMs } from "./within-ms.sql.ts";
