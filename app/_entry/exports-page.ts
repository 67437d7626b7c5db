import "server-only";
import { getExport, listAllExports, listExports, listSchedules } from "#server/exports/index.ts";
import { listMembers } from "#server/members/index.ts";
import { getLedgerSeal } from "#server/proofs/index.ts";
import { attempt } from "./fault.ts";
import type { Viewer } from "./viewer.ts";

/** What the Exports page shows: the newest exports, the schedules, and what goes with them as far as the viewer may read it. */
export async function exportsPage({ context, permissions }: Viewer) {
  const endpoint = context.origin.endpoint ?? "";
  const list = permissions.includes("exports.manage") ? listAllExports : listExports;
  return attempt(endpoint, async () => {
    const { exports, hasMore } = await list(context);
    const schedules = await listSchedules(context);
    const seal = permissions.includes("proofs.read") ? await getLedgerSeal(context) : null;
    const members = permissions.includes("members.read") ? await listMembers(context) : [];
    return { exports, hasMore, schedules, vkey: seal?.vkey ?? null, members: members.map(({ email }) => email) };
  });
}

/** The export that the address names, or why it cannot be shown. */
export async function linkedExport({ context }: Viewer, id: string) {
  return { id, ...(await attempt(context.origin.endpoint ?? "", () => getExport(context, id))) };
}
