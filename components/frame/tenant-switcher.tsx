"use client";
import { Menu, UnstyledButton } from "@mantine/core";
import { IconCheck, IconChevronDown } from "@tabler/icons-react";
import Link from "next/link";
import classes from "./navigation.module.css";

export interface TenantName {
  slug: string;
  name: string;
}

/** The tenant's name; a menu for people with several. */
export function TenantSwitcher({ tenant, tenants }: { tenant: TenantName; tenants: TenantName[] }) {
  if (tenants.length < 2)
    return (
      <div className={classes.tenant}>
        <span className={classes.tenantName}>{tenant.name}</span>
      </div>
    );
  return (
    <Menu position="bottom-start" width={204}>
      <Menu.Target>
        <UnstyledButton className={classes.tenant} aria-label={`Tenant: ${tenant.name}`}>
          <span className={classes.tenantName}>{tenant.name}</span>
          <IconChevronDown size={14} aria-hidden="true" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {tenants.map((one) => (
          <Menu.Item
            key={one.slug}
            component={Link}
            href={`/t/${one.slug}`}
            rightSection={one.slug === tenant.slug ? <IconCheck size={14} aria-label="current" /> : null}
          >
            {one.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
