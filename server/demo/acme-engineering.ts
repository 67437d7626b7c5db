import type { Activity, Caller } from "./activity.ts";
import { serviceCaller } from "./callers.ts";
import { REPOSITORIES } from "./catalog-acme.ts";
import { CLOUD } from "./places.ts";
import type { AcmeWorld } from "./world-acme.ts";

const GITHUB = "github.audit";

export const ciDeployer = serviceCaller("ci-deployer", CLOUD.europe, "workload-identity");

function service(name: string) {
  return { type: "service", id: `svc_${name}`, name };
}

function repository(name: string) {
  return { type: "repository", id: `acme-robotics/${name}`, name };
}

const TOPICS = [
  "retry policy",
  "map tiles",
  "battery curve",
  "invoice rounding",
  "login page",
  "pose estimation",
  "queue depth",
  "São Paulo VAT",
  "dock alignment",
  "token refresh",
  "map cache",
  "flaky test",
  "pagination of missions",
  "alarm texts",
  "dependency update",
];

function repositoryOf(pull: number): string {
  return REPOSITORIES[(pull * 7) % REPOSITORIES.length]!;
}

export function mergePull(world: AcmeWorld): Activity {
  return ({ random, later, at }) => {
    const number = ++world.pull;
    const name = repositoryOf(number);
    const lines = { added: random.int(3, 640), removed: random.int(0, 380) };
    return {
      action: "pull_request.merge",
      category: "change",
      crud: "u",
      targets: [
        repository(name),
        { type: "pull_request", id: `${name}/${number}`, name: `#${number} ${TOPICS[number % TOPICS.length]}` },
      ],
      environment: "dev",
      origin: GITHUB,
      metadata: { lines, approvals: random.int(1, 3) },
      failedShare: 0.03,
      onSuccess: () => later(random.int(20, 90) * 1000, ciDeployer(at), runBuild(world, name, number)),
    };
  };
}

export function reviewPull(world: AcmeWorld): Activity {
  return ({ random }) => {
    const number = world.pull - random.int(0, 14);
    const name = repositoryOf(number);
    return {
      action: "pull_request.review",
      category: "authorization",
      crud: "u",
      targets: [
        { type: "pull_request", id: `${name}/${number}`, name: `#${number} ${TOPICS[number % TOPICS.length]}` },
      ],
      environment: "dev",
      origin: GITHUB,
      metadata: {
        verdict: random.weighted([
          [70, "approved"],
          [20, "changes requested"],
          [10, "commented"],
        ] as const),
      },
    };
  };
}

function runBuild(world: AcmeWorld, name: string, pull: number): Activity {
  return ({ random, caller, later }) => ({
    action: "build.run",
    category: "system",
    crud: "c",
    targets: [repository(name)],
    environment: "dev",
    via: "job",
    origin: GITHUB,
    metadata: { pull, duration_s: random.int(95, 900), tests: random.int(240, 2900) },
    failedShare: 0.07,
    onSuccess: () => later(random.int(60, 240) * 1000, caller, deploy(world, name, "staging", world.nextVersion(name))),
  });
}

export function deploy(
  world: AcmeWorld,
  name: string,
  environment: "staging" | "prod",
  version: string,
  approver?: Caller,
): Activity {
  return ({ random, caller, later }) => ({
    action: "deployment.create",
    category: "change",
    crud: "c",
    severity: environment === "prod" ? "low" : "info",
    targets: [service(name), { type: "deployment", id: `dep-${random.hex(8)}` }],
    environment,
    via: "job",
    appVersion: version,
    changes: [{ field: "version", before: world.version(name), after: version }],
    metadata: {
      replicas: random.int(2, 12),
      strategy: "rolling",
      ...(approver && { approved_by: approver.actor.id! }),
    },
    failedShare: environment === "prod" ? 0.035 : 0.02,
    onSuccess: () => {
      if (environment === "staging") world.stage(name, version);
      else world.released(name);
      if (environment === "prod" && random.chance(0.05))
        later(random.int(6, 35) * 60_000, caller, rollBack(world, name, version));
    },
  });
}

function rollBack(world: AcmeWorld, name: string, version: string): Activity {
  return ({ random }) => ({
    action: "deployment.roll_back",
    category: "change",
    crud: "u",
    severity: "medium",
    targets: [service(name)],
    environment: "prod",
    via: "job",
    description: `Error rate of ${name} ${version} rose to ${random.int(2, 9)} % within ten minutes; back to the last good version.`,
    changes: [{ field: "version", before: version, after: world.version(name) }],
  });
}

