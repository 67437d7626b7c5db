import type { Activity } from "./activity.ts";
import { ALGOS, CURVES, type GlobexWorld } from "./world-globex.ts";

export function bookTrade(world: GlobexWorld): Activity {
  return ({ random }) => ({
    action: "trade.book",
    category: "change",
    crud: "c",
    targets: [{ type: "trade", id: `TR-${++world.trade}` }, world.book(random), world.counterparty(random)],
    environment: "prod",
    metadata: {
      side: random.pick(["buy", "sell"]),
      mw: random.pick([5, 10, 15, 25, 50]),
      price: Math.round(random.normal(74, 16) * 100) / 100,
      product: random.pick(["day ahead", "weekend", "month", "quarter"]),
    },
    failedShare: 0.02,
    deniedShare: 0.012,
  });
}

export function amendTrade(world: GlobexWorld): Activity {
  return ({ random }) => {
    const verb = random.weighted([
      [5, "amend"],
      [2, "cancel"],
    ] as const);
    const before = random.int(40, 90);
    return {
      action: `trade.${verb}`,
      category: "change",
      crud: verb === "amend" ? "u" : "d",
      severity: "low",
      targets: [world.recentTrade(random), world.book(random)],
      environment: "prod",
      ...(verb === "amend" && {
        changes: [
          {
            field: "terms",
            before: { price: before, mw: 10 },
            after: { price: before + random.pick([-1, 0.5, 2]), mw: 10 },
          },
        ],
      }),
      description: random.chance(0.5)
        ? random.pick(["Price as confirmed by the broker.", "Booked twice.", "Wrong delivery hour."])
        : undefined,
    };
  };
}

export function viewPositions(world: GlobexWorld): Activity {
  return ({ random }) => ({
    action: "position.view",
    category: "access",
    crud: "r",
    targets: [world.book(random)],
    environment: "prod",
    metadata: { horizon: random.pick(["intraday", "week", "season"]) },
  });
}

export function exportPositions(world: GlobexWorld): Activity {
  return ({ random }) => ({
    action: "position.export",
    category: "access",
    crud: "r",
    severity: "medium",
    targets: [world.book(random)],
    environment: "prod",
    metadata: { rows: random.int(80, 5200), format: random.pick(["xlsx", "csv"]) },
    deniedShare: 0.02,
  });
}

export function publishCurve(): Activity {
  return ({ random }) => {
    const id = random.pick(CURVES);
    const before = Math.round(random.normal(71, 9) * 100) / 100;
    return {
      action: "curve.publish",
      category: "change",
      crud: "u",
      targets: [{ type: "curve", id, name: id.replaceAll("-", " ") }],
      environment: "prod",
      changes: [{ field: "front_month", before, after: Math.round((before + random.normal(0, 1.4)) * 100) / 100 }],
    };
  };
}

export function changeLimit(world: GlobexWorld): Activity {
  return ({ random }) => {
    const book = world.book(random);
    const before = world.limit.get(book.id) ?? 250;
    const after = Math.max(100, before + random.pick([-25, 25, 50]));
    return {
      action: "risk_limit.update",
      category: "administration",
      crud: "u",
      severity: "medium",
      targets: [{ type: "risk_limit", id: `var-${book.id}`, name: `Value at risk, ${book.name}` }, book],
      environment: "prod",
      changes: [{ field: "limit", before: { var_kgbp: before, days: 1 }, after: { var_kgbp: after, days: 1 } }],
      description: random.chance(0.6) ? "Agreed in the risk committee; minutes are filed with compliance." : undefined,
      deniedShare: 0.03,
      onSuccess: () => void world.limit.set(book.id, after),
    };
  };
}

export function approveCounterparty(world: GlobexWorld): Activity {
  return ({ random }) => ({
    action: random.chance(0.8) ? "counterparty.approve" : "counterparty.suspend",
    category: "authorization",
    crud: "u",
    severity: "low",
    targets: [world.counterparty(random)],
    environment: "prod",
    metadata: { rating: random.pick(["A", "A-", "BBB+", "BBB"]), exposure_kgbp: random.int(100, 4000) },
  });
}

export function switchAlgo(world: GlobexWorld): Activity {
  return ({ random }) => {
    const id = random.pick(ALGOS);
    const before = world.enabled.get(id) ?? true;
    return {
      action: before ? "algo.disable" : "algo.enable",
      category: "change",
      crud: "u",
      severity: "medium",
      targets: [{ type: "algo", id, name: id.replaceAll("-", " ") }],
      environment: "prod",
      changes: [{ field: "enabled", before, after: !before }],
      deniedShare: 0.02,
      onSuccess: () => void world.enabled.set(id, !before),
    };
  };
}

export function submitNomination(world: GlobexWorld): Activity {
  return ({ random }) => ({
    action: "nomination.submit",
    category: "change",
    crud: "c",
    targets: [
      {
        type: "nomination",
        id: `NOM-${++world.nomination}`,
        name: random.pick(["Bacton entry", "Isle of Grain", "Interconnector", "Transco Z6"]),
      },
    ],
    environment: "prod",
    metadata: { mwh: random.int(40, 2400), gas_day: random.pick(["D", "D+1"]) },
    failedShare: 0.03,
  });
}

export function settle(world: GlobexWorld): Activity {
  return ({ random }) => ({
    action: random.pick(["settlement.confirm", "settlement.confirm", "settlement.dispute"]),
    category: "change",
    crud: "u",
    targets: [world.recentTrade(random), world.counterparty(random)],
    environment: "prod",
    metadata: { amount: random.int(900, 410_000), currency: random.pick(["GBP", "EUR", "USD"]) },
  });
}

export function runModel(world: GlobexWorld): Activity {
  return ({ random }) => {
    const isRelease = random.chance(0.06);
    return {
      action: isRelease ? "model.publish" : "model.run",
      category: isRelease ? "change" : "system",
      crud: isRelease ? "u" : "c",
      targets: [{ type: "model", id: random.pick(["load-forecast", "wind-forecast", "spread-model"]) }],
      environment: isRelease ? "prod" : random.pick(["dev", "staging", "prod"]),
      metadata: { version: isRelease ? ++world.model : world.model, seconds: random.int(8, 2400) },
      failedShare: 0.03,
    };
  };
}

export function reviewTrades(world: GlobexWorld): Activity {
  return ({ random }) => ({
    action: random.pick(["surveillance.review", "surveillance.review", "surveillance.escalate"]),
    category: "security",
    crud: "r",
    targets: [world.recentTrade(random), world.book(random)],
    environment: "prod",
    metadata: {
      pattern: random.pick(["layering", "wash trade", "late booking", "off market price"]),
      verdict: random.pick(["no issue", "no issue", "ask trader"]),
    },
  });
}

export function exportReport(): Activity {
  return ({ random }) => {
    const name = random.pick(["daily profit and loss", "REMIT transactions", "credit exposure", "position limits"]);
    return {
      action: "report.export",
      category: "access",
      crud: "r",
      severity: "low",
      targets: [{ type: "report", id: name.toLowerCase().replaceAll(" ", "-"), name }],
      environment: "prod",
      metadata: { format: random.pick(["pdf", "xml", "xlsx"]), rows: random.int(20, 4000) },
    };
  };
}
