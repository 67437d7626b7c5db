import "server-only";
import type { ReaderViews, ViewActs } from "#components/views/view-acts.ts";
import { listViews } from "#server/views/index.ts";
import { attempt } from "./fault.ts";
import type { Viewer } from "./viewer.ts";

/** The saved views for the page's reader; null where they cannot be read, and the page does without. */
export async function readerViews({ context, permissions }: Viewer, acts: ViewActs): Promise<ReaderViews | null> {
  if (!permissions.includes("events.read")) return null;
  const { value } = await attempt(context.origin.endpoint ?? "", () => listViews(context));
  if (!value) return null;
  return {
    list: value,
    role: context.role ?? "",
    mayShare: permissions.includes("views.share"),
    mayManage: permissions.includes("views.manage"),
    maySeeRoles: permissions.includes("roles.read"),
    acts,
  };
}
