import { Button, Menu, UnstyledButton } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconDots, IconDownload, IconInfoCircle, IconLink, IconListSearch, IconTrash } from "@tabler/icons-react";
import Link from "next/link";
import { useMemo } from "react";
import { useAct } from "../ui/use-act.ts";
import { type Export, exportApi } from "./export-api.ts";
import type { ExportAct } from "./export-dialogs.tsx";
import { eventsHref, stateAt } from "./export-words.ts";
import classes from "./exports.module.css";
import parts from "./parts.module.css";
import { isUnfinished } from "./use-export-watch.ts";

interface Props {
  tenant: string;
  of: Export;
  nowMs: number;
  /** Shows everything about it; undefined where that is shown already. */
  onOpen?: (id: string) => void;
  onAct: (act: ExportAct) => void;
  onChange: (now: Export) => void;
}

const ICON = { size: 15, stroke: 1.6, "aria-hidden": true } as const;

/** What can be done with an export: the nearest as a button, the rest in a menu. */
export function ExportActs({ tenant, of, nowMs, onOpen, onAct, onChange }: Props) {
  const state = stateAt(of, nowMs);
  const hasFile = state === "done";
  return (
    <span className={classes.acts}>
      <MainAct tenant={tenant} of={of} state={state} isLarge={!onOpen} onChange={onChange} />
      <Menu position="bottom-end" width={220} withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <UnstyledButton className={classes.icon} aria-label={`More actions for ${of.fileName}`}>
            <IconDots size={16} stroke={1.6} aria-hidden="true" />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          {onOpen ? (
            <Menu.Item leftSection={<IconInfoCircle {...ICON} />} onClick={() => onOpen(of.id)}>
              Details
            </Menu.Item>
          ) : null}
          {hasFile && of.canDownload ? (
            <Menu.Item leftSection={<IconLink {...ICON} />} onClick={() => onAct({ kind: "link", of })}>
              Make download link…
            </Menu.Item>
          ) : null}
          <Menu.Item component={Link} href={eventsHref(tenant, of)} leftSection={<IconListSearch {...ICON} />}>
            Open these events
          </Menu.Item>
          {hasFile ? (
            <Menu.Item leftSection={<IconTrash {...ICON} />} onClick={() => onAct({ kind: "delete", of })}>
              Delete file…
            </Menu.Item>
          ) : null}
        </Menu.Dropdown>
      </Menu>
    </span>
  );
}

interface MainProps {
  tenant: string;
  of: Export;
  state: Export["state"];
  isLarge: boolean;
  onChange: (now: Export) => void;
}

/** Download, cancel or retry: what its state calls for. */
function MainAct({ tenant, of, state, isLarge, onChange }: MainProps) {
  const size = isLarge ? "xs" : "compact-xs";
  const api = useMemo(() => exportApi(tenant), [tenant]);
  // In a row there is no place for a refusal.
  const said = async (asked: ReturnType<typeof api.cancel>) => {
    const answer = await asked;
    if (answer.fault) notifications.show({ color: "red", message: answer.fault.message });
    return answer;
  };
  const cancel = useAct(() => said(api.cancel(of.id)), onChange);
  const retry = useAct(() => said(api.retry(of.id)), onChange);
  if (isUnfinished(of))
    return (
      <Button size={size} variant="default" loading={cancel.isBusy} onClick={cancel.act}>
        Cancel
      </Button>
    );
  if (state === "failed" || state === "cancelled")
    return (
      <Button size={size} variant="default" loading={retry.isBusy} onClick={retry.act}>
        Retry
      </Button>
    );
  if (state !== "done") return null;
  if (!of.canDownload)
    return (
      <span className={parts.off} title="It may show more than your role does: export the events yourself">
        not for your role
      </span>
    );
  return (
    <Button
      component="a"
      href={api.fileHref(of.id)}
      download={of.fileName}
      size={size}
      variant={isLarge ? "filled" : "default"}
      leftSection={<IconDownload size={13} stroke={1.8} aria-hidden="true" />}
    >
      Download
    </Button>
  );
}
