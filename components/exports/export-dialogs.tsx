"use client";
import { Modal } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useEffect, useMemo, useState } from "react";
import type { ApiFault } from "../events/api-fault.ts";
import { ActForm } from "../ui/act-form.tsx";
import { CodeBlock } from "../ui/code-block.tsx";
import type { FormAnswer } from "../ui/form-state.ts";
import { plural } from "../ui/numbers.ts";
import dialog from "./dialog.module.css";
import { type Export, exportApi } from "./export-api.ts";
import { seconds, sizeText } from "./export-words.ts";
import parts from "./parts.module.css";

/** What is asked about an export before it is done. */
export interface ExportAct {
  kind: "delete" | "link";
  of: Export;
}

interface Props {
  tenant: { slug: string; timeZone: string };
  act: ExportAct | null;
  onClose: () => void;
  onChange: (now: Export) => void;
}

export function ExportDialogs({ tenant, act, onClose, onChange }: Props) {
  return (
    <Modal
      opened={act !== null}
      onClose={onClose}
      title={act?.kind === "delete" ? "Delete the file?" : "Download link"}
      size={act?.kind === "link" ? 560 : 460}
      centered
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {act?.kind === "delete" ? (
        <DeleteFile tenant={tenant} of={act.of} onClose={onClose} onChange={onChange} />
      ) : act ? (
        <LinkOnce tenant={tenant} of={act.of} />
      ) : null}
    </Modal>
  );
}

function DeleteFile({ tenant, of, onClose, onChange }: Omit<Props, "act"> & { of: Export }) {
  const api = useMemo(() => exportApi(tenant.slug), [tenant.slug]);
  return (
    <ActForm
      act={(): Promise<FormAnswer<Export>> => api.deleteFile(of.id)}
      label="Delete file"
      isDangerous
      onDone={(now) => {
        onChange(now);
        notifications.show({ message: `${of.fileName} is deleted.` });
        onClose();
      }}
      onCancel={onClose}
    >
      <p>
        Deletes 1 file of {sizeText(of.bytes ?? 0)} with {plural(of.rowsDone, "event")} at once
        {of.expiresAt ? `, instead of on ${seconds(of.expiresAt, tenant.timeZone)}` : ""}: <code>{of.fileName}</code>.
        It cannot be undone, but the events can be exported anew.
      </p>
      <p>Links to it stop working. No event is touched, and what was exported by whom stays in the trail.</p>
    </ActForm>
  );
}

/** The link is made when the dialog opens, since its five minutes begin then. */
function LinkOnce({ tenant, of }: { tenant: Props["tenant"]; of: Export }) {
  const api = useMemo(() => exportApi(tenant.slug), [tenant.slug]);
  const [link, setLink] = useState<{ url: string; expiresAt: string } | null>(null);
  const [fault, setFault] = useState<ApiFault | null>(null);
  useEffect(() => {
    let isOver = false;
    // Put off, so that what is drawn twice in development makes one link.
    const timer = setTimeout(async () => {
      const { value, fault } = await api.makeLink(of.id);
      if (isOver) return;
      setLink(value ?? null);
      setFault(fault ?? null);
    }, 0);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [api, of.id]);
  return (
    <div className={dialog.link}>
      {link ? (
        <>
          <CodeBlock code={link.url} what="download link" />
          <CodeBlock code={`curl -o ${of.fileName} '${link.url}'`} what="command to download" />
          <p className={parts.note} role="status">
            Good until {seconds(link.expiresAt, tenant.timeZone)}, for 5 minutes: whoever has it downloads this one file
            without signing in, with your rights. That you made it and each use of it are recorded.
          </p>
        </>
      ) : fault ? (
        <p role="alert" className={parts.fault}>
          {fault.message}
        </p>
      ) : (
        <p role="status" className={parts.note}>
          Making the link …
        </p>
      )}
    </div>
  );
}
