"use client";
import { Button, Tabs } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import Link from "next/link";
import { useMemo, useState } from "react";
import type { AlertLine, AlertList, AlertMute, EntityRisk } from "#server/alerts/index.ts";
import { useGuarded } from "../confirm/use-guarded.tsx";
import { count } from "../ui/numbers.ts";
import page from "../ui/page.module.css";
import type { AlertActs, AlertDialog, Assignee, Triager } from "./alert-acts.ts";
import { AlertDialogs } from "./alert-dialogs.tsx";
import { AlertFilters } from "./alert-filters.tsx";
import { AlertTable } from "./alert-table.tsx";
import { stateName } from "./alert-words.ts";
import classes from "./alerts.module.css";
import { type AlertsAddress, type AlertTab, alertsInput, isFiltered, TABS } from "./alerts-address.ts";
import { KeysHelp } from "./keys-help.tsx";
import { ListLine } from "./list-line.tsx";
import { MuteList } from "./mute-list.tsx";
import { NoAlerts } from "./no-alerts.tsx";
import { RiskCard } from "./risk-card.tsx";
import { useAlertChoice } from "./use-alert-choice.ts";
import { useAlertKeys } from "./use-alert-keys.ts";
import { useAlertList } from "./use-alert-list.ts";
import { useAlertsAddress } from "./use-alerts-address.ts";

export interface AlertsScreenProps {
  tenant: { slug: string; timeZone: string };
  person: Triager;
  address: AlertsAddress;
  list: AlertList;
  risks: EntityRisk[];
  /** null where they are not shown. */
  mutes: AlertMute[] | null;
  assignees: Assignee[];
  acts: AlertActs;
}

/** The inbox of alerts: what was noticed, by how it stands, and who stands out. */
export function AlertsScreen(props: AlertsScreenProps) {
  const { tenant, person, address, risks, mutes, assignees, acts } = props;
  const { go, refresh, isComing } = useAlertsAddress(address);
  const input = useMemo(() => alertsInput(address, person.id), [address, person.id]);
  const list = useAlertList({ page: props.list, input, tab: address.tab, load: (of) => acts.list(tenant.slug, of) });
  const choice = useAlertChoice(list.rows);
  const [dialog, setDialog] = useState<AlertDialog | null>(null);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const guarded = useGuarded();
  const done = (message: string, now: readonly AlertLine[]) => {
    setDialog(null);
    choice.clear();
    list.put(now);
    notifications.show({ message });
    refresh();
  };
  const run = async (kind: "acknowledge" | "reopen", of: readonly AlertLine[], said: string) => {
    if (of.length === 0) return;
    const answer = await guarded(() => acts[kind](tenant.slug, { ids: of.map(({ id }) => id) }));
    if (answer.fault) notifications.show({ color: "red", message: answer.fault.message });
    else done(of.length === 1 ? `1 alert ${said}.` : `${count(of.length)} alerts ${said}.`, answer.value);
  };
  const ask = (kind: AlertDialog["kind"]) => {
    const of = choice.subjects();
    if (of.length > 0) setDialog({ kind, of });
  };
  const triage = {
    acknowledge: () =>
      void run(
        "acknowledge",
        choice.subjects().filter(({ state }) => state === "open"),
        "acknowledged",
      ),
    reopen: () => void run("reopen", choice.subjects(), "open again"),
    assign: () => ask("assign"),
    resolve: () => ask("resolve"),
    mute: () => ask("mute"),
  };
  useAlertKeys({
    search: () => document.querySelector<HTMLElement>("[data-alert-search]")?.focus(),
    next: () => choice.move(1),
    previous: () => choice.move(-1),
    help: () => setHelpOpen(true),
    ...(person.mayTriage
      ? { ...triage, clear: choice.clear, select: () => choice.active !== undefined && choice.tick(choice.active) }
      : {}),
  });
  return (
    <>
      <header className={page.header}>
        <h1>Alerts</h1>
        <span className={classes.gap} />
        <Button component={Link} href={`/t/${tenant.slug}/rules`} size="xs" variant="default" prefetch={false}>
          Rules and detectors
        </Button>
      </header>
      <Tabs
        value={address.tab}
        onChange={(tab) => go({ tab: (tab ?? "open") as AlertTab })}
        className={classes.tabs}
        keepMounted={false}
      >
        <Tabs.List className={classes.tabList}>
          {TABS.map((tab) => (
            <Tabs.Tab key={tab} value={tab}>
              {stateNameOf(tab)} <span className={classes.tabCount}>{count(props.list.counts[tab])}</span>
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={address.tab} className={classes.columns}>
          <div className={classes.main}>
            {address.tab === "muted" && mutes ? (
              <MuteList
                tenant={tenant}
                mutes={mutes}
                mayEnd={person.mayTriage}
                endMute={acts.endMute}
                onEnded={refresh}
              />
            ) : null}
            <AlertFilters address={address} person={person} assignees={assignees} go={go} />
            <section className={classes.card} aria-label={`${stateNameOf(address.tab)} alerts`} aria-busy={isComing}>
              <ListLine
                address={address}
                total={props.list.counts[address.tab]}
                choice={choice}
                triage={person.mayTriage ? triage : null}
                go={go}
                onHelp={() => setHelpOpen(true)}
                refresh={refresh}
              />
              {list.rows.length === 0 ? (
                <NoAlerts
                  tenant={tenant.slug}
                  tab={address.tab}
                  isFiltered={isFiltered(address)}
                  isFirst={Object.values(props.list.counts).every((number) => number === 0)}
                  onClear={() =>
                    go({
                      severity: undefined,
                      source: undefined,
                      rule: undefined,
                      entity: undefined,
                      assignee: undefined,
                      q: "",
                    })
                  }
                />
              ) : (
                <AlertTable
                  tenant={tenant}
                  rows={list.rows}
                  choice={choice}
                  mayTriage={person.mayTriage}
                  isFaded={isComing}
                />
              )}
            </section>
            <div className={classes.foot}>
              {list.hasMore ? (
                <Button size="xs" variant="default" loading={list.isLoading} onClick={() => void list.loadMore()}>
                  Show more
                </Button>
              ) : null}
              <span role="alert" className={classes.fault}>
                {list.fault?.message}
              </span>
            </div>
          </div>
          <RiskCard tenant={tenant} risks={risks} address={address} go={go} />
        </Tabs.Panel>
      </Tabs>
      <AlertDialogs
        dialog={dialog}
        tenant={tenant}
        person={person}
        assignees={assignees}
        acts={acts}
        onClose={() => setDialog(null)}
        onDone={done}
      />
      <KeysHelp opened={isHelpOpen} mayTriage={person.mayTriage} onClose={() => setHelpOpen(false)} />
    </>
  );
}

const stateNameOf = (tab: AlertTab) => (tab === "muted" ? "Muted" : stateName(tab));
