import { getLedgerSeal } from "#server/proofs/index.ts";
import { alertBadge } from "../../../_entry/alerts-page.ts";
import { attempt } from "../../../_entry/fault.ts";
import { findViewer } from "../../../_entry/viewer.ts";

/** How far the ledger is sealed, and the open alerts, for what every page shows: polled, so not recorded and no use of the session. */
export async function GET(_request: Request, { params }: { params: Promise<{ tenant: string }> }): Promise<Response> {
  const { tenant } = await params;
  const endpoint = `GET /t/${tenant}/seal`;
  const viewer = await findViewer(tenant, endpoint, false);
  if (!viewer) return Response.json(null, { status: viewer === null ? 401 : 404 });
  const [{ value, fault }, alerts] = await Promise.all([
    attempt(endpoint, () => getLedgerSeal(viewer.context)),
    alertBadge(viewer),
  ]);
  const headers = { "Cache-Control": "no-store" };
  if (fault && !(fault.code === "forbidden" && alerts))
    return Response.json({ error: fault.message }, { status: fault.code === "forbidden" ? 403 : 503, headers });
  return Response.json({ seal: value ?? null, alerts, at: new Date().toISOString() }, { headers });
}
