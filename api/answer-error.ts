import { randomUUID } from "node:crypto";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { AppError } from "#server/errors.ts";
import { log } from "#server/log.ts";
import { isDatabaseOutage } from "#server/outage.ts";
import { withoutTokens } from "#server/tokens/index.ts";
import type { ApiContext } from "./caller.ts";

function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (isDatabaseOutage(error))
    return new AppError("unavailable", "The database cannot be reached just now: send the request again in a moment.", {
      cause: error,
      retryAfterS: 2,
    });
  return new AppError("internal", "Something went wrong on our side; the log line with this request id says what.", {
    cause: error,
  });
}

/** The one mapper of errors: what is neither an AppError nor an outage is `internal`, whose reason stands in the log line only. */
export function answerError(error: unknown, c: ApiContext): Response {
  const known = toAppError(error);
  const requestId = c.get("requestId") ?? randomUUID();
  if (known.status >= 500)
    log.error(
      { err: known.cause ?? known, code: known.code, request: requestId, path: withoutTokens(c.req.path) },
      known.message,
    );
  if (known.retryAfterS !== undefined) c.header("Retry-After", String(known.retryAfterS));
  c.header("X-Request-Id", requestId);
  const fields = known.fields?.length ? { fields: known.fields } : {};
  return c.json(
    { error: { code: known.code, message: known.message, ...fields, request_id: requestId } },
    known.status as ContentfulStatusCode,
  );
}
