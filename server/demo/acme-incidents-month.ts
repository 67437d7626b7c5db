import { acmePerson, readOf, signedIn, WINDOWS_CHROME } from "./acme-incident-acts.ts";
import { LEGACY_KEY } from "./acme-machines.ts";
import type { Act, Caller } from "./activity.ts";
import { HOUR, MINUTE } from "./calendar.ts";
import { browserCaller, commandCaller, keyCaller } from "./callers.ts";
import { CUSTOMERS } from "./catalog-acme.ts";
import type { IncidentPlan } from "./incident.ts";
import { CITIES } from "./places.ts";
import { Plot, type PlotOptions } from "./plot.ts";

function selfGrant(plot: Plot): IncidentPlan {
  const moritz = acmePerson("moritz.engel");
  const start = plot.onWorkday("berlin", 9, 16 * 60 + 5);
  const caller = browserCaller(moritz, moritz.place.office, start, plot.random);
  const self = { type: "user", id: moritz.id, name: moritz.name };
  const step = (minutes: number, act: Act) =>
    plot.tell(start + minutes * MINUTE, caller, { environment: "prod", ...act });
  plot.hush(moritz.id, start - 6 * HOUR, start + 4 * HOUR);
  step(0, { ...signedIn, metadata: { factor: "totp" } });
  step(6, {
    action: "role.grant",
    category: "administration",
    crud: "u",
    severity: "high",
    targets: [self, { type: "role", id: "role_org_admin", name: "organization admin" }],
    changes: [{ field: "roles", before: ["support"], after: ["support", "organization admin"] }],
  });
  step(19, {
    action: "api_key.create",
    category: "security",
    crud: "c",
    severity: "medium",
    targets: [{ type: "api_key", id: "ak_7e0c41d2", name: "test" }],
    metadata: { scopes: ["*"], expires_days: 365 },
  });
  step(33, readOf("stripe/live-key"));
  step(58, {
    action: "security_policy.update",
    category: "security",
    crud: "u",
    severity: "high",
    targets: [{ type: "policy", id: "device-trust" }],
    changes: [{ field: "enforced", before: true, after: false }],
  });
  return plot.end(
    "A support engineer makes himself organization admin and uses it within the hour",
    "privilege_escalation",
    "new_for_actor",
  );
}

function sharedSession(plot: Plot): IncidentPlan {
  const tyler = acmePerson("tyler.nguyen");
  const start = plot.onWorkday("austin", 12, 14 * 60 + 20);
  const own = browserCaller(tyler, tyler.place.office, start, plot.random);
  const stolen: Caller = { ...own, source: { ...own.source, ip: "192.0.2.91", user_agent: WINDOWS_CHROME } };
  const view = (i: number): Act => ({
    action: "pull_request.review",
    category: "authorization",
    crud: "u",
    targets: [{ type: "pull_request", id: `payments-api/${4100 + i}` }],
    environment: "dev",
  });
  plot.hush(tyler.id, start - 5 * HOUR, start + 3 * HOUR);
  plot.tell(start, own, { ...signedIn, metadata: { factor: "push" } });
  plot.tell(start + 7 * MINUTE, own, view(1));
  plot.tell(start + 15 * MINUTE, stolen, {
    action: "repository.clone",
    category: "access",
    crud: "r",
    targets: [{ type: "repository", id: "acme-robotics/payments-api", name: "payments-api" }],
    environment: "dev",
  });
  plot.tell(start + 18 * MINUTE, own, view(2));
  plot.tell(start + 21 * MINUTE, stolen, {
    action: "repository.clone",
    category: "access",
    crud: "r",
    targets: [{ type: "repository", id: "acme-robotics/infrastructure", name: "infrastructure" }],
    environment: "dev",
  });
  plot.tell(start + 26 * MINUTE, stolen, readOf("ci/registry-push"));
  plot.tell(start + 31 * MINUTE, own, view(3));
  return plot.end(
    "One session is used from two networks and two browsers at once",
    "key_or_session_misuse",
    "new_for_actor",
  );
}

