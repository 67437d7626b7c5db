"use client";
import { IconListSearch, IconPlugConnected, IconShieldCheck } from "@tabler/icons-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { Brand } from "../ui/brand.tsx";
import classes from "./navigation.module.css";
import { PersonMenu } from "./person-menu.tsx";
import { SealMark } from "./seal-mark.tsx";
import { type TenantName, TenantSwitcher } from "./tenant-switcher.tsx";

export interface NavigationProps {
  tenant: TenantName;
  tenants: TenantName[];
  person: { name: string; email: string; role: string };
  signOut: () => Promise<void>;
  onNavigate: () => void;
  withoutBrand?: boolean;
}

const GROUPS = [
  { name: "Watch", pages: [{ path: "events", label: "Events", Icon: IconListSearch }] },
  { name: "Prove", pages: [{ path: "integrity", label: "Integrity", Icon: IconShieldCheck }] },
  { name: "Control", pages: [{ path: "sources", label: "Send events", Icon: IconPlugConnected }] },
] as const;

export function Navigation({ tenant, tenants, person, signOut, onNavigate, withoutBrand }: NavigationProps) {
  const path = usePathname();
  return (
    <nav className={classes.nav} aria-label="Main">
      {withoutBrand ? null : (
        <div className={classes.brand}>
          <Brand />
        </div>
      )}
      <TenantSwitcher tenant={tenant} tenants={tenants} />
      {GROUPS.map((group) => (
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
