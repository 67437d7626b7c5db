"use server";
import { z } from "zod";
import {
  cancelTrial,
  createRule,
  createTrial,
  type DetectorUpdate,
  deleteRule,
  detectorUpdate,
  type RuleInput,
  type RuleUpdate,
  ruleInput,
  ruleUpdate,
  type TrialInput,
  trialInput,
  updateDetector,
  updateRule,
} from "#server/detection/index.ts";
import { action } from "../../../_entry/action.ts";

const oneId = z.strictObject({ id: z.string().max(100) });

const createAction = action("rule.create", ruleInput, createRule);
const updateAction = action("rule.update", ruleUpdate, updateRule);
const deleteAction = action("rule.delete", oneId, deleteRule);
const detectorAction = action("detector.update", detectorUpdate, updateDetector);
const trialAction = action("detection.try", trialInput, createTrial);
const cancelAction = action("detection.cancel", oneId, cancelTrial);

export async function makeRule(tenant: string, input: RuleInput) {
  return createAction(tenant, input);
}

export async function changeRule(tenant: string, input: RuleUpdate) {
  return updateAction(tenant, input);
}

export async function removeRule(tenant: string, input: { id: string }) {
  return deleteAction(tenant, input);
}

export async function changeDetector(tenant: string, input: DetectorUpdate) {
  return detectorAction(tenant, input);
}

export async function startTrial(tenant: string, input: TrialInput) {
  return trialAction(tenant, input);
}

export async function stopTrial(tenant: string, input: { id: string }) {
  return cancelAction(tenant, input);
}
