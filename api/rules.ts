import { z } from "@hono/zod-openapi";
import {
  createRule,
  deleteRule,
  getRule,
  listRules,
  type Rule,
  type RuleCreation,
  type RuleUpdate,
  updateRule,
} from "#server/detection/index.ts";
import { parseInput } from "#server/parse-input.ts";
import { type ApiContext, readerOf } from "./caller.ts";
import { answer, body, idOf, idParams, managedRoute, membersOf } from "./managed-route.ts";
import type { Api } from "./openapi.ts";
import { readJson } from "./read-json.ts";
import { ruleAnswer, ruleBody, ruleUpdateBody } from "./rule-schemas.ts";
import { camelNamesWithin, snakeNames } from "./snake-case.ts";

const answerOf = ({ alerts30d, ...rule }: Rule) => ({ ...snakeNames(rule), alerts_30d: alerts30d });

/** The members that may be sent; what is in them is read by the verbs, which say more of what is wrong. */
const members = Object.keys(ruleUpdateBody.shape).filter((name) => name !== "updated_at");
const [created, updated] = [membersOf(members), membersOf([...members, "updated_at"])];
const sentTo = async (c: ApiContext, schema: typeof created) =>
  camelNamesWithin(parseInput(schema, await readJson(c))) as object;

/** The tenant's own rules. */
export function ruleRoutes(app: Api): void {
  managedRoute(
    app,
    "get",
    "/api/v1/rules",
    {
      summary: "Every rule by name",
      answer: answer(z.object({ rules: z.array(ruleAnswer), rules_max: z.number().int() }), "The rules"),
      errors: [401, 403, 429, 503],
    },
    async (c) => {
      const { rules, rulesMax } = await listRules(await readerOf(c));
      return c.json({ rules: rules.map(answerOf), rules_max: rulesMax });
    },
  );

  managedRoute(
    app,
    "post",
    "/api/v1/rules",
    {
      summary: "Make a rule, of its parts or of its text; it is off unless it is said to be on",
      body: body(ruleBody),
      answer: answer(ruleAnswer, "Made", 201),
      errors: [400, 401, 403, 409, 413, 422, 429, 503],
    },
    async (c) => {
      const context = await readerOf(c);
      return c.json(answerOf(await createRule(context, (await sentTo(c, created)) as RuleCreation)), 201);
    },
  );
  singleRoutes(app);
}

function singleRoutes(app: Api): void {
  managedRoute(
    app,
    "get",
    "/api/v1/rules/:id",
    {
      summary: "One rule",
      params: idParams,
      answer: answer(ruleAnswer, "The rule"),
      errors: [401, 403, 404, 429, 503],
    },
    async (c) => c.json(answerOf(await getRule(await readerOf(c), { id: idOf(c) }))),
  );

  managedRoute(
    app,
    "patch",
    "/api/v1/rules/:id",
    {
      summary:
        "Change a rule, or switch it on or off; what is absent stays, and `text` replaces every part but `is_on`",
      params: idParams,
      body: body(ruleUpdateBody),
      answer: answer(ruleAnswer, "As it is now"),
      errors: [400, 401, 403, 404, 409, 413, 422, 429, 503],
    },
    async (c) => {
      const context = await readerOf(c);
      const changes: RuleUpdate = { ...(await sentTo(c, updated)), id: idOf(c) };
      return c.json(answerOf(await updateRule(context, changes)));
    },
  );

  managedRoute(
    app,
    "delete",
    "/api/v1/rules/:id",
    {
      summary: "Delete a rule; its alerts stay",
      params: idParams,
      answer: { status: 204, description: "Deleted", content: {} },
      errors: [401, 403, 404, 429, 503],
    },
    async (c) => {
      await deleteRule(await readerOf(c), { id: idOf(c) });
      return c.body(null, 204);
    },
  );
}
