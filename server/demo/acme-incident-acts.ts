import { secretTarget } from "./acme-secrets.ts";
import type { Act } from "./activity.ts";
import { personCalled } from "./plot.ts";
import { ACME_PEOPLE } from "./roster-acme.ts";

export const OKTA = "okta.system";
const CONSOLE = { type: "application", id: "acme-console", name: "Acme Console" };
export const WINDOWS_CHROME =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";

export const acmePerson = (mailbox: string) => personCalled(ACME_PEOPLE, mailbox);

export const signedIn: Act = {
  action: "user.sign_in",
  category: "authentication",
  targets: [CONSOLE],
  origin: OKTA,
  metadata: { factor: "none" },
};

export function failedSignIn(reason: string): Act {
  return { ...signedIn, outcome: "failure", severity: "low", metadata: { reason } };
}

export function readOf(id: string): Act {
  return {
    action: "secret.read",
    category: "access",
    crud: "r",
    targets: [secretTarget(id)],
    environment: "prod",
    origin: "vault.audit",
  };
}
