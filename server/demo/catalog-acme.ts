export interface Secret {
  id: string;
  environment: "prod" | "staging" | "dev";
  rotationDays: number;
  /** Age in days at the anchor; more than `rotationDays` means that the last rotation was missed. */
  ageDays: number;
  owner: string;
}

function secret(
  id: string,
  environment: Secret["environment"],
  rotationDays: number,
  ageDays: number,
  owner: string,
): Secret {
  return { id, environment, rotationDays, ageDays, owner };
}

export const SECRETS: readonly Secret[] = [
  secret("db/prod/primary", "prod", 30, 42, "platform"),
  secret("db/prod/replica", "prod", 30, 11, "platform"),
  secret("db/staging/primary", "staging", 90, 35, "platform"),
  secret("db/dev/shared", "dev", 180, 121, "backend"),
  secret("stripe/live-key", "prod", 90, 92, "finance"),
  secret("stripe/test-key", "staging", 180, 77, "finance"),
  secret("idp/oidc-client", "prod", 90, 87, "security"),
  secret("idp/scim-token", "prod", 60, 19, "security"),
  secret("s3/backup-writer", "prod", 30, 24, "platform"),
  secret("s3/telemetry-writer", "prod", 30, 8, "data"),
  secret("ml/vector-db", "prod", 120, 94, "machine-learning"),
  secret("ml/gpu-broker", "prod", 90, 40, "machine-learning"),
  secret("fleet/command-signing", "prod", 14, 5, "fleet"),
  secret("fleet/mqtt-broker", "prod", 30, 16, "fleet"),
  secret("fleet/mqtt-broker-staging", "staging", 60, 33, "fleet"),
  secret("ci/registry-push", "prod", 30, 13, "platform"),
  secret("ci/release-signing", "prod", 90, 66, "platform"),
  secret("mail/relay", "prod", 90, 21, "platform"),
  secret("crm/api-token", "prod", 90, 50, "sales"),
  secret("erp/sftp-key", "prod", 120, 104, "finance"),
  secret("tls/wildcard", "prod", 60, 28, "platform"),
  secret("vpn/hub", "prod", 90, 71, "security"),
  secret("chat/bot-token", "prod", 180, 140, "information-technology"),
  secret("partner/erp-sync", "prod", 365, 301, "finance"),
];

export const SITES_OF_ROBOTS = [
  { id: "flt-berlin-lab", name: "Berlin Lab" },
  { id: "flt-austin-plant", name: "Austin Plant 1" },
  { id: "flt-sp-armazem", name: "Armazém São Paulo" },
  { id: "flt-tokyo-depot", name: "東京デポ" },
  { id: "flt-nordlicht", name: "Nordlicht Logistik, Hamburg" },
  { id: "flt-hillcountry", name: "Hill Country Foods" },
  { id: "flt-minato", name: "港区 Cold Storage" },
  { id: "flt-andorinha", name: "Distribuidora Andorinha" },
  { id: "flt-oresund", name: "Øresund Parcel Hub" },
] as const;

export const CUSTOMERS = [
  { id: "cus_4Tq9", name: "Nordlicht Logistik GmbH" },
  { id: "cus_8Kd2", name: "Hill Country Foods" },
  { id: "cus_1Ywz", name: "Øresund Parcel A/S" },
  { id: "cus_6Rmf", name: "Distribuidora Andorinha Ltda" },
  { id: "cus_9Bcx", name: "港区冷蔵倉庫" },
  { id: "cus_2Jhv", name: "Café Montaña Importers" },
  { id: "cus_7Lpe", name: "Bluebonnet Medical Supply" },
  { id: "cus_3Nga", name: "Zürcher Präzision AG" },
  { id: "cus_5Xsu", name: "Harbour & Finch" },
  { id: "cus_0Vti", name: "Kōbe Marine Parts" },
  { id: "cus_4Emo", name: "Vinhos do Vale" },
  { id: "cus_8Qar", name: "Redstone Aggregates" },
  { id: "cus_1Fbn", name: "Lumen Apotheken" },
  { id: "cus_6Zdc", name: "Tallgrass Outfitters" },
] as const;

export const REPOSITORIES = [
  "payments-api",
  "telemetry-ingest",
  "fleet-controller",
  "operator-console",
  "billing-sync",
  "robot-firmware",
  "vision-models",
  "infrastructure",
  "customer-portal",
  "data-pipelines",
] as const;

export const DEPLOYABLES = [
  "payments-api",
  "telemetry-ingest",
  "fleet-controller",
  "operator-console",
  "billing-sync",
  "customer-portal",
] as const;

export const FLAGS = [
  "new-route-planner",
  "battery-forecast",
  "console-dark-theme",
  "multi-site-dispatch",
  "instant-invoices",
  "vision-v3",
  "soft-emergency-stop",
  "partner-webhooks",
  "lift-integration",
  "quiet-hours",
  "shared-maps",
  "voice-pick",
] as const;

export const DATASETS = [
  { id: "ds_nav_traces", name: "navigation traces" },
  { id: "ds_pick_images", name: "pick images" },
  { id: "ds_battery", name: "battery cycles" },
  { id: "ds_incidents", name: "safety incidents" },
  { id: "ds_usage", name: "customer usage" },
  { id: "ds_revenue", name: "revenue" },
  { id: "ds_maps", name: "warehouse maps" },
  { id: "ds_audio", name: "motor acoustics" },
] as const;

export const DOCUMENTS = [
  { id: "doc_7741", name: "Master services agreement, Nordlicht" },
  { id: "doc_7802", name: "Data processing addendum 2" },
  { id: "doc_6120", name: "Board deck" },
  { id: "doc_8015", name: "Übergabeprotokoll Lager Nord" },
  { id: "doc_8233", name: "Contrato de manutenção, Andorinha" },
  { id: "doc_8310", name: "Series C data room index" },
  { id: "doc_5098", name: "Robot safety case, edition 4" },
  { id: "doc_8401", name: "Pay bands" },
] as const;

export const ROLES = [
  { id: "role_developer", name: "developer" },
  { id: "role_deployer", name: "deployer" },
  { id: "role_fleet_operator", name: "fleet operator" },
  { id: "role_billing", name: "billing" },
  { id: "role_support", name: "support" },
  { id: "role_analyst", name: "analyst" },
] as const;
