"use client";
import { SegmentedControl, UnstyledButton } from "@mantine/core";
import { IconDiamond } from "@tabler/icons-react";
import classes from "./filter-bar.module.css";
import type { NameBook } from "./name-book.ts";
import { fieldValue, termText, withField } from "./query-text.ts";
import { ValuePicker } from "./value-picker.tsx";

const OUTCOMES = [
  { value: "", label: "All" },
  { value: "success", label: "Success" },
  { value: "failure", label: "Failure" },
  { value: "denied", label: "Denied" },
  { value: "unknown", label: "Unknown" },
];

const PICKERS = [
  { kind: "action", label: "Action", hint: "secret.read, or secret.* for all" },
  { kind: "actor", label: "Actor", hint: "Name or id" },
  { kind: "target", label: "Target", hint: "Name or id" },
] as const;

interface Props {
  q: string;
  names: NameBook;
  onQuery: (q: string) => void;
}

/** A prefix is written as it is; everything else is quoted where it must be. */
const valueTerm = (field: string, value: string) =>
  field === "action" && /^[^\s"()\\*]+\*$/.test(value) ? `${field}:${value}` : termText(field, value);

export function FilterBar({ q, names, onQuery }: Props) {
  const outcome = fieldValue(q, "outcome")?.toLowerCase() ?? "";
  const isAboutSealtrail = fieldValue(q, "origin") === "sealtrail";
  const set = (field: string, value: string | undefined) =>
    onQuery(withField(q, field, value === undefined ? undefined : valueTerm(field, value)));
  return (
    <fieldset className={classes.filters} aria-label="Filters">
      <SegmentedControl
        size="xs"
        aria-label="Outcome"
        className={classes.outcomes}
        value={OUTCOMES.some((one) => one.value === outcome) ? outcome : ""}
        onChange={(value) => set("outcome", value || undefined)}
        data={OUTCOMES}
      />
      {PICKERS.map((picker) => (
        <ValuePicker
          key={picker.kind}
          {...picker}
          value={fieldValue(q, picker.kind)}
          names={names}
          onValue={(value) => set(picker.kind, value)}
        />
      ))}
      <UnstyledButton
        className={classes.toggle}
        aria-pressed={isAboutSealtrail}
        title="What people and keys did in Sealtrail itself: sign-ins, searches, downloads"
        onClick={() => set("origin", isAboutSealtrail ? undefined : "sealtrail")}
      >
        <IconDiamond size={12} stroke={2} aria-hidden="true" />
        About Sealtrail
      </UnstyledButton>
    </fieldset>
  );
}
