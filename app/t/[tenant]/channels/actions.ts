"use server";
import { z } from "zod";
import {
  type ChannelInput,
  type ChannelUpdate,
  channelInput,
  channelUpdate,
  createChannel,
  deleteChannel,
  resumeChannel,
  retryDelivery,
  rotateChannelSecret,
  type SecretRotation,
  secretRotation,
  testChannel,
  updateChannel,
} from "#server/channels/index.ts";
import { action } from "../../../_entry/action.ts";

const oneId = z.strictObject({ id: z.string().max(100) });

const createAction = action("channel.create", channelInput, createChannel);
const updateAction = action("channel.update", channelUpdate, updateChannel);
const deleteAction = action("channel.delete", oneId, deleteChannel);
const testAction = action("channel.test", oneId, testChannel);
const rotateAction = action("channel.rotate", secretRotation, rotateChannelSecret);
const resumeAction = action("channel.resume", oneId, resumeChannel);
const retryAction = action("channel.retry", oneId, retryDelivery);

export async function makeChannel(tenant: string, input: ChannelInput) {
  return createAction(tenant, input);
}

export async function changeChannel(tenant: string, input: ChannelUpdate) {
  return updateAction(tenant, input);
}

export async function removeChannel(tenant: string, input: { id: string }) {
  return deleteAction(tenant, input);
}

export async function sendTest(tenant: string, input: { id: string }) {
  return testAction(tenant, input);
}

export async function rotateSecret(tenant: string, input: SecretRotation) {
  return rotateAction(tenant, input);
}

export async function resume(tenant: string, input: { id: string }) {
  return resumeAction(tenant, input);
}

export async function retry(tenant: string, input: { id: string }) {
  return retryAction(tenant, input);
}
