import type { Activity, Caller, Company, Planner } from "./activity.ts";
import { MINUTE, SECOND } from "./calendar.ts";
import type { Random } from "./random.ts";

const SIGN_IN_TRIES_MS = 24 * SECOND;

function identityOrigin(company: Company): string {
  return company.slug === "acme" ? "okta.system" : "entra.signin";
}

export function signIn(company: Company): Activity {
  return ({ caller, random }) => ({
    action: "user.sign_in",
    category: "authentication",
    outcome: "success",
    targets: [
      caller.source.via === "cli"
        ? { type: "application", id: company.commandClient, name: company.commandClient }
        : company.console,
    ],
    origin: identityOrigin(company),
    metadata: {
      factor: caller.authMethod === "passkey" ? "platform" : random.pick(["totp", "push", "security-key"]),
      device_trust: "managed",
    },
  });
}

function failedSignIn(company: Company, reason: string): Activity {
  return () => ({
    action: "user.sign_in",
    category: "authentication",
    outcome: "failure",
    severity: "low",
    targets: [company.console],
    origin: identityOrigin(company),
    metadata: { reason },
  });
}

function signOut(company: Company, how: "user" | "idle"): Activity {
  return () => ({
    action: "user.sign_out",
    category: "authentication",
    outcome: "success",
    targets: [company.console],
    origin: identityOrigin(company),
    metadata: { reason: how === "user" ? "user request" : "idle for 30 minutes" },
  });
}

function stepUp(company: Company): Activity {
  return ({ random }) => ({
    action: "user.mfa_challenge",
    category: "authentication",
    outcome: random.chance(0.96) ? "success" : "failure",
    origin: identityOrigin(company),
    metadata: { factor: random.pick(["totp", "push", "security-key"]), prompted_by: "sensitive action" },
  });
}

/** A mistyped password comes seconds before the sign-in, from the same place and without a session. */
export function planSignIn(company: Company, planner: Planner, at: number, caller: Caller): void {
  const { random } = planner;
  if (caller.source.via === "ui" && random.chance(caller.authMethod?.startsWith("password") ? 0.08 : 0.012)) {
    const { sessionId: _unused, ...stranger } = caller;
    const tries = random.chance(0.25) ? 2 : 1;
    const reason = caller.authMethod === "passkey" ? "passkey prompt was dismissed" : "wrong password";
    for (let i = tries; i > 0; i--) planner.plan(at - i * SIGN_IN_TRIES_MS, stranger, failedSignIn(company, reason));
  }
  planner.plan(at, caller, signIn(company));
}

export function planSignOut(company: Company, planner: Planner, at: number, caller: Caller): void {
  if (planner.random.chance(0.42)) planner.plan(at, caller, signOut(company, "user"));
  else if (planner.random.chance(0.35)) planner.plan(at + 30 * MINUTE, caller, signOut(company, "idle"));
}

export function planStepUp(company: Company, planner: Planner, at: number, caller: Caller): void {
  if (planner.random.chance(0.12)) planner.plan(at, caller, stepUp(company));
}

const STRANGERS = ["admin", "root", "test", "info", "support", "administrator", "scan", "backup"];

/** Somebody on the internet tries a name that nobody has. */
export function strangerKnocks(company: Company, random: Random): { caller: Caller; activity: Activity } {
  const name = random.pick(STRANGERS);
  const caller: Caller = {
    actor: { type: "anonymous", name },
    source: {
      ip: `192.0.2.${random.int(200, 250)}`,
      user_agent: random.pick(["python-requests/2.32.3", "Go-http-client/2.0", "curl/8.9.1"]),
      endpoint: "POST /oauth/token",
      via: "api",
    },
    authMethod: "password",
  };
  return {
    caller,
    activity: () => ({
      action: "user.sign_in",
      category: "authentication",
      outcome: "failure",
      severity: "low",
      targets: [company.console],
      origin: identityOrigin(company),
      metadata: { reason: "unknown user", attempted: name },
    }),
  };
}
