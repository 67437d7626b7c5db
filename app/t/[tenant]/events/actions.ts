"use server";
import {
  createView,
  deleteView,
  setDefaultView,
  shareView,
  updateView,
  type ViewDefaultInput,
  type ViewInput,
  type ViewSharing,
  type ViewUpdate,
  viewDefault,
  viewInput,
  viewOfId,
  viewSharing,
  viewUpdate,
} from "#server/views/index.ts";
import { action } from "../../../_entry/action.ts";

const create = action("view.create", viewInput, createView);
const update = action("view.update", viewUpdate, updateView);
const share = action("view.share", viewSharing, shareView);
const remove = action("view.delete", viewOfId, deleteView);
const setDefault = action("view.default", viewDefault, setDefaultView);

export async function saveView(tenant: string, input: ViewInput) {
  return create(tenant, input);
}

export async function changeView(tenant: string, input: ViewUpdate) {
  return update(tenant, input);
}

export async function changeSharing(tenant: string, input: ViewSharing) {
  return share(tenant, input);
}

export async function removeView(tenant: string, input: { id: string }) {
  return remove(tenant, input);
}

export async function chooseDefaultView(tenant: string, input: ViewDefaultInput) {
  return setDefault(tenant, input);
}
