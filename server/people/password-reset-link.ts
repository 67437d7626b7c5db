import { inAccount, type TenantContext } from "../access/index.ts";
import { runtime } from "../runtime.ts";
import { mintToken } from "../tokens/index.ts";
import { personTarget } from "./account.ts";
import type { Person } from "./sessions.ts";

const RESET_MS = 3_600_000;

/** A way to a new password, to be shown or mailed once. The token is in the fragment: browsers put it in no request. */
export interface ResetLink {
  link: string;
  expiresAt: Date;
}

/** Opens a way to a new password, recorded in each of the contexts; earlier ones of the person end. One hour, single use. */
export async function openPasswordReset(
  contexts: TenantContext[],
  person: Pick<Person, "id" | "name">,
): Promise<ResetLink> {
  const { clock, env } = runtime();
  const { id, token, secretHash } = mintToken("rst");
  const now = clock.now();
  const expiresAt = new Date(now.getTime() + RESET_MS);
  await inAccount(contexts, async (tx) => {
    await tx.call(
      "password_reset_open($1, $2::uuid, $3, $4::timestamptz, $5::timestamptz)",
      id,
      person.id,
      Buffer.from(secretHash),
      now,
      expiresAt,
    );
    tx.record("person.password_reset_requested", {
      targets: [personTarget(person)],
      metadata: { expires_at: expiresAt.toISOString() },
    });
  });
  return { link: `${env.url}/reset#${token}`, expiresAt };
}
