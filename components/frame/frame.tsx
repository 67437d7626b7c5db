"use client";
import { Burger, Drawer } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { ReactNode } from "react";
import type { AlertBadge } from "#server/alerts/index.ts";
import type { LedgerSeal } from "#server/proofs/index.ts";
import { AlertNotices } from "../alerts/alert-notices.tsx";
import { PaletteProvider } from "../palette/palette-provider.tsx";
import { Brand } from "../ui/brand.tsx";
import { BarAlerts } from "./alert-count.tsx";
import { ClockProvider } from "./clock.tsx";
import classes from "./frame.module.css";
import { Navigation, type NavigationProps } from "./navigation.tsx";
import { PulseProvider } from "./pulse.tsx";

interface Props extends Omit<NavigationProps, "onNavigate"> {
  seal: LedgerSeal | null;
  /** null for whoever may not see alerts. */
  alerts: AlertBadge | null;
  nowMs: number;
  children: ReactNode;
}

/** Left navigation, or a burger on narrow screens, around every page of a tenant. */
export function Frame({ seal, alerts, nowMs, children, ...navigation }: Props) {
  const [isOpen, menu] = useDisclosure(false);
  return (
    <ClockProvider startMs={nowMs}>
      <PulseProvider tenant={navigation.tenant.slug} seal={seal} alerts={alerts}>
        <PaletteProvider
          tenant={navigation.tenant.slug}
          person={navigation.person.id}
          permissions={navigation.permissions}
          signOut={navigation.signOut}
        >
          <div className={classes.frame}>
            <a href="#main" className={classes.skip}>
              Skip to the content
            </a>
            <div className={classes.side}>
              <Navigation {...navigation} onNavigate={menu.close} />
            </div>
            <section className={classes.bar} aria-label="Site">
              <Burger opened={isOpen} onClick={menu.toggle} size="sm" aria-label="Navigation" aria-expanded={isOpen} />
              <Brand />
              <BarAlerts tenant={navigation.tenant.slug} />
            </section>
            <Drawer
              opened={isOpen}
              onClose={menu.close}
              size={280}
              title={<Brand />}
              padding="sm"
              closeButtonProps={{ "aria-label": "Close navigation" }}
              classNames={{ body: classes.drawerBody, content: classes.drawerContent }}
            >
              <Navigation {...navigation} onNavigate={menu.close} withoutBrand />
            </Drawer>
            <AlertNotices tenant={navigation.tenant.slug} startMs={nowMs} />
            <main id="main" className={classes.main} tabIndex={-1}>
              {children}
            </main>
          </div>
        </PaletteProvider>
      </PulseProvider>
    </ClockProvider>
  );
}
