import { UnstyledButton, VisuallyHidden } from "@mantine/core";
import { IconMinus, IconPlus } from "@tabler/icons-react";
import type { MouseEvent } from "react";
import { visibleLine } from "#wording";
import { count, plural } from "../ui/numbers.ts";
import classes from "./facet.module.css";
import type { FacetRow } from "./facet-rows.ts";

interface Props {
  row: FacetRow;
  /** Whether there may be more than was counted. */
  isBound: boolean;
  /** Whether the tab key comes here; the arrow keys go to the others. */
  isTabStop: boolean;
  onFor: () => void;
  onAlso: () => void;
  onOut: () => void;
  onFocus: () => void;
}

/** One value: a click asks for it alone, plus for it as well, minus for what has it not. */
export function FacetValueRow({ row, isBound, isTabStop, onFor, onAlso, onOut, onFocus }: Props) {
  const { value, label, hint, standing } = row;
  const isName = visibleLine(value) !== label;
  const counted = row.count === undefined ? "" : `${isBound ? "≥" : ""}${count(row.count)}`;
  const title = [label, isName ? visibleLine(value) : "", row.count === undefined ? "" : plural(row.count, "event")];
  return (
    <li className={classes.row} data-standing={standing} data-value={value}>
      <UnstyledButton
        className={classes.value}
        aria-pressed={standing === "chosen"}
        aria-keyshortcuts="+ -"
        title={title.filter(Boolean).join("\n")}
        tabIndex={isTabStop ? 0 : -1}
        onFocus={onFocus}
        onClick={(event: MouseEvent) => (event.ctrlKey || event.metaKey ? onAlso() : onFor())}
        data-main
      >
        <i className={classes.share} style={{ width: `${row.share * 100}%` }} />
        {standing === "excluded" ? <VisuallyHidden>without </VisuallyHidden> : null}
        <span className={classes.label}>
          {label}
          {hint ? <small className={classes.hint}> {hint}</small> : null}
        </span>
        <span className={classes.count}>
          {counted}
          <VisuallyHidden> events</VisuallyHidden>
        </span>
      </UnstyledButton>
      <span className={classes.acts} style={{ right: `calc(${counted.length}ch + 8px)` }}>
        <UnstyledButton
          className={classes.act}
          tabIndex={-1}
          aria-label={standing === "chosen" ? `No longer ${label}` : `${label} as well`}
          title={standing === "chosen" ? "No longer this" : "This as well (+)"}
          onClick={onAlso}
        >
          {standing === "chosen" ? (
            <IconPlus size={13} stroke={2} aria-hidden="true" style={{ rotate: "45deg" }} />
          ) : (
            <IconPlus size={13} stroke={2} aria-hidden="true" />
          )}
        </UnstyledButton>
        <UnstyledButton
          className={classes.act}
          tabIndex={-1}
          aria-label={standing === "excluded" ? `No longer without ${label}` : `Without ${label}`}
          title={standing === "excluded" ? "No longer without this" : "Without this (−)"}
          onClick={onOut}
        >
          <IconMinus size={13} stroke={2} aria-hidden="true" />
        </UnstyledButton>
      </span>
    </li>
  );
}
