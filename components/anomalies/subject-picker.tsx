"use client";
import { Select } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import type { EntityRisk } from "#server/alerts/index.ts";
import type { Riser } from "#server/anomalies/index.ts";
import { visibleLine } from "#wording";
import { entityName } from "../alerts/alert-words.ts";
import { readAddress } from "../events/address.ts";
import { useFacetValues } from "../events/use-facet-values.ts";
import { readSubject, type Subject, subjectKey } from "./anomalies-address.ts";
import { subjectOfEntity } from "./subject-of-entity.ts";
import { KIND_NAMES } from "./subject-words.ts";
import type { GoToAnomalies } from "./use-anomalies-address.ts";

interface Props {
  tenant: string;
  subject: Subject;
  name: string | null;
  risers: readonly Riser[];
  risks: readonly EntityRisk[];
  go: GoToAnomalies;
}

interface Choice {
  value: string;
  label: string;
}

const FOUND_MAX = 6;
const FOUND = [
  { field: "actor.id", kind: "actor" },
  { field: "action", kind: "action" },
  { field: "origin", kind: "origin" },
] as const;
const WIDE = { ...readAddress(() => null), range: "90d" as const };

/** What the chart is of: everything, the denied share, who rises or stands out, or whatever a text finds. */
export function SubjectPicker({ tenant, subject, name, risers, risks, go }: Props) {
  const [isOpen, setOpen] = useState(false);
  const [text, setText] = useState("");
  const find = text.trim();
  const chosen: Choice = { value: subjectKey(subject), label: choiceLabel(subject, name) };
  const isSearch = isOpen && find.length >= 2 && find !== chosen.label;
  const found = FOUND.map(({ field, kind }) => ({
    kind,
    // biome-ignore lint/correctness/useHookAtTopLevel: of a list that never changes
    ...useFacetValues({ tenant, address: WIDE, timeZone: "UTC", field, find, isOn: isSearch }),
  }));
  const known = new Set<string>();
  const fresh = (choices: Choice[]) =>
    choices
      .filter(({ value }) => !known.has(value) && known.add(value))
      .filter((one) => fits(one, isSearch ? find : ""));
  const groups = [
    {
      group: "Everybody",
      items: fresh([
        { value: "tenant", label: "The whole tenant" },
        { value: "denied_share", label: "Denied share" },
        ...(subject.kind === "actor" && subject.id !== undefined
          ? [{ value: `denied_share:${subject.id}`, label: `Denied share of ${visibleLine(name ?? subject.id)}` }]
          : []),
      ]),
    },
    {
      group: "Rising",
      items: fresh(
        risers.map((riser) => ({ value: `${riser.kind}:${riser.id}`, label: choiceLabel(riser, riser.name) })),
      ),
    },
    {
      group: "Standing out",
      items: fresh(
        risks.flatMap(({ entity }) => {
          const of = subjectOfEntity(entity);
          return of && of.kind !== "tenant"
            ? [{ value: subjectKey(of), label: choiceLabel(of, entityName(entity)) }]
            : [];
        }),
      ),
    },
    ...found.map(({ kind, data }) => ({
      group: `Found: ${kind === "origin" ? "sources" : `${kind}s`}`,
      items: isSearch
        ? fresh(
            (data?.values ?? []).slice(0, FOUND_MAX).map(({ value, label }) => ({
              value: `${kind}:${value}`,
              label: choiceLabel({ kind, id: value }, label ?? null),
            })),
          )
        : [],
    })),
    ...(known.has(chosen.value) ? [] : [{ group: "Chosen", items: [chosen] }]),
  ].filter(({ items }) => items.length > 0);
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

const fits = ({ label, value }: Choice, find: string) =>
  find === "" || `${label} ${value}`.toLowerCase().includes(find.toLowerCase()) || value.startsWith("actor:");

const choiceLabel = ({ kind, id }: Subject, name: string | null): string => {
  const called = visibleLine(name ?? id ?? "");
  if (kind === "tenant") return "The whole tenant";
  if (kind === "denied_share") return id === undefined ? "Denied share" : `Denied share of ${called}`;
  return kind === "actor" ? called : `${called} (${KIND_NAMES[kind]})`;
};
