import { ALERT_VERBS } from "./alert-verbs.ts";
import { CHANNEL_VERBS } from "./channel-verbs.ts";
import { DETECTION_VERBS } from "./detection-verbs.ts";
import { EVENT_VERBS } from "./event-verbs.ts";
import { EXPORT_VERBS } from "./export-verbs.ts";
import { KEY_VERBS } from "./key-verbs.ts";
import { MEMBER_VERBS } from "./member-verbs.ts";
import { OVERVIEW_VERBS } from "./overview-verbs.ts";
import { RULE_VERBS } from "./rule-verbs.ts";
import type { VerbRow } from "./verb-row.ts";

/** Every verb that takes a TenantContext, by folder and name. */
export const VERBS: Record<string, VerbRow> = {
  ...ALERT_VERBS,
  ...CHANNEL_VERBS,
  ...DETECTION_VERBS,
  ...EVENT_VERBS,
  ...EXPORT_VERBS,
  ...KEY_VERBS,
  ...MEMBER_VERBS,
  ...OVERVIEW_VERBS,
  ...RULE_VERBS,
};
