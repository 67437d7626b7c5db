"use client";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { PaletteButton } from "../palette/palette-button.tsx";
import { Brand } from "../ui/brand.tsx";
import { AlertCount } from "./alert-count.tsx";
import classes from "./navigation.module.css";
import { type Drawn, pageGroups } from "./pages.ts";
import { PersonMenu } from "./person-menu.tsx";
import { SealMark } from "./seal-mark.tsx";
import { type TenantName, TenantSwitcher } from "./tenant-switcher.tsx";

export interface NavigationProps {
  tenant: TenantName;
  tenants: TenantName[];
  person: { id: string; name: string; email: string; role: string; operator: boolean };
  permissions: readonly Drawn[];
  signOut: () => Promise<void>;
  onNavigate: () => void;
  withoutBrand?: boolean;
}

export function Navigation(props: NavigationProps) {
  const { tenant, tenants, person, permissions, signOut, onNavigate, withoutBrand } = props;
  const path = usePathname();
  const groups = pageGroups(permissions);
  return (
    <nav className={classes.nav} aria-label="Main">
      {withoutBrand ? null : (
        <div className={classes.brand}>
          <Link href={`/t/${tenant.slug}`} onClick={onNavigate} prefetch={false} title="Start page">
            <Brand />
          </Link>
        </div>
      )}
      <TenantSwitcher tenant={tenant} tenants={tenants} />
      <PaletteButton onOpen={onNavigate} />
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
                    {page === "alerts" ? <AlertCount /> : null}
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
