import { readSecret } from "./acme-secrets.ts";
import type { Activity, Machine } from "./activity.ts";
import { keyCaller, serviceCaller, systemCaller } from "./callers.ts";
import { SITES_OF_ROBOTS } from "./catalog-acme.ts";
import { DAYTIME, FLAT, NIGHTLY } from "./machines.ts";
import { CLOUD } from "./places.ts";
import type { AcmeWorld } from "./world-acme.ts";

export const SENSOR_ORIGIN = "sensor.gateway";

function job(action: string, target: () => { type: string; id: string; name?: string }, measure: Activity): Activity {
  return (scene) => {
    const measured = measure(scene);
    return { action, category: "system", crud: "c", targets: [target()], environment: "prod", via: "job", ...measured };
  };
}

function syncInvoices(world: AcmeWorld): Activity {
  return ({ random }) => ({
    action: "invoice.sync",
    category: "system",
    crud: "u",
    targets: [{ type: "ledger_account", id: "stripe-eu", name: "Stripe EU" }],
    environment: "prod",
    via: "job",
    metadata: { invoices: random.int(0, 60), last: `AR-${world.invoice}` },
    failedShare: 0.02,
  });
}

function payout(): Activity {
  return ({ random }) => ({
    action: "payment.capture",
    category: "change",
    crud: "c",
    targets: [{ type: "payment", id: `pay_${random.hex(10)}` }],
    environment: "prod",
    endpoint: "POST /v2/captures",
    metadata: { amount: random.int(40, 52_000), currency: random.pick(["EUR", "USD", "BRL", "JPY"]) },
    failedShare: 0.022,
  });
}

function dispatch(world: AcmeWorld): Activity {
  return ({ random }) => ({
    action: random.weighted([
      [60, "mission.dispatch"],
      [18, "mission.reroute"],
      [10, "robot.dock"],
    ] as const),
    category: "change",
    crud: "c",
    targets: [world.robot(random)],
    environment: "prod",
    endpoint: "POST /v1/missions",
    metadata: { mission: `m-${random.hex(6)}`, distance_m: random.int(12, 940), load_kg: random.int(0, 120) },
    failedShare: 0.02,
  });
}

function storeTelemetry(): Activity {
  return ({ random }) => ({
    action: "telemetry.store",
    category: "system",
    crud: "c",
    targets: [{ type: "dataset", id: "ds_nav_traces", name: "navigation traces" }],
    environment: "prod",
    endpoint: "PUT /telemetry/batches",
    metadata: { rows: random.int(2000, 90_000), lag_ms: random.int(80, 4200) },
  });
}

function sensorReport(): Activity {
  return ({ random, at }) => {
    const site = random.pick(SITES_OF_ROBOTS);
    const gateway = `gw-${site.id.slice(4)}-${random.int(1, 3)}`;
    const stamp = new Date(at).toISOString();
    return {
      action: "gateway.report",
      category: "system",
      crud: "c",
      targets: [{ type: "gateway", id: gateway, name: `Gateway, ${site.name}` }],
      environment: "prod",
      via: "job",
      origin: SENSOR_ORIGIN,
      imported: true,
      metadata: { doors_open: random.int(0, 2), temperature_c: Math.round(random.normal(19, 4) * 10) / 10 },
      raw: `<134>1 ${stamp} ${gateway} sensord ${random.int(300, 9000)} REPORT - doors=${random.int(0, 2)} link=up`,
    };
  };
}

function backUp(): Activity {
  return ({ random }) => ({
    action: random.chance(0.85) ? "backup.create" : "backup.verify",
    category: "system",
    crud: "c",
    targets: [{ type: "database", id: random.pick(["db-primary", "db-billing", "db-maps", "db-identity"]) }],
    environment: "prod",
    via: "job",
    metadata: { bytes: random.int(8, 480) * 1_000_000_000, encrypted: true },
    failedShare: 0.03,
  });
}

const sweep: Activity = ({ random }) => ({
  action: "retention.sweep",
  category: "system",
  crud: "d",
  environment: "prod",
  via: "job",
  metadata: { expired: { uploads: random.int(0, 400), sessions: random.int(20, 900) }, kept_by_hold: random.int(0, 3) },
});

