"use client";
import { ActionIcon, Menu } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import Link from "next/link";
import { useMemo } from "react";
import type { TenantNumbers } from "#server/operators/index.ts";
import { TimeAgo } from "../events/time-ago.tsx";
import { type DataColumn, DataTable } from "../ui/data-table.tsx";
import { count } from "../ui/numbers.ts";
import classes from "./operator.module.css";
import type { TenantDialog } from "./operator-screen.tsx";

interface Props {
  tenants: TenantNumbers[];
  memberOf: string[];
  onDialog: (dialog: TenantDialog) => void;
}

const timeOf = (at: string | null) => (at === null ? null : Date.parse(at));

export function TenantTable({ tenants, memberOf, onDialog }: Props) {
  const columns = useMemo(() => tenantColumns(memberOf, onDialog), [memberOf, onDialog]);
  return (
    <div className={classes.panel}>
      <DataTable
        label="Tenants"
        items={tenants}
        columns={columns}
        idOf={({ id }) => id}
        empty="No tenant yet. Make the first one: its owner is invited and takes it from there."
        firstSort={{ id: "tenant", desc: false }}
      />
    </div>
  );
}

function tenantColumns(memberOf: string[], onDialog: Props["onDialog"]): DataColumn<TenantNumbers>[] {
  return [
    {
      id: "tenant",
      header: "Tenant",
      sortBy: ({ name }) => name,
      cell: ({ slug, name }) => (
        <span className={classes.name}>
          <b>{memberOf.includes(slug) ? <Link href={`/t/${slug}`}>{name}</Link> : name}</b>
          <code>{slug}</code>
        </span>
      ),
    },
    {
      id: "state",
      header: "State",
      width: "110px",
      sortBy: ({ suspendedAt }) => (suspendedAt ? 0 : 1),
      cell: ({ suspendedAt }) => (suspendedAt ? <span className={classes.suspended}>Suspended</span> : "Active"),
    },
    {
      id: "members",
      header: "Members",
      width: "150px",
      isDescendingFirst: true,
      sortBy: ({ members }) => members,
      cell: ({ members, owners }) => (
        <>
          {count(members)}
          {owners === 0 ? <span className={classes.warn}> no owner yet</span> : null}
        </>
      ),
    },
    {
      id: "events",
      header: "Events",
      width: "120px",
      isDescendingFirst: true,
      sortBy: ({ events }) => events,
      cell: ({ events }) => count(events),
    },
    {
      id: "last",
      header: "Last event",
      width: "130px",
      isDescendingFirst: true,
      sortBy: ({ lastEventAt }) => timeOf(lastEventAt),
      cell: ({ lastEventAt }) => (lastEventAt ? <TimeAgo at={lastEventAt} timeZone="UTC" /> : "none"),
    },
    {
      id: "made",
      header: "Made",
      width: "130px",
      isDescendingFirst: true,
      sortBy: ({ createdAt }) => timeOf(createdAt),
      cell: ({ createdAt }) => <TimeAgo at={createdAt} timeZone="UTC" />,
    },
    {
      id: "acts",
      header: "Actions",
      isHeaderHidden: true,
      width: "60px",
      align: "end",
      cell: (tenant) => <TenantMenu tenant={tenant} onDialog={onDialog} />,
    },
  ];
}

function TenantMenu({ tenant, onDialog }: { tenant: TenantNumbers; onDialog: Props["onDialog"] }) {
  return (
    <Menu position="bottom-end" width={170}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${tenant.name}`}>
          <IconDots size={16} aria-hidden="true" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {tenant.owners === 0 ? (
          <Menu.Item onClick={() => onDialog({ kind: "owner", tenant })}>Invite an owner…</Menu.Item>
        ) : null}
        <Menu.Item onClick={() => onDialog({ kind: "limits", tenant })}>Limits…</Menu.Item>
        {tenant.suspendedAt ? (
          <Menu.Item onClick={() => onDialog({ kind: "resume", tenant })}>Resume…</Menu.Item>
        ) : (
          <Menu.Item color="red" onClick={() => onDialog({ kind: "suspend", tenant })}>
            Suspend…
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
