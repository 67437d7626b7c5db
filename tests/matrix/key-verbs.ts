import {
  createKey,
  cutSecret,
  getKey,
  getKeyPolicy,
  listKeys,
  recordRefusal,
  recordUse,
  resumeKey,
  returnRows,
  revokeKey,
  rotateKey,
  takeRows,
  updateKey,
  updateKeyPolicy,
  withinRows,
} from "#server/keys/index.ts";
import { completeReview, decideItem, getReview, listReviews, startReview } from "#server/reviews/index.ts";
import { inDays } from "../tenant.ts";
import type { VerbRow } from "./verb-row.ts";

/** The verbs of keys and access reviews. */
export const KEY_VERBS: Record<string, VerbRow> = {
  "keys.createKey": {
    needs: "keys.create",
    call: (context) => createKey(context, { kind: "provisioning", name: "n", purpose: "p", expiresAt: inDays(9) }),
    foreign: "own",
    scoped: "same",
  },
  "keys.cutSecret": {
    needs: "keys.update",
    call: async (context, tenant, things) => cutSecret(context, { id: await things.rotatingKey(tenant) }),
    foreign: "not_found",
    scoped: "same",
  },
  "keys.getKey": {
    needs: "keys.read",
    call: async (context, tenant, things) => getKey(context, { id: await things.key(tenant) }),
    foreign: "not_found",
    scoped: "same",
  },
  "keys.getKeyPolicy": {
    needs: "keys.read",
    call: (context) => getKeyPolicy(context),
    foreign: "own",
    scoped: "same",
  },
  "keys.listKeys": {
    needs: "keys.read",
    call: (context) => listKeys(context),
    foreign: "own",
    scoped: "same",
  },
  "keys.recordRefusal": {
    needs: null,
    call: async (context) => recordRefusal(context, "tried"),
    foreign: "own",
    scoped: "same",
  },
  "keys.recordUse": {
    needs: null,
    call: (context) => recordUse(context, { outcome: "failure", status: 404 }),
    foreign: "own",
    scoped: "same",
  },
  "keys.resumeKey": {
    needs: "keys.update",
    call: async (context, tenant, things) => resumeKey(context, { id: await things.suspendedKey(tenant) }),
    foreign: "not_found",
    scoped: "forbidden",
  },
  "keys.returnRows": {
    needs: null,
    call: (context) => returnRows(context, 1),
    foreign: "own",
    scoped: "same",
  },
  "keys.revokeKey": {
    needs: "keys.revoke",
    call: async (context, tenant, things) => revokeKey(context, { id: await things.key(tenant), reason: "test" }),
    foreign: "not_found",
    scoped: "same",
  },
  "keys.rotateKey": {
    needs: "keys.update",
    call: async (context, tenant, things) => rotateKey(context, { id: await things.key(tenant), graceHours: 1 }),
    foreign: "not_found",
    scoped: "forbidden",
  },
  "keys.takeRows": {
    needs: null,
    call: (context) => takeRows(context, 1),
    foreign: "own",
    scoped: "same",
  },
  "keys.updateKey": {
    needs: "keys.update",
    call: async (context, tenant, things) => updateKey(context, { id: await things.key(tenant), purpose: "another" }),
    foreign: "not_found",
    scoped: "forbidden",
  },
  "keys.updateKeyPolicy": {
    needs: "keys.update",
    call: (context) => updateKeyPolicy(context, { unusedDays: 60, reviewDays: 30 }),
    foreign: "own",
    scoped: "same",
  },
  "keys.withinRows": {
    needs: null,
    call: (context) =>
      withinRows(
        context,
        1,
        async () => "read",
        () => 1,
      ),
    foreign: "own",
    scoped: "same",
  },
  "reviews.completeReview": {
    needs: "reviews.manage",
    call: async (context, tenant, things) => completeReview(context, { reviewId: await things.decidedReview(tenant) }),
    foreign: "not_found",
    scoped: "same",
  },
  "reviews.decideItem": {
    needs: "reviews.manage",
    call: async (context, tenant, things) =>
      decideItem(context, { ...(await things.reviewedKey(tenant)), decision: "kept" }),
    foreign: "not_found",
    scoped: "same",
  },
  "reviews.getReview": {
    needs: "reviews.read",
    call: async (context, tenant, things) => getReview(context, { reviewId: await things.review(tenant) }),
    foreign: "not_found",
    scoped: "same",
  },
  "reviews.listReviews": {
    needs: "reviews.read",
    call: (context) => listReviews(context),
    foreign: "own",
    scoped: "same",
  },
  "reviews.startReview": {
    needs: "reviews.manage",
    call: async (context, _, things) => {
      await things.closeReviews(context.tenantId);
      return startReview(context);
    },
    foreign: "own",
    scoped: "same",
  },
};