const renewCertificate = job(
  "certificate.renew",
  () => ({ type: "certificate", id: "*.acme-robotics.example" }),
  ({ random }) => ({
    action: "certificate.renew",
    category: "security",
    metadata: { host: random.pick(["console", "api", "mqtt", "vpn"]), days: 60 },
  }),
);
const syncDirectory = job(
  "directory.sync",
  () => ({ type: "directory", id: "okta", name: "Workforce directory" }),
  ({ random }) => ({
    action: "directory.sync",
    category: "administration",
    metadata: { people: 61, changed: random.int(0, 3) },
  }),
);
const runPipeline: Activity = ({ random }) => ({
  action: "pipeline.run",
  category: "system",
  crud: "c",
  targets: [
    {
      type: "pipeline",
      id: random.pick(["usage-daily", "revenue-hourly", "battery-health", "map-tiles", "pick-quality"]),
    },
  ],
  environment: random.chance(0.85) ? "prod" : "staging",
  via: "job",
  metadata: { rows: random.int(100, 900_000), duration_s: random.int(9, 1800) },
  failedShare: 0.025,
});
const scanImages: Activity = ({ random }) => ({
  action: "image.scan",
  category: "security",
  crud: "r",
  targets: [
    {
      type: "image",
      id: `registry/${random.pick(["payments-api", "telemetry-ingest", "operator-console", "fleet-controller"])}`,
    },
  ],
  environment: random.pick(["prod", "staging"]),
  via: "job",
  metadata: {
    critical: 0,
    high: random.weighted([
      [8, 0],
      [2, 1],
      [1, 2],
    ] as const),
    packages: random.int(140, 600),
  },
});
const readTelemetryByPartner: Activity = ({ random }) => ({
  action: "telemetry.read",
  category: "access",
  crud: "r",
  targets: [{ type: "fleet", id: "flt-nordlicht", name: "Nordlicht Logistik, Hamburg" }],
  environment: "prod",
  endpoint: "GET /v1/telemetry",
  metadata: { rows: random.int(20, 2000) },
  deniedShare: 0.01,
});

export const LEGACY_KEY = { id: "ak_erp_sync_2019", name: "erp-sync (legacy)" };

/** Mean counts a working day; together about a third of all events. */
export function acmeMachines(world: AcmeWorld): Machine[] {
  const payments = serviceCaller("payments-api", CLOUD.europe);
  const telemetry = serviceCaller("telemetry-ingest", CLOUD.europeSpare);
  const fleet = serviceCaller("fleet-controller", CLOUD.america);
  const backup = serviceCaller("backup-agent", CLOUD.ireland, "mtls", "job");
  const billing = serviceCaller("billing-sync", CLOUD.europe, "workload-identity", "job");
  const trainer = serviceCaller("model-trainer", CLOUD.americaSpare, "workload-identity", "job");
  const pipelines = serviceCaller("data-pipelines", CLOUD.europeSpare, "workload-identity", "job");
  const gateways = serviceCaller("sensor-gateway", CLOUD.plantBerlin, "mtls", "job");
  const security = serviceCaller("security-scanner", CLOUD.ireland, "workload-identity", "job");
  const partner = keyCaller(
    "ak_nordlicht_wms",
    "nordlicht-wms",
    "Nordlicht Logistik GmbH",
    CLOUD.nordlicht,
    "nordlicht-wms",
  );
  const legacy = keyCaller(LEGACY_KEY.id, LEGACY_KEY.name, "finance", CLOUD.ireland, "erp-sync");
  const run = (
    name: string,
    caller: Machine["caller"],
    activity: Activity,
    perDay: number,
    more: Partial<Machine> = {},
  ): Machine => ({
    name,
    caller,
    activity,
    perDay,
    rhythm: FLAT,
    weekendShare: 0.8,
    ...more,
  });
  const business = { rhythm: DAYTIME, weekendShare: 0.55 };
  return [
    run("payments secret", payments, readSecret("stripe/live-key", "token refresh"), 18, { jitter: 0.5 }),
    run("payments database", payments, readSecret("db/prod/primary", "pool refresh"), 14, { jitter: 0.6 }),
    run("payments capture", payments, payout(), 20, business),
    run("telemetry store", telemetry, storeTelemetry(), 15, { jitter: 0.8 }),
    run("telemetry secret", telemetry, readSecret("s3/telemetry-writer", "token refresh"), 7, { jitter: 0.5 }),
    run("fleet dispatch", fleet, dispatch(world), 29, business),
    run("fleet signing", fleet, readSecret("fleet/command-signing", "sign commands"), 9, { jitter: 0.6 }),
    run("fleet broker", fleet, readSecret("fleet/mqtt-broker", "reconnect"), 5),
    run("backups", backup, backUp(), 7, { rhythm: NIGHTLY, weekendShare: 1 }),
    run("backup secret", backup, readSecret("s3/backup-writer", "nightly backup"), 3, {
      rhythm: NIGHTLY,
      weekendShare: 1,
    }),
    run("billing sync", billing, syncInvoices(world), 14, { jitter: 0.15, weekendShare: 1 }),
    run("trainer vectors", trainer, readSecret("ml/vector-db", "nightly index"), 2, {
      activeDays: { from: 400, to: 94 },
    }),
    run("trainer broker", trainer, readSecret("ml/gpu-broker", "queue jobs"), 4),
    run("pipelines", pipelines, runPipeline, 12, { jitter: 0.7 }),
    run("sensor gateways", gateways, sensorReport(), 38, { jitter: 0.5, weekendShare: 1 }),
    run("certificates", security, renewCertificate, 0.6),
    run("image scans", security, scanImages, 5),
    run("directory", serviceCaller("identity-sync", CLOUD.ireland, "mtls", "job"), syncDirectory, 4, {
      jitter: 0.2,
      weekendShare: 1,
    }),
    run("partner telemetry", partner, readTelemetryByPartner, 9, business),
    run("housekeeping", () => systemCaller("housekeeper"), sweep, 2, { jitter: 0.3, weekendShare: 1 }),
    run("legacy erp", legacy, readSecret("partner/erp-sync", "monthly close"), 2, {
      activeDays: { from: 400, to: 140 },
    }),
  ];
}
