"use server";
import { z } from "zod";
import {
  completeReview,
  type DecisionInput,
  decideItem,
  decisionInput,
  type ReviewInput,
  reviewInput,
  startReview,
} from "#server/reviews/index.ts";
import { action } from "../../../_entry/action.ts";

const startAction = action("review.start", z.object({}), (context) => startReview(context));
const decideAction = action("review.decide", decisionInput, decideItem);
const completeAction = action("review.complete", reviewInput, completeReview);

export async function start(tenant: string) {
  return startAction(tenant, {});
}

export async function decide(tenant: string, input: DecisionInput) {
  return decideAction(tenant, input);
}

export async function complete(tenant: string, input: ReviewInput) {
  return completeAction(tenant, input);
}
