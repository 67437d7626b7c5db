import { z } from "@hono/zod-openapi";
import {
  cancelTrial,
  createTrial,
  type DetectorFacts,
  type DetectorUpdate,
  getDetectionState,
  getTrial,
  listDetectors,
  rebuildDetection,
  type Trial,
  type TrialInput,
  updateDetector,
} from "#server/detection/index.ts";
import { AppError } from "#server/errors.ts";
import { parseInput } from "#server/parse-input.ts";
import { readerOf } from "./caller.ts";
import { detectionAnswer, detectorAnswer, detectorBody, trialAnswer, trialBody } from "./detection-schemas.ts";
import { answer, body, idOf, idParams, managedRoute, membersOf } from "./managed-route.ts";
import type { Api } from "./openapi.ts";
import { readJson } from "./read-json.ts";
import { camelNamesWithin, snakeNames } from "./snake-case.ts";

const trialMembers = membersOf(Object.keys(trialBody.shape));
const detectorMembers = membersOf(Object.keys(detectorBody.shape));

const detectorOf = ({ alerts30d, ...facts }: DetectorFacts) => ({ ...snakeNames(facts), alerts_30d: alerts30d });
/** Names of settings are the tenant's words already. */
const trialOf = ({ subject, ...trial }: Trial) => ({
  ...snakeNames(trial),
  subject: "rule" in subject ? { rule: snakeNames(subject.rule) } : subject.detector,
});

/** How far detection is, its detectors, and trials of rules and detectors over history. */
export function detectionRoutes(app: Api): void {
  managedRoute(
    app,
    "get",
    "/api/v1/detection",
    { summary: "How far detection is", answer: answer(detectionAnswer, "As it stands"), errors: [401, 403, 429, 503] },
    async (c) => c.json(snakeNames(await getDetectionState(await readerOf(c)))),
  );

  managedRoute(
    app,
    "post",
    "/api/v1/detection/rebuild",
    {
      summary: "Begin anew from the first event; alerts stay, and what is found again is the same alert",
      answer: { status: 202, description: "The worker begins", content: {} },
      errors: [401, 403, 429, 503],
    },
    async (c) => {
      await rebuildDetection(await readerOf(c));
      return c.body(null, 202);
    },
  );

  managedRoute(
    app,
    "get",
    "/api/v1/detectors",
    {
      summary: "Every detector with its settings",
      answer: answer(z.object({ detectors: z.array(detectorAnswer) }), "The detectors"),
      errors: [401, 403, 429, 503],
    },
    async (c) => c.json({ detectors: (await listDetectors(await readerOf(c))).detectors.map(detectorOf) }),
  );

  managedRoute(
    app,
    "patch",
    "/api/v1/detectors/:name",
    {
      summary: "Switch a detector, change its settings and whom it leaves alone; what is absent stays",
      params: z.object({ name: z.string() }),
      body: body(detectorBody),
      answer: answer(detectorAnswer, "As it is now"),
      errors: [400, 401, 403, 404, 413, 422, 429, 503],
    },
    async (c) => {
      const context = await readerOf(c);
      const { is_on: isOn, ...rest } = parseInput(detectorMembers, await readJson(c));
      const name = c.req.param("name") ?? "";
      const found = (await listDetectors(context)).detectors.find((one) => one.name === name);
      if (!found) throw new AppError("not_found", "There is no such detector.");
      await updateDetector(context, {
        ...rest,
        ...(isOn === undefined ? {} : { isOn }),
        detector: name,
      } as DetectorUpdate);
      const { detectors } = await listDetectors(context);
      return c.json(detectorOf(detectors.find((one) => one.name === name)!));
    },
  );
  trialRoutes(app);
}

function trialRoutes(app: Api): void {
  managedRoute(
    app,
    "post",
    "/api/v1/trials",
    {
      summary:
        "Run a rule, or a detector's settings, over the history; nothing is raised. The answer says where it stands",
      body: body(trialBody),
      answer: answer(trialAnswer, "Asked for", 201),
      errors: [400, 401, 403, 409, 413, 422, 429, 503],
    },
    async (c) => {
      const context = await readerOf(c);
      const { rule, days, ...detector } = parseInput(trialMembers, await readJson(c));
      const subject = rule === undefined ? { detector } : { rule: camelNamesWithin(rule), ...detector };
      const input = { subject, ...(days === undefined ? {} : { days }) } as TrialInput;
      return c.json(trialOf(await createTrial(context, input)), 201);
    },
  );

  managedRoute(
    app,
    "get",
    "/api/v1/trials/:id",
    {
      summary: "A trial as it stands",
      params: idParams,
      answer: answer(trialAnswer, "The trial"),
      errors: [401, 403, 404, 429, 503],
    },
    async (c) => c.json(trialOf(await getTrial(await readerOf(c), { id: idOf(c) }))),
  );

  managedRoute(
    app,
    "delete",
    "/api/v1/trials/:id",
    {
      summary: "End a trial that waits or runs; it is kept for a week",
      params: idParams,
      answer: { status: 204, description: "It has ended", content: {} },
      errors: [401, 403, 404, 429, 503],
    },
    async (c) => {
      await cancelTrial(await readerOf(c), { id: idOf(c) });
      return c.body(null, 204);
    },
  );
}
