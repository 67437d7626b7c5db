"use client";
import { Select } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import type { EntityRisk } from "#server/alerts/index.ts";
import type { Riser } from "#server/anomalies/index.ts";
import { readAddress } from "../events/address.ts";
import { useFacetValues } from "../events/use-facet-values.ts";
import { readSubject, type Subject } from "./anomalies-address.ts";
import { choiceOf, FOUND, subjectChoices } from "./subject-choices.ts";
import type { GoToAnomalies } from "./use-anomalies-address.ts";

interface Props {
  tenant: string;
  subject: Subject;
  name: string | null;
  risers: readonly Riser[];
  risks: readonly EntityRisk[];
  go: GoToAnomalies;
}

const WIDE = { ...readAddress(() => null), range: "90d" as const };

/** What the chart is of: everything, the denied share, who rises or stands out, or whatever a text finds. */
export function SubjectPicker({ tenant, subject, name, risers, risks, go }: Props) {
  const [isOpen, setOpen] = useState(false);
  const [text, setText] = useState("");
  const find = text.trim();
  const chosen = choiceOf(subject, name);
  const isSearch = isOpen && find.length >= 2 && find !== chosen.label;
  const found = FOUND.map((one) => ({
    ...one,
    // biome-ignore lint/correctness/useHookAtTopLevel: of a list that never changes
    ...useFacetValues({ tenant, address: WIDE, timeZone: "UTC", field: one.field, find, isOn: isSearch }),
  }));
  const groups = subjectChoices({
    ...{ subject, name, risers, risks },
    find: isSearch ? find : "",
    found: found.map(({ kind, many, data }) => ({ kind, many, values: data?.values ?? [] })),
  });
  return (
    <Select
      size="xs"
      w={290}
      aria-label="What is shown"
      data={groups}
      value={chosen.value}
      onChange={(value) =>
        value !== null && value !== chosen.value && go({ subject: readSubject(value), hours: undefined })
      }
      searchable
      // The server has looked through more than is listed here.
      filter={({ options }) => options}
      onSearchChange={setText}
      onDropdownOpen={() => setOpen(true)}
      onDropdownClose={() => setOpen(false)}
      onFocus={(event) => event.currentTarget.select()}
      nothingFoundMessage={found.some(({ isStale }) => isStale) ? "Looking…" : "Nobody and nothing of the last 90 days"}
      leftSection={<IconSearch size={14} aria-hidden="true" />}
      allowDeselect={false}
      maxDropdownHeight={360}
      comboboxProps={{ position: "bottom-start", width: 340 }}
    />
  );
}
