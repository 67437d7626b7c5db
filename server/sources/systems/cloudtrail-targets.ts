import type { TargetInput } from "#server/event-format/index.ts";
import { asList, asObject, asText, asTexts, memberAt, type NativeObject, present } from "../native-json.ts";

/** `DBSnapshot` -> `db_snapshot`. */
function snakeCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1_$2")
    .replace(/-/g, "_")
    .toLowerCase();
}

interface Arn {
  type: string;
  name: string;
}

/** `arn:partition:service:region:account:resource`, whose last part is `kind/name`, `kind:name` or a name alone. */
function readArn(text: string | undefined): Arn | undefined {
  const match = /^arn:[^:]*:([^:]+):[^:]*:[^:]*:(.+)$/s.exec(text ?? "");
  const [, service, resource] = match ?? [];
  if (!service || !resource) return undefined;
  if (service === "s3") return { type: resource.includes("/") ? "s3.object" : "s3.bucket", name: resource };
  const kind = /^([A-Za-z][A-Za-z-]*)[/:]/.exec(resource)?.[1];
  if (kind === undefined) return { type: service === "sns" ? "sns.topic" : `${service}.resource`, name: resource };
  return { type: `${service}.${snakeCase(kind)}`, name: resource.slice(kind.length + 1) || resource };
}

function resourceTarget(item: unknown): TargetInput | undefined {
  const resource = asObject(item);
  if (!resource) return undefined;
  const id =
    asText(resource.ARN) ?? asText(resource.arn) ?? asText(resource.ARNPrefix) ?? asText(resource.resourceName);
  const arn = readArn(id);
  const [, service, kind] = /^AWS::([^:]+)::(.+)$/.exec(asText(resource.type) ?? "") ?? [];
  const type = service && kind ? `${service.toLowerCase()}.${snakeCase(kind)}` : (arn?.type ?? "aws.resource");
  return id === undefined ? undefined : { type, ...present({ id, name: arn?.name }) };
}

/** Parameters whose name alone does not tell what they point to; the first of a service is the most specific. */
const PARAMETERS = new Map<string, readonly (readonly [parameter: string, type: string])[]>([
  [
    "iam",
    [
      ["userName", "iam.user"],
      ["roleName", "iam.role"],
      ["groupName", "iam.group"],
      ["instanceProfileName", "iam.instance_profile"],
      ["policyArn", "iam.policy"],
      ["policyName", "iam.policy"],
      ["accessKeyId", "iam.access_key"],
      ["sAMLProviderArn", "iam.saml_provider"],
    ],
  ],
  ["sts", [["roleArn", "iam.role"]]],
  [
    "kms",
    [
      ["keyId", "kms.key"],
      ["targetKeyId", "kms.key"],
      ["aliasName", "kms.alias"],
    ],
  ],
  [
    "secretsmanager",
    [
      ["secretId", "secretsmanager.secret"],
      ["name", "secretsmanager.secret"],
    ],
  ],
  [
    "ssm",
    [
      ["instanceIds", "ec2.instance"],
      ["instanceId", "ec2.instance"],
      ["target", "ec2.instance"],
      ["documentName", "ssm.document"],
      ["commandId", "ssm.command"],
      ["name", "ssm.parameter"],
      ["names", "ssm.parameter"],
      ["resourceId", "ssm.resource"],
    ],
  ],
  [
    "ec2",
    [
      ["instanceId", "ec2.instance"],
      ["snapshotId", "ec2.snapshot"],
      ["imageId", "ec2.image"],
      ["volumeId", "ec2.volume"],
      ["groupId", "ec2.security_group"],
      ["routeTableId", "ec2.route_table"],
      ["natGatewayId", "ec2.nat_gateway"],
      ["internetGatewayId", "ec2.internet_gateway"],
      ["networkAclId", "ec2.network_acl"],
      ["networkInterfaceId", "ec2.network_interface"],
      ["subnetId", "ec2.subnet"],
      ["allocationId", "ec2.address"],
      ["associationId", "ec2.association"],
      ["vpcId", "ec2.vpc"],
      ["groupName", "ec2.security_group"],
      ["keyName", "ec2.key_pair"],
    ],
  ],
  ["ec2-instance-connect", [["instanceId", "ec2.instance"]]],
  [
    "rds",
    [
      ["dBSnapshotIdentifier", "rds.db_snapshot"],
      ["targetDBSnapshotIdentifier", "rds.db_snapshot"],
      ["dBClusterSnapshotIdentifier", "rds.db_cluster_snapshot"],
      ["dBInstanceIdentifier", "rds.db_instance"],
      ["dBClusterIdentifier", "rds.db_cluster"],
      ["dBSubnetGroupName", "rds.db_subnet_group"],
      ["sourceArn", "rds.resource"],
      ["resourceName", "rds.resource"],
    ],
  ],
  [
    "lambda",
    [
      ["functionName", "lambda.function"],
      ["fullyQualifiedArn", "lambda.function"],
    ],
  ],
  [
    "cloudtrail",
    [
      ["name", "cloudtrail.trail"],
      ["trailName", "cloudtrail.trail"],
      ["trailNameList", "cloudtrail.trail"],
      ["eventDataStore", "cloudtrail.event_data_store"],
    ],
  ],
  [
    "eks",
    [
      ["name", "eks.cluster"],
      ["clusterName", "eks.cluster"],
    ],
  ],
  ["guardduty", [["detectorId", "guardduty.detector"]]],
  [
    "sqs",
    [
      ["queueUrl", "sqs.queue"],
      ["queueName", "sqs.queue"],
    ],
  ],
  [
    "sns",
    [
      ["topicArn", "sns.topic"],
      ["name", "sns.topic"],
    ],
  ],
  ["bedrock", [["modelId", "bedrock.model"]]],
  [
    "config",
    [
      ["deliveryChannelName", "config.delivery_channel"],
      ["configurationRecorderName", "config.configuration_recorder"],
      ["configRuleName", "config.config_rule"],
    ],
  ],
]);
const POINTER = /^(.+?)(Arn|ARN|Identifier|Id|Name)$/;
const NO_POINTER =
  /^(client|request|account|registry|source|roleSession|version|session|token|host|zone|owner|attribute|queryExecution|kms)|token$/i;
