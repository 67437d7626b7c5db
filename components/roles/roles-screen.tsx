"use client";
import { Button, Menu } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import Link from "next/link";
import type { Role } from "#server/roles/index.ts";
import { type DataColumn, DataTable } from "../ui/data-table.tsx";
import { count } from "../ui/numbers.ts";
import page from "../ui/page.module.css";
import classes from "./roles.module.css";

interface Props {
  tenant: string;
  roles: Role[];
  rightsTotal: number;
  mayManage: boolean;
}

/** Every role with what it is for, who has it and what it shows. */
export function RolesScreen({ tenant, roles, rightsTotal, mayManage }: Props) {
  const own = roles.filter((role) => !role.system);
  const system = roles.filter((role) => role.system);
  const columns = columnsOf(tenant, rightsTotal);
  return (
    <>
      <header className={page.header}>
        <h1>Roles</h1>
        <span className={classes.gap} />
        {mayManage ? <NewRole tenant={tenant} roles={roles} /> : null}
      </header>
      <div className={classes.wide}>
        <section className={classes.listing} aria-labelledby="own-title">
          <h2 id="own-title">Roles of this tenant</h2>
          <DataTable
            label="Roles of this tenant"
            items={own}
            columns={columns}
            idOf={(role) => role.name}
            firstSort={{ id: "name", desc: false }}
            empty={
              <p className={classes.empty}>
                None yet. A role of your own gives just the rights that are needed, and can be limited to some events:
                copy the system role that comes closest{mayManage ? " with “New role”" : ""}, then take away.
              </p>
            }
          />
        </section>
        <section className={classes.listing} aria-labelledby="system-title">
          <h2 id="system-title">System roles</h2>
          <DataTable label="System roles" items={system} columns={columns} idOf={(role) => role.name} empty={null} />
        </section>
      </div>
    </>
  );
}

const roleHref = (tenant: string, name: string) => `/t/${tenant}/roles/${encodeURIComponent(name)}`;

function columnsOf(tenant: string, rightsTotal: number): DataColumn<Role>[] {
  return [
    {
      id: "name",
      header: "Role",
      sortBy: (role) => role.name,
      cell: (role) => (
        <>
          <Link href={roleHref(tenant, role.name)} prefetch={false} className={classes.roleName}>
            {role.name}
          </Link>
          <span className={classes.faint}>{role.description || "No description"}</span>
        </>
      ),
    },
    {
      id: "members",
      header: "Members",
      width: "96px",
      sortBy: (role) => role.members,
      isDescendingFirst: true,
      cell: (role) => (
        <>
          {count(role.members)}
          {role.invitations > 0 ? <span className={classes.faint}>{count(role.invitations)} invited</span> : null}
        </>
      ),
    },
    { id: "keys", header: "Keys", width: "72px", sortBy: (role) => role.keys, cell: (role) => count(role.keys) },
    {
      id: "rights",
      header: "Rights",
      width: "96px",
      sortBy: (role) => role.permissions.length,
      cell: (role) => `${role.permissions.length} of ${rightsTotal}`,
    },
    { id: "words", header: "Sees", cell: (role) => <span className={classes.words}>{role.words}</span> },
  ];
}

function NewRole({ tenant, roles }: { tenant: string; roles: Role[] }) {
  return (
    <Menu position="bottom-end" width={260}>
      <Menu.Target>
        <Button size="xs" rightSection={<IconChevronDown size={14} aria-hidden="true" />}>
          New role
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Copy from</Menu.Label>
        {roles.map((role) => (
          <Menu.Item
            key={role.name}
            component={Link}
            href={`/t/${tenant}/roles/new?from=${encodeURIComponent(role.name)}`}
          >
            {role.name} <span className={classes.hint}>{role.permissions.length} rights</span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
