"use client";
import { NumberInput, Switch, TagsInput } from "@mantine/core";
import { useState } from "react";
import type { SecretPolicyState, UpdateSecretPolicyInput } from "#server/secrets/index.ts";
import { FormFooter } from "../settings/form-footer.tsx";
import settings from "../settings/settings.module.css";
import { type Save, useForm } from "../ui/form-state.ts";
import page from "../ui/page.module.css";
import { PeriodFields } from "./period-fields.tsx";
import { periodRows, periodsOf } from "./period-rows.ts";

interface Props {
  policy: SecretPolicyState;
  isReadOnly: boolean;
  save: Save<UpdateSecretPolicyInput>;
}

const daysOf = (value: number | string): number | "" => (typeof value === "number" ? value : "");

/** How often secrets are to be rotated, when one is unused, and what counts as one. */
export function PolicyForm({ policy, isReadOnly, save }: Props) {
  const [defaultDays, setDefaultDays] = useState<number | "">(policy.defaultDays ?? "");
  const [unusedDays, setUnusedDays] = useState<number | "">(policy.unusedDays);
  const [byType, setByType] = useState(() => periodRows(policy.byType));
  const [byEnvironment, setByEnvironment] = useState(() => periodRows(policy.byEnvironment));
  const [followsLog, setFollowsLog] = useState(policy.followsLog);
  const [includesUnused, setIncludesUnused] = useState(policy.includesUnused);
  const [guardedEnvironments, setGuardedEnvironments] = useState(policy.guardedEnvironments);
  const [alerts, setAlerts] = useState(policy.alerts);
  const [types, setTypes] = useState(policy.types);
  const [actions, setActions] = useState(policy.actions);
  const form = useForm(save, () => ({
    defaultDays: defaultDays === "" ? null : defaultDays,
    byType: periodsOf(byType),
    byEnvironment: periodsOf(byEnvironment),
    unusedDays: unusedDays === "" ? 0 : unusedDays,
    ...{ followsLog, includesUnused, guardedEnvironments, alerts, types, actions },
  }));
  const touch =
    <T,>(change: (value: T) => void) =>
    (value: T) => {
      form.touched();
      change(value);
    };
  const days = { min: 1, max: 3650, allowDecimal: false, allowNegative: false, suffix: " days", readOnly: isReadOnly };
  return (
    <form
      className={page.content}
      aria-label="Policy for secrets"
      onSubmit={(event) => {
        event.preventDefault();
        form.submit();
      }}
    >
      <section className={page.card} aria-labelledby="periods-title">
        <h2 id="periods-title">How often secrets are rotated</h2>
        <p>
          What is said nearest holds: a secret’s own period, then what the log said of it, then its environment, its
          type, and the period for all. A period runs from the last rotation, or else from when the secret was made or
          first seen.
        </p>
        <div className={settings.fields}>
          <NumberInput
            label="All secrets, every"
            placeholder="not rotated"
            {...days}
            value={defaultDays}
            onChange={touch((value) => setDefaultDays(daysOf(value)))}
            error={form.faultOf("defaultDays")}
          />
          <NumberInput
            label="A secret is unused after"
            {...days}
            value={unusedDays}
            onChange={touch((value) => setUnusedDays(daysOf(value)))}
            error={form.faultOf("unusedDays")}
          />
        </div>
        <div className={settings.fields}>
          <PeriodFields
            legend="By type"
            what="type"
            example="such as certificate"
            rows={byType}
            onRows={touch(setByType)}
            isReadOnly={isReadOnly}
            fault={form.faultOf("byType")}
          />
          <PeriodFields
            legend="By environment"
            what="environment"
            example="such as prod"
            rows={byEnvironment}
            onRows={touch(setByEnvironment)}
            isReadOnly={isReadOnly}
            fault={form.faultOf("byEnvironment")}
          />
        </div>
        <Switch
          label="A period that the log says of a secret counts (metadata.rotation_days)"
          checked={followsLog}
          disabled={isReadOnly}
          onChange={(event) => touch(setFollowsLog)(event.currentTarget.checked)}
        />
        <Switch
          label="Secrets that nobody reads are due too"
          checked={includesUnused}
          disabled={isReadOnly}
          onChange={(event) => touch(setIncludesUnused)(event.currentTarget.checked)}
        />
        <Switch
          label="Raise an alert when a secret is overdue"
          checked={alerts}
          disabled={isReadOnly}
          onChange={(event) => touch(setAlerts)(event.currentTarget.checked)}
        />
      </section>
      <section className={page.card} aria-labelledby="guarded-title">
        <h2 id="guarded-title">Who may read them</h2>
        <p>
          A reader of a secret in a guarded environment is from outside when nearly all of its other events are in
          another environment.
        </p>
        <TagsInput
          label="Guarded environments"
          placeholder={isReadOnly ? "" : "such as prod"}
          maxTags={10}
          value={guardedEnvironments}
          readOnly={isReadOnly}
          onChange={touch(setGuardedEnvironments)}
          error={form.faultOf("guardedEnvironments")}
        />
      </section>
      <section className={page.card} aria-labelledby="counts-title">
        <h2 id="counts-title">What counts as a secret</h2>
        <p>
          Targets of types such as secret, api_key, token, certificate and password, and those of actions that begin
          with secret. A change here counts secrets anew, from the first event on: until that is through, this page and
          what Overview says of secrets tell of a part.
        </p>
        <div className={settings.fields}>
          <TagsInput
            label="Further types of targets"
            placeholder={isReadOnly ? "" : "such as vault_item"}
            maxTags={10}
            value={types}
            readOnly={isReadOnly}
            onChange={touch(setTypes)}
            error={form.faultOf("types")}
          />
          <TagsInput
            label="Further beginnings of actions"
            placeholder={isReadOnly ? "" : "such as kms.decrypt"}
            maxTags={10}
            value={actions}
            readOnly={isReadOnly}
            onChange={touch(setActions)}
            error={form.faultOf("actions")}
          />
        </div>
        <FormFooter form={form} isReadOnly={isReadOnly} needs="Change settings" />
      </section>
    </form>
  );
}
