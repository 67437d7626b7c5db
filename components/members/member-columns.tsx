import { ActionIcon, Menu } from "@mantine/core";
import { IconDots, IconEye, IconLogout, IconUserMinus } from "@tabler/icons-react";
import Link from "next/link";
import type { Permission } from "#server/access/index.ts";
import type { AssignableRole, Member } from "#server/members/index.ts";
import { TimeAgo } from "../events/time-ago.tsx";
import type { DataColumn } from "../ui/data-table.tsx";
import { type MemberDialog, roleText } from "./member-acts.ts";
import classes from "./members.module.css";
import { RoleSelect } from "./role-select.tsx";

interface Options {
  tenant: { slug: string; timeZone: string };
  personId: string;
  permissions: readonly Permission[];
  roles: AssignableRole[];
  onDialog: (dialog: MemberDialog) => void;
}

export function memberColumns(options: Options): DataColumn<Member>[] {
  const { tenant, personId, permissions, roles, onDialog } = options;
  const mayChange = permissions.includes("members.update");
  const beyond = new Set(roles.filter((role) => role.refusal).map((role) => role.name));
  return [
    {
      id: "name",
      header: "Member",
      sortBy: (member) => member.name,
      cell: (member) => (
        <span className={classes.who}>
          <b>
            {member.name}
            {member.personId === personId ? <span className={classes.self}>you</span> : null}
          </b>
          <span>{member.email}</span>
        </span>
      ),
    },
    {
      id: "role",
      header: "Role",
      width: "190px",
      sortBy: (member) => member.role,
      cell: (member) =>
        mayChange && !beyond.has(member.role) ? (
          <RoleSelect
            size="xs"
            aria-label={`Role of ${member.name}`}
            roles={roles}
            value={member.role}
            onChange={(role) => role !== member.role && onDialog({ kind: "role", member, role })}
          />
        ) : (
          <span className={classes.role}>{roleText(member.role)}</span>
        ),
    },
    {
      id: "factor",
      header: "Second factor",
      width: "116px",
      sortBy: (member) => Number(member.hasSecondFactor),
      cell: (member) => (member.hasSecondFactor ? "On" : <span className={classes.off}>Off</span>),
    },
    {
      id: "seen",
      header: "Last seen",
      width: "124px",
      isDescendingFirst: true,
      sortBy: (member) => (member.lastSeenAt ? Date.parse(member.lastSeenAt) : null),
      cell: (member) =>
        member.lastSeenAt ? (
          <TimeAgo at={member.lastSeenAt} timeZone={tenant.timeZone} />
        ) : (
          <span className={classes.off}>never</span>
        ),
    },
    {
      id: "since",
      header: "Member since",
      width: "124px",
      isDescendingFirst: true,
      sortBy: (member) => Date.parse(member.since),
      cell: (member) => <TimeAgo at={member.since} timeZone={tenant.timeZone} />,
    },
    {
      id: "actions",
      header: "Actions",
      isHeaderHidden: true,
      width: "52px",
      align: "end",
      cell: (member) => <MemberMenu member={member} isBeyond={beyond.has(member.role)} {...options} />,
    },
  ];
}

function MemberMenu(props: Options & { member: Member; isBeyond: boolean }) {
  const { member, isBeyond, tenant, personId, permissions, onDialog } = props;
  const isSelf = member.personId === personId;
  const maySee = permissions.includes("roles.read");
  const mayRemove = permissions.includes("members.remove") && !isBeyond && !isSelf;
  if (!maySee && !mayRemove && !isSelf) return null;
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${member.name}`}>
          <IconDots size={16} aria-hidden="true" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {maySee ? (
          <Menu.Item
            component={Link}
            href={`/t/${tenant.slug}/roles/${encodeURIComponent(member.role)}?person=${member.personId}`}
            leftSection={<IconEye size={15} stroke={1.6} aria-hidden="true" />}
          >
            {isSelf ? "What can I see?" : "What can this person see?"}
          </Menu.Item>
        ) : null}
        {mayRemove ? (
          <Menu.Item
            color="red"
            leftSection={<IconUserMinus size={15} stroke={1.6} aria-hidden="true" />}
            onClick={() => onDialog({ kind: "remove", member })}
          >
            Remove…
          </Menu.Item>
        ) : null}
        {isSelf ? (
          <Menu.Item
            color="red"
            leftSection={<IconLogout size={15} stroke={1.6} aria-hidden="true" />}
            onClick={() => onDialog({ kind: "leave", member })}
          >
            Leave this tenant…
          </Menu.Item>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  );
}
