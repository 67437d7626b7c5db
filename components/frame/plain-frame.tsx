"use client";
import { Button } from "@mantine/core";
import Link from "next/link";
import type { ReactNode } from "react";
import { Brand } from "../ui/brand.tsx";
import { ClockProvider } from "./clock.tsx";
import classes from "./plain-frame.module.css";
import type { TenantName } from "./tenant-switcher.tsx";

interface Props {
  person: { name: string; email: string; operator: boolean };
  tenants: readonly TenantName[];
  signOut: () => Promise<void>;
  nowMs: number;
  children: ReactNode;
}

/** The frame of pages that belong to no tenant: the account's and the operator's. */
export function PlainFrame({ person, tenants, signOut, nowMs, children }: Props) {
  return (
    <ClockProvider startMs={nowMs}>
      <a href="#main" className={classes.skip}>
        Skip to the content
      </a>
      <section className={classes.bar} aria-label="Site">
        <Link href="/" className={classes.brand} aria-label="Sealtrail: to your events">
          <Brand />
        </Link>
        <nav aria-label="Main" className={classes.links}>
          {tenants.slice(0, 3).map(({ slug, name }) => (
            <Link key={slug} href={`/t/${slug}`}>
              {name}
            </Link>
          ))}
          {person.operator ? <Link href="/operator">Operator</Link> : null}
          <Link href="/account">Account</Link>
        </nav>
        <form action={signOut} className={classes.person}>
          <span className={classes.email}>{person.email}</span>
          <Button type="submit" variant="default" size="compact-xs">
            Sign out
          </Button>
        </form>
      </section>
      <main id="main" tabIndex={-1} className={classes.main}>
        {children}
      </main>
    </ClockProvider>
  );
}
