import { NativeSelect, NumberInput } from "@mantine/core";
import { DURATION_UNITS, type Duration, type DurationUnit } from "./duration.ts";
import classes from "./editor.module.css";

interface Props {
  label: string;
  description?: string;
  value: Duration;
  onChange: (value: Duration) => void;
  error?: string | undefined;
  units?: readonly DurationUnit[];
}

/** A length of time: a number and its unit. */
export function DurationField({ label, description, value, onChange, error, units = DURATION_UNITS }: Props) {
  return (
    <div className={classes.duration}>
      <NumberInput
        label={label}
        {...(description ? { description } : {})}
        value={value.amount}
        onChange={(amount) => onChange({ ...value, amount: typeof amount === "number" ? amount : "" })}
        min={1}
        allowDecimal={false}
        allowNegative={false}
        error={error}
      />
      <NativeSelect
        aria-label={`${label}: unit`}
        data={units.toReversed().map((unit) => ({ value: unit, label: unit }))}
        value={value.unit}
        onChange={(event) => onChange({ ...value, unit: event.currentTarget.value as DurationUnit })}
      />
    </div>
  );
}
