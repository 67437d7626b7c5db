import { z } from "zod";
import { previewView } from "#server/events/index.ts";
import { parseInput } from "#server/parse-input.ts";
import { narrowView, type View } from "#server/query/index.ts";
import { getRoleView, roleViewInput, viewOfInput, viewWords } from "#server/roles/index.ts";
import { attempt } from "../../../_entry/fault.ts";
import { findViewer, type Viewer } from "../../../_entry/viewer.ts";

const previewInput = roleViewInput.extend({ role: z.string().max(100).optional() });
const BODY_CHARACTERS_MAX = 300_000;

/** What a scope with masks would show, within a role where one is named: asked again and again while somebody edits or looks, so it counts as no use of the session. */
export async function POST(request: Request, { params }: { params: Promise<{ tenant: string }> }): Promise<Response> {
  const { tenant } = await params;
  const endpoint = `POST /t/${tenant}/preview`;
  const viewer = await findViewer(tenant, endpoint, false);
  if (!viewer) return Response.json(null, { status: viewer === null ? 401 : 404 });
  const answer = await attempt(endpoint, async () => {
    const { scope, masks, role } = parseInput(previewInput, await jsonOf(request));
    const own = viewOfInput(scope, masks);
    const view = role === undefined ? own : narrowView(await viewOfRole(viewer, role), own);
    return { ...(await previewView(viewer.context, view)), words: viewWords(view) };
  });
  return Response.json(answer, { headers: { "Cache-Control": "no-store" } });
}

/** A person sees its own role, whatever its rights. */
const viewOfRole = async ({ context, membership }: Viewer, role: string): Promise<View> =>
  role === membership.role ? context.view : getRoleView(context, role);

/** The body's JSON; null for what is too long or no JSON, which the schema refuses. */
async function jsonOf(request: Request): Promise<unknown> {
  const text = await request.text();
  if (text.length > BODY_CHARACTERS_MAX) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
