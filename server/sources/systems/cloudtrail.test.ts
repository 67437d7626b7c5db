import { describe, expect, test } from "vitest";
import type { EventInput } from "#server/event-format/index.ts";
import { mapRecord } from "../index.ts";

const NOW = new Date("2024-06-02T00:00:00.000Z");
const ALICE = {
  type: "IAMUser",
  principalId: "AIDA1",
  arn: "arn:aws:iam::123456789012:user/alice",
  accountId: "123456789012",
  accessKeyId: "AKIA1",
  userName: "alice",
};
const BASE = {
  eventVersion: "1.08",
  userIdentity: ALICE,
  eventTime: "2024-06-01T10:00:00Z",
  eventSource: "s3.amazonaws.com",
  eventName: "GetObject",
  awsRegion: "eu-central-1",
  sourceIPAddress: "203.0.113.7",
  userAgent: "aws-cli/2.13.0",
  requestParameters: { bucketName: "reports", key: "2024/q1.pdf", Host: "reports.s3.amazonaws.com" },
  responseElements: null,
  requestID: "req-1",
  eventID: "event-1",
  readOnly: true,
  eventType: "AwsApiCall",
  recipientAccountId: "123456789012",
};

function map(members: Record<string, unknown>): EventInput {
  return mapRecord("cloudtrail", JSON.stringify({ ...BASE, ...members }), NOW).event;
}

function call(action: string, members: Record<string, unknown> = {}): EventInput {
  const [service, eventName] = action.split(".");
  return map({ eventSource: `${service}.amazonaws.com`, eventName, requestParameters: null, ...members });
}

test("a whole record", () => {
  expect(map({})).toEqual({
    occurred_at: "2024-06-01T10:00:00.000Z",
    action: "s3.GetObject",
    category: "access",
    crud: "r",
    outcome: "success",
    severity: "info",
    actor: { type: "user", id: "arn:aws:iam::123456789012:user/alice", name: "alice" },
    targets: [
      { type: "s3.object", id: "arn:aws:s3:::reports/2024/q1.pdf", name: "reports/2024/q1.pdf" },
      { type: "s3.bucket", id: "arn:aws:s3:::reports", name: "reports" },
    ],
    source: {
      ip: "203.0.113.7",
      user_agent: "aws-cli/2.13.0",
      via: "cli",
      environment: "123456789012/eu-central-1",
    },
    session_id: "AKIA1",
    request_id: "req-1",
    origin: { system: "aws.cloudtrail", event_id: "event-1" },
    external_id: "event-1",
    metadata: {
      event_version: "1.08",
      event_type: "AwsApiCall",
      account: "123456789012",
      region: "eu-central-1",
      read_only: true,
      identity_type: "IAMUser",
      request: { bucketName: "reports", key: "2024/q1.pdf" },
    },
    raw: JSON.stringify(BASE),
  });
});

const role = (session: string, more: Record<string, unknown> = {}) => ({
  type: "AssumedRole",
  principalId: `AROA1:${session}`,
  arn: `arn:aws:sts::123456789012:assumed-role/Deploy/${session}`,
  ...more,
});

