"use client";
import { Button, Group, Modal } from "@mantine/core";
import type { Rule } from "#server/detection/index.ts";
import form from "../ui/act-form.module.css";
import { ActForm } from "../ui/act-form.tsx";
import type { RuleActs } from "./rule-acts.ts";

export type RuleDialog = "untried" | "delete";

interface Props {
  dialog: RuleDialog | null;
  tenant: string;
  saved: Rule | null;
  /** The rule is on already, and is to change. */
  isOn: boolean;
  acts: Pick<RuleActs, "deleteRule">;
  onSave: (isOn: boolean) => void;
  onDeleted: () => void;
  onClose: () => void;
}

/** What is asked before a rule is deleted, or goes on without having been tried. */
export function RuleDialogs({ dialog, tenant, saved, isOn, acts, onSave, onDeleted, onClose }: Props) {
  const title =
    dialog === "delete" ? `Delete ${saved?.name}?` : isOn ? "Change it without trying?" : "Switch on without trying?";
  return (
    <Modal
      opened={dialog !== null}
      onClose={onClose}
      title={dialog ? title : ""}
      size={440}
      centered
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {dialog === "delete" && saved ? (
        <ActForm
          act={() => acts.deleteRule(tenant, { id: saved.id })}
          label="Delete"
          isDangerous
          onDone={onDeleted}
          onCancel={onClose}
        >
          <p>
            {saved.isOn ? "It finds nothing from now on. " : ""}Alerts that it has raised stay. It cannot be undone.
          </p>
        </ActForm>
      ) : null}
      {dialog === "untried" ? <Untried isOn={isOn} onSave={onSave} onClose={onClose} /> : null}
    </Modal>
  );
}

/** What a rule that was not tried would do is not known: whoever wants it all the same says so. */
export function Untried({ isOn, onSave, onClose }: Pick<Props, "isOn" | "onSave" | "onClose">) {
  return (
    <div className={form.form}>
      <p>
        As it stands, it was not tried on your history: how often it alerts is not known. It wakes whoever your channels
        reach.
      </p>
      <Group justify="flex-end" gap={8}>
        <Button size="xs" variant="default" onClick={onClose} data-autofocus>
          Back
        </Button>
        {isOn ? (
          <Button size="xs" variant="default" onClick={() => onSave(false)}>
            Save it switched off
          </Button>
        ) : null}
        <Button size="xs" color="red" onClick={() => onSave(true)}>
          {isOn ? "Save without trying" : "Switch on without trying"}
        </Button>
      </Group>
    </div>
  );
}
