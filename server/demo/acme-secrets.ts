import type { Act, Activity } from "./activity.ts";
import { SECRETS, type Secret } from "./catalog-acme.ts";
import type { AcmeWorld } from "./world-acme.ts";

const VAULT = "vault.audit";

export function secretTarget(id: string) {
  return { type: "secret", id, name: id };
}

function secretAct(verb: "read" | "rotate" | "update" | "create", secret: Secret): Act {
  const crud = { read: "r", rotate: "u", update: "u", create: "c" } as const;
  return {
    action: `secret.${verb}`,
    category: verb === "read" ? "access" : "change",
    crud: crud[verb],
    targets: [secretTarget(secret.id)],
    environment: secret.environment,
    origin: VAULT,
    endpoint: `/v1/kv/data/${secret.id}`,
  };
}

export function readSecret(id: string, purpose?: string): Activity {
  const secret = SECRETS.find((each) => each.id === id)!;
  return ({ random }) => ({
    ...secretAct("read", secret),
    deniedShare: 0.0008,
    failedShare: 0.007,
    metadata: { lease_s: 3600, version: random.int(1, 9), ...(purpose && { purpose }) },
  });
}

/** People read what their own team keeps, mostly outside production. */
export function readTeamSecret(world: AcmeWorld): Activity {
  return ({ random, caller }) => {
    const secret = world.secretFor(caller.person?.team ?? "platform", random);
    return {
      ...secretAct("read", secret),
      ...(secret.environment === "prod" && { severity: "low" as const }),
      deniedShare: secret.environment === "prod" ? 0.03 : 0.006,
      metadata: { reason: random.pick(["debugging", "release", "local setup", "on-call", "access review"]) },
    };
  };
}

export function rotateSecret(secret: Secret, version: number, why: string): Activity {
  return ({ random, caller, later }) => {
    return {
      ...secretAct("rotate", secret),
      severity: secret.environment === "prod" ? "medium" : "low",
      failedShare: 0.04,
      deniedShare: 0,
      description: why,
      changes: [{ field: "version", before: version, after: version + 1 }],
      metadata: { rotation_days: secret.rotationDays },
      onSuccess: () => later(random.int(2, 40) * 1000, caller, verifySecret(secret)),
    };
  };
}

function verifySecret(secret: Secret): Activity {
  return () => ({
    action: "secret.verify",
    category: "security",
    crud: "r",
    targets: [secretTarget(secret.id)],
    environment: secret.environment,
    origin: VAULT,
    metadata: { check: "old version refused, new version accepted" },
  });
}

export function changeRotation(world: AcmeWorld): Activity {
  return ({ random, caller }) => {
    const secret = world.secretFor(caller.person?.team ?? "security", random);
    const before = secret.rotationDays;
    return {
      ...secretAct("update", secret),
      action: "secret.update_policy",
      category: "security",
      severity: "low",
      changes: [{ field: "rotation_days", before, after: before === 90 ? 60 : before + random.pick([-15, 15, 30]) }],
      deniedShare: 0.02,
    };
  };
}

const NEW_SECRETS = [
  "sandbox/eval",
  "dev/feature-store",
  "staging/webhook-signer",
  "dev/load-test",
  "staging/map-tiles",
  "dev/replay-bucket",
];

export function createSecret(world: AcmeWorld): Activity {
  return ({ random }) => {
    const id = `${random.pick(NEW_SECRETS)}-${++world.change}`;
    return {
      action: "secret.create",
      category: "change",
      crud: "c",
      targets: [secretTarget(id)],
      environment: id.startsWith("staging") ? "staging" : "dev",
      origin: VAULT,
      endpoint: `/v1/kv/data/${id}`,
      metadata: { rotation_days: random.pick([60, 90, 180]) },
      failedShare: 0.03,
    };
  };
}
