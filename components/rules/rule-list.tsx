"use client";
import { Button, Group, Modal } from "@mantine/core";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import type { Rule } from "#server/detection/index.ts";
import { useServerClock } from "../frame/clock.tsx";
import form from "../ui/act-form.module.css";
import { DataTable } from "../ui/data-table.tsx";
import { Notice } from "../ui/notice.tsx";
import type { RuleActs } from "./rule-acts.ts";
import { ruleColumns } from "./rule-columns.tsx";
import { draftOf, ruleOf, trialKey } from "./rule-draft.ts";
import classes from "./rules.module.css";
import { triedRules } from "./tried-rules.ts";
import { useSwitch } from "./use-switch.ts";

interface Props {
  tenant: { slug: string; timeZone: string };
  rules: Rule[];
  mayManage: boolean;
  acts: Pick<RuleActs, "updateRule">;
  /** The way to a new one. */
  action: ReactNode;
}

/** The tenant's own rules. */
export function RuleList({ tenant, rules, mayManage, acts, action }: Props) {
  const clock = useServerClock();
  const [asking, setAsking] = useState<Rule | null>(null);
  const switches = useSwitch((id, isOn) => acts.updateRule(tenant.slug, { id, isOn }));
  if (rules.length === 0) return <NoRules action={action} />;
  const columns = ruleColumns({
    tenant,
    mayManage,
    nowMs: clock.now(),
    isOn: (rule) => switches.isOn({ id: rule.id, isOn: rule.isOn && rule.pausedAt === null }),
    onSwitch: (rule, isOn) => {
      if (isOn && !isTried(tenant.slug, rule)) setAsking(rule);
      else void switches.turn(rule, isOn);
    },
  });
  return (
    <>
      <section className={classes.card} aria-label="Rules">
        <DataTable
          label="Rules"
          items={rules}
          columns={columns}
          idOf={({ id }) => id}
          empty={null}
          firstSort={{ id: "name", desc: false }}
        />
      </section>
      <Modal
        opened={asking !== null}
        onClose={() => setAsking(null)}
        title="Switch on without trying?"
        size={440}
        centered
        closeButtonProps={{ "aria-label": "Close" }}
      >
        {asking ? (
          <div className={form.form}>
            <p>
              {asking.name} was not tried on your history in this tab: how often it alerts is not known. It wakes
              whoever your channels reach.
            </p>
            <Group justify="flex-end" gap={8}>
              <Button
                size="xs"
                component={Link}
                href={`/t/${tenant.slug}/rules/${asking.id}`}
                variant="default"
                data-autofocus
              >
                Try it first
              </Button>
              <Button
                size="xs"
                color="red"
                onClick={() => {
                  setAsking(null);
                  void switches.turn(asking, true);
                }}
              >
                Switch on without trying
              </Button>
            </Group>
          </div>
        ) : null}
      </Modal>
    </>
  );
}

const isTried = (tenant: string, rule: Rule) => triedRules(tenant).includes(trialKey(ruleOf(draftOf(rule))));

function NoRules({ action }: { action: ReactNode }) {
  return (
    <Notice title="No rules of your own yet" action={action}>
      <p>
        The detectors know what is unusual for your people and systems. A rule says what must not happen here at all: so
        many denied reads, a backup that did not come, an export after a sign-in from elsewhere.
      </p>
      <p>A rule begins with a query, and is tried on your history before it may wake anybody.</p>
    </Notice>
  );
}
