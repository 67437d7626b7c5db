"use client";
import { TextInput } from "@mantine/core";
import { useState } from "react";
import type { SavedView } from "#server/views/index.ts";
import { ActForm } from "../ui/act-form.tsx";
import type { Views } from "./use-views.ts";

export function RenameForm({ view, views, onClose }: { view: SavedView; views: Views; onClose: () => void }) {
  const [name, setName] = useState(view.name);
  return (
    <ActForm
      act={() => views.reader!.acts.update(views.tenant, { id: view.id, name })}
      label="Rename"
      isDisabled={name.trim() === ""}
      onDone={(renamed) => {
        views.put(renamed);
        onClose();
      }}
      onCancel={onClose}
    >
      {(faultOf) => (
        <TextInput
          label="Name"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={80}
          error={faultOf("name")}
          data-autofocus
          autoComplete="off"
        />
      )}
    </ActForm>
  );
}
