"use client";
import { useState } from "react";
import type { SavedView } from "#server/views/index.ts";
import { ActForm } from "../ui/act-form.tsx";
import { RoleSelect } from "./role-select.tsx";
import type { Views } from "./use-views.ts";

/** Has a role open with the view, or no longer. */
export function DefaultForm({ view, views, onClose }: { view: SavedView; views: Views; onClose: () => void }) {
  const [role, setRole] = useState<string | null>(views.reader!.role);
  const isSet = role !== null && view.defaultOf.includes(role);
  const before = role === null ? undefined : views.list.find((one) => one !== view && one.defaultOf.includes(role));
  const viewId = isSet ? null : view.id;
  return (
    <ActForm
      act={() => views.reader!.acts.setDefault(views.tenant, { role: role!, viewId })}
      label={isSet ? "Open without a view" : "Open with this view"}
      isDisabled={role === null}
      onDone={() => {
        views.setDefault(role!, viewId);
        onClose();
      }}
      onCancel={onClose}
    >
      <p>The Events page opens with it for every member of the role, unless their link says what to show.</p>
      <RoleSelect views={views} label="Role" value={role} onChange={setRole} />
      <p>
        {isSet ? "The role opens with this view now." : null}
        {before ? `The role opens with ${before.name} now.` : null}
        {!isSet && !before && role !== null ? "The role opens without a view now." : null}
      </p>
    </ActForm>
  );
}
