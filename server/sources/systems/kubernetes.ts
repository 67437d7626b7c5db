import {
  type ActorInput,
  type ActorType,
  isPublicAddress,
  type Outcome,
  type SourceInput,
  type TargetInput,
} from "#server/event-format/index.ts";
import { isMailAddress, readAddress } from "../address.ts";
import { asObject, asText, asTexts, asWholeNumber, memberAt, type NativeObject, present } from "../native-json.ts";
import type { Mapping, Source } from "../source.ts";
import { categoryOf, crudOf, type Request, severityOf } from "./kubernetes-rules.ts";

const AUDIT_GROUP = "audit.k8s.io/";
const NOBODY = new Set(["system:anonymous", "system:unauthenticated"]);
const CLUSTER_FIELDS = ["cluster", "cluster_name", "clusterName"] as const;

function actorTypeOf(username: string): ActorType {
  if (NOBODY.has(username)) return "anonymous";
  if (/^(system:serviceaccount:|system:node:|eks:)/.test(username)) return "service";
  return username.startsWith("system:") ? "system" : "user";
}

function actorOf(user: unknown): ActorInput {
  const username = asText(memberAt(user, ["username"]));
  const id = asText(memberAt(user, ["uid"])) ?? username;
  if (id === undefined) return { type: "anonymous" };
  const email = isMailAddress(username) ? username : undefined;
  return { type: actorTypeOf(username ?? id), ...present({ id, name: username, email }) };
}

function requestOf(record: NativeObject): Request {
  return {
    resource: asText(memberAt(record, ["objectRef", "resource"])),
    subresource: asText(memberAt(record, ["objectRef", "subresource"])),
    verb: asText(record.verb)?.toLowerCase() ?? "unknown",
    path: asText(record.requestURI),
  };
}

function actionOf({ resource, subresource, verb }: Request): string {
  if (resource === undefined) return `nonresource.${verb}`;
  return `${resource}${subresource ? `/${subresource}` : ""}.${verb}`;
}

function outcomeOf(record: NativeObject): Outcome {
  if (memberAt(record, ["annotations", "authorization.k8s.io/decision"]) === "forbid") return "denied";
  const code = asWholeNumber(memberAt(record, ["responseStatus", "code"]));
  if (code === 401 || code === 403) return "denied";
  if (code !== undefined && code > 0) return code < 400 ? "success" : "failure";
  const status = memberAt(record, ["responseStatus", "status"]);
  const reason = memberAt(record, ["responseStatus", "reason"]);
  if (status === "Failure") return reason === "Forbidden" || reason === "Unauthorized" ? "denied" : "failure";
  if (status === "Success") return "success";
  return record.stage === "Panic" ? "failure" : "unknown";
}

function targetsOf(record: NativeObject, { resource, subresource, path }: Request): TargetInput[] {
  if (resource === undefined) {
    const bare = path?.split("?")[0];
    return bare ? [{ type: "nonresource", id: bare, name: bare }] : [];
  }
  const objectRef = ["objectRef"];
  const made = ["responseObject", "metadata"];
  const name =
    asText(memberAt(record, [...objectRef, "name"])) ??
    asText(memberAt(record, [...made, "name"])) ??
    asText(memberAt(record, ["requestObject", "metadata", "name"]));
  const namespace = asText(memberAt(record, [...objectRef, "namespace"]));
  const uid = asText(memberAt(record, [...objectRef, "uid"])) ?? asText(memberAt(record, [...made, "uid"]));
  const full = name && namespace ? `${namespace}/${name}` : (name ?? namespace);
  const type = subresource ? `${resource}/${subresource}` : resource;
  return [{ type, ...present({ id: uid ?? full, name: full }) }];
}

function clusterOf(record: NativeObject): string | undefined {
  for (const name of CLUSTER_FIELDS) {
    const cluster = asText(record[name]) ?? asText(memberAt(record, [name, "name"]));
    if (cluster) return cluster;
  }
  return undefined;
}

function sourceOf(record: NativeObject): SourceInput {
  const addresses = asTexts(record.sourceIPs).flatMap((text) => readAddress(text) ?? []);
  return present({
    ip: addresses.find(isPublicAddress) ?? addresses[0],
    user_agent: asText(record.userAgent),
    via: asText(record.userAgent)?.startsWith("kubectl/") ? "cli" : undefined,
    endpoint: asText(record.requestURI),
    environment: clusterOf(record),
  });
}

function metadataOf(record: NativeObject, source: SourceInput): Record<string, unknown> {
  const addresses = asTexts(record.sourceIPs);
  const impersonated = asObject(record.impersonatedUser);
  return {
    stage: record.stage,
    level: record.level,
    response_code: asWholeNumber(memberAt(record, ["responseStatus", "code"])),
    response_reason: memberAt(record, ["responseStatus", "reason"]),
    namespace: memberAt(record, ["objectRef", "namespace"]),
    api_group: memberAt(record, ["objectRef", "apiGroup"]),
    decision: memberAt(record, ["annotations", "authorization.k8s.io/decision"]),
    decision_reason: memberAt(record, ["annotations", "authorization.k8s.io/reason"]),
    groups: asTexts(memberAt(record, ["user", "groups"])),
    impersonated:
      impersonated &&
      present({
        username: asText(impersonated.username),
        uid: asText(impersonated.uid),
        groups: asTexts(impersonated.groups),
      }),
    source_addresses: addresses.length > 1 || addresses[0] !== source.ip ? addresses : undefined,
  };
}

function mapKubernetes(record: NativeObject): Mapping {
  const request = requestOf(record);
  const actor = actorOf(record.user);
  const outcome = outcomeOf(record);
  const source = sourceOf(record);
  const auditId = asText(record.auditID);
  const stage = asText(record.stage);
  return {
    ...present({
      // Without the stage, several records of one request would share the id: then their bytes tell them apart.
      nativeId: auditId && stage ? `${auditId}/${stage}` : undefined,
      crud: crudOf(request),
      requestId: auditId,
      description: asText(memberAt(record, ["responseStatus", "message"])),
    }),
    times: ["stageTimestamp", "requestReceivedTimestamp", "timestamp"].map((field) => ({
      field,
      value: record[field],
    })),
    action: actionOf(request),
    category: categoryOf(request),
    outcome,
    severity: severityOf({
      request,
      outcome,
      isAnonymous: actor.type === "anonymous" && actor.id !== undefined,
      isMachine: actor.type === "service" || actor.type === "system",
    }),
    actor,
    targets: targetsOf(record, request),
    source,
    metadata: metadataOf(record, source),
  };
}

export const kubernetes: Source = {
  system: "kubernetes",
  origin: "kubernetes.audit",
  title: "Kubernetes audit",
  envelope: {
    lists: ["items", "records", "logEvents"],
    members: [["properties", "log"], ["properties"], ["log"], ["message"], ["Message"]],
  },
  // `kind: Event` alone is also the name of the cluster's own events, which are no audit records.
  recognises(record) {
    const version = record.apiVersion;
    const isForeign = version !== undefined && !(typeof version === "string" && version.startsWith(AUDIT_GROUP));
    if (isForeign || (record.kind !== undefined && record.kind !== "Event")) return false;
    return (
      [record.auditID, record.verb, record.requestURI].some((value) => asText(value) !== undefined) ||
      asObject(record.objectRef) !== undefined
    );
  },
  map: mapKubernetes,
};
