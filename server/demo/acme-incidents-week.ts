import { acmePerson, failedSignIn, OKTA, readOf, signedIn, WINDOWS_CHROME } from "./acme-incident-acts.ts";
import { SENSOR_ORIGIN } from "./acme-machines.ts";
import { secretTarget } from "./acme-secrets.ts";
import type { Act, Caller } from "./activity.ts";
import { HOUR, MINUTE, SECOND } from "./calendar.ts";
import { browserCaller, commandCaller } from "./callers.ts";
import { CUSTOMERS, DOCUMENTS } from "./catalog-acme.ts";
import type { IncidentPlan } from "./incident.ts";
import { CITIES, homeNetwork } from "./places.ts";
import { Plot, type PlotOptions } from "./plot.ts";
import { ACME_PEOPLE } from "./roster-acme.ts";

/** Whoever it is that comes in as Mika Tan from another continent; both stories share the session. */
function visitorFrom(plot: Plot): Caller {
  const mika = acmePerson("mika.tan");
  const away = plot.stranger(mika, "192.0.2.77", CITIES.saoPaulo, plot.until, "acme-cli/4.9.1 (linux; amd64)");
  return {
    ...away,
    source: { ...away.source, via: "cli" },
    sessionId: `cli_${plot.random.token(20)}`,
    authMethod: "oidc",
  };
}

/** Mika Tan works at home in Berlin; 41 minutes later "Mika Tan" signs in from São Paulo. */
function impossibleTravel(plot: Plot, away: Caller): IncidentPlan {
  const mika = acmePerson("mika.tan");
  const { until } = plot;
  const lastAtHome = until - 136 * MINUTE;
  const home = homeNetwork(mika.place, mika.slot, 3, mika.sixth, mika.home);
  const near = commandCaller(mika, home, lastAtHome, "acme-cli", plot.random);
  plot.hush(mika.id, until - 20 * HOUR, until);
  plot.tell(until - 151 * MINUTE, near, { ...signedIn, metadata: { factor: "security-key" } });
  const logs: Act = {
    action: "log.read",
    category: "access",
    crud: "r",
    targets: [{ type: "service", id: "svc_payments-api", name: "payments-api" }],
    environment: "prod",
  };
  plot.tell(until - 143 * MINUTE, near, logs);
  plot.tell(lastAtHome, near, { ...readOf("db/staging/primary"), environment: "staging" });
  plot.tell(until - 95 * MINUTE, away, signedIn);
  plot.tell(until - 94.6 * MINUTE, away, { ...logs, metadata: { lines: 20_000 } });
  return plot.end("Mika Tan is in Berlin, then 41 minutes later in São Paulo", "impossible_travel", "new_for_actor");
}

/** The same visitor tries what the role does not allow: fourteen refusals, seven kinds of action. */
function deniedSpike(plot: Plot, away: Caller): IncidentPlan {
  const { until, random } = plot;
  const denied = (
    action: string,
    category: Act["category"],
    target: { type: string; id: string },
    more: Partial<Act> = {},
  ): Act => ({
    action,
    category,
    outcome: "denied",
    severity: "medium",
    targets: [{ ...target, name: target.id }],
    environment: "prod",
    metadata: { reason: `role developer lacks ${action}` },
    ...more,
  });
  const primary = secretTarget("db/prod/primary");
  const oidc = secretTarget("idp/oidc-client");
  const rotate = denied("secret.rotate", "change", primary, {
    changes: [{ field: "rotation_days", before: 90, after: 7 }],
    origin: "vault.audit",
  });
  const read = denied("secret.read", "access", primary, { origin: "vault.audit" });
  const tries: Act[] = [
    read,
    rotate,
    denied("secret.read", "access", oidc, { origin: "vault.audit" }),
    rotate,
    denied("api_key.create", "security", { type: "api_key", id: "temp-export" }),
    read,
    denied("role.grant", "administration", { type: "role", id: "role_owner" }),
    denied("secret.delete", "change", primary, { origin: "vault.audit" }),
    rotate,
    denied("customer_data.export", "access", { type: "customer", id: CUSTOMERS[0].id }),
    denied("secret.read", "access", oidc, { origin: "vault.audit" }),
    denied("audit_log.export", "security", { type: "audit_log", id: "acme" }),
    read,
    rotate,
  ];
  let at = until - 94 * MINUTE;
  for (const act of tries) {
    plot.tell(at, away, act);
    at += random.between(24, 52) * SECOND;
  }
  const grace = acmePerson("grace.oconnell");
  const desk = browserCaller(grace, homeNetwork(grace.place, grace.slot, 1, grace.sixth, grace.home), until, random);
  const mika = { type: "user", id: acmePerson("mika.tan").id, name: "Mika Tan" };
  plot.answer(until - 38 * MINUTE, desk, {
    action: "session.revoke_all",
    category: "security",
    crud: "d",
    severity: "medium",
    targets: [mika],
    origin: OKTA,
    description: "Sign-in from São Paulo while Mika answers the phone in Berlin.",
  });
  plot.answer(until - 36 * MINUTE, desk, {
    action: "user.reset_mfa",
    category: "administration",
    crud: "u",
    severity: "medium",
    targets: [mika],
    origin: OKTA,
  });
  return plot.end("Fourteen refusals over seven actions on production secrets", "denied_spike");
}

