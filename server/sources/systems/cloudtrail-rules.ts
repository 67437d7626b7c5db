import type { Category, Crud, Outcome, Severity } from "#server/event-format/index.ts";

const AUTHENTICATION_SERVICES = new Set(["signin", "sts", "sso-oauth"]);
const AUTHENTICATION_NAMES = new Set([
  "cognito-idp.AdminInitiateAuth",
  "cognito-idp.AdminRespondToAuthChallenge",
  "cognito-idp.InitiateAuth",
  "cognito-idp.RespondToAuthChallenge",
  "cognito-identity.GetCredentialsForIdentity",
  "cognito-identity.GetOpenIdToken",
  "rolesanywhere.CreateSession",
  "sso.Authenticate",
  "sso.CreateToken",
  "sso.Federate",
  "sso.GetRoleCredentials",
  "sso.Logout",
  "sso.StartDeviceAuthorization",
  "sso.UserAuthentication",
]);
const SECURITY_SERVICES = new Set([
  "access-analyzer",
  "auditmanager",
  "cloudtrail",
  "config",
  "detective",
  "fms",
  "guardduty",
  "inspector",
  "inspector2",
  "macie",
  "macie2",
  "network-firewall",
  "securityhub",
  "securitylake",
  "shield",
  "waf",
  "waf-regional",
  "wafv2",
]);
/** Actions that switch logging on or off in services which are otherwise not about security. */
const SECURITY_NAMES = new Set([
  "bedrock.DeleteModelInvocationLoggingConfiguration",
  "bedrock.PutModelInvocationLoggingConfiguration",
  "ec2.CreateFlowLogs",
  "ec2.DeleteFlowLogs",
  "ec2.DisableEbsEncryptionByDefault",
  "eks.UpdateClusterConfig",
  "elasticloadbalancing.ModifyLoadBalancerAttributes",
  "logs.DeleteLogGroup",
  "logs.DeleteLogStream",
  "logs.DeleteRetentionPolicy",
  "logs.PutRetentionPolicy",
  "logs.DeleteSubscriptionFilter",
  "monitoring.DeleteAlarms",
  "monitoring.DisableAlarmActions",
  "route53resolver.DeleteResolverQueryLogConfig",
  "route53resolver.DisassociateResolverQueryLogConfig",
  "s3.PutBucketLogging",
]);
const ADMINISTRATION_SERVICES = new Set([
  "account",
  "cognito-idp",
  "controltower",
  "iam",
  "identitystore",
  "organizations",
  "ram",
  "rolesanywhere",
  "servicecatalog",
  "sso",
  "sso-directory",
  "sso-admin",
  "verifiedpermissions",
]);
/** Names that change who may do what, in whatever service. Lambda puts a date behind its names. */
const PERMISSION_NAMES =
  /^(Put|Delete|Set)(Bucket|Resource|Repository|Key|Queue|Topic|Registry|FileSystem|Function|Domain)?(Policy|PublicAccessBlock|PermissionPolicy)$|^(Put|Delete)Bucket(Acl|Policy|PublicAccessBlock)$|^PutObjectAcl$|^(Put|Delete)AccountPublicAccessBlock$|^(Add|Remove)(Layer)?(Version)?Permission\w*$|^(Create|Revoke|Retire)Grant$|^Modify(Snapshot|Image|DBSnapshot|DBClusterSnapshot)Attribute$|^ModifyDocumentPermission$|^UpdateProjectVisibility$|^(Grant|Revoke|BatchGrant|BatchRevoke)Permissions$/;

const CREATING =
  /^(Create|Run|Allocate|Import|Copy|Register|Issue|Launch|Upload|Publish|Send|Start|Request|Generate|Invite|Clone|Restore|Provision|Submit)/;
const DELETING =
  /^(Delete|Terminate|Remove|Deregister|Release|Revoke|Purge|Destroy|Cancel|Drop|Retire|ScheduleKeyDeletion|BatchDelete|EndSecretVersionDelete|StartSecretVersionDelete)/;
const READING =
  /^(Get|List|Describe|Head|BatchGet|BatchDescribe|Lookup|Search|Select|Scan|Query|Download|View|Check|Decrypt|Simulate|Validate|Estimate|Preview|Export|Filter|Test|Verify)/;
/** Written like creations, but they change the state of something that exists. */
const UPDATING =
  /^(StartLogging|StartInstances|StartDBInstance|StartDBCluster|StartConfigurationRecorder|RestoreSecret)/;

/** Undefined for authentication, where it means nothing, and where the name does not tell. */
export function crudOf(service: string | undefined, name: string, readOnly: boolean | undefined): Crud | undefined {
  if (isAuthentication(service, name)) return undefined;
  if (readOnly) return "r";
  if (UPDATING.test(name)) return "u";
  if (DELETING.test(name)) return "d";
  if (READING.test(name)) return "r";
  if (CREATING.test(name)) return "c";
  return readOnly === false || /^(Put|Update|Modify|Set|Attach|Detach|Associate|Disassociate|Add|Stop)/.test(name)
    ? "u"
    : undefined;
}

function isAuthentication(service: string | undefined, name: string): boolean {
  return AUTHENTICATION_SERVICES.has(service ?? "") || AUTHENTICATION_NAMES.has(`${service}.${name}`);
}

