"use client";
import { Button, Tabs } from "@mantine/core";
import { useWindowEvent } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import Link from "next/link";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useEffect, useState } from "react";
import type { DetectionState, DetectorFacts, RuleList as Rules } from "#server/detection/index.ts";
import { plural } from "../ui/numbers.ts";
import page from "../ui/page.module.css";
import { DetectionLine } from "./detection-line.tsx";
import { DetectorList } from "./detector-list.tsx";
import { DetectorSheet } from "./detector-sheet.tsx";
import type { RuleActs } from "./rule-acts.ts";
import { RuleList } from "./rule-list.tsx";
import classes from "./rules.module.css";

interface Props {
  tenant: { slug: string; timeZone: string };
  rules: Rules;
  detectors: DetectorFacts[];
  state: DetectionState;
  mayManage: boolean;
  acts: RuleActs;
}

/** What is looked for: the tenant's own rules, and the detectors. */
export function RulesScreen({ tenant, rules: { rules, rulesMax }, detectors, state, mayManage, acts }: Props) {
  const router = useRouter();
  const { tab, open, go } = useRulesAddress();
  const mayAdd = mayManage && rules.length < rulesMax;
  const action = mayAdd ? (
    <Button
      component={Link}
      href={`/t/${tenant.slug}/rules/new`}
      size="xs"
      leftSection={<IconPlus size={14} stroke={1.8} aria-hidden="true" />}
    >
      New rule
    </Button>
  ) : null;
  const rulesOn = rules.filter(({ isOn }) => isOn).length;
  return (
    <>
      <header className={page.header}>
        <h1>Rules</h1>
        <span className={classes.sum}>
          {plural(rules.length, "rule")}, {rulesOn} on · {plural(detectors.length, "detector")},{" "}
          {detectors.filter(({ isOn }) => isOn).length} on
        </span>
        <span className={classes.gap} />
        {tab === "rules" && rules.length > 0 ? action : null}
      </header>
      <Tabs
        value={tab}
        onChange={(next) => go({ tab: next === "detectors" ? next : null })}
        className={classes.tabs}
        keepMounted={false}
      >
        <Tabs.List className={classes.tabList}>
          <Tabs.Tab value="rules">Rules</Tabs.Tab>
          <Tabs.Tab value="detectors">Detectors</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="rules" className={classes.content}>
          <DetectionLine state={state} timeZone={tenant.timeZone} />
          <RuleList tenant={tenant} rules={rules} mayManage={mayManage} acts={acts} action={action} />
          {mayManage && !mayAdd ? (
            <p className={classes.hint}>A tenant has at most {rulesMax} rules: delete one to make another.</p>
          ) : null}
        </Tabs.Panel>
        <Tabs.Panel value="detectors" className={classes.content}>
          <DetectionLine state={state} timeZone={tenant.timeZone} />
          <DetectorList
            tenant={tenant}
            detectors={detectors}
            mayManage={mayManage}
            acts={acts}
            onOpen={(name) => go({ detector: name })}
          />
        </Tabs.Panel>
      </Tabs>
      <DetectorSheet
        tenant={tenant}
        detector={detectors.find(({ name }) => name === open)}
        mayManage={mayManage}
        acts={acts}
        onClose={() => {
          go({ detector: null });
          // Changing the address drops an answer that is under way, such as the one after saving.
          router.refresh();
        }}
      />
    </>
  );
}

/**
 * Tab and open detector as the address bar holds them. What is closed while the page is being read anew after saving stays closed: the answer brings
 * the address of before with it, which is put right.
 */
function useRulesAddress() {
  const path = usePathname();
  const parameters = useSearchParams();
  const [closed, setClosed] = useState<string | null>(null);
  useWindowEvent("popstate", () => setClosed(null));
  const asked = parameters.get("detector");
  const isStale = asked !== null && asked === closed;
  const detectorsPath = `${path}?tab=detectors`;
  useEffect(() => {
    if (isStale) window.history.replaceState(null, "", detectorsPath);
  }, [isStale, detectorsPath]);
  return {
    tab: asked !== null || parameters.get("tab") === "detectors" ? "detectors" : "rules",
    open: isStale ? null : asked,
    go: (change: { tab?: string | null; detector?: string | null }) => {
      setClosed(change.detector ? null : asked);
      const next = new URLSearchParams();
      const tab = change.detector === undefined ? change.tab : "detectors";
      if (tab) next.set("tab", tab);
      if (change.detector) next.set("detector", change.detector);
      window.history.pushState(null, "", next.size > 0 ? `${path}?${next}` : path);
    },
  };
}
