"use client";
import { Button, Checkbox, SegmentedControl, Select, TagsInput, TextInput } from "@mantine/core";
import { type FormEvent, type ReactNode, useMemo, useState } from "react";
import { readQuery } from "#query";
import type { ApiFault } from "../events/api-fault.ts";
import { QueryFault } from "../roles/query-fault.tsx";
import { ColumnsField } from "./columns-field.tsx";
import dialog from "./dialog.module.css";
import { type ExportFormat, type ExportSchedule, exportApi, type Period, type ScheduleDraft } from "./export-api.ts";
import { hourText, PERIOD_OF, periodText } from "./export-words.ts";
import { choiceOf, groupsFor } from "./format-choices.ts";
import parts from "./parts.module.css";

interface Props {
  tenant: { slug: string; timeZone: string };
  /** The one that is changed; null for a new one. */
  schedule: ExportSchedule | null;
  first: ScheduleDraft | ExportSchedule;
  timeZones: string[];
  members: string[];
  mayProve: boolean;
  onSaved: (saved: ExportSchedule) => void;
  onCancel: () => void;
}

const PERIODS: readonly { value: Period; label: string }[] = [
  { value: "daily", label: "Daily" },
  { value: "weekly", label: "Weekly" },
  { value: "monthly", label: "Monthly" },
];
const HOURS = Array.from({ length: 24 }, (_, hour) => ({ value: String(hour), label: hourText(hour) }));
const formatsFor = (mayProve: boolean) =>
  groupsFor(mayProve).map(({ name, choices }) => ({
    group: name,
    items: choices.map((choice) => ({ value: choice.format, label: choice.name })),
  }));
/** Paths of faults that are said at their fields. */
const SHOWN = /^(name|hour|time_zone|q|columns|recipients)(\.|$)/;
const NAME_CHARACTERS_MAX = 80;
const QUERY_CHARACTERS_MAX = 2_000;

const draftFrom = (first: ScheduleDraft | ExportSchedule): ScheduleDraft => {
  const { name, period, hour, format, order, reads, timeZone, columns, recipients } = first;
  return {
    ...{ name, period, hour, format, order, reads, timeZone, columns, recipients },
    q: "query" in first ? first.query : first.q,
  };
};

