import type { Person } from "./person.ts";
import { ACME_PEOPLE } from "./roster-acme.ts";
import { GLOBEX_PEOPLE } from "./roster-globex.ts";

/** Somebody who also signs in to Sealtrail itself. */
export interface DemoUser {
  email: string;
  name: string;
  tenant: "acme" | "globex" | null;
  role: "owner" | "admin" | "security_lead" | "auditor" | "viewer" | "operator";
}

function member(
  people: readonly Person[],
  mailbox: string,
  tenant: "acme" | "globex",
  role: DemoUser["role"],
): DemoUser {
  const person = people.find((each) => each.mailbox === mailbox);
  if (!person) throw new Error(`the demo roster of ${tenant} has nobody called ${mailbox}`);
  return { email: person.email, name: person.name, tenant, role };
}

export const demoUsers: readonly DemoUser[] = [
  member(ACME_PEOPLE, "helena.brandt", "acme", "owner"),
  member(ACME_PEOPLE, "jo.park", "acme", "admin"),
  member(ACME_PEOPLE, "ana.ruiz", "acme", "security_lead"),
  member(ACME_PEOPLE, "miriam.adler", "acme", "auditor"),
  member(ACME_PEOPLE, "lea.hoffmann", "acme", "viewer"),
  member(GLOBEX_PEOPLE, "imogen.hartley", "globex", "owner"),
  { email: "operator@sealtrail.example", name: "Platform Operator", tenant: null, role: "operator" },
];