function sensorsSilent(plot: Plot): IncidentPlan {
  plot.silence(SENSOR_ORIGIN, plot.until - 6 * HOUR, plot.until);
  return plot.end("The sensor gateways send nothing any more", "silence");
}

function spray(plot: Plot): IncidentPlan {
  const start = plot.on("berlin", 3, 3 * 60 + 40);
  const ip = "192.0.2.66";
  const victim = acmePerson("samuel.osei");
  const others = plot.random.some(
    ACME_PEOPLE.filter((each) => each !== victim && !each.leaves),
    23,
  );
  let at = start;
  for (const person of others) {
    const { sessionId: _none, ...caller } = plot.stranger(person, ip, CITIES.bucharest, at, "Mozilla/5.0");
    plot.tell(at, { ...caller, authMethod: "password" }, failedSignIn("wrong password"));
    at += plot.random.between(18, 55) * SECOND;
  }
  const inside = { ...plot.stranger(victim, ip, CITIES.bucharest, at, WINDOWS_CHROME), authMethod: "password" };
  const { sessionId: _none, ...outside } = inside;
  plot.tell(at, outside, failedSignIn("wrong password"));
  plot.tell(at + 40 * SECOND, outside, failedSignIn("wrong password"));
  plot.tell(at + 75 * SECOND, inside, signedIn);
  const document = DOCUMENTS.find((each) => each.name === "Pay bands")!;
  plot.tell(at + 4 * MINUTE, inside, {
    action: "document.view",
    category: "access",
    crud: "r",
    targets: [{ type: "document", ...document }],
    environment: "prod",
  });
  return plot.end("One address tries 24 people's passwords; one of them fits", "spray_then_success", "new_for_actor");
}

function nightExport(plot: Plot): IncidentPlan {
  const petra = acmePerson("petra.schulze");
  const start = plot.onWeekday("berlin", 4, 0, 3 * 60 + 12);
  const lease = Math.floor((start / 86_400_000 + petra.leaseShift) / petra.leaseDays);
  const caller = browserCaller(
    petra,
    homeNetwork(petra.place, petra.slot, lease, petra.sixth, petra.home),
    start,
    plot.random,
  );
  plot.tell(start, caller, { ...signedIn, metadata: { factor: "totp" } });
  CUSTOMERS.slice(0, 4).forEach((customer, i) => {
    plot.tell(start + (3 + i * 4) * MINUTE, caller, {
      action: "customer_data.export",
      category: "access",
      crud: "r",
      severity: "medium",
      targets: [{ type: "customer", ...customer }],
      environment: "prod",
      metadata: { rows: 48_000, format: "csv", encrypted: false },
    });
  });
  plot.tell(start + 21 * MINUTE, caller, readOf("stripe/live-key"));
  return plot.end(
    "Head of Finance exports customers and reads the payment key on a Sunday at three in the morning",
    "out_of_hours",
  );
}

export function planAcmeIncidentsOfWeek(options: PlotOptions): IncidentPlan[] {
  const plot = (id: string) => new Plot(options, id);
  const spike = plot("acme-denied-spike");
  const visitor = visitorFrom(spike);
  return [
    impossibleTravel(plot("acme-impossible-travel"), visitor),
    deniedSpike(spike, visitor),
    sensorsSilent(plot("acme-sensors-silent")),
    spray(plot("acme-password-spray")),
    nightExport(plot("acme-night-export")),
  ];
}
