export { getLatestCheckpoint, getLedgerSeal, type LedgerSeal } from "./get-checkpoint.ts";
export { getConsistency } from "./get-consistency.ts";
export { getTile, type Tile } from "./get-tile.ts";
