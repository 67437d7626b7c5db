import type { Activity, Company, Machine, Planner } from "./activity.ts";
import { DAY } from "./calendar.ts";
import { serviceCaller } from "./callers.ts";
import { submitNomination } from "./globex-desk.ts";
import { DAYTIME, FLAT } from "./machines.ts";
import { CLOUD } from "./places.ts";
import { strangerKnocks } from "./sessions.ts";
import { ALGOS, COUNTERPARTIES, CURVES, type GlobexWorld } from "./world-globex.ts";

export const PRICE_ORIGIN = "price.feed";
const SECRETS = [
  "exchange/fix-session",
  "db/positions",
  "weather/api-key",
  "settlement/sftp-key",
  "grid/nomination-cert",
] as const;

export function useSecret(): Activity {
  return ({ random }) => {
    const id = random.pick(SECRETS);
    const verb = random.weighted([
      [20, "read"],
      [1, "rotate"],
    ] as const);
    return {
      action: `secret.${verb}`,
      category: verb === "read" ? "access" : "change",
      crud: verb === "read" ? "r" : "u",
      ...(verb === "rotate" && { severity: "medium" as const }),
      targets: [{ type: "secret", id, name: id }],
      environment: "prod",
      origin: "vault.audit",
      deniedShare: 0.02,
    };
  };
}

function readSecret(id: string): Activity {
  return () => ({
    action: "secret.read",
    category: "access",
    crud: "r",
    targets: [{ type: "secret", id, name: id }],
    environment: "prod",
    origin: "vault.audit",
    deniedShare: 0,
  });
}

export function deployRelease(): Activity {
  return ({ random }) => {
    const name = random.pick(["risk-engine", "trade-capture", "nominations"]);
    return {
      action: "deployment.create",
      category: "change",
      crud: "c",
      severity: "low",
      targets: [{ type: "service", id: `svc_${name}`, name }],
      environment: random.pick(["staging", "prod"]),
      metadata: { commit: random.hex(10), strategy: "blue-green" },
      failedShare: 0.05,
    };
  };
}

export function changeSetting(): Activity {
  return ({ random }) => ({
    action: "config.update",
    category: "change",
    crud: "u",
    severity: "low",
    targets: [
      { type: "config", id: random.pick(["risk-engine/scenarios", "trade-capture/brokers", "nominations/deadlines"]) },
    ],
    environment: random.pick(["prod", "staging"]),
    changes: [{ field: "timeout", before: { ms: 3000 }, after: { ms: random.pick([2000, 4000, 5000]) } }],
  });
}

export function administer(company: () => Company): Activity {
  return ({ random }) => {
    const person = random.pick(company().people.filter((each) => !each.joins && !each.leaves));
    return {
      action: random.weighted([
        [5, "role.grant"],
        [3, "role.revoke"],
        [2, "user.reset_mfa"],
      ] as const),
      category: "administration",
      crud: "u",
      severity: "low",
      targets: [
        { type: "user", id: person.id, name: person.name },
        { type: "role", id: `role_${person.team}`, name: person.team },
      ],
      environment: "prod",
      deniedShare: 0.02,
    };
  };
}

function storePrices(): Activity {
  return ({ random }) => ({
    action: "price.store",
    category: "system",
    crud: "c",
    targets: [{ type: "curve", id: random.pick(CURVES) }],
    environment: "prod",
    via: "job",
    origin: PRICE_ORIGIN,
    metadata: {
      ticks: random.int(200, 9000),
      gaps: random.weighted([
        [9, 0],
        [1, 1],
      ] as const),
    },
  });
}

function trade(world: GlobexWorld): Activity {
  return ({ random }) => ({
    action: random.weighted([
      [14, "order.place"],
      [5, "order.cancel"],
    ] as const),
    category: "change",
    crud: "c",
    targets: [{ type: "order", id: `ord-${random.hex(9)}` }, world.book(random)],
    environment: "prod",
    endpoint: "FIX session 2",
    metadata: { algo: random.pick(ALGOS), mw: random.pick([1, 2, 5, 10]), venue: "power-exchange" },
    failedShare: 0.02,
  });
}

function valueBooks(world: GlobexWorld): Activity {
  return ({ random }) => ({
    action: "risk.calculate",
    category: "system",
    crud: "c",
    targets: [world.book(random)],
    environment: "prod",
    via: "job",
    metadata: { scenarios: 2500, var_kgbp: random.int(60, 310), seconds: random.int(20, 400) },
    failedShare: 0.025,
  });
}

const mailConfirmation: Activity = ({ random }) => ({
  action: "confirmation.send",
  category: "system",
  crud: "c",
  targets: [{ type: "counterparty", ...random.pick(COUNTERPARTIES) }],
  environment: "prod",
  via: "job",
  metadata: { trades: random.int(1, 12) },
});

export function globexMachines(world: GlobexWorld): Machine[] {
  const feed = serviceCaller("price-feed", CLOUD.ireland, "mtls", "job");
  const algo = serviceCaller("algo-runner", CLOUD.europe);
  const risk = serviceCaller("risk-engine", CLOUD.europeSpare, "workload-identity", "job");
  const scheduler = serviceCaller("grid-gateway", CLOUD.america, "mtls", "job");
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
    weekendShare: 0.7,
    ...more,
  });
  return [
    run("prices", feed, storePrices(), 16, { jitter: 0.4, weekendShare: 1 }),
    run("algo", algo, trade(world), 14, { rhythm: DAYTIME, weekendShare: 0.35 }),
    run("algo session", algo, readSecret("exchange/fix-session"), 5, { jitter: 0.5 }),
    run("risk", risk, valueBooks(world), 9, { jitter: 0.5, weekendShare: 0.5 }),
    run("risk database", risk, readSecret("db/positions"), 4, { jitter: 0.5 }),
    run("nominations", scheduler, submitNomination(world), 5, { weekendShare: 1 }),
    run("confirmations", scheduler, mailConfirmation, 4, { rhythm: DAYTIME, weekendShare: 0 }),
  ];
}

export function planGlobexDay(company: Company, planner: Planner, day: number): void {
  for (let i = planner.random.poisson(0.5); i > 0; i--) {
    const { caller, activity } = strangerKnocks(company, planner.random);
    planner.plan(day * DAY + planner.random.int(0, DAY - 1), caller, activity);
  }
}
