import type { SystemRole } from "../access/index.ts";

/** What the system roles are for, in the words of the pages. */
export const SYSTEM_ROLE_TEXTS: Record<SystemRole, string> = {
  owner: "Everything, the sign-in policy included. A tenant always has one.",
  admin: "Runs the tenant: members, roles, keys and settings.",
  security_lead: "Guards access: roles of members, keys and sessions.",
  auditor: "Sees and proves everything, changes nothing.",
  viewer: "Reads and follows events.",
};
