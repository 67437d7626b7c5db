import { OpenAPIHono } from "@hono/zod-openapi";
import { AppError } from "#server/errors.ts";
import { uuidv7 } from "#server/ids.ts";
import { alertRoutes } from "./alerts.ts";
import { anomalyRoutes } from "./anomalies.ts";
import { answerError } from "./answer-error.ts";
import type { ApiEnv } from "./caller.ts";
import { channelRoutes } from "./channels.ts";
import { countRoutes } from "./counts.ts";
import { detectionRoutes } from "./detection.ts";
import { eventRoutes } from "./events.ts";
import { exportScheduleRoutes } from "./export-schedules.ts";
import { exportRoutes } from "./exports.ts";
import { feedRoutes } from "./feed.ts";
import { healthRoutes } from "./health.ts";
import { importRoutes } from "./imports.ts";
import { keyRoutes } from "./keys.ts";
import { memberRoutes } from "./members.ts";
import { describeApi } from "./openapi.ts";
import { overviewRoutes } from "./overview.ts";
import { profileRoutes } from "./profiles.ts";
import { proofRoutes } from "./proofs.ts";
import { recordRequest } from "./record-request.ts";
import { reviewRoutes } from "./reviews.ts";
import { roleRoutes } from "./roles.ts";
import { ruleRoutes } from "./rules.ts";
import { secretRoutes } from "./secrets.ts";
import { tailRoutes } from "./tail.ts";
import { tlogRoutes } from "./tlog.ts";
import { viewRoutes } from "./views.ts";

/** Paths that the machine API answers; all others are pages. */
export function isApiPath(path: string): boolean {
  return path === "/api/v1" || path.startsWith("/api/v1/") || path.startsWith("/tlog/");
}

/** The machine API: `/api/v1` and `/tlog`. */
export function makeApi(): OpenAPIHono<ApiEnv> {
  const app = new OpenAPIHono<ApiEnv>();
  app.use(async (c, next) => {
    const requestId = uuidv7(Date.now());
    c.set("requestId", requestId);
    // Set before the answer is made: adding to a finished answer costs a copy of it, on every request.
    c.header("X-Request-Id", requestId);
    c.header("X-Content-Type-Options", "nosniff");
    c.header("Cache-Control", "no-store");
    c.header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    await next();
    await recordRequest(c);
  });
  app.onError(answerError);
  app.notFound((c) =>
    answerError(
      new AppError("not_found", "There is no such address in this API; /api/v1/openapi.json lists what there is."),
      c,
    ),
  );
  for (const add of [
    eventRoutes,
    detectionRoutes,
    countRoutes,
    profileRoutes,
    exportRoutes,
    exportScheduleRoutes,
    proofRoutes,
    tailRoutes,
    feedRoutes,
    importRoutes,
    keyRoutes,
    memberRoutes,
    reviewRoutes,
    roleRoutes,
    viewRoutes,
    alertRoutes,
    channelRoutes,
    ruleRoutes,
    overviewRoutes,
    anomalyRoutes,
    secretRoutes,
    tlogRoutes,
    healthRoutes,
  ])
    add(app);
  describeApi(app);
  return app;
}