function dormantKey(plot: Plot): IncidentPlan {
  const start = plot.on("berlin", 15, 4 * 60 + 26);
  const network = { ip: "192.0.2.140", location: CITIES.amsterdam };
  const caller = keyCaller(LEGACY_KEY.id, LEGACY_KEY.name, "finance", network, "python-requests")(start);
  ["partner/erp-sync", "erp/sftp-key", "stripe/live-key", "db/prod/replica"].forEach((id, i) => {
    plot.tell(start + i * 3 * MINUTE, caller, {
      ...readOf(id),
      endpoint: `/v1/kv/data/${id}`,
      outcome: i === 3 ? "denied" : "success",
    });
  });
  return plot.end(
    "A key that nobody used for four months wakes up in another country",
    "key_or_session_misuse",
    "new_for_actor",
    "new_for_tenant",
  );
}

function auditOff(plot: Plot): IncidentPlan {
  const marcus = acmePerson("marcus.whitfield");
  const start = plot.onWorkday("austin", 17, 17 * 60 + 48);
  const caller = browserCaller(marcus, marcus.place.office, start, plot.random);
  const trail = { type: "audit_log", id: "acme", name: "Acme Robotics trail" };
  const act = (action: string, field: string, before: unknown, after: unknown): Act => ({
    action,
    category: "security",
    crud: "u",
    severity: "critical",
    targets: [trail],
    environment: "prod",
    changes: [{ field, before, after }],
  });
  plot.hush(marcus.id, start - 6 * HOUR, start + 5 * HOUR);
  plot.tell(start, caller, { ...signedIn, metadata: { factor: "security-key" } });
  plot.tell(start + 4 * MINUTE, caller, act("audit_stream.disable", "splunk", "enabled", "disabled"));
  plot.tell(start + 6 * MINUTE, caller, act("audit_retention.update", "retention_days", 2555, 30));
  plot.tell(start + 9 * MINUTE, caller, act("audit_device.disable", "vault.file", "enabled", "disabled"));
  const jo = acmePerson("jo.park");
  const chief = browserCaller(jo, jo.place.office, start, plot.random);
  plot.answer(start + 44 * MINUTE, chief, act("audit_stream.enable", "splunk", "disabled", "enabled"));
  plot.answer(start + 46 * MINUTE, chief, act("audit_retention.update", "retention_days", 30, 2555));
  return plot.end(
    "The audit stream is switched off and its retention cut to a month",
    "tampering_or_mass_destruction",
    "new_for_tenant",
  );
}

function firstTimeInIceland(plot: Plot): IncidentPlan {
  const victoria = acmePerson("victoria.lam");
  const start = plot.on("austin", 23, 9 * 60 + 35);
  const caller = plot.stranger(victoria, "192.0.2.21", CITIES.reykjavik, start);
  plot.hush(victoria.id, start - 30 * HOUR, start + 40 * HOUR);
  plot.tell(start, caller, { ...signedIn, metadata: { factor: "push" } });
  CUSTOMERS.slice(4, 8).forEach((customer, i) => {
    plot.tell(start + (5 + i * 6) * MINUTE, caller, {
      action: "customer.view",
      category: "access",
      crud: "r",
      targets: [{ type: "customer", ...customer }],
      environment: "prod",
    });
  });
  return plot.end(
    "Somebody works from Iceland, where nobody of the company ever was",
    "new_for_tenant",
    "new_for_actor",
  );
}

function rootToken(plot: Plot): IncidentPlan {
  const ren = acmePerson("ren.kobayashi");
  const start = plot.onWorkday("tokyo", 28, 13 * 60 + 52);
  const caller = commandCaller(ren, ren.place.office, start, "acme-cli", plot.random);
  plot.hush(ren.id, start - 5 * HOUR, start + 5 * HOUR);
  plot.tell(start, caller, { ...signedIn, metadata: { factor: "security-key" } });
  plot.tell(start + 3 * MINUTE, caller, {
    action: "vault.generate_root_token",
    category: "security",
    crud: "c",
    severity: "high",
    targets: [{ type: "vault", id: "vault-prod" }],
    environment: "prod",
    origin: "vault.audit",
    description: "Quorum of three unseal keys given.",
  });
  return plot.end("A root token of the vault is made, for the first time ever", "new_for_tenant", "new_for_actor");
}

export function planAcmeIncidentsOfMonth(options: PlotOptions): IncidentPlan[] {
  const plot = (id: string) => new Plot(options, id);
  return [
    selfGrant(plot("acme-self-grant")),
    sharedSession(plot("acme-shared-session")),
    dormantKey(plot("acme-dormant-key")),
    auditOff(plot("acme-audit-off")),
    firstTimeInIceland(plot("acme-first-in-iceland")),
    rootToken(plot("acme-root-token")),
  ];
}
