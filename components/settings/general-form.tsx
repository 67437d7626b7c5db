"use client";
import { Select, TextInput } from "@mantine/core";
import { useState } from "react";
import type { TenantSettings, TenantUpdate } from "#server/tenants/index.ts";
import { type Save, useForm } from "../ui/form-state.ts";
import page from "../ui/page.module.css";
import { FormFooter } from "./form-footer.tsx";
import classes from "./settings.module.css";

interface Props {
  settings: TenantSettings;
  timeZones: string[];
  isReadOnly: boolean;
  save: Save<TenantUpdate>;
}

export function GeneralForm({ settings, timeZones, isReadOnly, save }: Props) {
  const [name, setName] = useState(settings.name);
  const [timeZone, setTimeZone] = useState(settings.timeZone);
  const form = useForm(save, () => ({ name, timeZone }));
  const zones = timeZones.includes(settings.timeZone) ? timeZones : [settings.timeZone, ...timeZones];
  return (
    <form
      className={page.card}
      aria-labelledby="general-title"
      onChange={form.touched}
      onSubmit={(event) => {
        event.preventDefault();
        form.submit();
      }}
    >
      <h2 id="general-title">General</h2>
      <div className={classes.fields}>
        <TextInput
          label="Name"
          description={`In the address it stays ${settings.slug}`}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={100}
          readOnly={isReadOnly}
          error={form.faultOf("name")}
          required
        />
        <Select
          label="Time zone"
          description="Of days, business hours and times on the pages"
          data={zones}
          value={timeZone}
          onChange={(value) => value && setTimeZone(value)}
          searchable
          limit={60}
          readOnly={isReadOnly}
          error={form.faultOf("timeZone")}
          nothingFoundMessage="No such time zone"
        />
      </div>
      <FormFooter form={form} isReadOnly={isReadOnly} needs="Change settings" />
    </form>
  );
}
