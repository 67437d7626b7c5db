"use client";
import { Button, Select, TextInput } from "@mantine/core";
import { useNowMs } from "../frame/clock.tsx";
import { plural } from "../ui/numbers.ts";
import page from "../ui/page.module.css";
import { dayAfter } from "./key-draft.ts";
import classes from "./keys.module.css";
import type { KeyForm } from "./use-key-form.ts";

const LIVES_DAYS = [30, 90, 180, 365];
const PERIODS_DAYS = [30, 60, 90];
const NEVER = "never";

interface Props {
  form: KeyForm;
  timeZone: string;
  keyDays: number | null;
}

/** How long a key lives, and how often its secret is to be replaced. */
export function TimeFields({ form, timeZone, keyDays }: Props) {
  const { draft, edit, faultOf } = form;
  const nowMs = useNowMs();
  const isOpenEnded = draft.kind === "ingest";
  const dayIn = (days: number) => dayAfter(days, nowMs, timeZone);
  const lives = LIVES_DAYS.filter((days) => keyDays === null || days <= keyDays);
  const periods = [...new Set([...PERIODS_DAYS, ...(draft.rotationDays === null ? [] : [draft.rotationDays])])];
  return (
    <section className={page.card} aria-labelledby="time-title">
      <h2 id="time-title">How long</h2>
      <div className={classes.fields}>
        <div className={classes.expiry}>
          <TextInput
            type="date"
            label="Last day"
            description={endText(isOpenEnded, keyDays)}
            value={draft.expiresOn}
            onChange={(event) => edit({ expiresOn: event.currentTarget.value })}
            error={faultOf("expiresAt")?.message}
            min={dayIn(0)}
            {...(keyDays === null ? {} : { max: dayIn(keyDays) })}
            required={!isOpenEnded}
            withAsterisk={false}
          />
          <div className={classes.presets}>
            {lives.map((days) => (
              <Button
                key={days}
                size="compact-xs"
                variant="default"
                aria-pressed={draft.expiresOn === dayIn(days)}
                onClick={() => edit({ expiresOn: dayIn(days) })}
              >
                {plural(days, "day")}
              </Button>
            ))}
            {isOpenEnded ? (
              <Button
                size="compact-xs"
                variant="default"
                aria-pressed={draft.expiresOn === ""}
                onClick={() => edit({ expiresOn: "" })}
              >
                No end
              </Button>
            ) : null}
          </div>
        </div>
        <Select
          label="To be rotated"
          description="Reminders come 14, 7 and 1 days before"
          data={[
            { value: NEVER, label: "Without a period" },
            ...periods
              .sort((a, b) => a - b)
              .map((days) => ({ value: `${days}`, label: `Every ${plural(days, "day")}` })),
          ]}
          value={draft.rotationDays === null ? NEVER : `${draft.rotationDays}`}
          onChange={(value) => value && edit({ rotationDays: value === NEVER ? null : Number(value) })}
          error={faultOf("rotationDays")?.message}
          allowDeselect={false}
        />
      </div>
    </section>
  );
}

function endText(isOpenEnded: boolean, keyDays: number | null): string {
  const most = keyDays === null ? "" : ` at most ${plural(keyDays, "day")} from now`;
  if (isOpenEnded) return most ? `May stay empty;${most}` : "May stay empty";
  return most ? `Required;${most}` : "Required";
}
