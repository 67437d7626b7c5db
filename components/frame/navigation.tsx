"use client";
import {
  IconChecklist,
  IconDevices,
  IconKey,
  IconListSearch,
  IconPlugConnected,
  IconSettings,
  IconShieldCheck,
  IconUserShield,
  IconUsers,
} from "@tabler/icons-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import type { Permission } from "#server/access/index.ts";
import { Brand } from "../ui/brand.tsx";
import classes from "./navigation.module.css";
import { PersonMenu } from "./person-menu.tsx";
import { SealMark } from "./seal-mark.tsx";
import { type TenantName, TenantSwitcher } from "./tenant-switcher.tsx";

export interface NavigationProps {
  tenant: TenantName;
  tenants: TenantName[];
  person: { name: string; email: string; role: string; operator: boolean };
  permissions: readonly Permission[];
  signOut: () => Promise<void>;
  onNavigate: () => void;
  withoutBrand?: boolean;
}

interface PageLink {
  path: string;
  label: string;
  Icon: typeof IconUsers;
  /** Shown to whoever holds it; the server decides what is answered. */
  needs: Permission;
}

const GROUPS: readonly { name: string; pages: readonly PageLink[] }[] = [
  { name: "Watch", pages: [{ path: "events", label: "Events", Icon: IconListSearch, needs: "events.read" }] },
  { name: "Prove", pages: [{ path: "integrity", label: "Integrity", Icon: IconShieldCheck, needs: "tenant.read" }] },
  {
    name: "Control",
    pages: [
      { path: "keys", label: "Keys", Icon: IconKey, needs: "keys.read" },
      { path: "reviews", label: "Access reviews", Icon: IconChecklist, needs: "reviews.read" },
      { path: "members", label: "Members", Icon: IconUsers, needs: "members.read" },
      { path: "roles", label: "Roles", Icon: IconUserShield, needs: "roles.read" },
      { path: "sessions", label: "Sessions", Icon: IconDevices, needs: "sessions.read" },
      { path: "sources", label: "Send events", Icon: IconPlugConnected, needs: "tenant.read" },
      { path: "settings", label: "Settings", Icon: IconSettings, needs: "tenant.read" },
    ],
  },
];

export function Navigation(props: NavigationProps) {
  const { tenant, tenants, person, permissions, signOut, onNavigate, withoutBrand } = props;
  const path = usePathname();
  const groups = GROUPS.map((group) => ({
    ...group,
    pages: group.pages.filter(({ needs }) => permissions.includes(needs)),
  })).filter((group) => group.pages.length > 0);
  return (
    <nav className={classes.nav} aria-label="Main">
      {withoutBrand ? null : (
        <div className={classes.brand}>
          <Brand />
        </div>
      )}
      <TenantSwitcher tenant={tenant} tenants={tenants} />
      {groups.map((group) => (
        <div key={group.name}>
          <h2 className={classes.group}>{group.name}</h2>
          <ul>
            {group.pages.map(({ path: page, label, Icon }) => {
              const href = `/t/${tenant.slug}/${page}`;
              const isHere = path === href || path.startsWith(`${href}/`);
              return (
                <li key={page}>
                  <Link
                    href={href}
                    className={classes.link}
                    aria-current={isHere ? "page" : undefined}
                    onClick={onNavigate}
                    prefetch={false}
                  >
                    <Icon size={16} stroke={1.6} aria-hidden="true" />
                    {label}
                  </Link>
                </li>
              );
            })}
          </ul>
        </div>
      ))}
      <SealMark tenant={tenant.slug} />
      <PersonMenu person={person} signOut={signOut} />
    </nav>
  );
}
