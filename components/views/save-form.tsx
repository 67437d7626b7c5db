"use client";
import { Radio, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import type { SavedView } from "#server/views/index.ts";
import { ActForm } from "../ui/act-form.tsx";
import type { FormAnswer } from "../ui/form-state.ts";
import { RoleSelect } from "./role-select.tsx";
import type { Views } from "./use-views.ts";
import classes from "./views.module.css";

const NAME_CHARACTERS_MAX = 80;

/** Saves what is on the screen as a new view. */
export function SaveForm({ views, onClose }: { views: Views; onClose: () => void }) {
  const { reader, tenant, current } = views;
  const [name, setName] = useState(current ? `${current.name} (copy)`.slice(0, NAME_CHARACTERS_MAX) : "");
  const [isShared, setShared] = useState(false);
  const [role, setRole] = useState<string | null>(null);
  const { mayShare, mayManage, acts } = reader!;
  const state = views.stateNow();

  async function save(): Promise<FormAnswer<SavedView>> {
    const made = await acts.create(tenant, { name, isShared, state });
    if (made.fault || !isShared || role === null) return made;
    views.putAndOpen(made.value);
    // The view is there; if only this is refused, the dialog goes and the menu of the view can set it again.
    const set = await acts.setDefault(tenant, { role, viewId: made.value.id });
    return { value: set.fault ? made.value : { ...made.value, defaultOf: [role] } };
  }
  return (
    <ActForm
      act={save}
      label="Save"
      isDisabled={name.trim() === ""}
      onDone={(view) => {
        views.putAndOpen(view);
        for (const one of view.defaultOf) views.setDefault(one, view.id);
        onClose();
      }}
      onCancel={onClose}
    >
      {(faultOf) => (
        <>
          <TextInput
            label="Name"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            maxLength={NAME_CHARACTERS_MAX}
            error={faultOf("name")}
            data-autofocus
            autoComplete="off"
          />
          <p className={classes.what}>
            Keeps the query {state.q ? <code>{state.q}</code> : "(all events)"}, the time range, the columns and their
            order.
          </p>
          {mayShare ? (
            <Radio.Group
              label="Who sees it"
              value={isShared ? "shared" : "private"}
              onChange={(value) => setShared(value === "shared")}
            >
              <Stack gap={8} mt={6}>
                <Radio value="private" label="Only you" />
                <Radio
                  value="shared"
                  label="All members"
                  description="Each sees what their own role shows; the query itself is seen by all."
                />
              </Stack>
            </Radio.Group>
          ) : null}
          {mayManage && isShared ? (
            <RoleSelect
              views={views}
              label="Open by default for"
              placeholder="No role"
              isClearable
              value={role}
              onChange={setRole}
            />
          ) : null}
        </>
      )}
    </ActForm>
  );
}
