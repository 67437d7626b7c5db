import "server-only";
import { redirect } from "next/navigation";
import type { AccountContext } from "#server/people/index.ts";
import { originOfRequest } from "./request-origin.ts";
import { currentSession } from "./viewer.ts";

/** The person who looks at a page of its own account; without a session: to sign-in, and back to `path`. */
export async function accountViewer(path: string): Promise<AccountContext> {
  const session = await currentSession();
  if (!session) redirect(`/signin?callbackUrl=${encodeURIComponent(path)}`);
  return { session, origin: await originOfRequest(`GET ${path.split("?")[0]}`) };
}
