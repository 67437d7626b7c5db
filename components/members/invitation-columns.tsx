import { Button, Group } from "@mantine/core";
import type { Invitation } from "#server/members/index.ts";
import { TimeAgo } from "../events/time-ago.tsx";
import type { DataColumn } from "../ui/data-table.tsx";
import { type MemberDialog, roleText } from "./member-acts.ts";
import classes from "./members.module.css";
import { TimeLeft } from "./time-left.tsx";

interface Options {
  timeZone: string;
  mayInvite: boolean;
  onDialog: (dialog: MemberDialog) => void;
}

export function invitationColumns({ timeZone, mayInvite, onDialog }: Options): DataColumn<Invitation>[] {
  const columns: DataColumn<Invitation>[] = [
    {
      id: "email",
      header: "Address",
      sortBy: (one) => one.email,
      cell: (one) => (
        <span className={classes.who}>
          <b>{one.email}</b>
          <span>
            by {one.invitedBy}, {one.mailedAt ? "mailed" : "link passed on by hand"}
          </span>
        </span>
      ),
    },
    {
      id: "role",
      header: "Role",
      width: "150px",
      sortBy: (one) => one.role,
      cell: (one) => <span className={classes.role}>{roleText(one.role)}</span>,
    },
    {
      id: "sent",
      header: "Invited",
      width: "124px",
      isDescendingFirst: true,
      sortBy: (one) => Date.parse(one.createdAt),
      cell: (one) => <TimeAgo at={one.createdAt} timeZone={timeZone} />,
    },
    {
      id: "ends",
      header: "Ends",
      width: "124px",
      sortBy: (one) => Date.parse(one.expiresAt),
      cell: (one) => <TimeLeft until={one.expiresAt} timeZone={timeZone} />,
    },
  ];
  if (!mayInvite) return columns;
  return [
    ...columns,
    {
      id: "actions",
      header: "Actions",
      isHeaderHidden: true,
      width: "190px",
      align: "end",
      cell: (one) => (
        <Group gap={6} justify="flex-end" wrap="nowrap">
          <Button
            size="compact-xs"
            variant="default"
            aria-label={`Send again to ${one.email}`}
            onClick={() => onDialog({ kind: "renew", invitation: one })}
          >
            Send again
          </Button>
          <Button
            size="compact-xs"
            variant="default"
            c="var(--s-deny)"
            aria-label={`Revoke the invitation of ${one.email}`}
            onClick={() => onDialog({ kind: "revoke", invitation: one })}
          >
            Revoke
          </Button>
        </Group>
      ),
    },
  ];
}
