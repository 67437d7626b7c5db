"use server";
import type { z } from "zod";
import { sessionInput } from "#server/people/index.ts";
import { endMemberSession } from "#server/sessions/index.ts";
import { action } from "../../../_entry/action.ts";

const end = action("session.revoke", sessionInput, endMemberSession);

export async function endMember(tenant: string, input: z.input<typeof sessionInput>) {
  return end(tenant, input);
}
