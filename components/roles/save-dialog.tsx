"use client";
import { Button, Group, Modal } from "@mantine/core";
import type { RolePermission } from "#server/access/index.ts";
import type { RoleDetail } from "#server/roles/index.ts";
import { plural } from "../ui/numbers.ts";
import type { RightGroups } from "./right-matrix.tsx";
import { type RoleDraft, rightsBetween, sightOf } from "./role-draft.ts";
import classes from "./roles.module.css";

interface Props {
  isOpen: boolean;
  /** How many have the role is being looked up. */
  isCounting: boolean;
  role: RoleDetail;
  before: RoleDraft;
  after: RoleDraft;
  /** What the role will see, in words; null while that is not known. */
  words: string | null;
  groups: RightGroups;
  onCancel: () => void;
  onSave: () => void;
}

/** Says what is going to change and for how many, before it does. */
export function SaveDialog({ isOpen, isCounting, role, before, after, words, groups, onCancel, onSave }: Props) {
  const { added, removed } = rightsBetween(before.permissions, after.permissions);
  const sees = JSON.stringify(sightOf(before)) !== JSON.stringify(sightOf(after));
  const names = (rights: RolePermission[]) =>
    groups
      .flatMap((group) => group.permissions)
      .filter((right) => rights.includes(right.name))
      .map((right) => right.label);
  return (
    <Modal
      opened={isOpen}
      onClose={onCancel}
      title={`Save ${role.name}?`}
      centered
      size={480}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <div className={classes.dialog}>
        <p aria-live="polite">
          <strong>{isCounting ? "Counting who has this role…" : affectedWords(role)}</strong>
        </p>
        <dl className={classes.summary}>
          {before.name.trim() === after.name.trim() ? null : <Row what="New name">{after.name.trim()}</Row>}
          {before.description.trim() === after.description.trim() ? null : (
            <Row what="Description">{after.description.trim() || "none"}</Row>
          )}
          {added.length > 0 ? <Row what="Rights added">{names(added).join(", ")}</Row> : null}
          {removed.length > 0 ? <Row what="Rights removed">{names(removed).join(", ")}</Row> : null}
          {sees ? <Row what="Saw">{role.words}</Row> : null}
          {sees ? <Row what="Will see">{words ?? "being worked out…"}</Row> : null}
        </dl>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button onClick={onSave} disabled={isCounting} data-autofocus>
            Save
          </Button>
        </Group>
      </div>
    </Modal>
  );
}

function Row({ what, children }: { what: string; children: string }) {
  return (
    <div>
      <dt>{what}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function affectedWords(role: RoleDetail): string {
  const { members, keys } = role;
  if (members + keys === 0) return "Nobody has this role yet.";
  const who = [...(members > 0 ? [plural(members, "member")] : []), ...(keys > 0 ? [plural(keys, "key")] : [])].join(
    " and ",
  );
  return `${who} ${members + keys === 1 ? "is" : "are"} affected at once.`;
}
