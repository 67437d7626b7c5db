"use client";
import { Tabs } from "@mantine/core";
import type { RotationCalendar as Calendar, SecretList as Listed, SecretPolicyState } from "#server/secrets/index.ts";
import { visibleLine } from "#wording";
import { countedText } from "../ui/counted.ts";
import { Notice } from "../ui/notice.tsx";
import { plural } from "../ui/numbers.ts";
import page from "../ui/page.module.css";
import { PrintLine } from "../ui/print-line.tsx";
import { RefreshLine } from "../ui/refresh-line.tsx";
import { NoSecrets } from "./no-secrets.tsx";
import { PolicyForm } from "./policy-form.tsx";
import { RotationCalendar } from "./rotation-calendar.tsx";
import type { SecretActs } from "./secret-acts.ts";
import { SecretList } from "./secret-list.tsx";
import { FILTER_NAMES } from "./secret-words.ts";
import classes from "./secrets.module.css";
import type { SecretsAddress, SecretTab } from "./secrets-address.ts";
import { useSecretsAddress } from "./use-secrets-address.ts";

/** What the open tab shows. */
export type SecretsContent =
  | { tab: "secrets"; list: Listed }
  | { tab: "rotations"; calendar: Calendar }
  | { tab: "policy"; policy: SecretPolicyState };

export interface SecretsScreenProps {
  tenant: { slug: string; timeZone: string };
  address: SecretsAddress;
  content: SecretsContent;
  mayChange: boolean;
  mayExport: boolean;
  savePolicy: SecretActs["savePolicy"];
  /** A command that tells of a rotation. */
  snippet: string;
}

/** Every secret that the log tells of: who reads it, when it was rotated, when it is due. */
export function SecretsScreen(props: SecretsScreenProps) {
  const { tenant, address, content, mayChange, mayExport, savePolicy, snippet } = props;
  const place = useSecretsAddress(address);
  const { asked, go } = place;
  const isTabComing = asked.tab !== content.tab;
  const counted = content.tab === "secrets" ? content.list : content.tab === "rotations" ? content.calendar : null;
  return (
    <>
      <header className={page.header}>
        <h1>Secrets</h1>
        {content.tab === "secrets" ? (
          <span className={classes.sum}>{plural(content.list.total, "secret")} in the log</span>
        ) : null}
        <span className={classes.gap} />
        {counted ? <RefreshLine {...counted} /> : null}
      </header>
      <PrintLine
        chosen={content.tab === "secrets" ? chosenOf(address) : []}
        timeZone={tenant.timeZone}
        counted={counted}
      />
      <Tabs
        value={asked.tab}
        onChange={(tab) => go({ tab: (tab ?? "secrets") as SecretTab })}
        className={classes.tabs}
        keepMounted={false}
      >
        <Tabs.List className={classes.tabList}>
          <Tabs.Tab value="secrets">Secrets</Tabs.Tab>
          <Tabs.Tab value="rotations">Rotations</Tabs.Tab>
          <Tabs.Tab value="policy">Policy</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value={asked.tab} aria-busy={isTabComing} data-faded={isTabComing || undefined}>
          {content.tab === "secrets" ? (
            content.list.total > 0 ? (
              <SecretList tenant={tenant} address={address} place={place} list={content.list} mayExport={mayExport} />
            ) : content.list.isBehind ? (
              <Notice title={countedText(content.list)}>
                These events name no secret. What the others tell stands here once they are counted.
              </Notice>
            ) : (
              <NoSecrets snippet={snippet} />
            )
          ) : content.tab === "rotations" ? (
            <RotationCalendar tenant={tenant} calendar={content.calendar} />
          ) : (
            <PolicyForm
              policy={content.policy}
              isReadOnly={!mayChange}
              save={(input) => savePolicy(tenant.slug, input)}
            />
          )}
        </Tabs.Panel>
      </Tabs>
    </>
  );
}

/** By what the list is narrowed, in words. */
const chosenOf = ({ filter, q, environment }: SecretsAddress): string[] => [
  filter === "all" ? "All secrets" : FILTER_NAMES[filter],
  environment === undefined ? "" : `environment ${visibleLine(environment)}`,
  q.trim() === "" ? "" : `“${visibleLine(q.trim())}”`,
];