/** Asks for a release; once approved, the deployer brings it out and reads its push token on the way. */
export function approveRelease(world: AcmeWorld): Activity {
  return ({ random, caller, later, at }) => {
    const name = world.deployable(random);
    const version = world.staged(name) ?? world.nextVersion(name);
    return {
      action: "deployment.approve",
      category: "authorization",
      crud: "u",
      targets: [service(name)],
      environment: "prod",
      description: random.chance(0.4)
        ? `Release ${version}: staging has run clean for ${random.int(3, 40)} hours.`
        : undefined,
      metadata: { version, checklist: { tests: true, migration: random.chance(0.3), rollback_plan: true } },
      deniedShare: 0.02,
      onSuccess: () => later(random.int(30, 200) * 1000, ciDeployer(at), deploy(world, name, "prod", version, caller)),
    };
  };
}

export function moveFlag(world: AcmeWorld): Activity {
  return ({ random }) => {
    const { name, before, after, keep } = world.nextRollout(random);
    return {
      action: "feature_flag.update",
      category: "change",
      crud: "u",
      targets: [{ type: "feature_flag", id: name, name }],
      environment: random.chance(0.7) ? "prod" : "staging",
      changes: [{ field: "rollout_percent", before, after }],
      onSuccess: keep,
    };
  };
}

export function changeSetting(world: AcmeWorld): Activity {
  return ({ random }) => {
    const name = world.deployable(random);
    const { field, before, after, keep } = world.nextSetting(name, random);
    return {
      action: "config.update",
      category: "change",
      crud: "u",
      severity: "low",
      targets: [{ type: "config", id: `${name}/${field}`, name: `${name} ${field}` }, service(name)],
      environment: random.weighted([
        [5, "prod"],
        [4, "staging"],
        [3, "dev"],
      ] as const),
      ...(random.chance(0.25) && {
        description: `Change CHG-${++world.change}: ${field} of ${name}, agreed in the weekly review.`,
      }),
      changes: [{ field, before, after }],
      deniedShare: 0.014,
      onSuccess: keep,
    };
  };
}

export function restartService(world: AcmeWorld): Activity {
  return ({ random }) => ({
    action: "service.restart",
    category: "system",
    crud: "u",
    targets: [service(world.deployable(random))],
    environment: random.chance(0.6) ? "prod" : "staging",
    metadata: { pods: random.int(1, 8), reason: random.pick(["memory growth", "stuck consumer", "new certificate"]) },
  });
}

export function readLogs(world: AcmeWorld): Activity {
  return ({ random }) => ({
    action: "log.read",
    category: "access",
    crud: "r",
    targets: [service(world.deployable(random))],
    environment: random.chance(0.7) ? "prod" : "staging",
    metadata: { lines: random.int(50, 20_000), minutes: random.pick([15, 60, 240]) },
  });
}

export function acknowledgeIncident(world: AcmeWorld): Activity {
  return ({ random, caller, later }) => {
    const number = ++world.incident;
    const what = random.pick([
      "queue depth",
      "latency of payments-api",
      "robots offline",
      "disk on db-replica-2",
      "certificate age",
    ]);
    const target = { type: "incident", id: `INC-${number}`, name: `INC-${number} ${what}` };
    const close: Activity = () => ({
      action: "incident.resolve",
      category: "system",
      crud: "u",
      targets: [target],
      environment: "prod",
      metadata: { minutes: random.int(7, 90) },
    });
    return {
      action: "incident.acknowledge",
      category: "system",
      crud: "u",
      targets: [target],
      environment: "prod",
      metadata: {
        priority: random.weighted([
          [1, "P1"],
          [5, "P2"],
          [10, "P3"],
        ] as const),
      },
      onSuccess: () => later(random.int(4, 25) * 60_000, caller, close),
    };
  };
}

export function queryDatabase(): Activity {
  return ({ random }) => {
    const environment = random.weighted([
      [3, "prod"],
      [4, "staging"],
      [3, "dev"],
    ] as const);
    return {
      action: "database.query",
      category: "access",
      crud: "r",
      targets: [
        {
          type: "database",
          id: environment === "prod" ? "db-replica-2" : `db-${environment}`,
          name: `${environment} reporting`,
        },
      ],
      environment,
      metadata: {
        statement: random.pick(["select", "explain", "select for report"]),
        rows: random.int(1, 9000),
        read_only: true,
      },
      deniedShare: environment === "prod" ? 0.02 : 0.004,
    };
  };
}