export function categoryOf(service: string | undefined, name: string, crud: Crud | undefined): Category {
  if (isAuthentication(service, name)) return "authentication";
  if (SECURITY_SERVICES.has(service ?? "") || SECURITY_NAMES.has(`${service}.${name}`)) return "security";
  if (ADMINISTRATION_SERVICES.has(service ?? "") || PERMISSION_NAMES.test(name)) return "administration";
  if (service === undefined) return "other";
  return crud === "r" ? "access" : "change";
}

/** What the action weighs if it succeeds; everything else is `info`. */
const SEVERITIES = new Map<string, Severity>([
  ["cloudtrail.StopLogging", "critical"],
  ["cloudtrail.DeleteTrail", "critical"],
  ["cloudtrail.DeleteEventDataStore", "critical"],
  ["cloudtrail.StopEventDataStoreIngestion", "critical"],
  ["guardduty.DeleteDetector", "critical"],
  ["organizations.LeaveOrganization", "critical"],
  ["config.DeleteConfigurationRecorder", "critical"],
  ["config.StopConfigurationRecorder", "critical"],
  ["kms.ScheduleKeyDeletion", "critical"],
  ["bedrock.DeleteModelInvocationLoggingConfiguration", "high"],
  ["cloudtrail.UpdateTrail", "high"],
  ["cloudtrail.PutEventSelectors", "high"],
  ["config.DeleteDeliveryChannel", "high"],
  ["ec2.DeleteFlowLogs", "high"],
  ["ec2.DisableEbsEncryptionByDefault", "high"],
  ["guardduty.CreateIPSet", "high"],
  ["guardduty.DisassociateFromMasterAccount", "high"],
  ["guardduty.StopMonitoringMembers", "high"],
  ["guardduty.UpdateDetector", "high"],
  ["iam.CreateSAMLProvider", "high"],
  ["iam.DeactivateMFADevice", "high"],
  ["iam.DeleteVirtualMFADevice", "high"],
  ["iam.UpdateSAMLProvider", "high"],
  ["kms.DisableKey", "high"],
  ["kms.PutKeyPolicy", "high"],
  ["logs.DeleteLogGroup", "high"],
  ["macie2.DisableMacie", "high"],
  ["route53resolver.DeleteResolverQueryLogConfig", "high"],
  ["s3.DeleteBucketPublicAccessBlock", "high"],
  ["s3.DeleteAccountPublicAccessBlock", "high"],
  ["securityhub.DisableSecurityHub", "high"],
  ["wafv2.DeleteWebACL", "high"],
  ["ec2-instance-connect.SendSSHPublicKey", "medium"],
  ["ec2-instance-connect.SendSerialConsoleSSHPublicKey", "medium"],
  ["ec2.AuthorizeSecurityGroupIngress", "medium"],
  ["ec2.GetPasswordData", "medium"],
  ["ec2.ModifyImageAttribute", "medium"],
  ["ec2.ModifySnapshotAttribute", "medium"],
  ["iam.AddUserToGroup", "medium"],
  ["iam.AttachGroupPolicy", "medium"],
  ["iam.AttachRolePolicy", "medium"],
  ["iam.AttachUserPolicy", "medium"],
  ["iam.CreateAccessKey", "medium"],
  ["iam.CreateLoginProfile", "medium"],
  ["iam.CreatePolicyVersion", "medium"],
  ["iam.CreateUser", "medium"],
  ["iam.PutGroupPolicy", "medium"],
  ["iam.PutRolePolicy", "medium"],
  ["iam.PutUserPolicy", "medium"],
  ["iam.SetDefaultPolicyVersion", "medium"],
  ["iam.UpdateAssumeRolePolicy", "medium"],
  ["iam.UpdateLoginProfile", "medium"],
  ["lambda.AddPermission", "medium"],
  ["lambda.UpdateFunctionCode", "medium"],
  ["rds.DeleteDBCluster", "medium"],
  ["rds.DeleteDBInstance", "medium"],
  ["rds.ModifyDBSnapshotAttribute", "medium"],
  ["rolesanywhere.CreateTrustAnchor", "medium"],
  ["s3.DeleteBucket", "medium"],
  ["s3.PutBucketAcl", "medium"],
  ["s3.PutBucketPolicy", "medium"],
  ["secretsmanager.DeleteSecret", "medium"],
  ["secretsmanager.PutResourcePolicy", "medium"],
  ["ssm.SendCommand", "medium"],
  ["ssm.StartSession", "medium"],
]);
/** An attempt that did not succeed weighs one step less. */
const STEP_LESS: Readonly<Record<Severity, Severity>> = {
  critical: "high",
  high: "medium",
  medium: "low",
  low: "low",
  info: "info",
};

export interface Weighed {
  service: string | undefined;
  name: string;
  outcome: Outcome;
  isRoot: boolean;
  crud: Crud | undefined;
}

export function severityOf({ service, name, outcome, isRoot, crud }: Weighed): Severity {
  const listed = SEVERITIES.get(`${service}.${name.replace(/\d{8}(v\d+)?$/, "")}`) ?? "info";
  const byRoot = isRoot && crud !== "r" && listed !== "critical" ? "high" : listed;
  if (outcome === "success") return byRoot;
  const attempted = STEP_LESS[byRoot];
  const isRefusal = outcome === "denied" || (service === "signin" && name === "ConsoleLogin");
  return attempted === "info" && isRefusal ? "low" : attempted;
}
