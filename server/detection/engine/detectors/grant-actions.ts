/**
 * Actions that give somebody rights, of many systems, folded to lower case and with blanks as underscores. Names of the event format's own kind
 * (`role.grant`) first; then as the systems call them.
 */
const GRANTS: readonly RegExp[] = [
  /(?:^|[._:/-])(?:grant|assign|elevate|promote)(?:ed|s)?(?:$|[._:/-])/,
  /(?:role|permission|privilege|polic(?:y|ies)|entitlement|scope)s?[._:/-](?:add(?:ed)?|attach(?:ed)?|grant(?:ed)?|assign(?:ed)?)$/,
  /(?:^|[._:/-])add_(?:eligible_)?(?:member|user|owner|admin|role|app_role)/,
  /^(?:member\.role_changed|member\.added|role\.updated)$/,
  // AWS
  /^iam\.(?:attach|put)(?:user|group|role)policy$/,
  /^iam\.(?:addusertogroup|updateassumerolepolicy|createpolicyversion|setdefaultpolicyversion|addroletoinstanceprofile)$/,
  /^(?:sso|sso-admin)\.(?:createaccountassignment|attachmanagedpolicytopermissionset|putinlinepolicytopermissionset)$/,
  /^(?:lakeformation\.grantpermissions|kms\.(?:creategrant|putkeypolicy)|lambda\.addpermission.*|s3\.putbucketpolicy)$/,
  /^eks\.(?:createaccessentry|associateaccesspolicy)$/,
  // Okta
  /^(?:user\.account|group)\.privilege\.grant$/,
  /^(?:group\.user_membership\.add|iam\.resourceset\.bindings\.add|user\.session\.impersonation\.grant)$/,
  // GitHub
  /^(?:org|team|repo|business|enterprise)\.(?:add_member|update_member|add_admin|invite_admin|promote_maintainer|add_owner)$/,
  /^organization_(?:role\.assign|moderators\.add_(?:user|team))$/,
  // Google
  /^(?:assign_role|grant_admin_privilege|grant_delegated_admin_privileges|add_privilege|add_group_member)$/,
  /(?:^|\.)setiampolicy$/,
  // Microsoft
  /microsoft\.authorization\/(?:roleassignments\/write|elevateaccess\/action)/,
  /^(?:add-rolegroupmember|new-managementroleassignment|add-mailboxpermission|add_delegated_permission_grant|add_app_role_assignment.*)\.?$/,
  // Kubernetes
  /^(?:clusterrolebindings|rolebindings)[./](?:create|update|patch)$/,
  // Slack, Salesforce, Snowflake, Vault, Teleport
  /^role_change_to_(?:admin|owner)$/,
  /^(?:permsetassign|permsetgroupassign|profilechangeduser)$/,
  /^grant_(?:role|ownership|privileges?)$/,
  /^(?:vault\.)?(?:sys\/)?polic(?:y|ies)[./](?:write|update|create)$/,
  /^(?:access_request\.review|user_role\.add)$/,
];
/** Taking rights away, or asking for them. */
const NO_GRANTS = /revok|remov|delet|unassign|detach|reject|expire|request\.create|denied/;

export const isGrantAction = (action: string): boolean =>
  !NO_GRANTS.test(action) && GRANTS.some((pattern) => pattern.test(action));
