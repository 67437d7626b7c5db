"use client";
import { ActionIcon, Button, NumberInput, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { newPeriodRow, type PeriodRow, repeatedName } from "./period-rows.ts";
import classes from "./secrets.module.css";

interface Props {
  legend: string;
  /** What a line is of: "type", "environment". */
  what: string;
  example: string;
  rows: PeriodRow[];
  onRows: (rows: PeriodRow[]) => void;
  isReadOnly: boolean;
  fault: string | undefined;
}

/** Periods by name, a line each. */
export function PeriodFields({ legend, what, example, rows, onRows, isReadOnly, fault }: Props) {
  const set = (key: number, change: Partial<PeriodRow>) =>
    onRows(rows.map((row) => (row.key === key ? { ...row, ...change } : row)));
  const twice = repeatedName(rows);
  return (
    <fieldset className={classes.periods}>
      <legend>{legend}</legend>
      {rows.map((row, i) => (
        <div key={row.key} className={classes.period}>
          <TextInput
            size="xs"
            aria-label={`${what} ${i + 1}`}
            placeholder={example}
            value={row.name}
            readOnly={isReadOnly}
            maxLength={200}
            onChange={(event) => set(row.key, { name: event.currentTarget.value })}
          />
          <NumberInput
            size="xs"
            aria-label={`Days between rotations, ${row.name || `${what} ${i + 1}`}`}
            placeholder="not rotated"
            suffix=" days"
            min={1}
            max={3650}
            allowDecimal={false}
            allowNegative={false}
            value={row.days}
            readOnly={isReadOnly}
            onChange={(days) => set(row.key, { days: typeof days === "number" ? days : "" })}
          />
          {isReadOnly ? null : (
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`Remove ${row.name || `${what} ${i + 1}`}`}
              onClick={() => onRows(rows.filter(({ key }) => key !== row.key))}
            >
              <IconTrash size={15} stroke={1.7} aria-hidden="true" />
            </ActionIcon>
          )}
        </div>
      ))}
      {rows.length === 0 && isReadOnly ? <p>None.</p> : null}
      {twice || fault ? (
        <p role="alert" className={classes.fault}>
          {twice ? `“${twice}” stands twice: the last one would hold.` : fault}
        </p>
      ) : null}
      {isReadOnly ? null : (
        <div>
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<IconPlus size={13} aria-hidden="true" />}
            onClick={() => onRows([...rows, newPeriodRow()])}
          >
            Add {what}
          </Button>
        </div>
      )}
    </fieldset>
  );
}
