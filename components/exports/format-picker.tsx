import { useId } from "react";
import classes from "./dialog.module.css";
import type { ExportFormat } from "./export-api.ts";
import { groupsFor } from "./format-choices.ts";

interface Props {
  format: ExportFormat;
  mayProve: boolean;
  onFormat: (format: ExportFormat) => void;
}

/** The formats by whom they are for; one group of radio buttons for the keyboard. */
export function FormatPicker({ format, mayProve, onFormat }: Props) {
  const name = useId();
  return (
    <div className={classes.formats} role="radiogroup" aria-label="Format">
      {groupsFor(mayProve).map((group) => (
        <fieldset key={group.name} className={classes.formatGroup}>
          <legend>{group.name}</legend>
          {group.choices.map((choice) => (
            <label key={choice.format} className={classes.format}>
              <input
                type="radio"
                name={name}
                value={choice.format}
                checked={choice.format === format}
                onChange={() => onFormat(choice.format)}
                {...(choice.format === format ? { "data-autofocus": true } : {})}
              />
              <span>
                <b>{choice.name}</b>
                <small>{choice.what}</small>
              </span>
            </label>
          ))}
        </fieldset>
      ))}
    </div>
  );
}
