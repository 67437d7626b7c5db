import { acmeCompany } from "./acme.ts";
import { acmePerson, failedSignIn, readOf, signedIn } from "./acme-incident-acts.ts";
import type { Act, Caller } from "./activity.ts";
import { HOUR, MINUTE, SECOND } from "./calendar.ts";
import { agentCaller, browserCaller, keyCaller } from "./callers.ts";
import { CUSTOMERS, REPOSITORIES } from "./catalog-acme.ts";
import type { IncidentPlan } from "./incident.ts";
import { CITIES, CLOUD } from "./places.ts";
import { Plot, type PlotOptions } from "./plot.ts";

function agentBurst(plot: Plot): IncidentPlan {
  const wei = acmePerson("wei.zhang");
  const start = plot.onWorkday("austin", 41, 11 * 60 + 8);
  const person = browserCaller(wei, wei.place.office, start, plot.random);
  const agent = agentCaller(acmeCompany(), person, start, plot.random)!;
  for (let i = 0; i < 184; i++) {
    plot.tell(start + i * 1600 + plot.random.int(0, 900), agent, {
      action: "customer.view",
      category: "access",
      crud: "r",
      targets: [{ type: "customer", ...CUSTOMERS[i % CUSTOMERS.length]! }],
      environment: "prod",
      metadata: { section: "usage", page: Math.floor(i / CUSTOMERS.length) + 1 },
    });
  }
  return plot.end("An agent in a loop views customers 184 times in five minutes", "burst");
}

function farewellDeletion(plot: Plot): IncidentPlan {
  const tobias = acmePerson("tobias.krueger");
  const start = plot.onWorkday("berlin", 62, 18 * 60 + 31);
  const caller = browserCaller(tobias, tobias.place.office, start, plot.random);
  const things = [
    ...REPOSITORIES.flatMap((name) => [`${name}-archive`, `${name}-mirror`]).map((name) => ({
      type: "repository",
      id: `acme-robotics/${name}`,
      name,
    })),
    ...Array.from({ length: 28 }, (_, i) => ({
      type: "snapshot",
      id: `snap-${plot.random.hex(8)}`,
      name: `nightly ${i + 1}`,
    })),
  ];
  plot.hush(tobias.id, start - 2 * HOUR, start + 10 * HOUR);
  plot.tell(start, caller, { ...signedIn, metadata: { factor: "push" } });
  things.forEach((thing, i) => {
    plot.tell(start + 2 * MINUTE + i * 9.5 * SECOND, caller, {
      action: `${thing.type}.delete`,
      category: "change",
      crud: "d",
      severity: "high",
      targets: [thing],
      environment: "prod",
    });
  });
  return plot.end(
    "48 repositories and snapshots deleted in eight minutes, days before he leaves",
    "tampering_or_mass_destruction",
    "burst",
  );
}

function vaultSilent(plot: Plot): IncidentPlan {
  const start = plot.onWorkday("berlin", 96, 4 * 60);
  plot.silence("vault.audit", start, start + 9 * HOUR);
  return plot.end("The vault's audit device sends nothing for nine hours", "silence");
}

function farewellExport(plot: Plot): IncidentPlan {
  const chris = acmePerson("chris.delgado");
  const start = plot.onWorkday("austin", 120, 16 * 60 + 44);
  const caller = browserCaller(chris, chris.place.office, start, plot.random);
  plot.hush(chris.id, start - 3 * HOUR, start + 6 * HOUR);
  plot.tell(start, caller, { ...signedIn, metadata: { factor: "push" } });
  for (let i = 0; i < 38; i++) {
    const customer = CUSTOMERS[i % CUSTOMERS.length]!;
    const id = `${customer.id}/site-${Math.floor(i / CUSTOMERS.length) + 1}`;
    plot.tell(start + MINUTE + i * 14 * SECOND, caller, {
      action: "customer_data.export",
      category: "access",
      crud: "r",
      severity: "medium",
      targets: [{ type: "customer_site", id, name: customer.name }],
      environment: "prod",
      metadata: { rows: plot.random.int(300, 9000), format: "csv", encrypted: false },
    });
  }
  return plot.end(
    "A leaving account executive exports 38 customer sites in nine minutes",
    "tampering_or_mass_destruction",
    "burst",
  );
}

