import type { Source, SystemName } from "./source.ts";
import { cloudtrail } from "./systems/cloudtrail.ts";
import { kubernetes } from "./systems/kubernetes.ts";

/** Every source; a new one is a file in `systems/` and a line here. */
export const SYSTEMS: Readonly<Record<SystemName, Source>> = { cloudtrail, kubernetes };
