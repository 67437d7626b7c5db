import { addressesIn } from "#query";
import type { Observed } from "./detector.ts";

/** Whom a detector leaves alone: actors by id, networks as address blocks. */
export interface ExclusionList {
  actors: readonly string[];
  networks: readonly string[];
}

export interface Exclusions {
  covers(observed: Observed): boolean;
}

export function makeExclusions({ actors, networks }: ExclusionList): Exclusions {
  const ids = new Set(actors);
  const isWithin = addressesIn(networks);
  if (ids.size === 0 && networks.length === 0) return { covers: () => false };
  return {
    covers({ columns }) {
      if (columns.actorId !== null && ids.has(columns.actorId)) return true;
      const { ip } = columns;
      return ip !== null && isWithin(ip);
    },
  };
}