function bruteForce(plot: Plot): IncidentPlan {
  const ravi = acmePerson("ravi.menon");
  const start = plot.on("austin", 150, 2 * 60 + 17);
  const inside: Caller = {
    ...plot.stranger(
      ravi,
      "192.0.2.180",
      CITIES.hanoi,
      start,
      "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    ),
    authMethod: "password",
  };
  const { sessionId: _none, ...outside } = inside;
  plot.hush(ravi.id, start - 24 * HOUR, start + 30 * HOUR);
  for (let i = 0; i < 19; i++) plot.tell(start + i * 37 * SECOND, outside, failedSignIn("wrong password"));
  plot.tell(start + 13 * MINUTE, inside, signedIn);
  plot.tell(start + 16 * MINUTE, inside, {
    action: "database.query",
    category: "access",
    crud: "r",
    targets: [{ type: "database", id: "db-replica-2", name: "prod reporting" }],
    environment: "prod",
    metadata: { rows: 90_000, read_only: true },
  });
  return plot.end(
    "Nineteen wrong passwords for one person, then the right one, from a new country",
    "spray_then_success",
    "new_for_actor",
    "new_for_tenant",
  );
}

function newcomerAdmin(plot: Plot): IncidentPlan {
  const luz = acmePerson("luz.herrera");
  const elif = acmePerson("elif.demir");
  const start = plot.on("austin", 205, 19 * 60 + 4);
  const giver = browserCaller(
    luz,
    { ip: luz.place.office.ip, location: luz.place.office.location },
    start,
    plot.random,
  );
  const role = { type: "role", id: "role_org_admin", name: "organization admin" };
  plot.hush(luz.id, start - 3 * HOUR, start + 9 * HOUR);
  plot.tell(start, giver, {
    action: "role.grant",
    category: "administration",
    crud: "u",
    severity: "high",
    targets: [{ type: "user", id: elif.id, name: elif.name }, role],
    environment: "prod",
  });
  const use = plot.on("tokyo", 204, 11 * 60 + 20);
  const taker = browserCaller(elif, elif.place.office, use, plot.random);
  const helena = acmePerson("helena.brandt");
  const acts: Act[] = [
    { ...signedIn, metadata: { factor: "totp" } },
    {
      action: "user.reset_mfa",
      category: "administration",
      crud: "u",
      severity: "high",
      targets: [{ type: "user", id: helena.id, name: helena.name }],
      environment: "prod",
      origin: "okta.system",
    },
    readOf("idp/scim-token"),
    {
      action: "security_policy.update",
      category: "security",
      crud: "u",
      severity: "high",
      targets: [{ type: "policy", id: "session" }],
      environment: "prod",
      changes: [{ field: "session.max_hours", before: { web: 12 }, after: { web: 720 } }],
    },
  ];
  for (const [i, act] of acts.entries()) plot.tell(use + i * 6 * MINUTE, taker, act);
  return plot.end(
    "A contractor of three days is made organization admin by a technician and uses it the next day",
    "privilege_escalation",
    "new_for_actor",
  );
}

function partnerKeyStrays(plot: Plot): IncidentPlan {
  const start = plot.onWorkday("berlin", 250, 10 * 60 + 40);
  const caller = keyCaller(
    "ak_nordlicht_wms",
    "nordlicht-wms",
    "Nordlicht Logistik GmbH",
    CLOUD.nordlicht,
    "nordlicht-wms",
  )(start);
  for (let i = 0; i < 9; i++) {
    const isInvoice = i % 2 === 0;
    plot.tell(start + i * 50 * SECOND, caller, {
      action: isInvoice ? "invoice.view" : "customer.view",
      category: "access",
      crud: "r",
      targets: [isInvoice ? { type: "invoice", id: `AR-${20_000 + i}` } : { type: "customer", ...CUSTOMERS[i]! }],
      environment: "prod",
      endpoint: isInvoice ? "GET /v1/invoices" : "GET /v1/customers",
    });
  }
  return plot.end(
    "A partner's telemetry key reads invoices and customers, which it never did",
    "key_or_session_misuse",
    "new_for_actor",
  );
}

export function planOlderAcmeIncidents(options: PlotOptions): IncidentPlan[] {
  const plot = (id: string) => new Plot(options, id);
  return [
    agentBurst(plot("acme-agent-burst")),
    farewellDeletion(plot("acme-farewell-deletion")),
    vaultSilent(plot("acme-vault-silent")),
    farewellExport(plot("acme-farewell-export")),
    bruteForce(plot("acme-brute-force")),
    newcomerAdmin(plot("acme-newcomer-admin")),
    partnerKeyStrays(plot("acme-partner-key-strays")),
  ];
}
