/** How sure it is that watching is hurt: `off` ends a record, `weaker` weakens one or a protection, `own` touches Sealtrail's detection. */
export type TamperingGrade = "off" | "weaker" | "own";

const OFF = "(?:disabl|delet|destroy|stop|deactivat|remov|suspend|turn_?off|switch_?off|purg|clear|wip|paus)";
const RECORD = "(?:audit|log_?stream|logging|log_?sink|log_?forward|trail|diagnosticsettings|event_?data_?store)";

/** Actions that hurt the record or what watches it, of many systems, folded to lower case and with blanks as underscores. */
const TAMPERING: readonly (readonly [TamperingGrade, RegExp])[] = [
  // Sealtrail
  ["own", /^(?:rule\.deleted|channel\.deleted)$/],
  // AWS
  ["off", /^cloudtrail\.(?:stoplogging|deletetrail|deleteeventdatastore|stopeventdatastoreingestion)$/],
  ["weaker", /^cloudtrail\.(?:puteventselectors|updatetrail|deregisterorganizationdelegatedadmin)$/],
  ["off", /^config\.(?:stopconfigurationrecorder|deleteconfigurationrecorder|deletedeliverychannel)$/],
  ["off", /^guardduty\.(?:deletedetector|stopmonitoringmembers|disassociatefrom(?:master|administrator)account)$/],
  ["weaker", /^guardduty\.(?:createfilter|createipset|updatedetector)$/],
  [
    "off",
    /^(?:securityhub\.disablesecurityhub|macie2\.disablemacie|inspector2\.disable|access-analyzer\.deleteanalyzer)$/,
  ],
  ["off", /^(?:logs\.delete(?:loggroup|logstream)|ec2\.deleteflowlogs|wafv2?\.deleteloggingconfiguration)$/],
  ["off", /^route53resolver\.deleteresolverquerylogconfig$/],
  ["weaker", /^(?:monitoring\.(?:deletealarms|disablealarmactions)|events\.(?:disablerule|deleterule|removetargets))$/],
  ["weaker", /^organizations\.leaveorganization$/],
  // Okta
  ["off", /^system\.log_stream\.lifecycle\.(?:deactivate|delete)$/],
  ["weaker", /^(?:policy\.lifecycle\.(?:deactivate|delete)|system\.mfa\.factor\.deactivate)$/],
  // GitHub
  ["off", /^(?:business\.|org\.|enterprise\.)?audit_log_stream(?:ing)?\.(?:destroy|delete|disable|disabled)$/],
  [
    "weaker",
    /^(?:org|business)\.(?:disable_two_factor_requirement|saml_disabled|disable_saml|disable_source_ip_disclosure)$/,
  ],
  ["weaker", /^(?:repository_)?secret_scanning(?:_push_protection)?\.disable$/],
  ["weaker", /^(?:ip_allow_list\.disable|protected_branch\.policy_override|business_advanced_security\.disabled)$/],
  // Google
  ["off", /configservicev2\.(?:deletesink|deletebucket|createexclusion|updateexclusion)$|loggingservicev2\.deletelog$/],
  ["weaker", /configservicev2\.(?:updatesink|updatebucket)$/],
  // Microsoft
  ["off", /microsoft\.insights\/diagnosticsettings\/delete|microsoft\.operationalinsights\/workspaces\/delete/],
  ["weaker", /microsoft\.(?:insights\/activitylogalerts|security\/(?:pricings|automations))\/delete/],
  ["off", /^(?:remove-unifiedauditlogretentionpolicy|set-mailboxauditbypassassociation)$/],
  ["weaker", /^set-adminauditlogconfig$/],
  // Any system that says what it does
  ["off", new RegExp(`${RECORD}[a-z_]*(?:[._:/-]|_)${OFF}`)],
  ["off", new RegExp(`(?:^|[._:/-])${OFF}[a-z]*[._:/-]?${RECORD}`)],
];

/** What is deleted here is a product of the record, such as a finished export of it. */
const HARMLESS = /export|report|search|view|query|saved|bookmark|comment/;

export function tamperingGrade(action: string): TamperingGrade | undefined {
  if (HARMLESS.test(action)) return undefined;
  return TAMPERING.find(([, pattern]) => pattern.test(action))?.[0];
}

/** Actions about how long records are kept: their changes say whether that is shorter. */
export const isRetentionAction = (action: string): boolean =>
  /retention|setdatarightretention|lifecycleconfiguration/.test(action);
