import type { SystemRole, TenantContext } from "../access/index.ts";
import { inTenant, systemCall } from "../access/index.ts";
import { uuidv7 } from "../ids.ts";
import { runtime } from "../runtime.ts";
import { hashPassword } from "./password.ts";

export interface NewPerson {
  email: string;
  name: string;
  password: string;
  operator?: boolean;
}

/** Makes an account and returns its id. The e-mail address is folded; a taken one is refused by the database. */
export async function createPerson(input: NewPerson): Promise<string> {
  const now = runtime().clock.now();
  const id = uuidv7(now.getTime());
  const passwordHash = await hashPassword(input.password);
  await systemCall(
    "person_create($1::uuid, $2, $3, $4, $5, $6::timestamptz)",
    id,
    input.email,
    input.name,
    passwordHash,
    input.operator ?? false,
    now,
  );
  return id;
}

/** Gives an account a role in the tenant. */
export async function addMember(context: TenantContext, input: { personId: string; role: SystemRole }): Promise<void> {
  await inTenant(context, "members.create", async (tx) => {
    await tx.db.membership.create({
      data: { tenantId: tx.tenantId, personId: input.personId, role: input.role, createdAt: runtime().clock.now() },
    });
    const person = await tx.db.person.findUniqueOrThrow({
      where: { id: input.personId },
      select: { name: true, email: true },
    });
    tx.record("member.added", {
      targets: [{ type: "person", id: input.personId, name: person.name, metadata: { email: person.email } }],
      changes: [{ field: "role", after: input.role }],
    });
  });
}
