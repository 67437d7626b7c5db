import type { TenantContext, TenantTransaction } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { fieldsOf, isEverything, type QueryNode } from "../query/index.ts";

/** More events than this with an alert are not looked for. */
export const ALERTED_MAX = 50_000;

/**
 * The query with the events that `has:alert` holds for, as of now; one that does not ask for them as it is. AppError `invalid`, with the position, for a
 * caller who may not see alerts, and where there are more than 50,000 such events.
 */
export async function withAlerts(tx: TenantTransaction, context: TenantContext, node: QueryNode): Promise<QueryNode> {
  const asked = fieldsOf(node).find(({ field }) => field === "has:alert");
  if (!asked) return node;
  const refuse = (message: string, reason?: string): never => {
    throw new AppError("invalid", `The query cannot be run: ${message}.`, {
      fields: [{ path: "q", message, at: asked.at }],
      ...(reason === undefined ? {} : { reason }),
    });
  };
  if (!context.permissions.has("alerts.read"))
    refuse("has:alert needs the right alerts.read, which you do not have", "needs alerts.read");
  if (!isEverything(context.view)) refuse("has:alert needs a view without scope and masks", "outside scope");
  const seqs = await (known.get(tx) ?? remember(tx));
  if (seqs.length > ALERTED_MAX)
    refuse(`more than ${ALERTED_MAX.toLocaleString("en")} events contributed to alerts, too many to look for them`);
  return withSeqs(node, seqs);
}

/** One answer may ask several times: for each of its counts. */
const known = new WeakMap<TenantTransaction, Promise<number[]>>();

function remember(tx: TenantTransaction): Promise<number[]> {
  const seqs = readAlertedSeqs(tx);
  known.set(tx, seqs);
  return seqs;
}

/** In ascending order, one more than ALERTED_MAX at most. Over alert_event_seq_idx; no lock. */
async function readAlertedSeqs(tx: TenantTransaction): Promise<number[]> {
  const rows = await tx.run<{ seq: bigint }>(
    `SELECT DISTINCT seq FROM alert_event WHERE tenant_id = $1::uuid ORDER BY seq LIMIT ${ALERTED_MAX + 1}`,
    [tx.tenantId],
  );
  return rows.map(({ seq }) => Number(seq));
}

function withSeqs(node: QueryNode, seqs: readonly number[]): QueryNode {
  switch (node.kind) {
    case "all":
      return node;
    case "not":
      return { ...node, node: withSeqs(node.node, seqs) };
    case "term":
      return node.field === "has" && node.match === "exact" && node.value === "alert" ? { ...node, seqs } : node;
    default:
      return { ...node, nodes: node.nodes.map((one) => withSeqs(one, seqs)) };
  }
}
