import type { Act, Caller } from "./activity.ts";
import { HOUR, MINUTE, SECOND } from "./calendar.ts";
import { browserCaller, serviceCaller } from "./callers.ts";
import { PRICE_ORIGIN } from "./globex-platform.ts";
import type { IncidentPlan } from "./incident.ts";
import { CITIES, CLOUD, homeNetwork } from "./places.ts";
import { Plot, type PlotOptions, personCalled } from "./plot.ts";
import { GLOBEX_PEOPLE } from "./roster-globex.ts";
import { BOOKS } from "./world-globex.ts";

const person = (mailbox: string) => personCalled(GLOBEX_PEOPLE, mailbox);

const signedIn: Act = {
  action: "user.sign_in",
  category: "authentication",
  targets: [{ type: "application", id: "trade-desk", name: "Trade Desk" }],
  origin: "entra.signin",
  metadata: { factor: "push" },
};

function travel(plot: Plot): IncidentPlan {
  const dmitri = person("dmitri.sokolov");
  const start = plot.until - 27 * HOUR;
  const near = browserCaller(dmitri, dmitri.place.office, start, plot.random);
  const far = plot.stranger(dmitri, "192.0.2.33", CITIES.singapore, start);
  const view: Act = {
    action: "position.view",
    category: "access",
    crud: "r",
    targets: [{ type: "book", ...BOOKS[3] }],
    environment: "prod",
  };
  plot.hush(dmitri.id, start - 12 * HOUR, plot.until);
  plot.tell(start - 20 * MINUTE, near, signedIn);
  plot.tell(start, near, view);
  plot.tell(start + 52 * MINUTE, far, { ...signedIn, metadata: { factor: "none" } });
  plot.tell(start + 55 * MINUTE, far, view);
  plot.tell(start + 58 * MINUTE, far, {
    ...view,
    action: "position.export",
    severity: "medium",
    metadata: { rows: 5200, format: "csv" },
  });
  return plot.end(
    "A trader is in New York, then 52 minutes later in Singapore",
    "impossible_travel",
    "new_for_tenant",
    "new_for_actor",
  );
}

function runawayAlgo(plot: Plot): IncidentPlan {
  const start = plot.onWorkday("london", 6, 9 * 60 + 2);
  const caller = serviceCaller("algo-runner", CLOUD.europe)(start);
  for (let i = 0; i < 220; i++) {
    plot.tell(start + i * 1100 + plot.random.int(0, 600), caller, {
      action: "order.cancel",
      category: "change",
      crud: "d",
      targets: [
        { type: "order", id: `ord-${plot.random.hex(9)}` },
        { type: "book", ...BOOKS[0] },
      ],
      environment: "prod",
      endpoint: "FIX session 2",
      metadata: { algo: "intraday-sweep", mw: 1, venue: "power-exchange" },
    });
  }
  return plot.end("The intraday algorithm cancels 220 orders in four minutes", "burst");
}

function ownLimit(plot: Plot): IncidentPlan {
  const junior = person("adebayo.ogunleye");
  const start = plot.onWorkday("london", 12, 15 * 60 + 10);
  const caller = browserCaller(junior, junior.place.office, start, plot.random);
  plot.hush(junior.id, start - 3 * HOUR, start + 4 * HOUR);
  plot.tell(start, caller, signedIn);
  plot.tell(start + 5 * MINUTE, caller, {
    action: "role.grant",
    category: "administration",
    crud: "u",
    severity: "high",
    targets: [
      { type: "user", id: junior.id, name: junior.name },
      { type: "role", id: "role_risk", name: "risk" },
    ],
    environment: "prod",
  });
  plot.tell(start + 11 * MINUTE, caller, {
    action: "risk_limit.update",
    category: "administration",
    crud: "u",
    severity: "high",
    targets: [{ type: "risk_limit", id: "var-bk-uk-power", name: "Value at risk, UK power, prompt" }],
    environment: "prod",
    changes: [{ field: "limit", before: { var_kgbp: 250, days: 1 }, after: { var_kgbp: 2500, days: 1 } }],
  });
  return plot.end(
    "A junior trader gives himself the risk role and raises his own limit tenfold",
    "privilege_escalation",
    "new_for_actor",
  );
}

function spray(plot: Plot): IncidentPlan {
  const ip = "192.0.2.101";
  const victim = person("gareth.llewellyn");
  let at = plot.on("london", 19, 4 * 60 + 8);
  const others = GLOBEX_PEOPLE.filter((each) => each !== victim && !each.leaves);
  for (const each of others) {
    const { sessionId: _none, ...caller } = plot.stranger(each, ip, CITIES.bucharest, at, "Mozilla/5.0");
    plot.tell(
      at,
      { ...caller, authMethod: "password" },
      { ...signedIn, outcome: "failure", severity: "low", metadata: { reason: "wrong password" } },
    );
    at += plot.random.between(20, 48) * SECOND;
  }
  const inside: Caller = { ...plot.stranger(victim, ip, CITIES.bucharest, at, "Mozilla/5.0"), authMethod: "password" };
  const { sessionId: _none, ...outside } = inside;
  plot.tell(at, outside, { ...signedIn, outcome: "failure", severity: "low", metadata: { reason: "wrong password" } });
  plot.tell(at + 31 * SECOND, inside, { ...signedIn, metadata: { factor: "none" } });
  return plot.end(
    "One address tries everybody's password until one fits",
    "spray_then_success",
    "new_for_actor",
    "new_for_tenant",
  );
}

function nightExport(plot: Plot): IncidentPlan {
  const kwame = person("kwame.asante");
  const start = plot.onWeekday("london", 33, 6, 2 * 60 + 34);
  const lease = Math.floor((start / 86_400_000 + kwame.leaseShift) / kwame.leaseDays);
  const caller = browserCaller(
    kwame,
    homeNetwork(kwame.place, kwame.slot, lease, kwame.sixth, kwame.home),
    start,
    plot.random,
  );
  plot.tell(start, caller, signedIn);
  BOOKS.slice(0, 4).forEach((book, i) => {
    plot.tell(start + (4 + 3 * i) * MINUTE, caller, {
      action: "position.export",
      category: "access",
      crud: "r",
      severity: "medium",
      targets: [{ type: "book", ...book }],
      environment: "prod",
      metadata: { rows: 5200, format: "csv" },
    });
  });
  return plot.end("A trader exports four books on a Saturday at half past two in the morning", "out_of_hours");
}

function pricesSilent(plot: Plot): IncidentPlan {
  const start = plot.onWorkday("london", 50, 6 * 60);
  plot.silence(PRICE_ORIGIN, start, start + 7 * HOUR);
  return plot.end("The price feed sends nothing for seven hours", "silence");
}

export function planGlobexIncidents(options: PlotOptions): IncidentPlan[] {
  const plot = (id: string) => new Plot(options, id);
  return [
    travel(plot("globex-impossible-travel")),
    runawayAlgo(plot("globex-runaway-algo")),
    ownLimit(plot("globex-own-limit")),
    spray(plot("globex-password-spray")),
    nightExport(plot("globex-night-export")),
    pricesSilent(plot("globex-prices-silent")),
  ];
}
