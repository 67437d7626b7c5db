import { listDeliveries } from "#server/channels/index.ts";
import { attempt } from "../../../../../_entry/fault.ts";
import { findViewer } from "../../../../../_entry/viewer.ts";

interface Place {
  params: Promise<{ tenant: string; channel: string }>;
}

/** A page of a channel's log: asked again and again while something is sent, so it counts as no use of the session. */
export async function GET(request: Request, { params }: Place): Promise<Response> {
  const { tenant, channel } = await params;
  const endpoint = `GET /t/${tenant}/channels/${channel}/deliveries`;
  const viewer = await findViewer(tenant, endpoint, false);
  if (!viewer) return Response.json(null, { status: viewer === null ? 401 : 404 });
  const before = new URL(request.url).searchParams.get("before");
  const answer = await attempt(endpoint, () =>
    listDeliveries(viewer.context, { channelId: channel, limit: 30, ...(before ? { before } : {}) }),
  );
  return Response.json(answer, { headers: { "Cache-Control": "no-store" } });
}
