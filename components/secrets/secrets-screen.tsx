"use client";
import { Tabs } from "@mantine/core";
import type { RotationCalendar as Calendar, SecretList as Listed, SecretPolicyState } from "#server/secrets/index.ts";
import { RefreshLine } from "../overview/refresh-line.tsx";
import { plural } from "../ui/numbers.ts";
import page from "../ui/page.module.css";
import { NoSecrets } from "./no-secrets.tsx";
import { PolicyForm } from "./policy-form.tsx";
import { RotationCalendar } from "./rotation-calendar.tsx";
import type { SecretActs } from "./secret-acts.ts";
import { SecretList } from "./secret-list.tsx";
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
  savePolicy: SecretActs["savePolicy"];
  /** A command that tells of a rotation. */
  snippet: string;
}

/** Every secret that the log tells of: who reads it, when it was rotated, when it is due. */
export function SecretsScreen({ tenant, address, content, mayChange, savePolicy, snippet }: SecretsScreenProps) {
  const { go } = useSecretsAddress(address);
  const counted = content.tab === "secrets" ? content.list : content.tab === "rotations" ? content.calendar : null;
  return (
    <>
      <header className={page.header}>
        <h1>Secrets</h1>
        {content.tab === "secrets" ? (
          <span className={classes.sum}>{plural(content.list.counts.all, "secret")} in the log</span>
        ) : null}
        <span className={classes.gap} />
        {counted ? <RefreshLine countedTo={counted.countedTo} ledgerSize={counted.ledgerSize} /> : null}
      </header>
      <Tabs
        value={content.tab}
        onChange={(tab) => go({ tab: (tab ?? "secrets") as SecretTab })}
        className={classes.tabs}
        keepMounted={false}
      >
        <Tabs.List className={classes.tabList}>
          <Tabs.Tab value="secrets">Secrets</Tabs.Tab>
          <Tabs.Tab value="rotations">Rotations</Tabs.Tab>
          <Tabs.Tab value="policy">Policy</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value={content.tab}>
          {content.tab === "secrets" ? (
            content.list.counts.all === 0 ? (
              <NoSecrets snippet={snippet} />
            ) : (
              <SecretList tenant={tenant} address={address} list={content.list} />
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
