"use client";
import { Button, Modal } from "@mantine/core";
import { type Dispatch, type SetStateAction, useCallback, useMemo, useState } from "react";
import { ActForm } from "../ui/act-form.tsx";
import { DataTable } from "../ui/data-table.tsx";
import { Notice } from "../ui/notice.tsx";
import dialog from "./dialog.module.css";
import { type ExportSchedule, exportApi, type ScheduleDraft } from "./export-api.ts";
import classes from "./exports.module.css";
import parts from "./parts.module.css";
import { emptyDraft } from "./schedule-address.ts";
import { scheduleColumns } from "./schedule-columns.tsx";
import { ScheduleForm } from "./schedule-form.tsx";

interface Props {
  tenant: { slug: string; timeZone: string };
  schedules: ExportSchedule[];
  onSchedules: Dispatch<SetStateAction<ExportSchedule[]>>;
  /** What a new one begins with; null while none is being made. */
  draft: ScheduleDraft | null;
  onDraft: (draft: ScheduleDraft | null) => void;
  timeZones: string[];
  members: string[];
  mayProve: boolean;
}

const byName = (a: ExportSchedule, b: ExportSchedule) => a.name.localeCompare(b.name, "en") || (a.id < b.id ? -1 : 1);

/** The standing orders for exports. */
export function ScheduleList({ tenant, schedules, onSchedules, draft, onDraft, timeZones, members, mayProve }: Props) {
  const [editing, setEditing] = useState<ExportSchedule | null>(null);
  const [deleting, setDeleting] = useState<ExportSchedule | null>(null);
  const put = useCallback(
    (now: ExportSchedule) => onSchedules((list) => [...list.filter(({ id }) => id !== now.id), now].sort(byName)),
    [onSchedules],
  );
  const columns = useMemo(
    () => scheduleColumns({ tenant, onEdit: setEditing, onDelete: setDeleting, onChange: put }),
    [tenant, put],
  );
  const isOpen = draft !== null || editing !== null;
  const close = () => {
    setEditing(null);
    onDraft(null);
  };
  return (
    <>
      {schedules.length === 0 ? (
        <Notice
          title="Nothing is scheduled"
          action={
            <Button size="xs" onClick={() => onDraft(emptyDraft(tenant.timeZone))}>
              Schedule an export
            </Button>
          }
        >
          <p>
            A scheduled export makes a file every day, week or month: each time the whole day, week or month before is
            exported, with the rights that its owner has then. The files stand among the others, and the link to each
            can be mailed to members.
          </p>
        </Notice>
      ) : (
        <div className={classes.content}>
          <section className={classes.card} aria-label="Scheduled exports">
            <DataTable
              label="Scheduled exports"
              items={schedules}
              columns={columns}
              idOf={(one) => one.id}
              empty={null}
              firstSort={{ id: "name", desc: false }}
            />
          </section>
          <p className={parts.note}>
            Each time, the whole day, week or month before is exported, with the rights that its owner has then: what
            the owner may not see any more is not in the file, and one who has left gets none.
          </p>
        </div>
      )}
      <Modal
        opened={isOpen}
        onClose={close}
        title={editing ? `Change ${editing.name}` : "Schedule an export"}
        size={680}
        centered
        closeButtonProps={{ "aria-label": "Close" }}
        classNames={{ content: dialog.modal }}
      >
        {isOpen ? (
          <ScheduleForm
            key={editing?.id ?? "new"}
            tenant={tenant}
            schedule={editing}
            first={editing ?? draft ?? emptyDraft(tenant.timeZone)}
            timeZones={timeZones}
            members={members}
            mayProve={mayProve}
            onSaved={(saved) => {
              put(saved);
              close();
            }}
            onCancel={close}
          />
        ) : null}
      </Modal>
      <DeleteSchedule
        tenant={tenant.slug}
        schedule={deleting}
        onClose={() => setDeleting(null)}
        onDeleted={(id) => onSchedules((list) => list.filter((one) => one.id !== id))}
      />
    </>
  );
}

interface DeleteProps {
  tenant: string;
  schedule: ExportSchedule | null;
  onClose: () => void;
  onDeleted: (id: string) => void;
}

function DeleteSchedule({ tenant, schedule, onClose, onDeleted }: DeleteProps) {
  const api = useMemo(() => exportApi(tenant), [tenant]);
  return (
    <Modal
      opened={schedule !== null}
      onClose={onClose}
      title={schedule ? `Delete ${schedule.name}?` : ""}
      size={460}
      centered
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {schedule ? (
        <ActForm
          act={() => api.deleteSchedule(schedule.id)}
          label="Delete"
          isDangerous
          onDone={() => {
            onDeleted(schedule.id);
            onClose();
          }}
          onCancel={onClose}
        >
          <p>
            No further export is made by it
            {schedule.recipients.length > 0 ? `, and ${recipientsText(schedule.recipients)} no further link` : ""}.
            Files that it has made stay until they expire.
          </p>
        </ActForm>
      ) : null}
    </Modal>
  );
}

const recipientsText = (to: readonly string[]) => (to.length === 1 ? `${to[0]} gets` : `${to.length} members get`);
