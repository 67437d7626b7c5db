import { EVENT_VERBS } from "./event-verbs.ts";
import { EXPORT_VERBS } from "./export-verbs.ts";
import { KEY_VERBS } from "./key-verbs.ts";
import { MEMBER_VERBS } from "./member-verbs.ts";
import type { VerbRow } from "./verb-row.ts";

/** Every verb that takes a TenantContext, by folder and name. */
export const VERBS: Record<string, VerbRow> = { ...EVENT_VERBS, ...EXPORT_VERBS, ...KEY_VERBS, ...MEMBER_VERBS };