describe("actor", () => {
  test.each<[string, Record<string, unknown>, string, string | undefined]>([
    ["root", { type: "Root", arn: "arn:aws:iam::123456789012:root" }, "user", "root"],
    ["a user without a name", { ...ALICE, userName: undefined }, "user", "alice"],
    ["single sign-on", { type: "IdentityCenterUser", onBehalfOf: { userId: "u-1" } }, "user", undefined],
    ["a service", { type: "AWSService", invokedBy: "ec2.amazonaws.com" }, "system", "ec2.amazonaws.com"],
    ["a service without a type", { accountId: "1", invokedBy: "rds.amazonaws.com" }, "system", "rds.amazonaws.com"],
    ["a role, by an instance", role("i-05c30218156bcc246"), "service", "i-05c30218156bcc246"],
    ["a role, by an SDK", role("aws-go-sdk-1722375070115152000"), "service", "aws-go-sdk-1722375070115152000"],
    ["a role, by a mail address", role("ana@example.com"), "user", "ana@example.com"],
    ["a role, by first and last name", role("ana.ruiz"), "user", "ana.ruiz"],
    ["a role, with MFA", role("ana", { sessionContext: { attributes: { mfaAuthenticated: "true" } } }), "user", "ana"],
    [
      "an account, nobody signed",
      { type: "AWSAccount", accountId: "ANONYMOUS_PRINCIPAL", principalId: "" },
      "anonymous",
      undefined,
    ],
    ["an account alone", { type: "AWSAccount", accountId: "123456789012" }, "anonymous", undefined],
    ["a user of another account", { type: "AWSAccount", principalId: "AIDA2" }, "user", undefined],
    ["a role of another account", { type: "AWSAccount", principalId: "AROA2:job" }, "service", "job"],
  ])("%s", (_, userIdentity, type, name) => {
    const { actor } = map({ userIdentity });
    expect([actor.type, actor.name]).toEqual([type, name]);
    expect(actor.id === undefined).toBe(type === "anonymous");
  });

  test("the mail address of a session is the actor's", () => {
    expect(map({ userIdentity: role("ana@example.com") }).actor.email).toBe("ana@example.com");
    expect(map({ userIdentity: ALICE }).actor.email).toBeUndefined();
  });

  test("a role of single sign-on belongs to a person", () => {
    const arn = "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Admin_1/ana";
    expect(map({ userIdentity: { type: "AssumedRole", arn } }).actor.type).toBe("user");
  });

  test("an event of a service without any identity is the service's", () => {
    const event = map({ userIdentity: undefined, eventType: "AwsServiceEvent" });
    expect(event.actor).toEqual({ type: "system", id: "s3.amazonaws.com", name: "s3.amazonaws.com" });
    expect(map({ userIdentity: undefined }).actor).toEqual({ type: "anonymous" });
  });
});

describe("category and crud", () => {
  test.each([
    ["signin.ConsoleLogin", false, "authentication", undefined],
    ["sts.AssumeRole", true, "authentication", undefined],
    ["iam.CreateUser", false, "administration", "c"],
    ["iam.GetUser", true, "administration", "r"],
    ["organizations.LeaveOrganization", false, "administration", "u"],
    ["cloudtrail.StopLogging", false, "security", "u"],
    ["config.PutDeliveryChannel", false, "security", "u"],
    ["guardduty.GetFindings", true, "security", "r"],
    ["ec2.DeleteFlowLogs", false, "security", "d"],
    ["logs.DeleteLogGroup", false, "security", "d"],
    ["s3.PutBucketPolicy", false, "administration", "u"],
    ["kms.PutKeyPolicy", false, "administration", "u"],
    ["lambda.AddPermission20150331v2", false, "administration", "u"],
    ["secretsmanager.GetSecretValue", true, "access", "r"],
    ["secretsmanager.PutSecretValue", false, "change", "u"],
    ["kms.Decrypt", true, "access", "r"],
    ["ssm.GetParameter", undefined, "access", "r"],
    ["ec2.DescribeVpcs", true, "access", "r"],
    ["ec2.CreateVpc", false, "change", "c"],
    ["ec2.TerminateInstances", false, "change", "d"],
    ["s3.DeleteObject", false, "change", "d"],
  ])("%s, read-only %s: %s %s", (action, readOnly, category, crud) => {
    const event = call(action, { readOnly });
    expect([event.action, event.category, event.crud]).toEqual([action, category, crud]);
  });
});

describe("outcome", () => {
  test.each([
    [undefined, "success"],
    ["Success", "success"],
    ["AccessDenied", "denied"],
    ["VpceAccessDenied", "denied"],
    ["Client.UnauthorizedOperation", "denied"],
    ["ForbiddenException", "denied"],
    ["ThrottlingException", "failure"],
    ["NoSuchBucketPolicy", "failure"],
  ])("error code %s: %s", (errorCode, outcome) => {
    const event = map({ errorCode, errorMessage: errorCode && "What went wrong" });
    expect(event.outcome).toBe(outcome);
    expect(event.metadata?.error_code).toBe(errorCode);
    expect(event.description).toBe(errorCode && "What went wrong");
  });

  test("a console login is what its answer says", () => {
    const login = (answer: unknown) => call("signin.ConsoleLogin", { responseElements: { ConsoleLogin: answer } });
    expect(login("Success").outcome).toBe("success");
    expect(login("Failure").outcome).toBe("failure");
    expect(call("signin.ConsoleLogin").outcome).toBe("failure");
    expect(call("signin.CheckMfa", { errorMessage: "Failed authentication" }).outcome).toBe("failure");
  });
});

