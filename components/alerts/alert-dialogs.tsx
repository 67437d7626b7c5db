"use client";
import { Modal, Radio, Select, Textarea } from "@mantine/core";
import { useState } from "react";
import type { AlertLine, Resolution } from "#server/alerts/index.ts";
import { visibleLine } from "#wording";
import { ActForm } from "../ui/act-form.tsx";
import { plural } from "../ui/numbers.ts";
import type { AlertActs, AlertDialog, Assignee, Triager } from "./alert-acts.ts";
import { RESOLUTION_NAMES, RESOLUTION_TEXTS } from "./alert-words.ts";
import classes from "./dialogs.module.css";
import { MuteForm } from "./mute-form.tsx";

export interface AlertDialogsProps {
  dialog: AlertDialog | null;
  tenant: { slug: string; timeZone: string };
  person: Triager;
  assignees: readonly Assignee[];
  acts: AlertActs;
  onClose: () => void;
  /** The act is done; with what to say, and the alerts as they are now where it changed them. */
  onDone: (message: string, now: readonly AlertLine[]) => void;
}

/** What is asked before alerts are resolved, muted or assigned. */
export function AlertDialogs(props: AlertDialogsProps) {
  const { dialog, onClose } = props;
  return (
    <Modal
      opened={dialog !== null}
      onClose={onClose}
      title={dialog ? titleOf(dialog) : ""}
      size={480}
      centered
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {dialog?.kind === "resolve" ? <Resolve {...props} of={dialog.of} /> : null}
      {dialog?.kind === "assign" ? <Assign {...props} of={dialog.of} /> : null}
      {dialog?.kind === "mute" ? <MuteForm {...props} of={dialog.of} /> : null}
    </Modal>
  );
}

const alertsText = (of: readonly AlertLine[]) => (of.length === 1 ? "this alert" : plural(of.length, "alert"));

function titleOf({ kind, of }: AlertDialog): string {
  if (kind === "mute") return "Mute alerts like this";
  return kind === "resolve" ? `Resolve ${alertsText(of)}` : `Assign ${alertsText(of)}`;
}

type FormProps = Omit<AlertDialogsProps, "dialog"> & { of: readonly AlertLine[] };

const idsOf = (of: readonly AlertLine[]) => of.map(({ id }) => id);

function Resolve({ tenant, acts, of, onClose, onDone }: FormProps) {
  const [resolution, setResolution] = useState<Resolution>("true_positive");
  const [note, setNote] = useState("");
  return (
    <ActForm
      act={() => acts.resolve(tenant.slug, { ids: idsOf(of), resolution, note })}
      label="Resolve"
      onDone={(now) => onDone(`${plural(of.length, "alert")} resolved.`, now)}
      onCancel={onClose}
    >
      {(faultOf) => (
        <>
          {of.length === 1 ? <p>{visibleLine(of[0]!.title)}</p> : null}
          <Radio.Group label="What was it?" value={resolution} onChange={(value) => setResolution(value as Resolution)}>
            <div className={classes.choices}>
              {Object.entries(RESOLUTION_NAMES).map(([value, label], at) => (
                <Radio
                  key={value}
                  size="xs"
                  value={value}
                  label={label}
                  description={RESOLUTION_TEXTS[value as Resolution]}
                  {...(at === 0 ? { "data-autofocus": true } : {})}
                />
              ))}
            </div>
          </Radio.Group>
          <Textarea
            label="Note"
            description="Stands in the trail and on the alert's page"
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
            error={faultOf("note")}
            maxLength={2_000}
            autosize
            minRows={2}
          />
          <p>It opens again by itself if more of it comes.</p>
        </>
      )}
    </ActForm>
  );
}

export const NOBODY = "nobody";

function Assign({ tenant, person, assignees, acts, of, onClose, onDone }: FormProps) {
  const [assignee, setAssignee] = useState(of[0]?.assignee?.id ?? person.id);
  const known = assignees.some(({ id }) => id === assignee) ? assignee : NOBODY;
  const name = assignees.find(({ id }) => id === known)?.name;
  return (
    <ActForm
      act={() => acts.assign(tenant.slug, { ids: idsOf(of), assigneeId: known === NOBODY ? null : known })}
      label="Assign"
      onDone={(now) =>
        onDone(name ? `Assigned to ${visibleLine(name)}.` : `${plural(of.length, "alert")} assigned to nobody.`, now)
      }
      onCancel={onClose}
    >
      {(faultOf) => (
        <Select
          label="To"
          data={assigneeChoices(assignees, person)}
          value={known}
          onChange={(value) => value !== null && setAssignee(value)}
          allowDeselect={false}
          searchable
          openOnFocus={false}
          error={faultOf("assigneeId")}
          data-autofocus
        />
      )}
    </ActForm>
  );
}

/** The members who may be given an alert, the one who looks first. */
export const assigneeChoices = (assignees: readonly Assignee[], person: Triager) => [
  ...assignees.filter(({ id }) => id === person.id).map(({ id, name }) => ({ value: id, label: `${name} (me)` })),
  { value: NOBODY, label: "Nobody" },
  ...assignees.filter(({ id }) => id !== person.id).map(({ id, name }) => ({ value: id, label: name })),
];
