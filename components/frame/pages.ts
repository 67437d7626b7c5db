import {
  IconAdjustmentsBolt,
  IconBell,
  IconChartLine,
  IconChecklist,
  IconDevices,
  IconFileExport,
  IconKey,
  IconLayoutDashboard,
  IconListSearch,
  IconLock,
  IconPlugConnected,
  IconSend,
  IconSettings,
  IconShieldCheck,
  IconUserShield,
  IconUsers,
} from "@tabler/icons-react";
import type { Permission } from "#server/access/index.ts";

/** What decides which pages are shown: the rights, and whether the reader sees every event and every field of it. */
export type Drawn = Permission | "events.all";

/** A page of a tenant. */
export interface PageLink {
  path: string;
  label: string;
  Icon: typeof IconUsers;
  /** Shown to whoever holds it; the server decides what is answered. */
  needs: Drawn;
}

/** Every page in the order of the navigation. */
const GROUPS: readonly { name: string; pages: readonly PageLink[] }[] = [
  {
    name: "Watch",
    pages: [
      { path: "overview", label: "Overview", Icon: IconLayoutDashboard, needs: "events.all" },
      { path: "events", label: "Events", Icon: IconListSearch, needs: "events.read" },
      { path: "alerts", label: "Alerts", Icon: IconBell, needs: "alerts.read" },
      { path: "anomalies", label: "Anomalies", Icon: IconChartLine, needs: "events.all" },
      { path: "secrets", label: "Secrets", Icon: IconLock, needs: "events.all" },
    ],
  },
  {
    name: "Prove",
    pages: [
      { path: "integrity", label: "Integrity", Icon: IconShieldCheck, needs: "tenant.read" },
      { path: "exports", label: "Exports", Icon: IconFileExport, needs: "exports.create" },
    ],
  },
  {
    name: "Control",
    pages: [
      { path: "keys", label: "Keys", Icon: IconKey, needs: "keys.read" },
      { path: "reviews", label: "Access reviews", Icon: IconChecklist, needs: "reviews.read" },
      { path: "members", label: "Members", Icon: IconUsers, needs: "members.read" },
      { path: "roles", label: "Roles", Icon: IconUserShield, needs: "roles.read" },
      { path: "sessions", label: "Sessions", Icon: IconDevices, needs: "sessions.read" },
      { path: "sources", label: "Send events", Icon: IconPlugConnected, needs: "tenant.read" },
      { path: "rules", label: "Rules", Icon: IconAdjustmentsBolt, needs: "alerts.read" },
      { path: "channels", label: "Channels", Icon: IconSend, needs: "alerts.read" },
      { path: "settings", label: "Settings", Icon: IconSettings, needs: "tenant.read" },
    ],
  },
];

/** The groups of pages that somebody with these rights may open. */
export const pageGroups = (permissions: readonly Drawn[]) =>
  GROUPS.map((group) => ({ ...group, pages: group.pages.filter(({ needs }) => permissions.includes(needs)) })).filter(
    (group) => group.pages.length > 0,
  );
