import type { Outcome, SourceInput } from "#server/event-format/index.ts";
import { readAddress } from "../address.ts";
import { asFlag, asObject, asText, memberAt, type NativeObject, present } from "../native-json.ts";
import { type Mapping, type Source, UnmappedError } from "../source.ts";
import { actorOf, isFederated } from "./cloudtrail-actor.ts";
import { categoryOf, crudOf, severityOf } from "./cloudtrail-rules.ts";
import { requestScalars, targetsOf } from "./cloudtrail-targets.ts";

const DENIED = /AccessDenied|Unauthorized|Forbidden|NotAuthorized|AuthorizationError/i;
const EVIDENCE = ["eventSource", "eventVersion", "eventID", "eventType", "awsRegion", "userIdentity"] as const;

/** Some shippers write every name in lower case. */
function field(record: NativeObject, name: string): unknown {
  return Object.hasOwn(record, name) ? record[name] : record[name.toLowerCase()];
}

function serviceOf(record: NativeObject): string | undefined {
  return asText(field(record, "eventSource"))?.replace(/\.amazonaws\.com(\.cn)?$/, "");
}

function outcomeOf(record: NativeObject, service: string | undefined, name: string): Outcome {
  const code = asText(field(record, "errorCode"));
  if (code !== undefined && code !== "Success") return DENIED.test(code) ? "denied" : "failure";
  const answer = memberAt(field(record, "responseElements"), [name]);
  if (answer === "Failure") return "failure";
  if (name === "ConsoleLogin") return answer === "Success" ? "success" : "failure";
  return service === "signin" && asText(field(record, "errorMessage")) ? "failure" : "success";
}

function usedMfa(record: NativeObject): boolean | undefined {
  const atLogin = memberAt(field(record, "additionalEventData"), ["MFAUsed"]);
  if (atLogin === "Yes" || atLogin === "No") return atLogin === "Yes";
  return asFlag(memberAt(field(record, "userIdentity"), ["sessionContext", "attributes", "mfaAuthenticated"]));
}

function authMethodOf(record: NativeObject, name: string): string | undefined {
  if (usedMfa(record)) return "mfa";
  if (name === "AssumeRoleWithSAML") return "saml";
  if (name === "AssumeRoleWithWebIdentity") return "web-identity";
  if (name !== "ConsoleLogin") return undefined;
  return isFederated(asObject(field(record, "userIdentity"))) ? "federated" : "password";
}

function viaOf(record: NativeObject): string | undefined {
  const type = asText(field(record, "eventType"));
  if (type === "AwsServiceEvent") return "job";
  const fromConsole = asFlag(field(record, "sessionCredentialFromConsole"));
  if (fromConsole || type === "AwsConsoleSignIn" || type === "AwsConsoleAction") return "ui";
  if (asText(field(record, "userAgent"))?.startsWith("aws-cli/")) return "cli";
  return type === "AwsApiCall" ? "api" : undefined;
}

// Readable for ever, so nothing that is not an account number and a region gets in.
function environmentOf(account: string | undefined, region: string | undefined): string | undefined {
  const parts = [/^\d{6,20}$/.exec(account ?? "")?.[0], /^[a-z]{2,8}(-[a-z0-9]+)+$/.exec(region ?? "")?.[0]];
  return asText(parts.filter(Boolean).join("/"));
}

function sourceOf(record: NativeObject, environment: string | undefined): SourceInput {
  return present({
    ip: readAddress(asText(field(record, "sourceIPAddress"))),
    user_agent: asText(field(record, "userAgent")),
    endpoint: asText(memberAt(field(record, "tlsDetails"), ["clientProvidedHostHeader"])),
    via: viaOf(record),
    environment,
  });
}

function metadataOf(record: NativeObject, account: string | undefined): Record<string, unknown> {
  const identity = field(record, "userIdentity");
  const address = asText(field(record, "sourceIPAddress"));
  return {
    event_version: field(record, "eventVersion"),
    event_type: field(record, "eventType"),
    error_code: field(record, "errorCode"),
    account,
    region: field(record, "awsRegion"),
    read_only: asFlag(field(record, "readOnly")),
    mfa: usedMfa(record),
    identity_type: memberAt(identity, ["type"]),
    role: memberAt(identity, ["sessionContext", "sessionIssuer", "userName"]),
    source_identity: memberAt(identity, ["sessionContext", "sourceIdentity"]),
    invoked_by: memberAt(identity, ["invokedBy"]),
    source_address: readAddress(address) === undefined ? address : undefined,
    vpc_endpoint: field(record, "vpcEndpointId"),
    shared_event_id: field(record, "sharedEventID"),
    request: requestScalars(field(record, "requestParameters")),
  };
}

function mapCloudTrail(record: NativeObject): Mapping {
  const name = asText(field(record, "eventName"));
  if (name === undefined) throw new UnmappedError("eventName is missing");
  const service = serviceOf(record);
  const identity = asObject(field(record, "userIdentity"));
  const account = asText(field(record, "recipientAccountId")) ?? asText(identity?.accountId);
  const region = asText(field(record, "awsRegion"));
  const outcome = outcomeOf(record, service, name);
  const isRoot = identity?.type === "Root";
  const crud = crudOf(service, name, asFlag(field(record, "readOnly")));
  const found = {
    nativeId: asText(field(record, "eventID")),
    crud,
    authMethod: authMethodOf(record, name),
    sessionId: asText(identity?.accessKeyId),
    requestId: asText(field(record, "requestID")),
    description: asText(field(record, "errorMessage")),
  };
  return {
    ...present(found),
    times: [
      { field: "eventTime", value: field(record, "eventTime") },
      { field: "@timestamp", value: record["@timestamp"], borrowed: true },
    ],
    action: `${service ?? "aws"}.${name}`,
    category: categoryOf(service, name, crud),
    outcome,
    severity: severityOf({ service, name, outcome, isRoot, crud }),
    actor: actorOf(identity, {
      service: asText(field(record, "eventSource")),
      isServiceEvent: field(record, "eventType") === "AwsServiceEvent",
      fromConsole: asFlag(field(record, "sessionCredentialFromConsole")) === true || service === "signin",
      withMfa: usedMfa(record) === true,
    }),
    targets: targetsOf(service, name, field(record, "resources"), field(record, "requestParameters")),
    source: sourceOf(record, environmentOf(account, region)),
    metadata: metadataOf(record, account),
  };
}

export const cloudtrail: Source = {
  system: "cloudtrail",
  origin: "aws.cloudtrail",
  title: "AWS CloudTrail",
  envelope: {
    lists: ["Records", "logEvents", "Events"],
    members: [["detail"], ["CloudTrailEvent"], ["message"], ["Message"]],
  },
  recognises(record) {
    return (
      asText(field(record, "eventName")) !== undefined && EVIDENCE.some((name) => field(record, name) !== undefined)
    );
  },
  map: mapCloudTrail,
};
