import { describe, expect, test } from "vitest";
import type { EventInput } from "#server/event-format/index.ts";
import { mapRecord } from "../index.ts";

const NOW = new Date("2024-06-02T00:00:00.000Z");
const BASE = {
  kind: "Event",
  apiVersion: "audit.k8s.io/v1",
  level: "Metadata",
  auditID: "a-1",
  stage: "ResponseComplete",
  requestURI: "/api/v1/namespaces/prod/secrets/db",
  verb: "get",
  user: { username: "ana@example.com", uid: "u-1", groups: ["dev", "system:authenticated"] },
  sourceIPs: ["10.0.0.5", "203.0.113.7"],
  userAgent: "kubectl/v1.30.0",
  objectRef: { resource: "secrets", namespace: "prod", name: "db", apiVersion: "v1" },
  responseStatus: { code: 200 },
  requestReceivedTimestamp: "2024-06-01T10:00:00.100000Z",
  stageTimestamp: "2024-06-01T10:00:00.123456Z",
  annotations: { "authorization.k8s.io/decision": "allow", "authorization.k8s.io/reason": "RBAC: allowed" },
};

function map(members: Record<string, unknown>): EventInput {
  return mapRecord("kubernetes", JSON.stringify({ ...BASE, ...members }), NOW).event;
}

test("a whole record", () => {
  expect(map({})).toEqual({
    occurred_at: "2024-06-01T10:00:00.123Z",
    action: "secrets.get",
    category: "access",
    crud: "r",
    outcome: "success",
    severity: "low",
    actor: { type: "user", id: "u-1", name: "ana@example.com", email: "ana@example.com" },
    targets: [{ type: "secrets", id: "prod/db", name: "prod/db" }],
    source: {
      ip: "203.0.113.7",
      user_agent: "kubectl/v1.30.0",
      via: "cli",
      endpoint: "/api/v1/namespaces/prod/secrets/db",
    },
    request_id: "a-1",
    origin: { system: "kubernetes.audit", event_id: "a-1/ResponseComplete" },
    external_id: "a-1/ResponseComplete",
    metadata: {
      stage: "ResponseComplete",
      level: "Metadata",
      response_code: 200,
      namespace: "prod",
      decision: "allow",
      decision_reason: "RBAC: allowed",
      groups: ["dev", "system:authenticated"],
      source_addresses: ["10.0.0.5", "203.0.113.7"],
    },
    raw: JSON.stringify(BASE),
  });
});

test.each([
  ["ana", "user"],
  ["system:serviceaccount:prod:app", "service"],
  ["system:node:n1", "service"],
  ["eks:addon-manager", "service"],
  ["system:anonymous", "anonymous"],
  ["system:unauthenticated", "anonymous"],
  ["system:kube-scheduler", "system"],
])("%s is %s", (username, type) => {
  expect(map({ user: { username } }).actor).toEqual({ type, id: username, name: username });
});

test("the stages of a request have different ids, and without a stage the bytes tell them apart", () => {
  expect(map({ stage: "RequestReceived" }).external_id).toBe("a-1/RequestReceived");
  expect(map({ stage: undefined }).external_id).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(map({ stage: undefined }).external_id).not.toBe(map({ stage: undefined, level: "Request" }).external_id);
});

describe("action, category, crud and severity", () => {
  test.each([
    ["pods", undefined, "list", "pods.list", "access", "r", "info"],
    ["pods", undefined, "create", "pods.create", "change", "c", "info"],
    ["pods", "exec", "create", "pods/exec.create", "access", undefined, "medium"],
    ["pods", "attach", "get", "pods/attach.get", "access", undefined, "medium"],
    ["secrets", undefined, "watch", "secrets.watch", "access", "r", "low"],
    ["secrets", undefined, "delete", "secrets.delete", "change", "d", "low"],
    ["clusterrolebindings", undefined, "create", "clusterrolebindings.create", "administration", "c", "high"],
    ["roles", undefined, "get", "roles.get", "administration", "r", "info"],
    ["serviceaccounts", "token", "create", "serviceaccounts/token.create", "administration", "c", "low"],
    ["subjectaccessreviews", undefined, "create", "subjectaccessreviews.create", "authorization", undefined, "info"],
    ["tokenreviews", undefined, "create", "tokenreviews.create", "authentication", undefined, "info"],
    [
      "mutatingwebhookconfigurations",
      undefined,
      "patch",
      "mutatingwebhookconfigurations.patch",
      "security",
      "u",
      "high",
    ],
    ["namespaces", undefined, "delete", "namespaces.delete", "change", "d", "medium"],
  ])("%s/%s %s", (resource, subresource, verb, action, category, crud, severity) => {
    const event = map({ verb, objectRef: { resource, subresource, name: "x" } });
    expect([event.action, event.category, event.crud, event.severity]).toEqual([action, category, crud, severity]);
  });

  test("requests that are about no resource", () => {
    const event = map({ objectRef: undefined, requestURI: "/version?x=1" });
    expect([event.action, event.category]).toEqual(["nonresource.get", "access"]);
    expect(event.targets).toEqual([{ type: "nonresource", id: "/version", name: "/version" }]);
    expect(map({ objectRef: { resource: "" }, requestURI: "/healthz" }).category).toBe("system");
  });

  test("what a component does all day is not worth a look", () => {
    expect(map({ user: { username: "system:serviceaccount:kube-system:x" } }).severity).toBe("info");
  });

  test("what nobody in particular may do with a resource is", () => {
    expect(map({ user: { username: "system:anonymous" } }).severity).toBe("high");
    expect(map({ user: undefined }).severity).toBe("low");
  });
});

