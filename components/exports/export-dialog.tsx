"use client";
import { Modal } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import type { NameBook } from "../events/name-book.ts";
import { ChooseExport } from "./choose-export.tsx";
import classes from "./dialog.module.css";
import { type Export, type ExportFormat, exportApi, type Selection } from "./export-api.ts";
import { sizeText } from "./export-words.ts";
import { MadeExport } from "./made-export.tsx";
import { isUnfinished, useExportWatch } from "./use-export-watch.ts";

interface Props {
  tenant: string;
  /** What is to be exported; null while the dialog is closed. */
  selection: Selection | null;
  names: NameBook;
  mayProve: boolean;
  onClose: () => void;
}

/** Says what will be in the file, asks for it, shows how far it is. Closed, it goes on looking and says when a file is there. */
export function ExportDialog({ tenant, selection, names, mayProve, onClose }: Props) {
  const [shown, setShown] = useState(selection);
  const [format, setFormat] = useState<ExportFormat>("csv");
  const [made, setMade] = useState<Export | null>(null);
  const [others, setOthers] = useState<readonly Export[]>([]);
  if (selection && selection !== shown) {
    setShown(selection);
    if (made && isUnfinished(made)) setOthers([...others, made]);
    setMade(null);
  }
  const watch = useExportWatch(tenant, made ? [made, ...others] : others, (now) => {
    if (now.id === made?.id) setMade(now);
    else setOthers((list) => list.map((one) => (one.id === now.id ? now : one)).filter(isUnfinished));
    if (!isUnfinished(now) && (selection === null || now.id !== made?.id)) announce(tenant, now);
  });
  return (
    <Modal
      opened={selection !== null}
      onClose={onClose}
      title={made ? "Export" : "Export what is listed"}
      size={760}
      centered
      closeButtonProps={{ "aria-label": "Close" }}
      classNames={{ content: classes.modal }}
    >
      {made ? (
        <MadeExport
          tenant={tenant}
          of={made}
          pace={watch.paceOf(made.id)}
          isUnreachable={watch.isUnreachable}
          onChange={setMade}
          onClose={onClose}
        />
      ) : shown ? (
        <ChooseExport
          tenant={tenant}
          selection={shown}
          names={names}
          format={format}
          mayProve={mayProve}
          onFormat={setFormat}
          onMade={setMade}
          onClose={onClose}
        />
      ) : null}
    </Modal>
  );
}

/** For somebody who does other things meanwhile. */
function announce(tenant: string, { id, state, fileName, bytes, failure }: Export): void {
  if (state === "done")
    notifications.show({
      title: "The export is there",
      autoClose: 20_000,
      message: (
        <a href={exportApi(tenant).fileHref(id)} download={fileName}>
          Download {fileName} ({sizeText(bytes ?? 0)})
        </a>
      ),
    });
  else if (state === "failed")
    notifications.show({ title: "The export failed", color: "red", autoClose: 20_000, message: failure?.message });
}
