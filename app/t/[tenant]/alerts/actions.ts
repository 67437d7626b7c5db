"use server";
import { z } from "zod";
import {
  type AlertListInput,
  type AlertsInput,
  type AssignmentInput,
  acknowledgeAlerts,
  assignAlerts,
  type CommentInput,
  commentAlert,
  createMute,
  endMute,
  listAlerts,
  type MuteInput,
  type ResolutionInput,
  reopenAlerts,
  resolveAlerts,
} from "#server/alerts/index.ts";
import { action } from "../../../_entry/action.ts";

// The verbs read their input themselves, times as text among it.
const acknowledgeAction = action("alert.acknowledge", z.custom<AlertsInput>(), acknowledgeAlerts);
const resolveAction = action("alert.resolve", z.custom<ResolutionInput>(), resolveAlerts);
const reopenAction = action("alert.reopen", z.custom<AlertsInput>(), reopenAlerts);
const assignAction = action("alert.assign", z.custom<AssignmentInput>(), assignAlerts);
const commentAction = action("alert.comment", z.custom<CommentInput>(), commentAlert);
const muteAction = action("alert.mute", z.custom<MuteInput>(), createMute);
const endMuteAction = action("alert.unmute", z.custom<{ id: string }>(), endMute);
const listAction = action("alert.list", z.custom<AlertListInput>(), listAlerts);

export async function acknowledge(tenant: string, input: AlertsInput) {
  return acknowledgeAction(tenant, input);
}

export async function resolve(tenant: string, input: ResolutionInput) {
  return resolveAction(tenant, input);
}

export async function reopen(tenant: string, input: AlertsInput) {
  return reopenAction(tenant, input);
}

export async function assign(tenant: string, input: AssignmentInput) {
  return assignAction(tenant, input);
}

export async function comment(tenant: string, input: CommentInput) {
  return commentAction(tenant, input);
}

export async function mute(tenant: string, input: MuteInput) {
  return muteAction(tenant, input);
}

export async function unmute(tenant: string, input: { id: string }) {
  return endMuteAction(tenant, input);
}

export async function list(tenant: string, input: AlertListInput) {
  return listAction(tenant, input);
}
