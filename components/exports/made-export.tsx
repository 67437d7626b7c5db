"use client";
import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import Link from "next/link";
import { useEffect, useMemo, useRef } from "react";
import { plural } from "../ui/numbers.ts";
import { useAct } from "../ui/use-act.ts";
import { CutNotice } from "./cut-notice.tsx";
import dialog from "./dialog.module.css";
import { type Export, exportApi } from "./export-api.ts";
import { ExportProgress } from "./export-progress.tsx";
import { seconds, sizeText } from "./export-words.ts";
import { FileHash } from "./file-hash.tsx";
import { formatName } from "./format-choices.ts";
import parts from "./parts.module.css";
import { isUnfinished } from "./use-export-watch.ts";

interface Props {
  tenant: string;
  of: Export;
  pace: number | undefined;
  isUnreachable: boolean;
  onChange: (now: Export) => void;
  onClose: () => void;
}

const HEADS: Record<Export["state"], string> = {
  queued: "Waiting for its turn",
  running: "Being made",
  done: "Done",
  failed: "It failed",
  cancelled: "Cancelled",
  expired: "Its file is deleted",
};

/** One export in the dialog that asked for it: how far it is, then its file. */
export function MadeExport({ tenant, of, pace, isUnreachable, onChange, onClose }: Props) {
  const head = useRef<HTMLHeadingElement>(null);
  // The button that began it is gone: what is read next is this.
  useEffect(() => head.current?.focus(), []);
  return (
    <div className={dialog.made}>
      <h3 ref={head} tabIndex={-1} className={dialog.madeHead}>
        {formatName(of.format)}: <code>{of.fileName}</code>
      </h3>
      <p role="status" className={dialog.madeState} data-state={of.state}>
        {HEADS[of.state]}
        {of.state === "done" ? `: ${plural(of.rowsDone, "event")}, ${sizeText(of.bytes ?? 0)}` : ""}
      </p>
      {isUnfinished(of) ? <ExportProgress of={of} pace={pace} /> : null}
      {isUnreachable ? (
        <p className={parts.note}>The server cannot be reached just now; the export goes on without this page.</p>
      ) : null}
      {of.failure ? <p className={parts.fault}>{of.failure.message}</p> : null}
      {of.state === "cancelled" ? <p className={parts.note}>Nothing of its file was kept.</p> : null}
      {of.state === "done" ? <Finished of={of} /> : null}
      <Acts tenant={tenant} of={of} onChange={onChange} onClose={onClose} />
    </div>
  );
}

function Finished({ of }: { of: Export }) {
  return (
    <>
      <CutNotice of={of} />
      <dl className={parts.facts}>
        {of.sha256 ? (
          <div>
            <dt>SHA-256</dt>
            <dd>
              <FileHash sha256={of.sha256} />
            </dd>
          </div>
        ) : null}
        <div>
          <dt>Kept until</dt>
          <dd>{of.expiresAt ? seconds(of.expiresAt, of.timeZone) : ""}</dd>
        </div>
      </dl>
    </>
  );
}

function Acts({ tenant, of, onChange, onClose }: Pick<Props, "tenant" | "of" | "onChange" | "onClose">) {
  const api = useMemo(() => exportApi(tenant), [tenant]);
  const cancel = useAct(() => api.cancel(of.id), onChange);
  const retry = useAct(() => api.retry(of.id), onChange);
  const fault = cancel.fault ?? retry.fault;
  return (
    <>
      <p role="alert" className={parts.fault}>
        {fault?.message}
      </p>
      <footer className={dialog.footer}>
        <Link href={`/t/${encodeURIComponent(tenant)}/exports?export=${of.id}`} className={parts.note}>
          Open on the Exports page
        </Link>
        <span className={parts.gap} />
        {isUnfinished(of) ? (
          <>
            <Button size="xs" variant="default" loading={cancel.isBusy} onClick={cancel.act}>
              Cancel export
            </Button>
            <Button size="xs" onClick={onClose}>
              Keep it running
            </Button>
          </>
        ) : (
          <>
            {of.state === "failed" || of.state === "cancelled" ? (
              <Button size="xs" variant="default" loading={retry.isBusy} onClick={retry.act}>
                Retry
              </Button>
            ) : null}
            <Button size="xs" variant="default" onClick={onClose}>
              Close
            </Button>
            {of.state === "done" ? (
              <Button
                component="a"
                href={api.fileHref(of.id)}
                download={of.fileName}
                size="xs"
                leftSection={<IconDownload size={14} stroke={1.8} aria-hidden="true" />}
              >
                Download
              </Button>
            ) : null}
          </>
        )}
      </footer>
    </>
  );
}
