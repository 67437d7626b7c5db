import { z } from "@hono/zod-openapi";
import { getReview, listReviews, SUBJECT_KINDS } from "#server/reviews/index.ts";
import { readerOf } from "./caller.ts";
import { type Api, route } from "./openapi.ts";
import { tenantParameter } from "./parameters.ts";
import { snakeNames } from "./snake-case.ts";

const time = z.string().openapi({ format: "date-time" });
const number = z.number().int();
const review = z.object({
  id: z.string(),
  started_at: time,
  started_by: z.string(),
  due_at: time,
  completed_at: time.nullable(),
  completed_by: z.string().nullable(),
  keys: number,
  members: number,
  kept: number,
  revoked: number,
  gone: number.openapi({ description: "Ended by something else while the review was open" }),
  left: number.openapi({ description: "Still to be decided" }),
  sha256: z.string().nullable().openapi({ description: "Of the signed statement; null while open" }),
});
const item = z.object({
  kind: z.enum(SUBJECT_KINDS),
  id: z.string().openapi({ description: "Of a key its id, of a member the person's" }),
  subject: z.looseObject({}).openapi({ description: "What was known of it when the review began" }),
  decision: z.enum(["kept", "revoked", "gone"]).nullable(),
  comment: z.string().nullable(),
  decided_at: time.nullable(),
  decided_by: z.string().nullable(),
  ended: z.enum(["revoked", "expired", "left"]).nullable(),
  changed: z
    .array(z.string())
    .openapi({ description: "What of the subject was changed since, while the review is open" }),
  sessions: number.optional().openapi({ description: "Of a member, live now" }),
});
const detail = review.extend({
  items: z.array(item),
  newcomers: z
    .object({ keys: number, members: number })
    .openapi({ description: "What came since the review began, and is not part of it" }),
  statement: z
    .string()
    .nullable()
    .openapi({ description: "The signed record: canonical JSON, to be kept byte for byte" }),
  note: z.string().nullable().openapi({ description: "Signed note of the ledger's key over the statement's SHA-256" }),
});
const list = z.object({
  reviews: z.array(review),
  every_days: number,
  next_at: time.nullable().openapi({ description: "When the next one begins by itself; null while one is open" }),
});
const query = z.object({ tenant: tenantParameter });

/** Reviews are read by keys and held by people: no key may decide. */
export function reviewRoutes(app: Api): void {
  route(
    app,
    "get",
    "/api/v1/reviews",
    {
      summary: "Every access review, the newest first",
      keys: "management",
      query,
      answer: { status: 200, description: "The reviews", content: { "application/json": list } },
      errors: [401, 403, 429, 503],
    },
    async (c) => c.json(snakeNames(await listReviews(await readerOf(c)))),
  );

  route(
    app,
    "get",
    "/api/v1/reviews/:id",
    {
      summary: "One access review with what was decided of each key and member, and its signed record",
      keys: "management",
      params: z.object({ id: z.string() }),
      query,
      answer: { status: 200, description: "The review", content: { "application/json": detail } },
      errors: [401, 403, 404, 429, 503],
    },
    async (c) => {
      const context = await readerOf(c);
      const { record, ...rest } = await getReview(context, { reviewId: c.req.param("id") ?? "" });
      return c.json({ ...snakeNames(rest), statement: record?.statement ?? null, note: record?.note ?? null });
    },
  );
}
