"use client";
import { ActionIcon, Button, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useRef, useState } from "react";
import type { Holiday, TenantSettings, TenantUpdate } from "#server/tenants/index.ts";
import { type Save, useForm } from "../ui/form-state.ts";
import page from "../ui/page.module.css";
import { FormFooter } from "./form-footer.tsx";
import classes from "./settings.module.css";

interface Props {
  settings: TenantSettings;
  isReadOnly: boolean;
  save: Save<TenantUpdate>;
}

type Row = Holiday & { key: number };

export function HolidaysForm({ settings, isReadOnly, save }: Props) {
  const keys = useRef(0);
  const row = (holiday: Holiday): Row => ({ ...holiday, key: ++keys.current });
  const [rows, setRows] = useState<Row[]>(() => settings.holidays.map(row));
  const form = useForm(save, () => ({ holidays: rows.map(({ date, name }) => ({ date, name })) }));
  const set = (next: Row[]) => {
    form.touched();
    setRows(next);
  };
  const change = (key: number, part: Partial<Holiday>) =>
    set(rows.map((one) => (one.key === key ? { ...one, ...part } : one)));
  return (
    <form
      className={page.card}
      aria-labelledby="holidays-title"
      onSubmit={(event) => {
        event.preventDefault();
        form.submit();
      }}
    >
      <h2 id="holidays-title">Holidays</h2>
      <p>Days on which nobody is expected to work, whatever the weekday.</p>
      {rows.length === 0 ? <p>None yet.</p> : null}
      <div className={classes.holidays}>
        {rows.map(({ key, date, name }, i) => (
          <div key={key} className={classes.holiday}>
            <TextInput
              type="date"
              size="xs"
              aria-label={`Date of holiday ${i + 1}`}
              value={date}
              onChange={(event) => change(key, { date: event.currentTarget.value })}
              readOnly={isReadOnly}
              error={form.faultOf(`holidays.${i}.date`)}
            />
            <TextInput
              size="xs"
              aria-label={`Name of holiday ${i + 1}`}
              placeholder="Christmas Day"
              value={name}
              onChange={(event) => change(key, { name: event.currentTarget.value })}
              readOnly={isReadOnly}
              error={form.faultOf(`holidays.${i}.name`)}
            />
            {isReadOnly ? null : (
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={`Remove ${name || `holiday ${i + 1}`}`}
                onClick={() => set(rows.filter((one) => one.key !== key))}
              >
                <IconX size={14} aria-hidden="true" />
              </ActionIcon>
            )}
          </div>
        ))}
      </div>
      {isReadOnly ? null : (
        <div>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlus size={13} aria-hidden="true" />}
            onClick={() => set([...rows, row({ date: "", name: "" })])}
          >
            Add a holiday
          </Button>
        </div>
      )}
      <FormFooter form={form} isReadOnly={isReadOnly} needs="Change settings" />
    </form>
  );
}
