"use client";
import { Modal } from "@mantine/core";
import type { ReactNode } from "react";
import { ActForm } from "../ui/act-form.tsx";
import { DefaultForm } from "./default-form.tsx";
import { RenameForm } from "./rename-form.tsx";
import { SaveForm } from "./save-form.tsx";
import type { Views } from "./use-views.ts";
import type { ViewDialog } from "./view-acts.ts";

/** The dialogs of the views, one at a time. */
export default function ViewDialogs({ views }: { views: Views }) {
  const { dialog } = views;
  const close = () => views.setDialog(null);
  return (
    <Modal
      opened={dialog !== null}
      onClose={close}
      title={dialog ? titleOf(dialog) : ""}
      size={440}
      centered
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {dialog ? <Body dialog={dialog} views={views} onClose={close} /> : null}
    </Modal>
  );
}

function titleOf(dialog: ViewDialog): string {
  switch (dialog.kind) {
    case "save":
      return "Save view";
    case "rename":
      return `Rename ${dialog.view.name}`;
    case "share":
      return `Share ${dialog.view.name} with all members?`;
    case "unshare":
      return `Make ${dialog.view.name} private?`;
    case "default":
      return `Open ${dialog.view.name} by default`;
    case "delete":
      return `Delete ${dialog.view.name}?`;
  }
}

const rolesText = (roles: string[]) => roles.map((role) => role.replaceAll("_", " ")).join(", ");

function Body({ dialog, views, onClose }: { dialog: ViewDialog; views: Views; onClose: () => void }): ReactNode {
  const { acts } = views.reader!;
  const { tenant } = views;
  if (dialog.kind === "save") return <SaveForm views={views} onClose={onClose} />;
  const { kind, view } = dialog;
  if (kind === "rename") return <RenameForm view={view} views={views} onClose={onClose} />;
  if (kind === "default") return <DefaultForm view={view} views={views} onClose={onClose} />;
  const opensFor = view.defaultOf.length > 0 ? rolesText(view.defaultOf) : null;
  if (kind === "share")
    return (
      <ActForm
        act={() => acts.share(tenant, { id: view.id, isShared: true })}
        label="Share"
        onDone={(shared) => {
          views.put(shared);
          onClose();
        }}
        onCancel={onClose}
      >
        <p>
          Every member will find it among the shared views and see its query. It opens no event to anybody: each member
          sees what their own role shows.
        </p>
      </ActForm>
    );
  if (kind === "unshare")
    return (
      <ActForm
        act={() => acts.share(tenant, { id: view.id, isShared: false })}
        label="Make private"
        onDone={(own) => {
          if (own.isOwn) views.put(own);
          else views.drop(own.id);
          onClose();
        }}
        onCancel={onClose}
      >
        <p>
          {view.isOwn ? "Only you will" : `Only ${view.owner ?? "its former owner"} will`} see it from now on; links to
          it stop opening it for all others.
        </p>
        {opensFor ? <p>These roles will open without a view: {opensFor}.</p> : null}
      </ActForm>
    );
  return (
    <ActForm
      act={() => acts.remove(tenant, { id: view.id })}
      label="Delete"
      isDangerous
      onDone={() => {
        views.drop(view.id);
        onClose();
      }}
      onCancel={onClose}
    >
      <p>
        {view.isShared
          ? "It goes for all members at once, and links to it stop opening it."
          : "Only you have it; links to it stop opening it."}{" "}
        No event is touched.
      </p>
      {opensFor ? <p>These roles will open without a view: {opensFor}.</p> : null}
    </ActForm>
  );
}
