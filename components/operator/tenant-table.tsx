"use client";
import { ActionIcon, Menu } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import Link from "next/link";
import type { TenantNumbers } from "#server/operators/index.ts";
import { TimeAgo } from "../events/time-ago.tsx";
import { count } from "../ui/numbers.ts";
import classes from "./operator.module.css";
import type { TenantDialog } from "./operator-screen.tsx";

interface Props {
  tenants: TenantNumbers[];
  memberOf: string[];
  onDialog: (dialog: TenantDialog) => void;
}

export function TenantTable({ tenants, memberOf, onDialog }: Props) {
  return (
    <section className={classes.wrap} aria-label="Tenants">
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Tenant</th>
            <th scope="col">State</th>
            <th scope="col" className={classes.number}>
              Members
            </th>
            <th scope="col" className={classes.number}>
              Events
            </th>
            <th scope="col">Last event</th>
            <th scope="col">Made</th>
            <th scope="col" aria-label="Actions" />
          </tr>
        </thead>
        <tbody>
          {tenants.map((tenant) => (
            <tr key={tenant.id}>
              <td className={classes.name}>
                <b>
                  {memberOf.includes(tenant.slug) ? (
                    <Link href={`/t/${tenant.slug}/events`}>{tenant.name}</Link>
                  ) : (
                    tenant.name
                  )}
                </b>
                <code>{tenant.slug}</code>
              </td>
              <td>{tenant.suspendedAt ? <span className={classes.suspended}>Suspended</span> : "Active"}</td>
              <td className={classes.number}>
                {count(tenant.members)}
                {tenant.owners === 0 ? <span className={classes.warn}> no owner yet</span> : null}
              </td>
              <td className={classes.number}>{count(tenant.events)}</td>
              <td>{tenant.lastEventAt ? <TimeAgo at={tenant.lastEventAt} timeZone="UTC" /> : "none"}</td>
              <td>
                <TimeAgo at={tenant.createdAt} timeZone="UTC" />
              </td>
              <td>
                <TenantMenu tenant={tenant} onDialog={onDialog} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
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
