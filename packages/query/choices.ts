/** The values of the fields of an event that have a closed list of them. */
export const CATEGORIES = [
  "authentication",
  "authorization",
  "access",
  "change",
  "administration",
  "security",
  "system",
  "other",
] as const;
export const CRUD = ["c", "r", "u", "d"] as const;
export const OUTCOMES = ["success", "failure", "denied", "unknown"] as const;
/** From the least to the most severe. */
export const SEVERITIES = ["info", "low", "medium", "high", "critical"] as const;
export const ACTOR_TYPES = ["user", "service", "agent", "key", "system", "anonymous"] as const;
