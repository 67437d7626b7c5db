/** What each relation of the schema must be. Rights are written as in an ACL: a INSERT, r SELECT, w UPDATE, d DELETE. */
export interface ExpectedTable {
  /** Rights beside the owner's, by role. */
  grants: Record<string, string>;
  /** Column rights, by role: the columns that it may select. */
  columns?: Record<string, string[]>;
  policies: string[];
  appendOnly?: true;
}

const OWN = "tenant_id = current_tenant()";
const AUDITED = "auditor_reads sealtrail_auditor SELECT using tenant_id = auditor_tenant()";
const FOUND = "access_reads sealtrail_access SELECT using true";
const ALL_FOUND = "access_all sealtrail_access ALL using true check true";
const WRITTEN = `ledger_writes sealtrail_ledger ALL using ${OWN} check ${OWN}`;
const READ = `tenant_reads sealtrail_app SELECT using ${OWN}`;
const OWNED = `own_tenant sealtrail_app ALL using ${OWN} check ${OWN}`;
const membersOnly = (table: string) =>
  `members_of_tenant sealtrail_app SELECT using EXISTS SELECT FROM membership m WHERE m.tenant_id = current_tenant() AND m.person_id = ${table}.person_id`;

export const EXPECTED_TABLES: Record<string, ExpectedTable> = {
  event: {
    grants: { sealtrail_app: "r", sealtrail_ledger: "ar", sealtrail_auditor: "r" },
    policies: [AUDITED, READ, WRITTEN],
    appendOnly: true,
  },
  tile: {
    grants: { sealtrail_app: "r", sealtrail_ledger: "ar", sealtrail_auditor: "r" },
    policies: [AUDITED, READ, WRITTEN],
    appendOnly: true,
  },
  checkpoint: {
    grants: { sealtrail_app: "r", sealtrail_ledger: "ar", sealtrail_access: "r", sealtrail_auditor: "r" },
    policies: [AUDITED, FOUND, READ, WRITTEN],
    appendOnly: true,
  },
  event_external: { grants: { sealtrail_ledger: "ar" }, policies: [WRITTEN], appendOnly: true },
  ledger: {
    grants: { sealtrail_app: "r", sealtrail_ledger: "arw", sealtrail_access: "r", sealtrail_auditor: "r" },
    policies: [AUDITED, FOUND, READ, WRITTEN],
  },
  idempotency: {
    grants: { sealtrail_app: "dr", sealtrail_ledger: "ar" },
    policies: [WRITTEN, `tenant_expires sealtrail_app ALL using ${OWN} check false`],
  },
  tenant: {
    grants: { sealtrail_app: "arw", sealtrail_access: "r" },
    policies: [FOUND, "own_tenant sealtrail_app ALL using id = current_tenant() check id = current_tenant()"],
  },
  role: { grants: { sealtrail_app: "adrw", sealtrail_access: "r" }, policies: [FOUND, OWNED] },
  membership: { grants: { sealtrail_app: "adrw", sealtrail_access: "r" }, policies: [FOUND, OWNED] },
  key_secret: { grants: { sealtrail_app: "arw", sealtrail_access: "r" }, policies: [FOUND, OWNED] },
  key_meter: { grants: { sealtrail_app: "arw" }, policies: [OWNED] },
  key_hour: { grants: { sealtrail_app: "arw" }, policies: [OWNED] },
  key_address: { grants: { sealtrail_app: "arw" }, policies: [OWNED] },
  search_segment: {
    grants: { sealtrail_app: "adr" },
    columns: { sealtrail_app: ["retired_at UPDATE"] },
    policies: [OWNED],
  },
  search_block: { grants: { sealtrail_app: "adr" }, policies: [OWNED] },
  search_column: { grants: { sealtrail_app: "adr" }, policies: [OWNED] },
  open_use: { grants: { sealtrail_app: "adrw", sealtrail_access: "r" }, policies: [FOUND, OWNED] },
  access_review: { grants: { sealtrail_app: "arw" }, policies: [OWNED] },
  saved_view: { grants: { sealtrail_app: "adrw" }, policies: [OWNED] },
  export: { grants: { sealtrail_app: "adrw", sealtrail_access: "r" }, policies: [FOUND, OWNED] },
  export_schedule: { grants: { sealtrail_app: "adrw", sealtrail_access: "r" }, policies: [FOUND, OWNED] },
  detection_cursor: { grants: { sealtrail_app: "adrw", sealtrail_access: "r" }, policies: [FOUND, OWNED] },
  detection_state: { grants: { sealtrail_app: "adrw" }, policies: [OWNED] },
  detector_setting: { grants: { sealtrail_app: "adrw" }, policies: [OWNED] },
  detection_rule: { grants: { sealtrail_app: "adrw" }, policies: [OWNED] },
  detection_trial: { grants: { sealtrail_app: "adrw", sealtrail_access: "r" }, policies: [FOUND, OWNED] },
  alert_case: { grants: { sealtrail_app: "adrw" }, policies: [OWNED] },
  alert: { grants: { sealtrail_app: "adrw" }, policies: [OWNED] },
  alert_event: { grants: { sealtrail_app: "adrw" }, policies: [OWNED] },
  alert_entry: { grants: { sealtrail_app: "adrw" }, policies: [OWNED] },
  alert_mute: { grants: { sealtrail_app: "adrw" }, policies: [OWNED] },
  alert_channel: { grants: { sealtrail_app: "adrw" }, policies: [OWNED] },
  alert_channel_secret: { grants: { sealtrail_app: "adrw" }, policies: [OWNED] },
  alert_delivery: { grants: { sealtrail_app: "adrw", sealtrail_access: "r" }, policies: [FOUND, OWNED] },
  alert_attempt: { grants: { sealtrail_app: "adrw" }, policies: [OWNED] },
  rollup_cursor: { grants: { sealtrail_app: "adrw" }, policies: [OWNED] },
  rollup_day: { grants: { sealtrail_app: "adrw" }, policies: [OWNED] },
  rollup_value: { grants: { sealtrail_app: "adrw" }, policies: [OWNED] },
  rollup_room: { grants: { sealtrail_app: "adrw" }, policies: [OWNED] },
  secret_target: { grants: { sealtrail_app: "adrw" }, policies: [OWNED] },
  secret_reader: { grants: { sealtrail_app: "adrw" }, policies: [OWNED] },
  secret_policy: { grants: { sealtrail_app: "adrw" }, policies: [OWNED] },
  secret_override: { grants: { sealtrail_app: "adrw" }, policies: [OWNED] },
  secret_reminder: { grants: { sealtrail_app: "adrw" }, policies: [OWNED] },
  view_default: { grants: { sealtrail_app: "adrw" }, policies: [OWNED] },
  access_review_item: { grants: { sealtrail_app: "arw" }, policies: [OWNED] },
  provisioning_key: { grants: { sealtrail_app: "arw", sealtrail_access: "r" }, policies: [FOUND, OWNED] },
  person: {
    grants: { sealtrail_access: "arw" },
    columns: { sealtrail_app: ["created_at", "email", "id", "name", "operator"] },
    policies: [
      ALL_FOUND,
      "members_of_tenant sealtrail_app SELECT using EXISTS SELECT FROM membership m WHERE m.tenant_id = current_tenant() AND m.person_id = person.id",
    ],
  },
  session: {
    grants: { sealtrail_access: "arw", sealtrail_app: "r" },
    policies: [ALL_FOUND, membersOnly("session")],
  },
  invitation: { grants: { sealtrail_app: "adrw", sealtrail_access: "r" }, policies: [FOUND, OWNED] },
  second_factor: {
    grants: { sealtrail_access: "adrw" },
    columns: { sealtrail_app: ["confirmed_at", "person_id"] },
    policies: [ALL_FOUND, membersOnly("second_factor")],
  },
  recovery_code: { grants: { sealtrail_access: "adrw" }, policies: [ALL_FOUND] },
  password_reset: { grants: { sealtrail_access: "arw" }, policies: [ALL_FOUND] },
  platform_key: { grants: { sealtrail_access: "arw" }, policies: [ALL_FOUND] },
  sign_in_throttle: { grants: { sealtrail_access: "adrw" }, policies: [ALL_FOUND] },
  auditor_login: { grants: { sealtrail_access: "r" }, policies: [FOUND] },
};

