import { getReview } from "#server/reviews/index.ts";
import { attempt } from "../../../../../_entry/fault.ts";
import { findViewer } from "../../../../../_entry/viewer.ts";

const FILES = {
  statement: { name: "review.json", type: "application/json" },
  note: { name: "review.note", type: "text/plain; charset=utf-8" },
} as const;
const STATUS: Partial<Record<string, number>> = { forbidden: 403, not_found: 404, invalid: 404 };

/** The files of a completed review's signed record, byte for byte. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ tenant: string; review: string }> },
): Promise<Response> {
  const { tenant, review: reviewId } = await params;
  const part = new URL(request.url).searchParams.get("part");
  const headers = { "Cache-Control": "no-store" };
  if (part !== "statement" && part !== "note") return new Response(null, { status: 404, headers });
  const endpoint = `GET /t/${tenant}/reviews/${reviewId}/record?part=${part}`;
  const viewer = await findViewer(tenant, endpoint);
  if (!viewer) return new Response(null, { status: viewer === null ? 401 : 404, headers });
  const { value, fault } = await attempt(endpoint, () => getReview(viewer.context, { reviewId }));
  if (fault) return new Response(fault.message, { status: STATUS[fault.code] ?? 503, headers });
  if (!value.record) return new Response("This review is not completed yet.", { status: 404, headers });
  const { name, type } = FILES[part];
  return new Response(value.record[part], {
    headers: { ...headers, "Content-Type": type, "Content-Disposition": `attachment; filename="${name}"` },
  });
}
