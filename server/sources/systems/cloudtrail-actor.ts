import type { ActorInput, ActorType } from "#server/event-format/index.ts";
import { isMailAddress } from "../address.ts";
import { asText, memberAt, type NativeObject, present } from "../native-json.ts";

export interface Circumstances {
  /** The AWS service that reports the event. */
  service: string | undefined;
  isServiceEvent: boolean;
  fromConsole: boolean;
  withMfa: boolean;
}

const FIRST_AND_LAST_NAME = /^\p{L}{2,}[. ]\p{L}{2,}$/u;
const SINGLE_SIGN_ON_ROLE = /\/AWSReservedSSO_/;
const FIXED_TYPES = new Map<string, ActorType>([
  ["IAMUser", "user"],
  ["Root", "user"],
  ["IdentityCenterUser", "user"],
  ["FederatedUser", "user"],
  ["SAMLUser", "user"],
  ["Directory", "user"],
  ["AWSService", "system"],
]);

export function isFederated(identity: NativeObject | undefined): boolean {
  return identity?.type !== "IAMUser" && identity?.type !== "Root";
}

function sessionNameOf(identity: NativeObject): string | undefined {
  const arn = asText(identity.arn);
  if (arn?.includes(":assumed-role/") || arn?.includes(":federated-user/")) return asText(arn.split("/").pop());
  return asText(/^[^:]+:(.+)$/.exec(asText(identity.principalId) ?? "")?.[1]);
}

function nameOf(identity: NativeObject): string | undefined {
  const ofArn = asText(/:user\/(?:.*\/)?([^/]+)$/.exec(asText(identity.arn) ?? "")?.[1]);
  if (identity.type === "Root") return asText(identity.userName) ?? "root";
  if (identity.type === "AssumedRole") return sessionNameOf(identity) ?? asText(identity.userName);
  return asText(identity.userName) ?? ofArn ?? sessionNameOf(identity) ?? asText(identity.invokedBy);
}

// A role's session says who took the role only by its name; MFA, the console and single sign-on need a person.
function isPerson(identity: NativeObject, name: string | undefined, around: Circumstances): boolean {
  if (around.withMfa || around.fromConsole || SINGLE_SIGN_ON_ROLE.test(asText(identity.arn) ?? "")) return true;
  return isMailAddress(name) || FIRST_AND_LAST_NAME.test(name ?? "");
}

function typeOf(identity: NativeObject, name: string | undefined, around: Circumstances): ActorType {
  const type = asText(identity.type);
  const fixed = FIXED_TYPES.get(type ?? "");
  if (fixed) return fixed;
  if (type === "Unknown" || type === undefined) {
    if (asText(identity.userName)) return "user";
    return asText(identity.invokedBy) && !asText(identity.arn) ? "system" : "user";
  }
  if (type === "AWSAccount" && asText(identity.principalId)?.startsWith("AIDA")) return "user";
  return isPerson(identity, name, around) ? "user" : "service";
}

/** The id of a caller that S3 and others report as an account only: nobody signed the request. */
function isNobody(identity: NativeObject): boolean {
  const id = asText(identity.arn) ?? asText(identity.principalId);
  if (identity.accountId === "ANONYMOUS_PRINCIPAL" || /^anonymous$/i.test(id ?? "")) return true;
  return identity.type === "AWSAccount" && id === undefined;
}

export function actorOf(identity: NativeObject | undefined, around: Circumstances): ActorInput {
  if (!identity || Object.keys(identity).length === 0) {
    return around.isServiceEvent && around.service
      ? { type: "system", id: around.service, name: around.service }
      : { type: "anonymous" };
  }
  if (isNobody(identity)) return { type: "anonymous" };
  const name = nameOf(identity);
  const id =
    asText(identity.arn) ??
    asText(identity.principalId) ??
    asText(memberAt(identity, ["onBehalfOf", "userId"])) ??
    asText(identity.invokedBy) ??
    asText(identity.userName);
  if (id === undefined) return { type: "anonymous", ...present({ name }) };
  return {
    type: typeOf(identity, name, around),
    ...present({ id, name, email: isMailAddress(name) ? name : undefined }),
  };
}
