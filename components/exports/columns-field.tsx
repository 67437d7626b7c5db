import { TagsInput } from "@mantine/core";
import { useState } from "react";
import { COLUMNS_MAX, columnLabel, FIXED_COLUMNS, isColumn, metadataColumn } from "../events/columns.ts";

interface Props {
  columns: readonly string[];
  onChange: (columns: string[]) => void;
  error: string | undefined;
}

const LABELS = FIXED_COLUMNS.map((id) => ({ id: id as string, label: columnLabel(id) }));
const labelOf = (id: string) => LABELS.find((one) => one.id === id)?.label ?? id;

/** The column of a label, an id or a path in the metadata; undefined for what is none. */
function idOf(text: string): string | undefined {
  const wanted = text.trim().toLowerCase();
  const fixed = LABELS.find(({ id, label }) => label.toLowerCase() === wanted || id === wanted);
  if (fixed) return fixed.id;
  return text.trim().toLowerCase().startsWith("metadata.") ? metadataColumn(text) : undefined;
}

/** Which columns are in the file, in their order. */
export function ColumnsField({ columns, onChange, error }: Props) {
  const [unknown, setUnknown] = useState<string | undefined>();
  function change(labels: string[]) {
    const ids = labels.map((label) => ({ label, id: idOf(label) }));
    setUnknown(ids.find(({ id }) => id === undefined)?.label);
    onChange([...new Set(ids.flatMap(({ id }) => (id !== undefined && isColumn(id) ? [id] : [])))]);
  }
  return (
    <TagsInput
      label="Columns"
      description="In the order in which they stand; metadata.path for a part of the metadata"
      data={LABELS.map(({ label }) => label)}
      value={columns.map(labelOf)}
      onChange={change}
      maxTags={COLUMNS_MAX}
      splitChars={[","]}
      error={unknown === undefined ? error : `There is no column “${unknown}”: choose one, or write metadata.path`}
    />
  );
}
