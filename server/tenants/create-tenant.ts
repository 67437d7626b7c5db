import { inTenant, SYSTEM_ROLES, systemContext, type TenantContext } from "../access/index.ts";
import { runtime } from "../runtime.ts";

export interface CreateTenantInput {
  id: string;
  slug: string;
  name: string;
  timeZone: string;
}

/**
 * Makes a tenant with its five system roles and its empty ledger; the ledger's first event is `tenant.created`, by the operator of
 * `as` or else by Sealtrail itself. A slug that is taken is refused by the database.
 */
export async function createTenant(
  input: CreateTenantInput,
  as: TenantContext = systemContext(input.id, "setup", ["tenant.create"]),
): Promise<void> {
  const { clock, env } = runtime();
  await inTenant(as, "tenant.create", async (tx) => {
    const createdAt = clock.now();
    await tx.db.tenant.create({ data: { ...input, createdAt } });
    await tx.db.role.createMany({ data: SYSTEM_ROLES.map((name) => ({ tenantId: input.id, name, system: true })) });
    await tx.db
      .$executeRaw`SELECT ledger_create(${input.id}::uuid, ${`${env.host}/tlog/${input.id}`}, ${createdAt}::timestamptz)`;
    tx.record("tenant.created", {
      targets: [{ type: "tenant", id: input.id, name: input.name }],
      metadata: { slug: input.slug, time_zone: input.timeZone },
    });
  });
}
