import type { Activity } from "./activity.ts";
import { personActor } from "./callers.ts";
import { DOCUMENTS, ROLES } from "./catalog-acme.ts";
import type { Person } from "./person.ts";
import type { Random } from "./random.ts";
import { ACME_PEOPLE } from "./roster-acme.ts";
import type { AcmeWorld } from "./world-acme.ts";

export function userTarget(person: Person) {
  const { id, name } = personActor(person);
  return { type: "user", id: id!, name: name! };
}

/** Only people who have been there all year, so that ordinary grants never look like a newcomer's. */
function settled(random: Random): Person {
  return random.pick(ACME_PEOPLE.filter((each) => each.joins === undefined && each.leaves === undefined));
}

export function grantRole(): Activity {
  return ({ random, caller }) => {
    const person = settled(random);
    if (person === caller.person) return undefined;
    const verb = random.chance(0.62) ? "grant" : "revoke";
    return {
      action: `role.${verb}`,
      category: "administration",
      crud: "u",
      severity: "low",
      targets: [userTarget(person), { type: "role", ...random.pick(ROLES) }],
      environment: "prod",
      description: random.chance(0.5)
        ? `Access request AR-${random.int(1000, 9999)}, approved by the line manager.`
        : undefined,
      metadata: { request: `AR-${random.int(1000, 9999)}`, expires_days: random.pick([30, 90, 180]) },
      deniedShare: 0.015,
    };
  };
}

export function changeTeam(): Activity {
  return ({ random }) => ({
    action: random.chance(0.6) ? "team.add_member" : "team.remove_member",
    category: "administration",
    crud: "u",
    targets: [
      { type: "team", id: `team-${random.pick(["platform", "fleet", "support", "data", "sales"])}` },
      userTarget(settled(random)),
    ],
    environment: "prod",
  });
}

export function resetFactor(): Activity {
  return ({ random }) => ({
    action: "user.reset_mfa",
    category: "administration",
    crud: "u",
    severity: "medium",
    targets: [userTarget(settled(random))],
    environment: "prod",
    origin: "okta.system",
    description: random.pick([
      "New phone, identity checked by video call.",
      "Security key lost on a journey; reported to security the same day.",
    ]),
  });
}

export function manageKey(): Activity {
  return ({ random }) => {
    const verb = random.weighted([
      [4, "create"],
      [3, "revoke"],
      [3, "rotate"],
    ] as const);
    return {
      action: `api_key.${verb}`,
      category: "security",
      crud: verb === "create" ? "c" : verb === "revoke" ? "d" : "u",
      severity: "low",
      targets: [
        {
          type: "api_key",
          id: `ak_${random.hex(8)}`,
          name: random.pick(["warehouse webhook", "reporting read-only", "partner sandbox", "map importer"]),
        },
      ],
      environment: random.chance(0.5) ? "prod" : "staging",
      metadata: {
        scopes: random.some(["telemetry:read", "robots:read", "invoices:read", "maps:write"], random.int(1, 2)),
        expires_days: 90,
      },
      deniedShare: 0.012,
    };
  };
}

export function searchTrail(): Activity {
  return ({ random }) => ({
    action: "audit_log.search",
    category: "security",
    crud: "r",
    targets: [{ type: "audit_log", id: "acme", name: "Acme Robotics trail" }],
    environment: "prod",
    metadata: {
      query: random.pick([
        "outcome:denied env:prod",
        "action:secret.*",
        "category:administration",
        "actor.type:anonymous",
      ]),
      rows: random.int(0, 900),
    },
    deniedShare: 0.004,
  });
}

export function reviewAccess(): Activity {
  return ({ random }) => ({
    action: "access_review.decide",
    category: "authorization",
    crud: "u",
    targets: [userTarget(settled(random)), { type: "role", ...random.pick(ROLES) }],
    environment: "prod",
    metadata: { decision: random.chance(0.88) ? "keep" : "remove", campaign: "quarterly" },
  });
}

export function closeFinding(world: AcmeWorld): Activity {
  return ({ random }) => ({
    action: "vulnerability.update",
    category: "security",
    crud: "u",
    targets: [
      {
        type: "vulnerability",
        id: `VUL-${++world.change}`,
        name: random.pick(["outdated base image", "weak cipher", "open port", "stale account"]),
      },
    ],
    environment: random.pick(["prod", "staging"]),
    changes: [{ field: "state", before: "open", after: random.pick(["fixed", "accepted", "fixed"]) }],
  });
}

export function changeSecurityPolicy(): Activity {
  return ({ random }) => ({
    action: "security_policy.update",
    category: "security",
    crud: "u",
    severity: "medium",
    targets: [{ type: "policy", id: random.pick(["password", "session", "device-trust", "network-zones"]) }],
    environment: "prod",
    changes: [
      {
        field: "session.max_hours",
        before: { web: 12, cli: 24 },
        after: { web: random.pick([8, 10]), cli: random.pick([12, 24]) },
      },
    ],
    deniedShare: 0.02,
  });
}

export function readPolicyDocument(): Activity {
  return ({ random }) => ({
    action: "document.view",
    category: "access",
    crud: "r",
    targets: [{ type: "document", ...random.pick(DOCUMENTS) }],
    environment: "prod",
  });
}
