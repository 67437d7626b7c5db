"use client";
import { Button } from "@mantine/core";
import { IconFileExport } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import events from "../events/events.module.css";
import type { NameBook } from "../events/name-book.ts";
import type { Selection } from "./export-api.ts";

/** Loaded when somebody is about to export. */
const loadDialog = () => import("./export-dialog.tsx");
const ExportDialog = lazy(() => loadDialog().then((file) => ({ default: file.ExportDialog })));

interface Props {
  tenant: string;
  /** What is to be exported while the dialog is open. */
  selection: Selection | null;
  names: NameBook;
  mayProve: boolean;
  onOpen: () => void;
  onClose: () => void;
}

/** Exports what is listed. */
export function ExportButton({ tenant, selection, names, mayProve, onOpen, onClose }: Props) {
  const [isWanted, setWanted] = useState(false);
  if (selection && !isWanted) setWanted(true);
  return (
    <>
      <Button
        variant="default"
        size="xs"
        leftSection={<IconFileExport size={14} stroke={1.7} aria-hidden="true" />}
        aria-label="Export"
        title="Export what is listed (e)"
        className={events.headerButton}
        onFocus={loadDialog}
        onPointerEnter={loadDialog}
        onClick={onOpen}
      >
        <span className={events.desktopOnly}>Export</span>
      </Button>
      {isWanted ? (
        <Suspense fallback={null}>
          <ExportDialog tenant={tenant} selection={selection} names={names} mayProve={mayProve} onClose={onClose} />
        </Suspense>
      ) : null}
    </>
  );
}
