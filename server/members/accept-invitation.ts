import { inTenant, type RequestOrigin, type TenantContext, type TenantTransaction } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { uuidv7 } from "../ids.ts";
import { parseInput } from "../parse-input.ts";
import { demandGoodPassword, hashPassword, type Person, type Session } from "../people/index.ts";
import { EVERYTHING } from "../query/index.ts";
import { runtime } from "../runtime.ts";
import { readLimits } from "../tenants/index.ts";
import { type FoundInvitation, findInvitation, noInvitation } from "./find-invitation.ts";
import { OPEN } from "./invitation-rows.ts";
import { maskAddress } from "./mask-address.ts";
import { lockMembers } from "./members.sql.ts";
import { type NewAccountInput, newAccountInput } from "./schemas.ts";

/** The tenant that a person has just joined. */
export interface Joined {
  tenant: { slug: string; name: string };
  email: string;
}

type Newcomer = Pick<Person, "id" | "name" | "email">;

/** Accepts as the signed-in person, whose address must be the invited one (`forbidden`); a member already is a `conflict`. */
export async function acceptInvitation(session: Session, token: string, origin: RequestOrigin): Promise<Joined> {
  const found = await findInvitation(token, origin);
  const { person } = session;
  if (person.email !== found.email)
    throw new AppError(
      "forbidden",
      `This invitation is for ${maskAddress(found.email)}, and you are signed in as ${person.email}: sign in with the invited address.`,
      { fields: [{ path: "email", message: "is not the invited one" }] },
    );
  if (session.memberships.some((one) => one.tenantId === found.tenantId))
    throw new AppError("conflict", `You are a member of ${found.tenantName} already.`);
  return join(found, person, session.id, origin);
}

/**
 * Accepts with a new account: account, membership and the spent invitation are one transaction. AppError `conflict` when the address has
 * an account, which only the holder of its invitation gets to know.
 */
export async function acceptWithNewAccount(input: NewAccountInput, origin: RequestOrigin): Promise<Joined> {
  const { token, name, password } = parseInput(newAccountInput, input);
  const found = await findInvitation(token, origin);
  demandGoodPassword(password, { email: found.email, name });
  const passwordHash = await hashPassword(password);
  const now = runtime().clock.now();
  const person: Newcomer = { id: uuidv7(now.getTime()), name, email: found.email };
  return join(found, person, "", origin, async (tx) => {
    try {
      await tx.db
        .$executeRaw`SELECT person_create(${person.id}::uuid, ${person.email}, ${name}, ${passwordHash}, false, ${now}::timestamptz)`;
    } catch (cause) {
      if (!isTaken(cause)) throw cause;
      throw new AppError(
        "conflict",
        "There is an account with this address: sign in to it, then accept. Nothing was changed.",
        { cause, fields: [{ path: "account", message: "exists already" }] },
      );
    }
  });
}

const isTaken = (error: unknown) =>
  error instanceof Error &&
  `${error.message} ${JSON.stringify((error as { meta?: unknown }).meta ?? {})}`.includes("23505");

async function join(
  found: FoundInvitation,
  person: Newcomer,
  sessionId: string,
  origin: RequestOrigin,
  before?: (tx: TenantTransaction) => Promise<void>,
): Promise<Joined> {
  const context: TenantContext = {
    tenantId: found.tenantId,
    caller: { type: "user", id: person.id, name: person.name, email: person.email, sessionId },
    permissions: new Set(["members.create"]),
    grantable: new Set(),
    view: EVERYTHING,
    origin,
  };
  await inTenant(context, "members.create", async (tx) => {
    const now = runtime().clock.now();
    await lockMembers(tx);
    await spend(tx, found, now);
    const { members: most } = await readLimits(tx);
    if ((await tx.db.membership.count({ where: { tenantId: tx.tenantId } })) >= most)
      throw new AppError(
        "conflict",
        `${found.tenantName} has as many members as it may have: ask whoever invited you.`,
      );
    await before?.(tx);
    await tx.db.membership.create({
      data: { tenantId: tx.tenantId, personId: person.id, role: found.role, createdAt: now },
    });
    tx.record("member.added", {
      targets: [{ type: "person", id: person.id, name: person.name, metadata: { email: person.email } }],
      changes: [{ field: "role", after: found.role }],
      metadata: { invited_by: found.invitedBy, invitation: found.id },
    });
  });
  return { tenant: { slug: found.slug, name: found.tenantName }, email: found.email };
}

/** Single use: of two at once the second waits for lockMembers, then finds nothing to spend. A renewed link is another secret. */
async function spend(tx: TenantTransaction, found: FoundInvitation, now: Date): Promise<void> {
  const { count } = await tx.db.invitation.updateMany({
    where: {
      tenantId: tx.tenantId,
      id: found.id,
      secretHash: Buffer.from(found.secretHash, "hex"),
      role: found.role,
      expiresAt: { gt: now },
      ...OPEN,
    },
    data: { acceptedAt: now },
  });
  if (count !== 1) throw noInvitation();
}
