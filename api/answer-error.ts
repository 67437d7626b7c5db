import { randomUUID } from "node:crypto";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { AppError } from "#server/errors.ts";
import { log } from "#server/log.ts";
import type { ApiContext } from "./caller.ts";

/** The one mapper of errors: what is not an AppError is `internal`, whose reason stands in the log line only. */
export function answerError(error: unknown, c: ApiContext): Response {
  const known =
    error instanceof AppError
      ? error
      : new AppError("internal", "Something went wrong on our side; the log line with this request id says what.", {
          cause: error,
        });
  const requestId = c.get("requestId") ?? randomUUID();
  if (known.status >= 500)
    log.error({ err: known.cause ?? known, code: known.code, request: requestId, path: c.req.path }, known.message);
  if (known.retryAfterS !== undefined) c.header("Retry-After", String(known.retryAfterS));
  c.header("X-Request-Id", requestId);
  const fields = known.fields?.length ? { fields: known.fields } : {};
  return c.json(
    { error: { code: known.code, message: known.message, ...fields, request_id: requestId } },
    known.status as ContentfulStatusCode,
  );
}