/** A scheduled export, new or changed. */
export function ScheduleForm({ tenant, schedule, first, timeZones, members, mayProve, onSaved, onCancel }: Props) {
  const api = useMemo(() => exportApi(tenant.slug), [tenant.slug]);
  const [draft, setDraft] = useState(() => draftFrom(first));
  const [isMailed, setMailed] = useState(first.recipients.length > 0);
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<Pick<ApiFault, "message" | "fields"> | null>(null);
  const set = (part: Partial<ScheduleDraft>) => setDraft((now) => ({ ...now, ...part }));
  const faultOf = (path: string) => fault?.fields.find((one) => one.path === path || one.path.startsWith(`${path}.`));

  async function save(event: FormEvent) {
    event.preventDefault();
    if (isBusy) return;
    const wrong = faultBefore(draft, isMailed);
    setFault(wrong);
    if (wrong) return;
    setBusy(true);
    const given = { ...draft, recipients: isMailed ? draft.recipients : [] };
    const answer = schedule ? await api.updateSchedule(schedule.id, given) : await api.createSchedule(given);
    setBusy(false);
    if (answer.fault) setFault(answer.fault);
    else onSaved(answer.value);
  }
  return (
    <form className={dialog.scheduleForm} onSubmit={save} noValidate>
      <TextInput
        label="Name"
        value={draft.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
        maxLength={NAME_CHARACTERS_MAX}
        error={faultOf("name")?.message}
        placeholder="Denied in production, for the auditor"
        autoComplete="off"
        data-autofocus
      />
      <When draft={draft} set={set} timeZones={timeZones} faultOf={faultOf} />
      <QueryField draft={draft} set={set} fault={faultOf("q")} />
      <div className={dialog.pair}>
        <Select
          label="Format"
          data={formatsFor(mayProve)}
          value={draft.format}
          onChange={(format) => format && set({ format: format as ExportFormat })}
          allowDeselect={false}
          description={choiceOf(draft.format).what}
          inputWrapperOrder={["label", "input", "description", "error"]}
        />
        <Labelled label="Order">
          <SegmentedControl
            size="sm"
            aria-label="Order"
            value={draft.order}
            onChange={(order) => set({ order })}
            data={[
              { value: "newest", label: "Newest first" },
              { value: "oldest", label: "Oldest first" },
            ]}
            disabled={draft.format === "evidence"}
          />
        </Labelled>
      </div>
      {choiceOf(draft.format).each === null ? (
        <ColumnsField
          columns={draft.columns}
          onChange={(columns) => set({ columns })}
          error={faultOf("columns")?.message}
        />
      ) : null}
      <Checkbox
        label="Leave out events of Sealtrail itself about who read what"
        checked={draft.reads === "hide"}
        onChange={(event) => set({ reads: event.currentTarget.checked ? "hide" : "show" })}
      />
      <Recipients
        isMailed={isMailed}
        onMailed={setMailed}
        recipients={draft.recipients}
        onRecipients={(recipients) => set({ recipients })}
        members={members}
        error={faultOf("recipients")?.message}
      />
      <p className={dialog.effect} role="status">
        <b>{periodText(draft)}</b>, by the clocks of {draft.timeZone}, {PERIOD_OF[draft.period]} is exported with the
        rights that you have then. Each file is kept for 7 days.
      </p>
      <p role="alert" className={parts.fault}>
        {fault?.fields.some(({ path }) => SHOWN.test(path)) ? "" : fault?.message}
      </p>
      <footer className={dialog.footer}>
        <span className={parts.gap} />
        <Button size="xs" variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button size="xs" type="submit" loading={isBusy}>
          {schedule ? "Save" : "Schedule"}
        </Button>
      </footer>
    </form>
  );
}

/** What can be told without asking the server. */
function faultBefore(draft: ScheduleDraft, isMailed: boolean): Pick<ApiFault, "message" | "fields"> | null {
  const fields: ApiFault["fields"] = [];
  if (draft.name.trim() === "") fields.push({ path: "name", message: "Give it a name" });
  const wrong = readQuery(draft.q, { nowMs: Date.now(), timeZone: draft.timeZone }).faults[0];
  if (wrong) fields.push({ path: "q", at: wrong.at, message: wrong.message });
  if (isMailed && draft.recipients.length === 0)
    fields.push({ path: "recipients", message: "Name the members who get the link" });
  if (choiceOf(draft.format).each === null && draft.columns.length === 0)
    fields.push({ path: "columns", message: "Choose a column" });
  return fields.length > 0 ? { message: "", fields } : null;
}

type FaultOf = (path: string) => ApiFault["fields"][number] | undefined;
interface PartProps {
  draft: ScheduleDraft;
  set: (part: Partial<ScheduleDraft>) => void;
}

function When({ draft, set, timeZones, faultOf }: PartProps & { timeZones: string[]; faultOf: FaultOf }) {
  const zones = timeZones.includes(draft.timeZone) ? timeZones : [draft.timeZone, ...timeZones];
  return (
    <div className={dialog.when}>
      <Labelled label="How often">
        <SegmentedControl
          size="sm"
          aria-label="How often"
          value={draft.period}
          onChange={(period) => set({ period })}
          data={[...PERIODS]}
        />
      </Labelled>
      <Select
        label="At"
        data={HOURS}
        value={String(draft.hour)}
        onChange={(hour) => hour !== null && set({ hour: Number(hour) })}
        allowDeselect={false}
        error={faultOf("hour")?.message}
      />
      <Select
        label="Time zone"
        data={zones}
        value={draft.timeZone}
        onChange={(timeZone) => timeZone && set({ timeZone })}
        searchable
        limit={60}
        allowDeselect={false}
        nothingFoundMessage="No such time zone"
        error={faultOf("time_zone")?.message}
      />
    </div>
  );
}

function QueryField({ draft, set, fault }: PartProps & { fault: ApiFault["fields"][number] | undefined }) {
  return (
    <TextInput
      label="Query"
      description="As on the Events page; empty for all events. The time range is the period’s"
      placeholder="env:prod outcome:denied"
      value={draft.q}
      onChange={(event) => set({ q: event.currentTarget.value })}
      classNames={{ input: parts.mono! }}
      error={fault ? <QueryFault query={draft.q} at={fault.at} message={fault.message} /> : undefined}
      spellCheck={false}
      autoComplete="off"
      autoCapitalize="off"
      maxLength={QUERY_CHARACTERS_MAX}
    />
  );
}

/** What was pasted may hold several. */
const split = (addresses: string[]) => [...new Set(addresses.flatMap((text) => text.split(/[\s,;]+/)))].filter(Boolean);

interface RecipientsProps {
  isMailed: boolean;
  onMailed: (isMailed: boolean) => void;
  recipients: readonly string[];
  onRecipients: (recipients: string[]) => void;
  members: string[];
  error: string | undefined;
}

function Recipients({ isMailed, onMailed, recipients, onRecipients, members, error }: RecipientsProps) {
  return (
    <div className={dialog.recipients}>
      <Labelled label="When a file is there">
        <SegmentedControl
          size="sm"
          aria-label="When a file is there"
          value={isMailed ? "mail" : "keep"}
          onChange={(value) => onMailed(value === "mail")}
          data={[
            { value: "keep", label: "Keep it on this page" },
            { value: "mail", label: "Mail a link to it too" },
          ]}
        />
      </Labelled>
      {isMailed ? (
        <TagsInput
          label="Members who get the link"
          description="The mail holds no event: the link leads here, and asks who they are. They must manage exports, or be its owner, to open it"
          data={members}
          value={[...recipients]}
          onChange={(addresses) => onRecipients(split(addresses))}
          splitChars={[",", " ", ";"]}
          maxTags={20}
          clearable
          error={error}
          placeholder={recipients.length === 0 ? "ana@example.com" : ""}
        />
      ) : null}
    </div>
  );
}

/** A label above what has none of its own. */
function Labelled({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={dialog.labelled}>
      <span aria-hidden="true">{label}</span>
      {children}
    </div>
  );
}
