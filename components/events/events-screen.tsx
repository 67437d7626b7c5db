"use client";
import { UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconKeyboard } from "@tabler/icons-react";
import { lazy, Suspense, useCallback, useMemo, useRef, useState } from "react";
import { ExportButton } from "../exports/export-button.tsx";
import { useExportChoice } from "../exports/use-export-choice.ts";
import { useServerClock } from "../frame/clock.tsx";
import { useSeal } from "../frame/seal-state.tsx";
import { PaletteHint } from "../palette/palette-button.tsx";
import { useViews } from "../views/use-views.ts";
import type { ReaderViews } from "../views/view-acts.ts";
import { SaveViewButton, ViewBar } from "../views/view-bar.tsx";
import { isCustom, sharedAddress } from "./address.ts";
import { AddressNotice } from "./address-notice.tsx";
import type { ApiFault } from "./api-fault.ts";
import { CopyLink } from "./copy-link.tsx";
import { EventPanel } from "./event-panel.tsx";
import type { EventRow, Order } from "./event-rows.ts";
import { EventTable, type TableHandle } from "./event-table.tsx";
import classes from "./events.module.css";
import { filterValue } from "./filter-value.ts";
import { ListEmpty, ListFailure, ListFoot } from "./list-states.tsx";
import { hasWaiting, LiveStatus, waitingText } from "./live-status.tsx";
import { MetaRow } from "./meta-row.tsx";
import { NameBook } from "./name-book.ts";
import { QueryBar } from "./query-bar.tsx";
import { RangePicker } from "./range-picker.tsx";
import { RuleLink } from "./rule-link.tsx";
import { useEventKeys } from "./use-event-keys.ts";
import { type FirstPage, useEventList } from "./use-event-list.ts";
import { useEventsAddress } from "./use-events-address.ts";
import { useExploreParts } from "./use-explore-parts.tsx";
import { useLayout } from "./use-layout.ts";
import { useLiveRows } from "./use-live-rows.ts";
import { useSelection } from "./use-selection.ts";
import type { OnFilter } from "./value-actions.tsx";
import { useTimeZone } from "./zones.ts";

const ShortcutsHelp = lazy(() => import("./shortcuts-help.tsx").then((file) => ({ default: file.ShortcutsHelp })));

export interface EventsScreenProps {
  tenant: { slug: string; timeZone: string };
  /** Id of the person who looks. */
  person: string;
  first: FirstPage;
  openEvent: { id: string; row?: EventRow; fault?: ApiFault } | null;
  vkey: string | null;
  canFollow: boolean;
  canExport: boolean;
  canProve: boolean;
  canMakeRules: boolean;
  /** Fields that are masked for the reader. */
  hidden: readonly string[];
  snippet: string;
  /** Null where saved views cannot be read. */
  views: ReaderViews | null;
}

const EVENT_PLACE = "-";

