"use client";
import { TextInput, UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconGripVertical, IconPin, IconPinFilled, IconPlus } from "@tabler/icons-react";
import { type SubmitEvent, useState } from "react";
import {
  COLUMNS_MAX,
  type ColumnId,
  columnLabel,
  FIXED_COLUMNS,
  inPlace,
  metadataColumn,
  moveColumn,
} from "./columns.ts";
import classes from "./columns-menu.module.css";
import events from "./events.module.css";
import type { LayoutControl } from "./use-layout.ts";
import { useReorder } from "./use-reorder.ts";

/** What the Columns menu offers. */
export function ColumnsChoices({ control: { layout, change, reset } }: { control: LayoutControl }) {
  const chosen = inPlace(layout.columns, layout.pins);
  const others = FIXED_COLUMNS.filter((id) => !chosen.includes(id));
  const isFull = chosen.length >= COLUMNS_MAX;
  const set = (columns: ColumnId[]) => change({ columns });
  const reorder = useReorder(chosen, set, "y");
  const togglePin = (id: ColumnId) =>
    change({ pins: layout.pins.includes(id) ? layout.pins.filter((one) => one !== id) : [...layout.pins, id] });
  return (
    <div className={classes.menu}>
      <ul className={classes.list} aria-label="Shown columns, in order">
        {chosen.map((id, at) => {
          const label = columnLabel(id);
          const isPinned = layout.pins.includes(id);
          const Pin = isPinned ? IconPinFilled : IconPin;
          return (
            <li key={id} className={classes.line} {...reorder.target(id)}>
              <span className={classes.grip} aria-hidden="true" {...reorder.handle(id)}>
                <IconGripVertical size={14} stroke={1.6} />
              </span>
              <Choice
                id={id}
                isShown
                isFixed={chosen.length === 1}
                onToggle={() => set(chosen.filter((one) => one !== id))}
              />
              <Act label={`Move ${label} up`} isOff={at === 0} onClick={() => set(moveColumn(chosen, id, at - 1))}>
                <IconArrowUp size={14} stroke={1.7} aria-hidden="true" />
              </Act>
              <Act
                label={`Move ${label} down`}
                isOff={at === chosen.length - 1}
                onClick={() => set(moveColumn(chosen, id, at + 2))}
              >
                <IconArrowDown size={14} stroke={1.7} aria-hidden="true" />
              </Act>
              <Act label={`Keep ${label} in sight at the left`} isPressed={isPinned} onClick={() => togglePin(id)}>
                <Pin size={14} stroke={1.7} aria-hidden="true" />
              </Act>
            </li>
          );
        })}
      </ul>
      <ul className={classes.list} aria-label="Other columns">
        {others.map((id) => (
          <li key={id} className={classes.line}>
            <span className={classes.grip} />
            <Choice id={id} isFixed={isFull} onToggle={() => set([...chosen, id])} />
          </li>
        ))}
      </ul>
      <AddPath chosen={chosen} isFull={isFull} onAdd={(id) => set([...chosen, id])} />
      <div className={classes.foot}>
        <UnstyledButton className={events.choice} onClick={reset}>
          Reset columns, widths and pins
        </UnstyledButton>
      </div>
    </div>
  );
}

interface ChoiceProps {
  id: ColumnId;
  isShown?: boolean;
  isFixed: boolean;
  onToggle: () => void;
}

function Choice({ id, isShown = false, isFixed, onToggle }: ChoiceProps) {
  return (
    <label className={classes.choice} title={columnLabel(id)}>
      <input type="checkbox" checked={isShown} disabled={isFixed} onChange={onToggle} />
      <span data-path={id.startsWith("metadata.") || undefined}>{columnLabel(id)}</span>
    </label>
  );
}

interface ActProps {
  label: string;
  isOff?: boolean;
  isPressed?: boolean;
  onClick: () => void;
  children: React.ReactNode;
}

// Not disabled at the ends of the list, so that the focus stays on a button that was pressed once too often.
function Act({ label, isOff, isPressed, onClick, children }: ActProps) {
  return (
    <UnstyledButton
      className={classes.act}
      aria-label={label}
      title={label}
      aria-disabled={isOff || undefined}
      aria-pressed={isPressed}
      onClick={() => !isOff && onClick()}
    >
      {children}
    </UnstyledButton>
  );
}

function AddPath(props: { chosen: ColumnId[]; isFull: boolean; onAdd: (id: ColumnId) => void }) {
  const [path, setPath] = useState("");
  const [fault, setFault] = useState<string>();
  const add = (event: SubmitEvent) => {
    event.preventDefault();
    const id = metadataColumn(path);
    if (!id) setFault("Write a path such as region or request.region");
    else if (props.chosen.includes(id)) setFault("This column is shown already");
    else if (props.isFull) setFault(`A table has at most ${COLUMNS_MAX} columns`);
    else {
      props.onAdd(id);
      setPath("");
    }
  };
  return (
    <form className={classes.path} onSubmit={add}>
      <TextInput
        size="xs"
        label="From the metadata"
        placeholder="region"
        value={path}
        error={fault}
        leftSection="metadata."
        leftSectionWidth={72}
        spellCheck={false}
        autoComplete="off"
        classNames={{ section: classes.prefix ?? "", input: classes.pathInput ?? "" }}
        onChange={(event) => {
          setPath(event.currentTarget.value);
          setFault(undefined);
        }}
      />
      <UnstyledButton type="submit" className={classes.add} aria-label="Add the metadata column" title="Add">
        <IconPlus size={15} stroke={1.8} aria-hidden="true" />
      </UnstyledButton>
    </form>
  );
}
