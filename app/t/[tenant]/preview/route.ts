import { previewView } from "#server/events/index.ts";
import { parseInput } from "#server/parse-input.ts";
import { roleViewInput, viewOfInput, viewWords } from "#server/roles/index.ts";
import { attempt } from "../../../_entry/fault.ts";
import { findViewer } from "../../../_entry/viewer.ts";

const BODY_CHARACTERS_MAX = 300_000;

/** What a scope with masks would show: asked again and again while somebody edits or looks, so it counts as no use of the session. */
export async function POST(request: Request, { params }: { params: Promise<{ tenant: string }> }): Promise<Response> {
  const { tenant } = await params;
  const endpoint = `POST /t/${tenant}/preview`;
  const viewer = await findViewer(tenant, endpoint, false);
  if (!viewer) return Response.json(null, { status: viewer === null ? 401 : 404 });
  const answer = await attempt(endpoint, async () => {
    const { scope, masks } = parseInput(roleViewInput, await jsonOf(request));
    const view = viewOfInput(scope, masks);
    return { ...(await previewView(viewer.context, view)), words: viewWords(view) };
  });
  return Response.json(answer, { headers: { "Cache-Control": "no-store" } });
}

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
