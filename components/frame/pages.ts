import {
  IconChecklist,
  IconDevices,
  IconFileExport,
  IconKey,
  IconListSearch,
  IconPlugConnected,
  IconSettings,
  IconShieldCheck,
  IconUserShield,
  IconUsers,
} from "@tabler/icons-react";
import type { Permission } from "#server/access/index.ts";

/** A page of a tenant. */
export interface PageLink {
  path: string;
  label: string;
  Icon: typeof IconUsers;
  /** Shown to whoever holds it; the server decides what is answered. */
  needs: Permission;
}

/** Every page in the order of the navigation. */
const GROUPS: readonly { name: string; pages: readonly PageLink[] }[] = [
  { name: "Watch", pages: [{ path: "events", label: "Events", Icon: IconListSearch, needs: "events.read" }] },
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
      { path: "settings", label: "Settings", Icon: IconSettings, needs: "tenant.read" },
    ],
  },
];

/** The groups of pages that somebody with these rights may open. */
export const pageGroups = (permissions: readonly Permission[]) =>
  GROUPS.map((group) => ({ ...group, pages: group.pages.filter(({ needs }) => permissions.includes(needs)) })).filter(
    (group) => group.pages.length > 0,
  );