describe("severity", () => {
  const root = { type: "Root", arn: "arn:aws:iam::123456789012:root" };
  const success = { responseElements: { ConsoleLogin: "Success" } };
  test.each<[string, Record<string, unknown>, string]>([
    ["cloudtrail.StopLogging", {}, "critical"],
    ["cloudtrail.StopLogging", { errorCode: "AccessDenied" }, "high"],
    ["cloudtrail.DeleteTrail", {}, "critical"],
    ["signin.ConsoleLogin", { userIdentity: root, ...success }, "high"],
    ["signin.ConsoleLogin", { userIdentity: root }, "medium"],
    ["signin.ConsoleLogin", success, "info"],
    ["signin.ConsoleLogin", {}, "low"],
    ["iam.CreateAccessKey", {}, "medium"],
    ["lambda.UpdateFunctionCode20150331v2", { readOnly: false }, "medium"],
    ["s3.GetObject", {}, "info"],
    ["s3.GetObject", { errorCode: "AccessDenied" }, "low"],
    ["s3.GetObject", { errorCode: "NoSuchKey" }, "info"],
  ])("%s %o: %s", (action, members, severity) => {
    expect(call(action, { readOnly: action.endsWith("GetObject"), ...members }).severity).toBe(severity);
  });
});

describe("targets", () => {
  const targets = (action: string, members: Record<string, unknown>) =>
    call(action, members).targets?.map(({ type, name }) => `${type} ${name}`);

  test.each<[string, unknown, string[] | undefined]>([
    [
      "iam.AttachRolePolicy",
      { policyArn: "arn:aws:iam::aws:policy/Admin", roleName: "ci" },
      ["iam.role ci", "iam.policy Admin"],
    ],
    ["iam.CreateAccessKey", { userName: "bob" }, ["iam.user bob"]],
    ["secretsmanager.GetSecretValue", { secretId: "db/prod" }, ["secretsmanager.secret db/prod"]],
    ["ssm.GetParameter", { name: "/db/prod" }, ["ssm.parameter /db/prod"]],
    ["ssm.GetParameters", { names: ["/a", "/b"] }, ["ssm.parameter /a", "ssm.parameter /b"]],
    [
      "ec2.TerminateInstances",
      { instancesSet: { items: [{ instanceId: "i-1" }, { instanceId: "i-2" }] } },
      ["ec2.instance i-1", "ec2.instance i-2"],
    ],
    ["ec2.DescribeVpcs", { vpcSet: { items: [{ vpcId: "vpc-1" }] } }, ["ec2.vpc vpc-1"]],
    ["ec2.DeleteNatGateway", { DeleteNatGatewayRequest: { NatGatewayId: "nat-1" } }, ["ec2.nat_gateway nat-1"]],
    ["rds.DeleteDBInstance", { dBInstanceIdentifier: "main" }, ["rds.db_instance main"]],
    ["dynamodb.DescribeTable", { tableName: "orders" }, ["dynamodb.table orders"]],
    ["ecr.PutImage", { registryId: "1", repositoryName: "web" }, ["ecr.repository web"]],
    ["cloudtrail.DeleteTrail", { name: "main" }, ["cloudtrail.trail main"]],
    ["health.DescribeEventAggregates", { aggregateField: "eventTypeCategory" }, undefined],
    ["ec2.DescribeRegions", null, undefined],
  ])("of the request of %s", (action, requestParameters, wanted) => {
    expect(targets(action, { requestParameters })).toEqual(wanted);
  });

  test("the resources that AWS names come first, and nothing comes twice", () => {
    const resources = [
      { type: "AWS::S3::Object", ARNPrefix: "arn:aws:s3:::reports/2024/" },
      { accountId: "123456789012", type: "AWS::S3::Bucket", ARN: "arn:aws:s3:::reports" },
    ];
    expect(targets("s3.ListObjects", { resources, requestParameters: { bucketName: "reports" } })).toEqual([
      "s3.object reports/2024/",
      "s3.bucket reports",
    ]);
    const untyped = [{ accountId: "1", ARN: "arn:aws:ssm:us-east-1:123456789012:parameter/db/prod" }];
    expect(targets("ssm.GetParameter", { resources: untyped })).toEqual(["ssm.parameter db/prod"]);
  });

  test("at most ten, and the metadata says how many were left out", () => {
    const resources = Array.from({ length: 25 }, (_, at) => ({ ARN: `arn:aws:s3:::b${at}`, type: "AWS::S3::Bucket" }));
    const event = call("s3.DeleteObjects", { resources });
    expect(event.targets).toHaveLength(10);
    expect(event.metadata?.targets_left_out).toBe(15);
  });
});

