import { Button, Menu, UnstyledButton } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconDots, IconPencil, IconPlayerPause, IconPlayerPlay, IconTrash } from "@tabler/icons-react";
import { useMemo } from "react";
import { instantInFull } from "../events/histogram-time.ts";
import { useNowMs } from "../frame/clock.tsx";
import { aheadText } from "../keys/key-words.ts";
import type { DataColumn } from "../ui/data-table.tsx";
import { useAct } from "../ui/use-act.ts";
import { type ExportSchedule, exportApi } from "./export-api.ts";
import { periodText } from "./export-words.ts";
import classes from "./exports.module.css";
import { formatName } from "./format-choices.ts";
import parts from "./parts.module.css";
import { QueryWords } from "./query-words.tsx";

interface Options {
  tenant: { slug: string; timeZone: string };
  onEdit: (schedule: ExportSchedule) => void;
  onDelete: (schedule: ExportSchedule) => void;
  onChange: (now: ExportSchedule) => void;
}

const SHORT = { daily: "the day before", weekly: "the week before", monthly: "the month before" } as const;

/** What the list says of a scheduled export. */
export function scheduleColumns({ tenant, onEdit, onDelete, onChange }: Options): DataColumn<ExportSchedule>[] {
  return [
    {
      id: "name",
      header: "Name",
      sortBy: (one) => one.name,
      cell: (one) => (
        <span className={classes.what}>
          <span className={classes.name}>{one.name}</span>
          <small>
            {formatName(one.format)} of {SHORT[one.period]}
          </small>
        </span>
      ),
    },
    {
      id: "query",
      header: "Query",
      cell: (one) => (
        <QueryWords q={one.query} setting={{ nowMs: Date.parse(one.updatedAt), timeZone: one.timeZone }} />
      ),
    },
    {
      id: "period",
      header: "When",
      width: "172px",
      cell: (one) => (
        <span className={classes.what}>
          <span>{periodText(one)}</span>
          <small>{one.timeZone}</small>
        </span>
      ),
    },
    {
      id: "next",
      header: "Next",
      width: "176px",
      sortBy: (one) => (one.isPaused ? null : Date.parse(one.nextAt)),
      cell: (one) => <Next of={one} timeZone={tenant.timeZone} />,
    },
    {
      id: "to",
      header: "Link goes to",
      width: "140px",
      cell: (one) =>
        one.recipients.length === 0 ? (
          <span className={parts.off}>nobody</span>
        ) : (
          <span title={one.recipients.join("\n")}>
            {one.recipients.length === 1 ? one.recipients[0] : `${one.recipients.length} members`}
          </span>
        ),
    },
    {
      id: "owner",
      header: "Owner",
      width: "112px",
      sortBy: (one) => one.owner.name,
      cell: (one) => (one.isOwn ? "you" : (one.owner.name ?? "somebody who has left")),
    },
    {
      id: "acts",
      header: "Actions",
      isHeaderHidden: true,
      width: "124px",
      align: "end",
      cell: (one) => <Acts tenant={tenant.slug} of={one} onEdit={onEdit} onDelete={onDelete} onChange={onChange} />,
    },
  ];
}

function Next({ of, timeZone }: { of: ExportSchedule; timeZone: string }) {
  const nowMs = useNowMs();
  return (
    <span className={classes.what}>
      {of.isPaused ? (
        <span>
          <span className={classes.badge}>Paused</span>
        </span>
      ) : (
        <>
          <time dateTime={of.nextAt}>{instantInFull(of.nextAt, timeZone)}</time>
          <small>{aheadText(of.nextAt, nowMs)}</small>
        </>
      )}
      {of.fault ? (
        <small data-tone="failed" title={of.fault}>
          Last time: {of.fault}
        </small>
      ) : null}
    </span>
  );
}

interface ActsProps extends Omit<Options, "tenant"> {
  tenant: string;
  of: ExportSchedule;
}

function Acts({ tenant, of, onEdit, onDelete, onChange }: ActsProps) {
  const api = useMemo(() => exportApi(tenant), [tenant]);
  const { act, isBusy } = useAct(async () => {
    const answer = await api.updateSchedule(of.id, { isPaused: !of.isPaused });
    if (answer.fault) notifications.show({ color: "red", message: answer.fault.message });
    return answer;
  }, onChange);
  const Icon = of.isPaused ? IconPlayerPlay : IconPlayerPause;
  return (
    <span className={classes.acts}>
      <Button
        size="compact-xs"
        variant="default"
        loading={isBusy}
        onClick={act}
        leftSection={<Icon size={13} stroke={1.8} aria-hidden="true" />}
        aria-label={`${of.isPaused ? "Resume" : "Pause"} ${of.name}`}
      >
        {of.isPaused ? "Resume" : "Pause"}
      </Button>
      <Menu position="bottom-end" width={180} withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <UnstyledButton className={classes.icon} aria-label={`More actions for ${of.name}`}>
            <IconDots size={16} stroke={1.6} aria-hidden="true" />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          {of.isOwn ? (
            <Menu.Item
              leftSection={<IconPencil size={15} stroke={1.6} aria-hidden="true" />}
              onClick={() => onEdit(of)}
            >
              Change…
            </Menu.Item>
          ) : null}
          <Menu.Item leftSection={<IconTrash size={15} stroke={1.6} aria-hidden="true" />} onClick={() => onDelete(of)}>
            Delete…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </span>
  );
}
