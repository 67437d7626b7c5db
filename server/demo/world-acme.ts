import type { TargetInput } from "#server/event-format/index.ts";
import { CUSTOMERS, DATASETS, DEPLOYABLES, FLAGS, SECRETS, type Secret, SITES_OF_ROBOTS } from "./catalog-acme.ts";
import type { Random } from "./random.ts";

const ROLLOUT = [0, 1, 5, 20, 50, 100];

interface Setting {
  field: string;
  steps: readonly unknown[];
}

const SETTINGS: Record<string, readonly Setting[]> = {
  "payments-api": [
    {
      field: "retry",
      steps: [
        { attempts: 3, backoff_ms: 200 },
        { attempts: 5, backoff_ms: 200 },
        { attempts: 5, backoff_ms: 400 },
      ],
    },
    { field: "limits.requests_per_second", steps: [150, 200, 250, 300] },
    { field: "webhook.endpoints", steps: [["eu-1"], ["eu-1", "us-1"], ["eu-1", "us-1", "sa-1"]] },
  ],
  "telemetry-ingest": [
    {
      field: "batch",
      steps: [
        { rows: 5000, flush_ms: 1000 },
        { rows: 8000, flush_ms: 1000 },
        { rows: 8000, flush_ms: 500 },
      ],
    },
    { field: "retention.raw_days", steps: [30, 45, 60] },
  ],
  "fleet-controller": [
    { field: "speed.limit_mm_s", steps: [1400, 1500, 1600, 1500] },
    {
      field: "geofence",
      steps: [
        { margin_mm: 250, mode: "stop" },
        { margin_mm: 300, mode: "slow" },
        { margin_mm: 300, mode: "stop" },
      ],
    },
    { field: "heartbeat.timeout_ms", steps: [2000, 3000, 2500] },
  ],
  "operator-console": [
    { field: "session.idle_minutes", steps: [30, 20, 30] },
    { field: "map.tile_server", steps: ["tiles-a.internal", "tiles-b.internal"] },
  ],
  "billing-sync": [
    { field: "schedule", steps: ["hourly", "every 30 minutes", "hourly"] },
    {
      field: "tax",
      steps: [
        { country: "DE", rate: 19 },
        { country: "DE", rate: 19, reverse_charge: true },
      ],
    },
  ],
  "customer-portal": [
    {
      field: "locales",
      steps: [
        ["en", "de"],
        ["en", "de", "pt-BR"],
        ["en", "de", "pt-BR", "ja"],
      ],
    },
    { field: "uploads.max_mb", steps: [25, 50, 100] },
  ],
};

/** What earlier acts left behind, so that a later "before" is the earlier "after". */
export class AcmeWorld {
  robots = 412;
  invoice = 20417;
  ticket = 48213;
  pull = 3120;
  incident = 61;
  change = 940;
  candidate = 700;
  #rollout = new Map<string, number>();
  #setting = new Map<string, number>();
  #release = new Map<string, number>();
  #staged = new Map<string, string>();
  firmware = { major: 5, minor: 8, patch: 0 };

  robot(random: Random): TargetInput {
    const number = random.int(1, this.robots);
    const site = SITES_OF_ROBOTS[(number * 5) % SITES_OF_ROBOTS.length]!;
    return { type: "robot", id: `rb-${String(number).padStart(4, "0")}`, name: `AR-2 #${number}, ${site.name}` };
  }

  fleet(random: Random): TargetInput {
    return { type: "fleet", ...random.pick(SITES_OF_ROBOTS) };
  }

  customer(random: Random): TargetInput {
    return { type: "customer", ...random.pick(CUSTOMERS) };
  }

  dataset(random: Random): TargetInput {
    return { type: "dataset", ...random.pick(DATASETS) };
  }

  secretFor(team: string, random: Random): Secret {
    const own = SECRETS.filter((each) => each.owner === team);
    return random.pick(
      own.length > 0 && random.chance(0.8) ? own : SECRETS.filter((each) => each.environment !== "prod"),
    );
  }

  /** Next step of a flag's rollout; after 100 % it is cleaned up and starts anew under the next name. */
  nextRollout(random: Random) {
    const name = random.pick(FLAGS);
    const step = this.#rollout.get(name) ?? 0;
    const back = step > 1 && random.chance(0.08);
    const next = back ? step - 1 : (step + 1) % ROLLOUT.length;
    return { name, before: ROLLOUT[step]!, after: ROLLOUT[next]!, keep: () => void this.#rollout.set(name, next) };
  }

  nextSetting(service: string, random: Random) {
    const settings = SETTINGS[service] ?? SETTINGS["payments-api"]!;
    const setting = random.pick(settings);
    const key = `${service} ${setting.field}`;
    const step = this.#setting.get(key) ?? 0;
    const next = (step + 1) % setting.steps.length;
    const keep = () => void this.#setting.set(key, next);
    return { field: setting.field, before: setting.steps[step], after: setting.steps[next], keep };
  }

  deployable(random: Random): string {
    return random.pick(DEPLOYABLES);
  }

  version(service: string): string {
    const build = this.#release.get(service) ?? 0;
    return `${4 + Math.floor(build / 40)}.${Math.floor((build % 40) / 4)}.${build % 4}`;
  }

  released(service: string): void {
    this.#release.set(service, (this.#release.get(service) ?? 0) + 1);
  }

  nextVersion(service: string): string {
    const build = (this.#release.get(service) ?? 0) + 1;
    return `${4 + Math.floor(build / 40)}.${Math.floor((build % 40) / 4)}.${build % 4}`;
  }

  stage(service: string, version: string): void {
    this.#staged.set(service, version);
  }

  staged(service: string): string | undefined {
    return this.#staged.get(service);
  }

  firmwareVersion(): string {
    return `${this.firmware.major}.${this.firmware.minor}.${this.firmware.patch}`;
  }
}
