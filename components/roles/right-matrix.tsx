"use client";
import { Checkbox, Switch, TextInput } from "@mantine/core";
import { IconCheck, IconMinus, IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import type { PermissionText, RolePermission } from "#server/access/index.ts";
import { plural } from "../ui/numbers.ts";
import page from "../ui/page.module.css";
import { differenceWords, rightsBetween } from "./role-draft.ts";
import classes from "./roles.module.css";

export type RightGroups = readonly { name: string; permissions: readonly PermissionText[] }[];

interface Props {
  groups: RightGroups;
  held: readonly RolePermission[];
  /** The role that this one was copied from. */
  base: { name: string; permissions: readonly RolePermission[] } | null;
  /** What the person at the form may grant. */
  own: readonly RolePermission[];
  /** Absent: only to look at. */
  onHeld: ((held: RolePermission[]) => void) | undefined;
}

const CANNOT_GRANT = "You do not have this right, so you cannot grant it.";

/** Rights by group, with those of the role copied from beside them. */
export function RightMatrix({ groups, held, base, own, onHeld }: Props) {
  const [search, setSearch] = useState("");
  const [onlyDifferences, setOnlyDifferences] = useState(false);
  const between = base ? rightsBetween(base.permissions, held) : null;
  const wanted = search.trim().toLowerCase();
  const differs = (name: RolePermission) =>
    between !== null && (between.added.includes(name) || between.removed.includes(name));
  const shown = groups
    .map((group) => ({
      ...group,
      permissions: group.permissions.filter(
        ({ name, label, description }) =>
          `${group.name} ${name} ${label} ${description}`.toLowerCase().includes(wanted) &&
          (!onlyDifferences || differs(name)),
      ),
    }))
    .filter((group) => group.permissions.length > 0);
  const total = groups.flatMap((group) => group.permissions).length;
  const set = (name: RolePermission, isHeld: boolean) =>
    onHeld?.(isHeld ? [...held, name] : held.filter((other) => other !== name));
  return (
    <section className={page.card} aria-labelledby="rights-title">
      <div className={classes.cardHead}>
        <h2 id="rights-title">Rights</h2>
        <span className={classes.faint} aria-live="polite">
          {held.length} of {total}
          {base && between ? ` · ${differenceWords(between, base.name)}` : ""}
        </span>
      </div>
      <div className={classes.matrixTools}>
        <TextInput
          size="xs"
          className={classes.search}
          leftSection={<IconSearch size={14} aria-hidden="true" />}
          aria-label="Search rights"
          placeholder="Search rights"
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          type="search"
        />
        {base ? (
          <Switch
            size="xs"
            label="Only differences"
            checked={onlyDifferences}
            onChange={(event) => setOnlyDifferences(event.currentTarget.checked)}
          />
        ) : null}
      </div>
      <table className={classes.matrix} data-compared={base ? true : undefined}>
        <thead>
          <tr>
            <th scope="col">Right</th>
            {base ? <th scope="col">{base.name}</th> : null}
            <th scope="col">This role</th>
          </tr>
        </thead>
        {shown.map((group) => (
          <tbody key={group.name}>
            <tr>
              <th scope="rowgroup" colSpan={base ? 3 : 2} className={classes.group}>
                {group.name}
              </th>
            </tr>
            {group.permissions.map((right) => (
              <RightRow
                key={right.name}
                right={right}
                isHeld={held.includes(right.name)}
                inBase={base ? base.permissions.includes(right.name) : null}
                isOwn={own.includes(right.name)}
                onChange={onHeld ? (isHeld) => set(right.name, isHeld) : undefined}
              />
            ))}
          </tbody>
        ))}
      </table>
      <p className={shown.length > 0 ? classes.hiddenText : undefined} role="status">
        {shown.length > 0
          ? wanted || onlyDifferences
            ? `${plural(shown.flatMap((group) => group.permissions).length, "right")} shown`
            : ""
          : onlyDifferences && !wanted
            ? `No difference: ${base?.name ?? ""} has the same rights.`
            : "No right fits the search."}
      </p>
    </section>
  );
}

interface RowProps {
  right: PermissionText;
  isHeld: boolean;
  inBase: boolean | null;
  isOwn: boolean;
  onChange: ((isHeld: boolean) => void) | undefined;
}

function RightRow({ right, isHeld, inBase, isOwn, onChange }: RowProps) {
  const id = `right-${right.name.replace(".", "-")}`;
  const change = inBase === null || inBase === isHeld ? null : isHeld ? "added" : "removed";
  return (
    <tr data-change={change ?? undefined}>
      <th scope="row">
        <label htmlFor={onChange ? id : undefined} className={classes.rightLabel}>
          {right.label}
          {change ? (
            <span className={classes.change} data-change={change}>
              {change === "added" ? "+ added" : "− removed"}
            </span>
          ) : null}
        </label>
        <span className={classes.faint} id={`${id}-text`}>
          {right.description} <code>{right.name}</code>
          {onChange && !isOwn ? <em> {CANNOT_GRANT}</em> : null}
        </span>
      </th>
      {inBase === null ? null : (
        <td>
          <Held isHeld={inBase} />
        </td>
      )}
      <td>
        {onChange ? (
          <Checkbox
            id={id}
            size="xs"
            className={classes.box}
            checked={isHeld}
            disabled={!isOwn && !isHeld}
            aria-describedby={`${id}-text`}
            onChange={(event) => onChange(event.currentTarget.checked)}
          />
        ) : (
          <Held isHeld={isHeld} />
        )}
      </td>
    </tr>
  );
}

export function Held({ isHeld }: { isHeld: boolean }) {
  const Icon = isHeld ? IconCheck : IconMinus;
  return (
    <span className={classes.held} data-held={isHeld || undefined}>
      <Icon size={14} stroke={2} aria-hidden="true" />
      <span className={classes.hiddenText}>{isHeld ? "yes" : "no"}</span>
    </span>
  );
}
