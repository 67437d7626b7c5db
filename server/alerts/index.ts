export { acknowledgeAlerts } from "./acknowledge-alerts.ts";
export {
  type Alert,
  type AlertBadge,
  type AlertCase,
  type AlertCounts,
  type AlertEntry,
  type AlertEntryDetail,
  type AlertLine,
  type AlertList,
  type AlertMute,
  ENTRY_KINDS,
  type EntryKind,
} from "./alert-types.ts";
export { assignAlerts } from "./assign-alerts.ts";
export { commentAlert } from "./comment-alert.ts";
export { countAlerts } from "./count-alerts.ts";
export { createMute } from "./create-mute.ts";
export { endMute } from "./end-mute.ts";
export { getAlert } from "./get-alert.ts";
export { getRisk } from "./get-risk.ts";
export { listAlerts } from "./list-alerts.ts";
export type { Assignee } from "./list-assignees.ts";
export { listAssignees } from "./list-assignees.ts";
export { listMutes } from "./list-mutes.ts";
export { listRisk } from "./list-risk.ts";
export { HISTORY_MS, type RaisedAlerts, raiseAlerts } from "./raise-alerts.ts";
export { readTravels, type Travel, type TravelPlace } from "./read-travels.ts";
export { reopenAlerts } from "./reopen-alerts.ts";
export { resolveAlerts } from "./resolve-alerts.ts";
export * from "./schemas.ts";
export {
  alertScore,
  type EntityRisk,
  type EntityScore,
  entityScore,
  HALF_LIFE_DAYS,
  RISK_DAYS,
  RISK_LEVELS,
  type RiskAlert,
  type RiskLevel,
  type RiskLine,
  riskLevel,
  SEVERITY_BASES,
  scoreArithmetic,
} from "./score.ts";
