"use client";
import { Button, Group, Modal } from "@mantine/core";
import Link from "next/link";
import { useState } from "react";
import type { RoleDetail } from "#server/roles/index.ts";
import { plural } from "../ui/numbers.ts";
import page from "../ui/page.module.css";
import classes from "./roles.module.css";

interface Props {
  tenant: string;
  role: RoleDetail;
  /** Absent for whoever may not delete it. */
  onRemove: (() => void) | undefined;
  isRemoving: boolean;
}

/** Who has a role, and its deletion with the reasons why not. */
export function RoleUse({ tenant, role, onRemove, isRemoving }: Props) {
  const [isAsking, setAsking] = useState(false);
  const { members, invitations, keys, memberList } = role;
  const uses = [
    ...(members > 0 ? [plural(members, "member")] : []),
    ...(invitations > 0 ? [plural(invitations, "pending invitation")] : []),
    ...(keys > 0 ? [plural(keys, "key")] : []),
  ];
  return (
    <section className={page.card} aria-labelledby="use-title">
      <h2 id="use-title">Who has it</h2>
      <p>
        {uses.length === 0 ? "Nobody yet: give it to a member, or invite somebody with it." : `${uses.join(", ")}.`}
      </p>
      {memberList && memberList.length > 0 ? (
        <ul className={classes.people}>
          {memberList.map((person) => (
            <li key={person.id}>
              <Link
                href={`/t/${tenant}/roles/${encodeURIComponent(role.name)}?person=${person.id}`}
                prefetch={false}
                title={`What ${person.name} can see`}
              >
                {person.name}
              </Link>{" "}
              <span className={classes.hint}>{person.email}</span>
            </li>
          ))}
        </ul>
      ) : null}
      {onRemove ? (
        <div className={classes.removal}>
          <Button
            size="xs"
            variant="default"
            color="red"
            disabled={uses.length > 0}
            aria-describedby="removal-text"
            onClick={() => setAsking(true)}
            loading={isRemoving}
          >
            Delete this role
          </Button>
          <span id="removal-text" className={classes.faint}>
            {uses.length > 0
              ? `Cannot be deleted while it is in use by ${uses.join(", ")}: give them another role first.`
              : "Nobody has it, so nobody loses anything."}
          </span>
        </div>
      ) : null}
      <Modal
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={`Delete ${role.name}?`}
        centered
        size={420}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <div className={classes.dialog}>
          <p>It takes no right from anybody: 0 members and 0 keys have it. It cannot be brought back.</p>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={() => setAsking(false)} data-autofocus>
              Cancel
            </Button>
            <Button
              color="red"
              onClick={() => {
                setAsking(false);
                onRemove?.();
              }}
            >
              Delete
            </Button>
          </Group>
        </div>
      </Modal>
    </section>
  );
}