export function EventsScreen(props: EventsScreenProps) {
  const { tenant, person, first, openEvent, vkey, canFollow, snippet } = props;
  const { address, faults, go, hrefOf } = useEventsAddress();
  const timeZone = useTimeZone(address.zone, tenant.timeZone);
  const layout = useLayout(tenant.slug, person, address, go);
  const views = useViews({ tenant: tenant.slug, views: props.views, address, go, layout });
  const [names] = useState(() => new NameBook().add(first.rows));
  const list = useEventList({
    tenant: tenant.slug,
    address,
    timeZone,
    first,
    ledgerSize: useSeal()?.seal.size ?? 0,
    onRows: (rows) => names.add(rows),
  });
  const table = useRef<TableHandle>(null);
  const query = useRef<HTMLInputElement>(null);
  const isAtTop = useRef(true);
  const live = useLiveRows({
    tenant: tenant.slug,
    address,
    timeZone,
    list,
    canFollow,
    openedAtMs: first.nowMs,
    isAtTop,
  });
  const explore = useExploreParts({ tenant: tenant.slug, address, timeZone, list, live, names, go });
  const selection = useSelection({ tenant: tenant.slug, address, go, list, first: openEvent, table });
  const [tab, setTab] = useState("proof");
  const [helpOpened, help] = useDisclosure(false);
  const wasHelpOpened = useRef(false);
  wasHelpOpened.current ||= helpOpened;
  const clock = useServerClock();

  const exporting = useExportChoice({ address, timeZone, list, layout: layout.layout });
  const setQuery = (q: string) => go({ q });
  const filter: OnFilter = (field, value, how) => setQuery(filterValue(address.q, field, value, how));
  const showNew = () => {
    live.resume();
    table.current?.toTop();
  };
  const resumeAtTop = useRef(() => {});
  resumeAtTop.current = () => {
    if (!live.isPaused && hasWaiting(live)) live.resume();
  };
  const onAtTop = useCallback((atTop: boolean) => {
    if (atTop && !isAtTop.current) resumeAtTop.current();
    isAtTop.current = atTop;
  }, []);
  const onOrder = useCallback((order: Order) => go({ order }), [go]);
  const hrefNow = () =>
    hrefOf(
      sharedAddress(address, {
        cols: layout.layout.columns,
        density: layout.layout.density,
        timeZone,
        bounds: list.bounds,
        nowMs: clock.now(),
      }),
    );
  useEventKeys({
    query: () => query.current?.focus(),
    next: () => selection.move(1),
    previous: () => selection.move(-1),
    open: () => selection.active && selection.show(selection.active),
    close: selection.close,
    export: props.canExport ? exporting.open : undefined,
    help: help.open,
  });

  const isEmpty = list.rows.length === 0 && !list.hasMore && !list.isStale;
  const foot = useMemo(() => <ListFoot list={list} timeZone={timeZone} className={classes.foot} />, [list, timeZone]);
  return (
    <div className={classes.page}>
      <header className={classes.header}>
        <h1>Events</h1>
        <ViewBar views={views} />
        <span className={classes.gap} />
        <RangePicker address={address} timeZone={timeZone} onRange={go} />
        <CopyLink hrefNow={hrefNow} />
        {props.canExport ? (
          <ExportButton
            tenant={tenant.slug}
            selection={exporting.selection}
            names={names}
            mayProve={props.canProve}
            onOpen={exporting.open}
            onClose={exporting.close}
          />
        ) : null}
        {props.canMakeRules ? <RuleLink tenant={tenant.slug} q={address.q} /> : null}
        <SaveViewButton views={views} />
        <UnstyledButton className={classes.icon} aria-label="Keyboard shortcuts" title="Keys (?)" onClick={help.open}>
          <IconKeyboard size={16} stroke={1.6} aria-hidden="true" />
        </UnstyledButton>
        <PaletteHint />
      </header>
      <div className={classes.query}>
        <AddressNotice faults={faults} />
        <QueryBar
          q={address.q}
          fault={list.isStale ? null : list.fault}
          isStale={list.isStale}
          scene={{ tenant: tenant.slug, person, address, timeZone, rows: list.rows, names, hidden: props.hidden }}
          total={explore.total}
          onQuery={setQuery}
          input={query}
        />
      </div>
      {explore.histogram}
      <MetaRow address={address} timeZone={timeZone} tenantZone={tenant.timeZone} list={list} layout={layout} go={go}>
        {canFollow ? <LiveStatus live={live} onResume={showNew} /> : null}
      </MetaRow>
      <div className={classes.content} data-open={address.event !== undefined || undefined}>
        {explore.rail}
        <section className={classes.list} aria-label="List of events">
          {hasWaiting(live) ? (
            <UnstyledButton className={classes.newRows} onClick={showNew}>
              {live.isPaused ? "Resume: " : ""}
              {waitingText(live)} new {live.waitingCount === 1 ? "event" : "events"}
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
              key={list.loads}
              rows={list.rows}
              order={list.order}
              layout={layout.layout}
              onLayout={layout.change}
              onOrder={onOrder}
              timeZone={timeZone}
              isStale={list.isStale}
              hasMore={list.hasMore}
              canLoadMore={list.canLoadMore}
              active={selection.active}
              openId={address.event}
              hrefPrefix={hrefOf({ ...address, event: EVENT_PLACE }).slice(0, -EVENT_PLACE.length)}
              onOpen={selection.show}
              onActive={selection.setActive}
              onNearEnd={list.loadMore}
              onAtTop={onAtTop}
              handle={table}
              foot={foot}
            />
          )}
        </section>
        {address.event !== undefined ? (
          <EventPanel
            row={selection.open.row}
            fault={selection.open.fault}
            tenant={tenant.slug}
            timeZone={timeZone}
            vkey={vkey}
            tab={tab}
            onTab={setTab}
            onFilter={filter}
            onClose={selection.close}
            onNewer={selection.hasUpper ? () => selection.move(-1) : undefined}
            onOlder={selection.hasLower ? () => selection.move(1) : undefined}
          />
        ) : null}
      </div>
      {wasHelpOpened.current ? (
        <Suspense fallback={null}>
          <ShortcutsHelp opened={helpOpened} canExport={props.canExport} onClose={help.close} />
        </Suspense>
      ) : null}
    </div>
  );
}
