import { getTrial } from "#server/detection/index.ts";
import { attempt } from "../../../../../_entry/fault.ts";
import { findViewer } from "../../../../../_entry/viewer.ts";

interface Place {
  params: Promise<{ tenant: string; trial: string }>;
}

/** How a trial stands: asked again and again while it runs, so it counts as no use of the session. */
export async function GET(_request: Request, { params }: Place): Promise<Response> {
  const { tenant, trial } = await params;
  const endpoint = `GET /t/${tenant}/rules/trials/${trial}`;
  const viewer = await findViewer(tenant, endpoint, false);
  if (!viewer) return Response.json(null, { status: viewer === null ? 401 : 404 });
  const answer = await attempt(endpoint, () => getTrial(viewer.context, { id: trial }));
  return Response.json(answer, { headers: { "Cache-Control": "no-store" } });
}
