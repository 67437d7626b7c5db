import type { Category, Crud, Outcome, Severity } from "#server/event-format/index.ts";

export interface Request {
  /** Absent for a request that is not about a resource, such as `/healthz`. */
  resource: string | undefined;
  subresource: string | undefined;
  verb: string;
  path: string | undefined;
}

const READS = new Set(["get", "list", "watch", "head", "options", "propfind"]);
const CRUD = new Map<string, Crud>([
  ["create", "c"],
  ["post", "c"],
  ["update", "u"],
  ["patch", "u"],
  ["put", "u"],
  ["approve", "u"],
  ["delete", "d"],
  ["deletecollection", "d"],
]);
/** Subresources that open a channel into something that runs, whatever the verb. */
const SESSIONS = new Set(["exec", "attach", "portforward", "proxy"]);
const ADMINISTRATION = new Set([
  "certificatesigningrequests",
  "clusterrolebindings",
  "clusterroles",
  "rolebindings",
  "roles",
  "serviceaccounts",
]);
const SECURITY = new Set([
  "mutatingadmissionpolicies",
  "mutatingadmissionpolicybindings",
  "mutatingwebhookconfigurations",
  "networkpolicies",
  "podsecuritypolicies",
  "validatingadmissionpolicies",
  "validatingadmissionpolicybindings",
  "validatingwebhookconfigurations",
]);
const REVIEWS = new Map<string, Category>([
  ["tokenreviews", "authentication"],
  ["selfsubjectreviews", "authentication"],
  ["localsubjectaccessreviews", "authorization"],
  ["selfsubjectaccessreviews", "authorization"],
  ["selfsubjectrulesreviews", "authorization"],
  ["subjectaccessreviews", "authorization"],
]);
const HEALTH_PATH = /^\/(healthz|livez|readyz|metrics)(\/|\?|$)/;

/** Undefined where the verb only says how the request travels: reviews, and channels into a pod. */
export function crudOf({ resource, subresource, verb }: Request): Crud | undefined {
  if (SESSIONS.has(subresource ?? "") || REVIEWS.has(resource ?? "")) return undefined;
  return READS.has(verb) ? "r" : CRUD.get(verb);
}

export function categoryOf(request: Request): Category {
  const { resource, subresource, path } = request;
  const crud = crudOf(request);
  if (resource === undefined) {
    if (HEALTH_PATH.test(path ?? "")) return "system";
    return crud === "r" ? "access" : "other";
  }
  const review = REVIEWS.get(resource);
  if (review) return review;
  if (SESSIONS.has(subresource ?? "")) return "access";
  if (ADMINISTRATION.has(resource)) return "administration";
  if (SECURITY.has(resource)) return "security";
  if (crud === undefined) return "other";
  return crud === "r" ? "access" : "change";
}

/** What a success weighs, by resource; `w` stands for every write. */
const SEVERITIES = new Map<string, Severity>([
  ["certificatesigningrequests/approval w", "high"],
  ["certificatesigningrequests w", "medium"],
  ["clusterrolebindings w", "high"],
  ["clusterroles w", "medium"],
  ["cronjobs w", "low"],
  ["daemonsets w", "low"],
  ["mutatingwebhookconfigurations w", "high"],
  ["namespaces d", "medium"],
  ["networkpolicies w", "medium"],
  ["nodes/proxy session", "high"],
  ["pods/attach session", "medium"],
  ["pods/ephemeralcontainers w", "medium"],
  ["pods/exec session", "medium"],
  ["pods/portforward session", "low"],
  ["rolebindings w", "medium"],
  ["roles w", "low"],
  ["secrets r", "low"],
  ["secrets w", "low"],
  ["serviceaccounts/token w", "low"],
  ["validatingadmissionpolicies w", "high"],
  ["validatingwebhookconfigurations w", "high"],
]);

export interface Weighed {
  request: Request;
  outcome: Outcome;
  isAnonymous: boolean;
  /** A component of the cluster, which does by itself all day what is worth a look when a person does it. */
  isMachine: boolean;
}

export function severityOf({ request, outcome, isAnonymous, isMachine }: Weighed): Severity {
  const { resource, subresource } = request;
  const crud = crudOf(request);
  const isSecretRead = resource === "secrets" && crud === "r";
  if (outcome === "denied") return isSecretRead ? "medium" : "low";
  if (outcome !== "success") return "info";
  if (isAnonymous && resource !== undefined) return "high";
  const thing = subresource ? `${resource}/${subresource}` : `${resource}`;
  const kinds = SESSIONS.has(subresource ?? "") ? ["session"] : crud === "r" ? ["r"] : [crud ?? "", "w"];
  for (const kind of kinds) {
    const listed = SEVERITIES.get(`${thing} ${kind}`);
    if (listed) return isMachine && listed !== "high" ? "info" : listed;
  }
  return "info";
}
