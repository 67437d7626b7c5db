import { CloseButton, Select, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import type { AlertSeverity, FindingSource } from "#server/findings/index.ts";
import { shortId, visibleLine } from "#wording";
import type { Assignee, Triager } from "./alert-acts.ts";
import { SEVERITIES, SOURCE_NAMES, typeName } from "./alert-words.ts";
import classes from "./alerts.module.css";
import type { AlertsAddress } from "./alerts-address.ts";
import type { GoToAlerts } from "./use-alerts-address.ts";

interface Props {
  address: AlertsAddress;
  person: Triager;
  /** Empty where they may not be known. */
  assignees: readonly Assignee[];
  go: GoToAlerts;
}

const SEVERITY_CHOICES = [
  ...[...SEVERITIES]
    .reverse()
    .map((severity, at) => ({ value: severity, label: at === 0 ? severity : `${severity} and above` })),
];
const SOURCE_CHOICES = Object.entries(SOURCE_NAMES).map(([value, label]) => ({
  value,
  label: value === "rule" ? "Own rules" : label,
}));

/** What of the alerts is listed; all of it stands in the address. */
export function AlertFilters({ address, person, assignees, go }: Props) {
  const { severity, source, rule, entity, assignee } = address;
  const people = [
    { value: "me", label: "Me" },
    { value: "none", label: "Nobody" },
    ...assignees.filter(({ id }) => id !== person.id).map(({ id, name }) => ({ value: id, label: visibleLine(name) })),
  ];
  const known = assignee === undefined || people.some(({ value }) => value === assignee);
  return (
    <search className={classes.filters}>
      <SearchField q={address.q} go={go} />
      <Select
        size="xs"
        aria-label="Severity"
        placeholder="Any severity"
        data={SEVERITY_CHOICES}
        value={severity ?? null}
        onChange={(value) => go({ severity: (value ?? undefined) as AlertSeverity | undefined })}
        clearable
      />
      <Select
        size="xs"
        aria-label="Detector or rule"
        placeholder="Any detector or rule"
        data={SOURCE_CHOICES}
        value={source ?? null}
        onChange={(value) => go({ source: (value ?? undefined) as FindingSource | undefined, rule: undefined })}
        comboboxProps={{ width: 230, position: "bottom-start" }}
        clearable
      />
      <Select
        size="xs"
        aria-label="Assigned to"
        placeholder="Anybody's"
        data={known ? people : [...people, { value: assignee, label: "Somebody else" }]}
        value={assignee ?? null}
        onChange={(value) => go({ assignee: value ?? undefined })}
        searchable
        clearable
      />
      {entity ? (
        <Chip
          label={`${typeName(entity.type)} ${shortId(visibleLine(entity.id), 32)}`}
          onClear={() => go({ entity: undefined })}
        />
      ) : null}
      {rule ? <Chip label="one rule" onClear={() => go({ rule: undefined })} /> : null}
    </search>
  );
}

function Chip({ label, onClear }: { label: string; onClear: () => void }) {
  return (
    <span className={classes.chip}>
      {label}
      <CloseButton size="xs" aria-label={`Not only ${label}`} onClick={onClear} />
    </span>
  );
}

const TYPING_MS = 300;

/** Searches when the typing pauses. */
function SearchField({ q, go }: { q: string; go: GoToAlerts }) {
  const [text, setText] = useState(q);
  const [shown, setShown] = useState(q);
  if (q !== shown) {
    setShown(q);
    setText(q);
  }
  useEffect(() => {
    if (text === q) return;
    const timer = setTimeout(() => go({ q: text }, "replace"), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text, q, go]);
  return (
    <TextInput
      className={classes.search}
      size="xs"
      type="search"
      aria-label="Search alerts"
      placeholder="Title, or whom it is about"
      leftSection={<IconSearch size={14} aria-hidden="true" />}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
      maxLength={200}
      data-alert-search
    />
  );
}
