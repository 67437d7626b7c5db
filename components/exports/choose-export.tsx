"use client";
import { Button } from "@mantine/core";
import { IconCalendarTime } from "@tabler/icons-react";
import Link from "next/link";
import { type FormEvent, useMemo, useState } from "react";
import { visibleLine } from "#wording";
import type { ApiFault } from "../events/api-fault.ts";
import type { NameBook } from "../events/name-book.ts";
import { plural } from "../ui/numbers.ts";
import dialog from "./dialog.module.css";
import { type Export, type ExportFormat, exportApi, type Selection } from "./export-api.ts";
import { ceilingOf } from "./export-words.ts";
import { FormatPicker } from "./format-picker.tsx";
import parts from "./parts.module.css";
import { scheduleHref } from "./schedule-address.ts";
import { SelectionFacts } from "./selection-facts.tsx";
import { usePreview } from "./use-preview.ts";

interface Props {
  tenant: string;
  selection: Selection;
  names: NameBook;
  format: ExportFormat;
  mayProve: boolean;
  onFormat: (format: ExportFormat) => void;
  onMade: (made: Export) => void;
  onClose: () => void;
}

/** What will be in the file, in which format, and what of it a format does not take. */
export function ChooseExport({ tenant, selection, names, format, mayProve, onFormat, onMade, onClose }: Props) {
  const api = useMemo(() => exportApi(tenant), [tenant]);
  const { preview, fault: uncounted, retry } = usePreview(tenant, selection);
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<ApiFault | null>(null);
  const ceiling = preview && ceilingOf(format, preview, selection.order);
  const isRefused = ceiling?.kind === "refused" || (uncounted !== undefined && uncounted.code !== "unreachable");

  async function start(event: FormEvent) {
    event.preventDefault();
    if (isBusy || isRefused) return;
    setBusy(true);
    setRefusal(null);
    const { value, fault } = await api.create(selection, format);
    setBusy(false);
    if (fault) setRefusal(fault);
    else onMade(value);
  }
  return (
    <form className={dialog.choose} onSubmit={start}>
      <SelectionFacts selection={selection} format={format} preview={preview} isCounting={!uncounted} names={names} />
      <FormatPicker format={format} mayProve={mayProve} onFormat={onFormat} />
      <div className={parts.words} aria-live="polite">
        {ceiling ? (
          <p className={parts.ceiling} data-kind={ceiling.kind}>
            {ceiling.text}
          </p>
        ) : null}
        {preview?.rows === 0 && !preview.isLowerBound ? (
          <p className={parts.ceiling} data-kind="perhaps">
            No event fits by now: the file would have no rows.
          </p>
        ) : null}
      </div>
      <p role="alert" className={parts.fault}>
        {refusal ? faultText(refusal) : uncounted ? faultText(uncounted) : ""}
        {uncounted?.code === "unreachable" ? (
          <Button size="compact-xs" variant="default" onClick={retry}>
            Count again
          </Button>
        ) : null}
      </p>
      <footer className={dialog.footer}>
        <p className={parts.note}>
          {preview ? `Kept for ${plural(preview.days, "day")}, then deleted. ` : ""}That you export is recorded.
        </p>
        <Button
          component={Link}
          href={scheduleHref(tenant, selection, format)}
          size="xs"
          variant="subtle"
          leftSection={<IconCalendarTime size={14} stroke={1.7} aria-hidden="true" />}
        >
          Schedule this…
        </Button>
        <Button size="xs" variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button size="xs" type="submit" loading={isBusy} disabled={isRefused}>
          Start export
        </Button>
      </footer>
    </form>
  );
}

const faultText = ({ message, fields }: ApiFault) =>
  fields.some(({ path }) => path === "q")
    ? `${visibleLine(message)} Correct the query on the page, then export.`
    : message;
