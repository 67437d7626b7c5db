import type { Freshness } from "#server/rollups/index.ts";
import { count } from "./numbers.ts";

/** "Counted up to #5,000 of #12,000". */
export const countedText = ({ countedTo, ledgerSize }: Freshness): string =>
  `Counted up to #${count(countedTo)} of #${count(ledgerSize)}`;
