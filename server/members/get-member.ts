import { inTenant, type TenantContext } from "../access/index.ts";
import { parseInput } from "../parse-input.ts";
import { demandMember, targetOf } from "./demand-member.ts";
import type { Member } from "./members.sql.ts";
import { type MemberInput, memberInput } from "./schemas.ts";

/** One member; AppError `not_found` when the person is none. */
export async function getMember(context: TenantContext, input: MemberInput): Promise<Member> {
  const { personId } = parseInput(memberInput, input);
  return inTenant(context, "members.read", async (tx) => {
    const member = await demandMember(tx, personId);
    tx.recordRead("member.viewed", { targets: [targetOf(member)] });
    return member;
  });
}
