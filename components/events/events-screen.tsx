"use client";
import { UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconKeyboard } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { useSeal } from "../frame/seal-state.tsx";
import { count } from "../ui/numbers.ts";
import { isCustom } from "./address.ts";
import type { ApiFault } from "./api-fault.ts";
import { EventPanel } from "./event-panel.tsx";
import type { EventRow } from "./event-rows.ts";
import { EventTable, type TableHandle } from "./event-table.tsx";
import classes from "./events.module.css";
import { FilterBar } from "./filter-bar.tsx";
import { ListEmpty, ListFailure, ListFoot } from "./list-states.tsx";
import { LiveStatus } from "./live-status.tsx";
import { NameBook } from "./name-book.ts";
import { QueryBar } from "./query-bar.tsx";
import { termText, withField } from "./query-text.ts";
import { RangePicker } from "./range-picker.tsx";
import { ShortcutsHelp } from "./shortcuts-help.tsx";
import { useEventKeys } from "./use-event-keys.ts";
import { type EventList, type FirstPage, useEventList } from "./use-event-list.ts";
import { useEventsAddress } from "./use-events-address.ts";
import { useLiveRows } from "./use-live-rows.ts";
import { useOpenEvent } from "./use-open-event.ts";
import { ZoneSwitch } from "./zone-switch.tsx";
import { useTimeZone } from "./zones.ts";

export interface EventsScreenProps {
  tenant: { slug: string; timeZone: string };
  first: FirstPage;
  openEvent: { id: string; row?: EventRow; fault?: ApiFault } | null;
  vkey: string | null;
  canFollow: boolean;
  snippet: string;
}

export function EventsScreen({ tenant, first, openEvent, vkey, canFollow, snippet }: EventsScreenProps) {
  const { address, go, hrefOf } = useEventsAddress();
  const list = useEventList(tenant.slug, address, first, useSeal()?.seal.size ?? 0);
  const timeZone = useTimeZone(address.zone, tenant.timeZone);
  const [names] = useState(() => new NameBook());
  names.add(list.rows);
  const [activeId, setActiveId] = useState<string>();
  const [tab, setTab] = useState("proof");
  const [helpOpened, help] = useDisclosure(false);
  const isAtTop = useRef(true);
  const table = useRef<TableHandle>(null);
  const query = useRef<HTMLInputElement>(null);
  const open = useOpenEvent(tenant.slug, address.event, list.rows, openEvent);

  const live = useLiveRows({ tenant: tenant.slug, address, list, canFollow, openedAtMs: first.nowMs, isAtTop });
  const showWaiting = () => {
    live.showWaiting();
    table.current?.toTop();
  };

  const setQuery = (q: string) => go({ q });
  const filterFor = (field: string, value: string) => setQuery(withField(address.q, field, termText(field, value)));
  const show = (id: string) => {
    setActiveId(id);
    go({ event: id }, address.event === undefined ? "push" : "replace");
  };
  const close = () => address.event !== undefined && go({ event: undefined });
  const position = (id: string | undefined) => (id ? list.rows.findIndex((row) => row.event.id === id) : -1);
  const openAt = position(address.event);
  const move = (by: 1 | -1) => {
    const from = position(address.event ?? activeId);
    const to = Math.min(Math.max(from + by, 0), list.rows.length - 1);
    const row = list.rows[from === -1 ? 0 : to];
    if (!row) return;
    setActiveId(row.event.id);
    if (address.event !== undefined) show(row.event.id);
    table.current?.reveal(from === -1 ? 0 : to);
  };
  useEventKeys({
    query: () => query.current?.focus(),
    next: () => move(1),
    previous: () => move(-1),
    open: () => activeId && show(activeId),
    close,
    help: help.open,
  });

  const isEmpty = list.rows.length === 0 && list.status !== "loading" && !list.isStale;
  return (
    <div className={classes.page}>
      <header className={classes.header}>
        <h1>Events</h1>
        <span className={classes.gap} />
        <RangePicker address={address} timeZone={timeZone} onRange={go} />
        <UnstyledButton className={classes.icon} aria-label="Keyboard shortcuts" title="Keys (?)" onClick={help.open}>
          <IconKeyboard size={16} stroke={1.6} aria-hidden="true" />
        </UnstyledButton>
      </header>
      <div className={classes.query}>
        <QueryBar
          q={address.q}
          fault={list.isStale ? null : list.fault}
          names={names}
          onQuery={setQuery}
          input={query}
        />
        <FilterBar q={address.q} names={names} onQuery={setQuery} />
      </div>
      <div className={classes.meta}>
        {canFollow ? (
          <LiveStatus
            state={live.state}
            end={live.end}
            isPaused={live.isPaused}
            isClosed={live.isClosed}
            onPause={live.setPaused}
          />
        ) : null}
        <span className={classes.desktopOnly}>newest first</span>
        <ZoneSwitch
          zone={address.zone}
          timeZone={timeZone}
          tenantZone={tenant.timeZone}
          onZone={(zone) => go({ zone })}
        />
        <span className={classes.gap} />
        <span role="status">{statusOf(list)}</span>
      </div>
      <div className={classes.content} data-open={address.event !== undefined || undefined}>
        <section className={classes.list} aria-label="List of events">
          {live.waitingCount > 0 ? (
            <UnstyledButton className={classes.newRows} onClick={showWaiting}>
              {count(live.waitingCount)} new {live.waitingCount === 1 ? "event" : "events"}
            </UnstyledButton>
          ) : null}
          {list.status === "failed" && list.fault ? (
            <ListFailure fault={list.fault} tenant={tenant.slug} retry={list.load} />
          ) : isEmpty ? (
            <ListEmpty
              tenant={tenant.slug}
              hasFilter={address.q !== ""}
              isWhole={address.range === "all" && !isCustom(address)}
              snippet={snippet}
              onClear={() => setQuery("")}
              onWhole={() => go({ range: "all", from: undefined, to: undefined })}
            />
          ) : (
            <EventTable
              rows={list.rows}
              timeZone={timeZone}
              isStale={list.isStale}
              hasMore={list.canLoadMore}
              activeId={activeId}
              openId={address.event}
              hrefOf={(id) => hrefOf({ ...address, event: id })}
              onOpen={show}
              onActive={setActiveId}
              onNearEnd={list.loadMore}
              onAtTop={(atTop) => {
                isAtTop.current = atTop;
              }}
              handle={table}
              foot={<ListFoot list={list} className={classes.foot} />}
            />
          )}
        </section>
        {address.event !== undefined ? (
          <EventPanel
            row={open.row}
            fault={open.fault}
            tenant={tenant.slug}
            timeZone={timeZone}
            vkey={vkey}
            tab={tab}
            onTab={setTab}
            onFilter={filterFor}
            onClose={close}
            onNewer={openAt > 0 ? () => move(-1) : undefined}
            onOlder={openAt >= 0 && openAt < list.rows.length - 1 ? () => move(1) : undefined}
          />
        ) : null}
      </div>
      <ShortcutsHelp opened={helpOpened} onClose={help.close} />
    </div>
  );
}

function statusOf({ isStale, status, rows }: EventList): string {
  if (isStale) return "Loading …";
  return status === "failed" ? "" : `${count(rows.length)} loaded`;
}
