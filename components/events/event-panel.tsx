"use client";
import { Drawer, UnstyledButton } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconArrowDown, IconArrowsDiagonal, IconArrowUp, IconX } from "@tabler/icons-react";
import Link from "next/link";
import { lazy, type ReactNode, Suspense } from "react";
import { CopyButton } from "../ui/copy-button.tsx";
import { Notice } from "../ui/notice.tsx";
import { count } from "../ui/numbers.ts";
import type { ApiFault } from "./api-fault.ts";
import type { EventRow } from "./event-rows.ts";
import classes from "./panel.module.css";
import type { OnFilter } from "./value-actions.tsx";

/** Loaded when the first event is opened: the list has no use for it. */
const EventDetail = lazy(() => import("./event-detail.tsx").then((file) => ({ default: file.EventDetail })));

interface Props {
  row: EventRow | undefined;
  fault: ApiFault | null;
  tenant: string;
  timeZone: string;
  vkey: string | null;
  tab: string;
  onTab: (tab: string) => void;
  onFilter: OnFilter;
  onClose: () => void;
  onNewer: (() => void) | undefined;
  onOlder: (() => void) | undefined;
}

/** The open event: beside the list on wide screens, over it on narrow ones. */
export function EventPanel(props: Props) {
  const isWide = useMediaQuery("(min-width: 1024px)", true);
  if (isWide)
    return (
      <aside className={classes.panel} aria-label="Event">
        <PanelBody {...props} />
      </aside>
    );
  return (
    <Drawer.Root
      opened
      onClose={props.onClose}
      position="right"
      size="100%"
      closeOnEscape={false}
      classNames={{ content: classes.sheet }}
    >
      <Drawer.Content aria-label="Event">
        <PanelBody {...props} />
      </Drawer.Content>
    </Drawer.Root>
  );
}

function PanelBody({ row, fault, onClose, onNewer, onOlder, ...detail }: Props) {
  return (
    <>
      <div className={classes.bar}>
        {row ? (
          <>
            <span className={classes.seq}>#{count(row.seq)}</span>
            <CopyButton text={row.event.id} what="event id" />
          </>
        ) : null}
        <span className={classes.gap} />
        <BarButton label="Newer event" onClick={onNewer}>
          <IconArrowUp size={15} stroke={1.8} aria-hidden="true" />
        </BarButton>
        <BarButton label="Older event" onClick={onOlder}>
          <IconArrowDown size={15} stroke={1.8} aria-hidden="true" />
        </BarButton>
        {row ? (
          <Link
            href={`/t/${detail.tenant}/events/${row.event.id}`}
            className={classes.button}
            aria-label="Open as page"
            title="Open as page"
            prefetch={false}
          >
            <IconArrowsDiagonal size={15} stroke={1.8} aria-hidden="true" />
          </Link>
        ) : null}
        <BarButton label="Close" onClick={onClose}>
          <IconX size={15} stroke={1.8} aria-hidden="true" />
        </BarButton>
      </div>
      {row ? (
        <Suspense fallback={<PanelSkeleton />}>
          <EventDetail row={row} {...detail} />
        </Suspense>
      ) : null}
      {fault ? (
        <Notice
          title={fault.code === "not_found" ? "There is no such event here" : "The event could not be shown"}
          requestId={fault.requestId}
        >
          {fault.code === "not_found" ? "The address may be cut off, or belong to another tenant." : fault.message}
        </Notice>
      ) : null}
      {!row && !fault ? <PanelSkeleton /> : null}
    </>
  );
}

function BarButton({
  label,
  onClick,
  children,
}: {
  label: string;
  onClick: (() => void) | undefined;
  children: ReactNode;
}) {
  return (
    <UnstyledButton className={classes.button} aria-label={label} title={label} disabled={!onClick} onClick={onClick}>
      {children}
    </UnstyledButton>
  );
}

const PanelSkeleton = () => (
  <div className={classes.skeleton} role="status" aria-label="Loading the event">
    <span />
    <span />
    <span />
    <span />
  </div>
);