const TARGETS_PER_PARAMETER_MAX = 5;

function s3Targets(parameters: NativeObject): TargetInput[] {
  const bucket = asText(parameters.bucketName) ?? asText(parameters.bucket);
  const key = asText(parameters.key);
  if (bucket === undefined) return [];
  const ofBucket = { type: "s3.bucket", id: `arn:aws:s3:::${bucket}`, name: bucket };
  if (key === undefined) return [ofBucket];
  return [{ type: "s3.object", id: `arn:aws:s3:::${bucket}/${key}`, name: `${bucket}/${key}` }, ofBucket];
}

/** Newer EC2 actions put their parameters, capitalised, into one member named `<action>Request`. */
function unwrapped(name: string, parameters: NativeObject): NativeObject {
  const inner = asObject(parameters[`${name}Request`]);
  if (!inner) return parameters;
  const members = Object.entries(inner).map(([key, value]): [string, unknown] => {
    return [key.charAt(0).toLowerCase() + key.slice(1), memberAt(value, ["content"]) ?? value];
  });
  return Object.fromEntries(members);
}

function pointsTo(type: string, text: string): TargetInput {
  const arn = readArn(text);
  return { type: arn && type.endsWith(".resource") ? arn.type : type, id: text, name: arn?.name ?? text };
}

function textsOf(value: unknown): string[] {
  const text = asText(value);
  return text === undefined ? asTexts(value).slice(0, TARGETS_PER_PARAMETER_MAX) : [text];
}

/** Older EC2 actions name several things in sets: `{"vpcSet": {"items": [{"vpcId": ...}]}}`. */
function setTargets(parameters: NativeObject): TargetInput[] {
  const pointers = PARAMETERS.get("ec2") ?? [];
  const items = Object.values(parameters).flatMap((set) => {
    return [...asList(memberAt(set, ["items"])), ...asList(memberAt(set, ["item"]))];
  });
  return items.flatMap((item) => {
    const named = pointers.find(([parameter]) => asText(memberAt(item, [parameter])) !== undefined);
    return named ? [pointsTo(named[1], asText(memberAt(item, [named[0]])) ?? "")] : [];
  });
}

function parameterTargets(service: string, name: string, given: NativeObject): TargetInput[] {
  if (service === "s3" || given.bucketName !== undefined) return s3Targets(given);
  const parameters = unwrapped(name, given);
  const known = (PARAMETERS.get(service) ?? []).flatMap(([parameter, type]) => {
    const precise =
      service === "ssm" && type === "ssm.parameter" && !name.includes("Parameter") ? "ssm.resource" : type;
    return textsOf(parameters[parameter]).map((text) => pointsTo(precise, text));
  });
  const inSets = service === "ec2" ? setTargets(parameters) : [];
  if (known.length > 0 || inSets.length > 0) return [...inSets, ...known];
  for (const [parameter, value] of Object.entries(parameters)) {
    const stem = NO_POINTER.test(parameter) ? undefined : POINTER.exec(parameter)?.[1];
    const text = asText(value);
    if (stem && text) return [pointsTo(`${service}.${snakeCase(stem)}`, text)];
  }
  return [];
}

/** The resources that AWS names, in its order, then what the request names; the same thing only once. */
export function targetsOf(
  service: string | undefined,
  name: string,
  resources: unknown,
  requestParameters: unknown,
): TargetInput[] {
  const parameters = asObject(requestParameters);
  const found = [
    ...asList(resources).flatMap((item) => resourceTarget(item) ?? []),
    ...(parameters ? parameterTargets(service ?? "aws", name, parameters) : []),
  ];
  const seen = new Set<string>();
  return found.filter(({ type, id, name: label }) => {
    const names = [id, label && `${type} ${label}`].filter((text) => text !== undefined);
    if (names.some((text) => seen.has(text))) return false;
    for (const text of names) seen.add(text);
    return true;
  });
}

const SCALARS_MAX = 12;
const SECRET_NAME = /password|passphrase|secret(?!id)|token|credential|privatekey|^value$/i;
const PLAIN_NAME = /^[A-Za-z][\w.:-]{0,63}$/;

/** The few plain values of a request, for the word search; the whole request stays in `raw`. */
export function requestScalars(requestParameters: unknown): Record<string, unknown> {
  const entries = Object.entries(asObject(requestParameters) ?? {}).filter(([name, value]) => {
    const isScalar = typeof value === "number" || typeof value === "boolean" || asText(value) !== undefined;
    return isScalar && PLAIN_NAME.test(name) && !SECRET_NAME.test(name) && name !== "Host" && name !== "host";
  });
  return Object.fromEntries(entries.slice(0, SCALARS_MAX));
}
