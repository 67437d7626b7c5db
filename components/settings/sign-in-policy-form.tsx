"use client";
import { Select, Switch } from "@mantine/core";
import Link from "next/link";
import { useState } from "react";
import type { TenantSecurity, TenantSettings } from "#server/tenants/index.ts";
import { type Save, useForm } from "../ui/form-state.ts";
import { plural } from "../ui/numbers.ts";
import page from "../ui/page.module.css";
import { FormFooter } from "./form-footer.tsx";
import classes from "./settings.module.css";

interface Props {
  settings: TenantSettings;
  isReadOnly: boolean;
  save: Save<TenantSecurity>;
}

const IDLE = [
  { value: "15", label: "15 minutes" },
  { value: "30", label: "30 minutes" },
  { value: "60", label: "1 hour" },
  { value: "240", label: "4 hours" },
  { value: "480", label: "8 hours" },
  { value: "1440", label: "1 day" },
  { value: "10080", label: "7 days" },
];
const WHOLE = [
  { value: "1", label: "1 hour" },
  { value: "8", label: "8 hours" },
  { value: "12", label: "12 hours" },
  { value: "24", label: "1 day" },
  { value: "168", label: "7 days" },
  { value: "720", label: "30 days" },
];

const withPresent = (options: typeof IDLE, value: string, unit: string) =>
  options.some((one) => one.value === value) ? options : [...options, { value, label: `${value} ${unit}` }];

export function SignInPolicyForm({ settings, isReadOnly, save }: Props) {
  const { security, membersWithoutSecondFactor: without } = settings;
  const [isRequired, setRequired] = useState(security.secondFactorRequired);
  const [idle, setIdle] = useState(String(security.sessionIdleMinutes));
  const [whole, setWhole] = useState(String(security.sessionHours));
  const form = useForm(save, () => ({
    secondFactorRequired: isRequired,
    sessionIdleMinutes: Number(idle),
    sessionHours: Number(whole),
  }));
  return (
    <form
      className={page.card}
      aria-labelledby="policy-title"
      onChange={form.touched}
      onSubmit={(event) => {
        event.preventDefault();
        form.submit();
      }}
    >
      <h2 id="policy-title">Sign-in policy</h2>
      <p>
        Holds for every member from the next click on. Of somebody with several tenants, the strictest limits count.
      </p>
      <Switch
        label="Second factor required"
        description={
          without === 0
            ? "Every member has one."
            : `${plural(without, "member")} ${without === 1 ? "has" : "have"} none yet and would be asked to add one before seeing anything of this tenant.`
        }
        checked={isRequired}
        onChange={(event) => setRequired(event.currentTarget.checked)}
        disabled={isReadOnly}
        error={form.faultOf("secondFactorRequired")}
      />
      {form.faultOf("secondFactorRequired") ? (
        <p>
          <Link href="/account">Add a second factor to your account</Link>
        </p>
      ) : null}
      <div className={classes.fields}>
        <Select
          label="A session ends when unused for"
          data={withPresent(IDLE, idle, "minutes")}
          value={idle}
          onChange={(value) => value && setIdle(value)}
          readOnly={isReadOnly}
          allowDeselect={false}
          error={form.faultOf("sessionIdleMinutes")}
        />
        <Select
          label="A session ends in any case after"
          data={withPresent(WHOLE, whole, "hours")}
          value={whole}
          onChange={(value) => value && setWhole(value)}
          readOnly={isReadOnly}
          allowDeselect={false}
          error={form.faultOf("sessionHours")}
        />
      </div>
      <FormFooter form={form} isReadOnly={isReadOnly} needs="Change the sign-in policy" />
    </form>
  );
}
