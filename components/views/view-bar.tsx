"use client";
import { Button, Menu, UnstyledButton } from "@mantine/core";
import { IconDots, IconHome2, IconLock, IconPencil, IconTrash, IconUsers } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import type { SavedView } from "#server/views/index.ts";
import { useAct } from "../ui/use-act.ts";
import type { Views } from "./use-views.ts";
import { ViewMenu } from "./view-menu.tsx";
import classes from "./views.module.css";

// The code of the dialogs comes when one is opened.
const ViewDialogs = lazy(() => import("./view-dialogs.tsx"));

/** Beside the title: the menu of views, what can be done with the open one, and what differs from it. */
export function ViewBar({ views }: { views: Views }) {
  const [isWanted, setWanted] = useState(false);
  if (views.dialog && !isWanted) setWanted(true);
  if (!views.reader) return null;
  const { current, isMissing, isModified, leave } = views;
  return (
    <div className={classes.bar}>
      <ViewMenu views={views} />
      {current ? <ViewActions view={current} views={views} /> : null}
      {isMissing ? (
        <span className={classes.missing} role="status">
          Deleted, or not shared with you
          <UnstyledButton className={classes.link} onClick={leave}>
            Go on without it
          </UnstyledButton>
        </span>
      ) : null}
      {current && isModified ? <Modified view={current} views={views} /> : null}
      {isWanted ? (
        <Suspense fallback={null}>
          <ViewDialogs views={views} />
        </Suspense>
      ) : null}
    </div>
  );
}

/** At the right of the page's header, while nothing else there saves. */
export function SaveViewButton({ views }: { views: Views }) {
  if (!views.reader || views.current) return null;
  return (
    <Button variant="default" size="xs" className={classes.button} onClick={() => views.setDialog({ kind: "save" })}>
      Save view
    </Button>
  );
}

function Modified({ view, views }: { view: SavedView; views: Views }) {
  const { reader, tenant } = views;
  const { act, isBusy, fault } = useAct(
    () => reader!.acts.update(tenant, { id: view.id, updatedAt: view.updatedAt, state: views.stateNow() }),
    views.put,
  );
  return (
    <fieldset className={classes.modified} aria-label="Changes to the view">
      <span className={classes.modifiedMark}>Modified</span>
      {view.canChange ? (
        <Button size="compact-xs" variant="default" loading={isBusy} onClick={act}>
          Save
        </Button>
      ) : null}
      <Button size="compact-xs" variant="default" onClick={() => views.setDialog({ kind: "save" })}>
        Save as
      </Button>
      <Button size="compact-xs" variant="subtle" color="gray" onClick={() => views.open(view)}>
        Discard
      </Button>
      <span className={classes.fault} role="alert">
        {fault?.message}
      </span>
    </fieldset>
  );
}

const ICON = { size: 15, stroke: 1.6, "aria-hidden": true } as const;

function ViewActions({ view, views }: { view: SavedView; views: Views }) {
  const { mayShare = false, mayManage = false } = views.reader ?? {};
  const mayUnshare = mayShare && view.canChange && (view.defaultOf.length === 0 || mayManage);
  const isDefaultAllowed = mayManage && view.isShared;
  if (!view.canChange && !isDefaultAllowed) return null;
  const open = (kind: "rename" | "share" | "unshare" | "default" | "delete") => () => views.setDialog({ kind, view });
  return (
    <Menu position="bottom-start" width={230} withinPortal={false} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <UnstyledButton className={classes.icon} aria-label={`Actions for the view ${view.name}`}>
          <IconDots size={16} stroke={1.6} aria-hidden="true" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil {...ICON} />} onClick={open("rename")}>
          Rename
        </Menu.Item>
        {!view.isShared && mayShare ? (
          <Menu.Item leftSection={<IconUsers {...ICON} />} onClick={open("share")}>
            Share with all members
          </Menu.Item>
        ) : null}
        {view.isShared && mayUnshare ? (
          <Menu.Item leftSection={<IconLock {...ICON} />} onClick={open("unshare")}>
            Make private
          </Menu.Item>
        ) : null}
        {isDefaultAllowed ? (
          <Menu.Item leftSection={<IconHome2 {...ICON} />} onClick={open("default")}>
            Open for a role by default
          </Menu.Item>
        ) : null}
        <Menu.Divider />
        <Menu.Item leftSection={<IconTrash {...ICON} />} onClick={open("delete")}>
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
