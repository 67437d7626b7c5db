import { NumberInput, Select, Switch, TagsInput } from "@mantine/core";
import classes from "./detector.module.css";
import { type DetectorSetting, type SettingValue, valueText } from "./detector-words.ts";

interface Props {
  settings: readonly DetectorSetting[];
  values: Readonly<Record<string, SettingValue>>;
  onChange: (name: string, value: SettingValue) => void;
  isReadOnly: boolean;
  faultOf: (path: string) => string | undefined;
}

const LIST_MAX = 500;

/** The settings of a detector, each with what it comes with. */
export function DetectorFields({ settings, values, onChange, isReadOnly, faultOf }: Props) {
  return (
    <div className={classes.settings}>
      {settings.map((setting) => (
        <SettingField
          key={setting.name}
          setting={setting}
          value={values[setting.name] ?? setting.value}
          onChange={(value) => onChange(setting.name, value)}
          isReadOnly={isReadOnly}
          error={faultOf(`settings.${setting.name}`)}
        />
      ))}
    </div>
  );
}

interface FieldProps {
  setting: DetectorSetting;
  value: SettingValue;
  onChange: (value: SettingValue) => void;
  isReadOnly: boolean;
  error: string | undefined;
}

function SettingField({ setting, value, onChange, isReadOnly, error }: FieldProps) {
  const { label, kind, unit, min, max, options } = setting;
  const isChanged = JSON.stringify(value) !== JSON.stringify(setting.default);
  const about = [setting.help, isChanged ? `It comes with ${valueText(setting, setting.default)}.` : null];
  const description = about.filter(Boolean).join(" ");
  const shared = { label, error, ...(description ? { description } : {}) };
  switch (kind) {
    case "number":
      return (
        <NumberInput
          {...shared}
          value={value as number}
          onChange={(next) => typeof next === "number" && onChange(next)}
          {...(min === null ? {} : { min })}
          {...(max === null ? {} : { max })}
          {...(unit ? { suffix: ` ${unit}` } : {})}
          thousandSeparator=","
          readOnly={isReadOnly}
        />
      );
    case "boolean":
      return (
        <Switch
          {...shared}
          checked={value as boolean}
          onChange={(event) => onChange(event.currentTarget.checked)}
          disabled={isReadOnly}
        />
      );
    case "choice":
      return (
        <Select
          {...shared}
          data={options ?? []}
          value={value as string}
          onChange={(next) => next !== null && onChange(next)}
          allowDeselect={false}
          readOnly={isReadOnly}
        />
      );
    case "text_list":
      return (
        <TagsInput
          {...shared}
          data={options ?? []}
          value={[...(value as readonly string[])]}
          onChange={(next) => onChange(next)}
          splitChars={[",", " "]}
          maxTags={max ?? LIST_MAX}
          readOnly={isReadOnly}
          classNames={{ pill: classes.mono! }}
        />
      );
  }
}
