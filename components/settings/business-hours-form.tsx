"use client";
import { ActionIcon, Button, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useState } from "react";
import type { BusinessHours, TenantSettings, TenantUpdate, Weekday } from "#server/tenants/index.ts";
import { type Save, useForm } from "../ui/form-state.ts";
import page from "../ui/page.module.css";
import { FormFooter } from "./form-footer.tsx";
import classes from "./settings.module.css";

const DAYS: readonly [Weekday, string][] = [
  ["mon", "Monday"],
  ["tue", "Tuesday"],
  ["wed", "Wednesday"],
  ["thu", "Thursday"],
  ["fri", "Friday"],
  ["sat", "Saturday"],
  ["sun", "Sunday"],
];
const SPANS_MAX = 4;

interface Props {
  settings: TenantSettings;
  isReadOnly: boolean;
  save: Save<TenantUpdate>;
}

export function BusinessHoursForm({ settings, isReadOnly, save }: Props) {
  const [hours, setHours] = useState<BusinessHours>(settings.businessHours);
  const form = useForm(save, () => ({ businessHours: hours }));
  const setDay = (day: Weekday, spans: BusinessHours[Weekday]) => {
    form.touched();
    setHours({ ...hours, [day]: spans });
  };
  return (
    <form
      className={page.card}
      aria-labelledby="hours-title"
      onSubmit={(event) => {
        event.preventDefault();
        form.submit();
      }}
    >
      <h2 id="hours-title">Business hours</h2>
      <p>
        When people of {settings.name} usually work, in {settings.timeZone}: what happens outside them stands out.
      </p>
      <div className={classes.days}>
        {DAYS.map(([day, name]) => (
          <fieldset key={day} className={classes.day} aria-label={name}>
            <span className={classes.dayName}>{name}</span>
            <Spans
              name={name}
              spans={hours[day]}
              isReadOnly={isReadOnly}
              onSpans={(spans) => setDay(day, spans)}
              fault={form.faultOf(`businessHours.${day}`)}
            />
          </fieldset>
        ))}
      </div>
      <FormFooter form={form} isReadOnly={isReadOnly} needs="Change settings" />
    </form>
  );
}

interface SpansProps {
  name: string;
  spans: BusinessHours[Weekday];
  isReadOnly: boolean;
  onSpans: (spans: BusinessHours[Weekday]) => void;
  fault: string | undefined;
}

function Spans({ name, spans, isReadOnly, onSpans, fault }: SpansProps) {
  const set = (index: number, end: 0 | 1, value: string) =>
    onSpans(spans.map((span, i) => (i === index ? (end === 0 ? [value, span[1]] : [span[0], value]) : span)));
  return (
    <div className={classes.spans}>
      {spans.length === 0 ? <span className={classes.closed}>closed</span> : null}
      {spans.map((span, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: spans have no identity but their place
        <span key={i} className={classes.span}>
          {([0, 1] as const).map((end) => (
            <TextInput
              key={end}
              className={classes.time}
              size="xs"
              aria-label={`${name}, ${end === 0 ? "from" : "to"}`}
              value={span[end]}
              onChange={(event) => set(i, end, event.currentTarget.value)}
              readOnly={isReadOnly}
              placeholder="09:00"
              inputMode="numeric"
              maxLength={5}
            />
          ))}
          {isReadOnly ? null : (
            <ActionIcon
              variant="subtle"
              color="gray"
              size="sm"
              aria-label={`Remove ${span[0]} to ${span[1]} on ${name}`}
              onClick={() => onSpans(spans.filter((_, other) => other !== i))}
            >
              <IconX size={14} aria-hidden="true" />
            </ActionIcon>
          )}
        </span>
      ))}
      {isReadOnly || spans.length >= SPANS_MAX ? null : (
        <Button
          variant="subtle"
          size="compact-xs"
          leftSection={<IconPlus size={12} aria-hidden="true" />}
          aria-label={`Add hours on ${name}`}
          onClick={() => onSpans([...spans, spans.length === 0 ? ["09:00", "17:00"] : ["18:00", "20:00"]])}
        >
          Hours
        </Button>
      )}
      {fault ? (
        <span role="alert" className={classes.fault}>
          {fault}
        </span>
      ) : null}
    </div>
  );
}
