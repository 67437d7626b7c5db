import { AppError } from "#server/errors.ts";
import { recordRefusal, recordUse, type UseOutcome } from "#server/keys/index.ts";
import { answerError } from "./answer-error.ts";
import type { ApiContext } from "./caller.ts";

/**
 * Behind every request with a tenant's key, before its answer leaves: what the verb did not record itself is recorded here, and what
 * cannot be recorded is not answered. Refusals of an ingest key, and of any key that comes too often, are collapsed to one a minute.
 */
export async function recordRequest(c: ApiContext): Promise<void> {
  const key = c.get("key");
  if (!key?.tenantId) return;
  const context = key.contextIn(key.tenantId);
  const { status } = c.res;
  const error = c.error instanceof AppError ? c.error : undefined;
  const why = error?.reason ?? error?.code ?? "internal";
  if (key.kind === "ingest") {
    if (status >= 400 && status < 500) await recordRefusal(context, why).catch(() => {});
    return;
  }
  if (context.use?.isRecorded) return;
  try {
    // A key that ended under way, or comes too often, may do so again and again.
    if (error?.code === "rate_limited" || error?.code === "unauthenticated") await recordRefusal(context, why);
    else await recordUse(context, outcomeOf(c, error));
  } catch (fault) {
    c.res = undefined;
    c.res = answerError(fault, c);
  }
}

function outcomeOf(c: ApiContext, error: AppError | undefined): UseOutcome {
  const { status } = c.res;
  const q = c.req.query("q");
  const isDenied = status === 403 || error?.reason !== undefined;
  return {
    outcome: status < 400 ? "success" : isDenied ? "denied" : "failure",
    status,
    ...(error ? { code: error.code, reason: error.reason ?? error.code } : {}),
    ...(q ? { q } : {}),
  };
}
