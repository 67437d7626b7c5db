import { Radio, Select, Textarea, TextInput } from "@mantine/core";
import { useRef, useState } from "react";
import type { AlertLine, MuteInput } from "#server/alerts/index.ts";
import { absoluteTime, instantOf, wallTime } from "../events/times.ts";
import { useNowMs } from "../frame/clock.tsx";
import { ActForm } from "../ui/act-form.tsx";
import type { FormAnswer } from "../ui/form-state.ts";
import { plural } from "../ui/numbers.ts";
import type { AlertDialogsProps } from "./alert-dialogs.tsx";
import { entityName, sourceName, typeName } from "./alert-words.ts";
import classes from "./dialogs.module.css";
import { type MuteScope, mutesOf } from "./mute-choices.ts";

type Props = Omit<AlertDialogsProps, "dialog"> & { of: readonly AlertLine[] };

const HOUR_MS = 3_600_000;
const UNTIL = [
  { value: "1", label: "1 hour" },
  { value: "24", label: "1 day" },
  { value: "168", label: "7 days" },
  { value: "date", label: "Until a date" },
];

/** Alerts like these wake nobody for a time: they are kept, and found under Muted. */
export function MuteForm({ tenant, acts, of, onClose, onDone }: Props) {
  const nowMs = useNowMs();
  const [scope, setScope] = useState<MuteScope>("both");
  const [until, setUntil] = useState("24");
  const [date, setDate] = useState(() => wallTime(nowMs + 168 * HOUR_MS, tenant.timeZone).slice(0, 10));
  const [reason, setReason] = useState("");
  const made = useRef(new Set<string>());
  const untilMs = until === "date" ? endOf(date, tenant.timeZone) : nowMs + Number(until) * HOUR_MS;
  const isDay = !Number.isNaN(untilMs);
  const mute = () =>
    muteAll((one) => acts.mute(tenant.slug, one), mutesOf(of, { scope, untilMs, reason }), made.current);
  return (
    <ActForm
      act={mute}
      label="Mute"
      isDisabled={reason.trim() === "" || !isDay}
      onDone={(muted) =>
        onDone(`Muted, with ${plural(muted, "alert")} that there ${muted === 1 ? "is" : "are"} already.`, [])
      }
      onCancel={onClose}
    >
      {(faultOf) => (
        <>
          <Radio.Group label="What is muted" value={scope} onChange={(value) => setScope(value as MuteScope)}>
            <div className={classes.choices}>
              {scopesOf(of).map(({ value, label, text }, at) => (
                <Radio
                  key={value}
                  size="xs"
                  value={value}
                  label={label}
                  description={text}
                  {...(at === 0 ? { "data-autofocus": true } : {})}
                />
              ))}
            </div>
          </Radio.Group>
          <div className={classes.pair}>
            <Select
              label="For how long"
              data={UNTIL}
              value={until}
              onChange={(value) => value !== null && setUntil(value)}
              allowDeselect={false}
              error={until === "date" ? undefined : faultOf("until")}
            />
            {until === "date" ? (
              <TextInput
                type="date"
                label="To the end of"
                value={date}
                onChange={(event) => setDate(event.currentTarget.value)}
                error={faultOf("until")}
              />
            ) : null}
          </div>
          <Textarea
            label="Reason"
            description="Stands in the trail and with the mute"
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            error={faultOf("reason") ?? faultOf("entity")}
            maxLength={500}
            autosize
            minRows={2}
            required
            withAsterisk={false}
          />
          <p>
            Until{" "}
            {isDay
              ? absoluteTime(new Date(untilMs).toISOString(), tenant.timeZone).replace(/\.\d+/, "")
              : "the chosen day"}{" "}
            such alerts are still raised and kept under Muted, but count in no badge and wake nobody.
          </p>
        </>
      )}
    </ActForm>
  );
}

/** Makes the mutes one after the other, without those that an earlier attempt made; how many alerts they cover. */
async function muteAll(
  mute: (one: MuteInput) => Promise<FormAnswer<{ muted: number }>>,
  inputs: readonly MuteInput[],
  made: Set<string>,
): Promise<FormAnswer<number>> {
  let muted = 0;
  for (const input of inputs) {
    const { until, ...rest } = input;
    const name = JSON.stringify(rest);
    if (made.has(name)) continue;
    const answer = await mute({ ...rest, until });
    if (answer.fault) return { fault: answer.fault };
    made.add(name);
    muted += answer.value.muted;
  }
  return { value: muted };
}

function scopesOf(of: readonly AlertLine[]) {
  const [first] = of;
  const about = of.every(({ entity }) => entity.type === first!.entity.type && entity.id === first!.entity.id)
    ? `${typeName(first!.entity.type)} ${entityName(first!.entity)}`
    : "each of their entities";
  const by = of.every((one) => sourceName(one) === sourceName(first!))
    ? sourceName(first!)
    : "Each of their detectors and rules";
  return [
    { value: "both", label: `${by}, about ${about}`, text: "The narrowest: others still speak about it" },
    { value: "entity", label: `Everything about ${about}`, text: "Whatever detector or rule finds it" },
    { value: "source", label: `${by}, about anybody`, text: "The detector or rule is silent as a whole" },
  ];
}

/** The end of a day by the tenant's clock; NaN for no day. */
const endOf = (date: string, timeZone: string): number =>
  /^\d{4}-\d\d-\d\d$/.test(date) ? instantOf(`${date} 23:59:59`, timeZone) : Number.NaN;
