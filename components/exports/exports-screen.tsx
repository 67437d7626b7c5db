"use client";
import { Button, Tabs } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { usePathname, useSearchParams } from "next/navigation";
import { useState } from "react";
import page from "../ui/page.module.css";
import type { Answer, Export, ExportSchedule, ScheduleDraft } from "./export-api.ts";
import { type ExportAct, ExportDialogs } from "./export-dialogs.tsx";
import { ExportList } from "./export-list.tsx";
import { ExportSheet } from "./export-sheet.tsx";
import classes from "./exports.module.css";
import parts from "./parts.module.css";
import { draftOf, emptyDraft } from "./schedule-address.ts";
import { ScheduleList } from "./schedule-list.tsx";
import { useExports } from "./use-exports.ts";

export interface ExportsScreenProps {
  tenant: { slug: string; timeZone: string };
  /** The server's address. */
  url: string;
  exports: Export[];
  hasMore: boolean;
  schedules: ExportSchedule[];
  /** The export that the address names. */
  opened: ({ id: string } & Answer<Export>) | null;
  /** The ledger's verifier key; null where it cannot be read. */
  vkey: string | null;
  /** May see and end everybody's. */
  mayManage: boolean;
  mayProve: boolean;
  timeZones: string[];
  /** Addresses of members; empty where they cannot be read. */
  members: string[];
}

/** Files of events with how far each is, and the standing orders for more. */
export function ExportsScreen(props: ExportsScreenProps) {
  const { tenant, url, vkey, mayManage, mayProve, timeZones, members } = props;
  const { tab, open, begun, show, setTab, stopBeginning } = useExportsAddress(tenant.timeZone);
  const list = useExports(tenant.slug, {
    exports: props.exports,
    hasMore: props.hasMore,
    opened: props.opened?.value,
  });
  const [act, setAct] = useState<ExportAct | null>(null);
  const [schedules, setSchedules] = useState(props.schedules);
  const [draft, setDraft] = useState<ScheduleDraft | null>(begun);
  return (
    <>
      <header className={page.header}>
        <h1>Exports</h1>
        <span className={parts.gap} />
        {tab === "scheduled" ? (
          <Button
            size="xs"
            leftSection={<IconPlus size={14} stroke={1.8} aria-hidden="true" />}
            onClick={() => setDraft(emptyDraft(tenant.timeZone))}
          >
            Schedule an export
          </Button>
        ) : null}
      </header>
      <Tabs value={tab} onChange={setTab} className={classes.tabs} keepMounted={false}>
        <Tabs.List className={classes.tabList}>
          <Tabs.Tab value="files">Files</Tabs.Tab>
          <Tabs.Tab value="scheduled">Scheduled</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="files">
          <ExportList tenant={tenant} url={url} list={list} mayManage={mayManage} onOpen={show} onAct={setAct} />
        </Tabs.Panel>
        <Tabs.Panel value="scheduled">
          <ScheduleList
            tenant={tenant}
            schedules={schedules}
            onSchedules={setSchedules}
            draft={draft}
            onDraft={(next) => {
              setDraft(next);
              if (next === null) stopBeginning();
            }}
            timeZones={timeZones}
            members={members}
            mayProve={mayProve}
          />
        </Tabs.Panel>
      </Tabs>
      <ExportSheet
        tenant={tenant}
        vkey={vkey}
        id={open}
        list={list}
        refused={props.opened?.fault ? props.opened : null}
        schedules={schedules}
        onAct={setAct}
        onClose={() => show(null)}
      />
      <ExportDialogs tenant={tenant} act={act} onClose={() => setAct(null)} onChange={list.put} />
    </>
  );
}

/** Tab and open export as the address bar holds them, and the schedule that a link begins. */
function useExportsAddress(tenantZone: string) {
  const path = usePathname();
  const parameters = useSearchParams();
  const go = (change: Record<string, string | null>, how: "push" | "replace" = "push") => {
    const next = new URLSearchParams();
    for (const name of ["tab", "export"]) {
      const value = Object.hasOwn(change, name) ? change[name] : parameters.get(name);
      if (value) next.set(name, value);
    }
    const href = next.size > 0 ? `${path}?${next}` : path;
    if (how === "push") window.history.pushState(null, "", href);
    else window.history.replaceState(null, "", href);
  };
  return {
    tab: parameters.get("tab") === "scheduled" ? "scheduled" : "files",
    open: parameters.get("export"),
    begun: draftOf((name) => parameters.get(name), tenantZone),
    show: (id: string | null) => go({ export: id }),
    setTab: (tab: string | null) => go({ tab: tab === "scheduled" ? tab : null }),
    stopBeginning: () => go({}, "replace"),
  };
}
