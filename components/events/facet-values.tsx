import { UnstyledButton, VisuallyHidden } from "@mantine/core";
import { type KeyboardEvent, useRef, useState } from "react";
import { count } from "../ui/numbers.ts";
import type { FacetData } from "./explore-data.ts";
import classes from "./facet.module.css";
import { type Edit, type FacetChoice, filterAlso, filterFor, filterMissing, filterOut } from "./facet-query.ts";
import { FacetValueRow } from "./facet-row.tsx";
import type { FacetRow } from "./facet-rows.ts";

interface Props {
  label: string;
  field: string;
  data: FacetData;
  rows: FacetRow[];
  choice: FacetChoice;
  isSearch: boolean;
  onEdit: Edit;
}

/** The values as one tab stop: up and down go from one to the next, right and left to what is done with it, plus and minus do it. */
export function FacetValues({ label, field, data, rows, choice, isSearch, onEdit }: Props) {
  const list = useRef<HTMLUListElement>(null);
  const [focused, setFocused] = useState<string | null>(null);
  const stop = rows.some((row) => row.value === focused) ? focused : rows[0]?.value;
  const bound = data.is_lower_bound ? "≥" : "";

  function onKeyDown(event: KeyboardEvent<HTMLUListElement>) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const item = (event.target as HTMLElement).closest("li");
    const value = item?.dataset.value;
    if (event.key === "+" && value !== undefined) onEdit((q) => filterAlso(q, field, value));
    else if (event.key === "-" && value !== undefined) onEdit((q) => filterOut(q, field, value));
    else if (!moveFocus(list.current, event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  if (rows.length === 0 && data.missing === 0) return <p className={classes.note}>{emptyText(data, isSearch)}</p>;
  return (
    <ul ref={list} className={classes.values} aria-label={`Values of ${label}`} onKeyDown={onKeyDown}>
      {rows.map((row) => (
        <FacetValueRow
          key={row.value}
          row={row}
          isBound={data.is_lower_bound}
          isTabStop={row.value === stop}
          onFocus={() => setFocused(row.value)}
          onFor={() => onEdit((q) => filterFor(q, field, row.value))}
          onAlso={() => onEdit((q) => filterAlso(q, field, row.value))}
          onOut={() => onEdit((q) => filterOut(q, field, row.value))}
        />
      ))}
      {data.others > 0 ? (
        <li className={classes.rest}>
          <span>{isSearch ? "others that contain it" : "others"}</span>
          <span>
            {bound}
            {count(data.others)}
          </span>
        </li>
      ) : null}
      {!isSearch && (data.missing > 0 || choice.missing) ? (
        <li className={classes.row} data-standing={choice.missing}>
          <UnstyledButton
            className={classes.value}
            aria-pressed={choice.missing === "chosen"}
            title={`Events without ${label.toLowerCase()}`}
            tabIndex={rows.length === 0 ? 0 : -1}
            onClick={() => onEdit((q) => filterMissing(q, field, choice.missing ?? "chosen"))}
            data-main
          >
            {choice.missing === "excluded" ? <VisuallyHidden>without </VisuallyHidden> : null}
            <span className={classes.label}>
              <em>none</em>
            </span>
            <span className={classes.count}>
              {bound}
              {count(data.missing)}
              <VisuallyHidden> events</VisuallyHidden>
            </span>
          </UnstyledButton>
          <span
            className={classes.acts}
            style={{ right: `calc(${count(data.missing).length + bound.length}ch + 8px)` }}
          >
            <UnstyledButton
              className={classes.act}
              tabIndex={-1}
              aria-label={choice.missing === "excluded" ? "No longer without none" : "Only with a value"}
              title="Only events that have one"
              onClick={() => onEdit((q) => filterMissing(q, field, "excluded"))}
            >
              −
            </UnstyledButton>
          </span>
        </li>
      ) : null}
    </ul>
  );
}

function emptyText(data: FacetData, isSearch: boolean): string {
  if (data.is_lower_bound) return isSearch ? "None was found in time." : "None was counted in time.";
  return isSearch ? "No value contains this." : "No values in this range.";
}

/** Moves the focus within the list; false for any other key. */
function moveFocus(list: HTMLUListElement | null, key: string): boolean {
  const focus = (element: Element | null | undefined) => {
    if (element instanceof HTMLElement) element.focus();
    return true;
  };
  const active = document.activeElement;
  const item = active?.closest("li");
  if (!list || !item) return false;
  const mains = [...list.querySelectorAll("[data-main]")];
  const at = mains.findIndex((main) => item.contains(main));
  const buttons = [...item.querySelectorAll("button")];
  const within = buttons.indexOf(active as HTMLButtonElement);
  switch (key) {
    case "ArrowDown":
      return focus(mains[Math.min(at + 1, mains.length - 1)]);
    case "ArrowUp":
      return focus(mains[Math.max(at - 1, 0)]);
    case "Home":
      return focus(mains[0]);
    case "End":
      return focus(mains.at(-1));
    case "ArrowRight":
      return focus(buttons[Math.min(within + 1, buttons.length - 1)]);
    case "ArrowLeft":
      return focus(buttons[Math.max(within - 1, 0)]);
    default:
      return false;
  }
}