export interface ExpectedFunction {
  owner: string;
  definer: boolean;
  /** Who may execute it beside its owner. */
  execute: string[];
}

const ledgerWriter = (): ExpectedFunction => ({ owner: "sealtrail_ledger", definer: true, execute: ["sealtrail_app"] });
const finder = (): ExpectedFunction => ({ owner: "sealtrail_access", definer: true, execute: ["sealtrail_app"] });
const plain = (...execute: string[]): ExpectedFunction => ({ owner: "sealtrail_owner", definer: false, execute });

export const EXPECTED_FUNCTIONS: Record<string, ExpectedFunction> = {
  current_tenant: plain("sealtrail_access", "sealtrail_app", "sealtrail_keeper", "sealtrail_ledger"),
  refuse_change: plain(),
  guard_table: plain(),
  tile_root: plain("sealtrail_ledger"),
  ensure_partition: { owner: "sealtrail_owner", definer: true, execute: ["sealtrail_app"] },
  ledger_create: ledgerWriter(),
  ledger_append: ledgerWriter(),
  checkpoint_publish: ledgerWriter(),
  auditor_tenant: { owner: "sealtrail_access", definer: true, execute: ["sealtrail_auditor"] },
  person_memberships: { owner: "sealtrail_access", definer: true, execute: [] },
  session_end: { owner: "sealtrail_access", definer: true, execute: [] },
  guess_count: { owner: "sealtrail_access", definer: true, execute: [] },
  guess_uncount: { owner: "sealtrail_access", definer: true, execute: [] },
  guess_begin: finder(),
  guess_right: finder(),
  invitation_find: finder(),
  key_find: finder(),
  key_take: plain("sealtrail_app"),
  key_use_note: plain("sealtrail_app"),
  open_uses_due: finder(),
  exports_due: finder(),
  detection_due: finder(),
  deliveries_due: finder(),
  ledger_heads: finder(),
  password_reset_find: finder(),
  password_reset_open: finder(),
  password_reset_spend: finder(),
  person_create: finder(),
  person_credentials: finder(),
  person_find: finder(),
  person_id_of: finder(),
  person_rename: finder(),
  person_set_password: finder(),
  platform_key_create: finder(),
  recovery_code_spend: finder(),
  recovery_codes_replace: finder(),
  second_factor_confirm: finder(),
  second_factor_propose: finder(),
  second_factor_proposed: finder(),
  second_factor_remove: finder(),
  second_factor_spend: finder(),
  session_confirm: finder(),
  session_find: finder(),
  session_open: finder(),
  session_revoke: finder(),
  sessions_of_person: finder(),
  sessions_revoke: finder(),
  sign_in_blocked_until: finder(),
  sign_in_failed: finder(),
  sign_in_succeeded: finder(),
  tenant_suspended: finder(),
  tenants_list: finder(),
};

/** Roles of the product: whether each may log in. None may do anything else that a role attribute allows. */
export const EXPECTED_ROLES: Record<string, boolean> = {
  sealtrail_access: false,
  sealtrail_app: true,
  sealtrail_auditor: false,
  sealtrail_keeper: false,
  sealtrail_ledger: false,
  sealtrail_owner: true,
};

/** `member in role`: only the owner, so that migrations can hand functions over. */
export const EXPECTED_MEMBERSHIPS = [
  "sealtrail_owner in sealtrail_access",
  "sealtrail_owner in sealtrail_keeper",
  "sealtrail_owner in sealtrail_ledger",
];