describe("outcome", () => {
  test.each<[string, unknown, string]>([
    ["ResponseComplete", { code: 200 }, "success"],
    ["ResponseComplete", { code: 101 }, "success"],
    ["ResponseComplete", { code: "403" }, "denied"],
    ["ResponseComplete", { code: 401 }, "denied"],
    ["ResponseComplete", { code: 404 }, "failure"],
    ["ResponseComplete", { code: 500 }, "failure"],
    ["ResponseComplete", { status: "Failure", reason: "Forbidden" }, "denied"],
    ["ResponseComplete", { status: "Failure" }, "failure"],
    ["ResponseComplete", { status: "Success" }, "success"],
    ["RequestReceived", undefined, "unknown"],
    ["Panic", undefined, "failure"],
  ])("%s %o: %s", (stage, responseStatus, outcome) => {
    expect(map({ stage, responseStatus }).outcome).toBe(outcome);
  });

  test("what the authorizer forbade is denied, whatever the code, and the message is kept", () => {
    const event = map({
      annotations: { "authorization.k8s.io/decision": "forbid" },
      responseStatus: { code: 200, message: "secrets is forbidden" },
    });
    expect([event.outcome, event.severity, event.description]).toEqual(["denied", "medium", "secrets is forbidden"]);
  });
});

test("the actor is who asked, and whom they impersonated is in the metadata", () => {
  const event = map({ impersonatedUser: { username: "bob", groups: ["system:authenticated"] } });
  expect(event.actor.name).toBe("ana@example.com");
  expect(event.metadata?.impersonated).toEqual({ username: "bob", groups: ["system:authenticated"] });
});

test.each([
  [["10.0.0.5", "203.0.113.7"], "203.0.113.7", ["10.0.0.5", "203.0.113.7"]],
  [["10.0.0.5"], "10.0.0.5", undefined],
  [["not-an-ip", "10.0.0.5"], "10.0.0.5", ["not-an-ip", "10.0.0.5"]],
  [["::1"], "::1", undefined],
  [["not-an-ip"], undefined, ["not-an-ip"]],
])("source addresses %s", (sourceIPs, ip, rest) => {
  const event = map({ sourceIPs });
  expect([event.source?.ip, event.metadata?.source_addresses]).toEqual([ip, rest]);
});

describe("targets", () => {
  test.each<[Record<string, unknown>, unknown]>([
    [{ objectRef: { resource: "nodes", name: "n1", uid: "u-9" } }, { type: "nodes", id: "u-9", name: "n1" }],
    [{ objectRef: { resource: "pods", namespace: "prod" } }, { type: "pods", id: "prod", name: "prod" }],
    [
      {
        objectRef: { resource: "pods", namespace: "prod" },
        responseObject: { metadata: { name: "web-1", uid: "u-8" } },
      },
      { type: "pods", id: "u-8", name: "prod/web-1" },
    ],
    [
      { objectRef: { resource: "pods", subresource: "exec", namespace: "p", name: "w" } },
      { type: "pods/exec", id: "p/w", name: "p/w" },
    ],
    [{ objectRef: { resource: "pods" } }, { type: "pods" }],
  ])("%o", (members, target) => {
    expect(map(members).targets).toEqual([target]);
  });
});

test("the times, in order of preference", () => {
  expect(map({ stageTimestamp: "soon" }).occurred_at).toBe("2024-06-01T10:00:00.100Z");
  const old = map({
    stageTimestamp: undefined,
    requestReceivedTimestamp: undefined,
    timestamp: "2017-09-11T19:55:05Z",
  });
  expect(old.occurred_at).toBe("2017-09-11T19:55:05.000Z");
});

test("the cluster, if the shipper names it, is the environment", () => {
  expect(map({ cluster: "prod eu" }).source?.environment).toBe("prod_eu");
  expect(map({ cluster: { name: "prod" } }).source?.environment).toBe("prod");
});

test.each([
  ["the cluster's own event", { kind: "Event", apiVersion: "v1", verb: "x", involvedObject: {} }],
  ["an event list that is no list", { kind: "EventList", apiVersion: "audit.k8s.io/v1", items: 1, verb: "x" }],
  ["nothing of a request", { kind: "Event", apiVersion: "audit.k8s.io/v1" }],
])("%s is no audit record", (_, record) => {
  expect(mapRecord("kubernetes", JSON.stringify(record), NOW).event.action).toBe("kubernetes.audit.unmapped");
});