describe("source, session and the rest", () => {
  test.each([
    ["203.0.113.7", "203.0.113.7", undefined],
    ["203.0.113.7:443", "203.0.113.7", undefined],
    ["[2001:db8::1]:443", "2001:db8::1", undefined],
    ["AWS Internal", undefined, "AWS Internal"],
    ["iam.amazonaws.com", undefined, "iam.amazonaws.com"],
  ])("source address %s", (sourceIPAddress, ip, rest) => {
    const event = map({ sourceIPAddress });
    expect([event.source?.ip, event.metadata?.source_address]).toEqual([ip, rest]);
  });

  test("the environment holds an account number and a region, never a name", () => {
    expect(map({ awsRegion: undefined }).source?.environment).toBe("123456789012");
    expect(map({ recipientAccountId: "Ana Ruiz", awsRegion: "us-gov-west-1" }).source?.environment).toBe(
      "us-gov-west-1",
    );
  });

  test("how the caller signed in", () => {
    const login = (MFAUsed: string, type: string) =>
      call("signin.ConsoleLogin", { additionalEventData: { MFAUsed }, userIdentity: { ...ALICE, type } });
    expect(
      [login("Yes", "IAMUser"), login("No", "IAMUser"), login("No", "AssumedRole")].map((e) => e.auth_method),
    ).toEqual(["mfa", "password", "federated"]);
    expect(login("Yes", "IAMUser").metadata?.mfa).toBe(true);
    const withMfa = { ...ALICE, sessionContext: { attributes: { mfaAuthenticated: "true" } } };
    expect(map({ userIdentity: withMfa }).auth_method).toBe("mfa");
  });

  test("where the caller was", () => {
    expect(map({ sessionCredentialFromConsole: "true" }).source?.via).toBe("ui");
    expect(map({ userAgent: "Boto3/1.26" }).source?.via).toBe("api");
    expect(map({ eventType: "AwsServiceEvent" }).source?.via).toBe("job");
  });

  test("secrets of a request stay out of the searchable metadata", () => {
    const requestParameters = {
      userName: "bob",
      password: "x",
      masterUserPassword: "x",
      clientRequestToken: "t",
      n: 1,
      o: {},
    };
    expect(map({ requestParameters }).metadata?.request).toEqual({ userName: "bob", n: 1 });
  });

  test("names in lower case, and the time of a shipper where there is no other", () => {
    const record = {
      eventname: "CreateIPSet",
      eventsource: "guardduty.amazonaws.com",
      "@timestamp": "2024-06-01T01:02:03Z",
    };
    const { event, unmapped } = mapRecord("cloudtrail", JSON.stringify(record), NOW);
    expect(unmapped).toBe(false);
    expect(event.action).toBe("guardduty.CreateIPSet");
    expect(event.occurred_at).toBe("2024-06-01T01:02:03.000Z");
    expect(event.metadata).toEqual({ time_from: "@timestamp" });
  });
});
