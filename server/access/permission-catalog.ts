import type { RolePermission } from "./permissions.ts";

export interface PermissionText {
  name: RolePermission;
  label: string;
  description: string;
}

/** The rights of roles in the order and words of the pages; each is in exactly one group. */
export const PERMISSION_GROUPS: readonly { name: string; permissions: readonly PermissionText[] }[] = [
  {
    name: "Events",
    permissions: [
      {
        name: "events.read",
        label: "Read events",
        description: "List, filter and open the events that the role's scope shows.",
      },
      { name: "events.stream", label: "Follow events", description: "Watch new events as they arrive." },
      {
        name: "proofs.read",
        label: "Prove events",
        description: "Fetch checkpoints, inclusion and consistency proofs.",
      },
      {
        name: "tiles.entries",
        label: "Fetch log entries",
        description: "Download the ledger's leaves to rebuild it outside; only without scope and masks.",
      },
    ],
  },
  {
    name: "Exports",
    permissions: [
      {
        name: "exports.create",
        label: "Export events",
        description:
          "Take away files and evidence bundles of the events that the role's scope shows, without what it masks.",
      },
      {
        name: "exports.manage",
        label: "Manage exports of others",
        description:
          "See, cancel and delete everybody's exports and schedules; download those that show no more than one's own role.",
      },
    ],
  },
  {
    name: "Detection",
    permissions: [
      {
        name: "alerts.read",
        label: "See alerts",
        description:
          "See alerts, rules and detectors. Alerts tell what stands in events: only without scope and masks.",
      },
      {
        name: "alerts.triage",
        label: "Triage alerts",
        description: "Acknowledge, assign, comment on, resolve and mute alerts.",
      },
      {
        name: "rules.manage",
        label: "Manage rules",
        description: "Make, try, change and switch rules and detectors.",
      },
      {
        name: "channels.manage",
        label: "Manage channels",
        description: "Choose where alerts are sent, and see what was sent there.",
      },
    ],
  },
  {
    name: "Saved views",
    permissions: [
      {
        name: "views.share",
        label: "Share views",
        description: "Show one's own saved views to all members; each sees what their own role shows.",
      },
      {
        name: "views.manage",
        label: "Manage shared views",
        description: "Change and delete what others share, and choose the view that a role opens with.",
      },
    ],
  },
  {
    name: "Keys",
    permissions: [
      { name: "keys.read", label: "See keys", description: "See every key with its purpose, state and use." },
      { name: "keys.create", label: "Issue keys", description: "Issue keys with at most one's own rights." },
      {
        name: "keys.update",
        label: "Change and rotate keys",
        description: "Change purpose, scope and limits, rotate and cut secrets, resume, set the policy of keys.",
      },
      { name: "keys.revoke", label: "Revoke keys", description: "End a key at once, whatever it may do." },
    ],
  },
  {
    name: "Access reviews",
    permissions: [
      { name: "reviews.read", label: "See reviews", description: "See past and open reviews with their records." },
      {
        name: "reviews.manage",
        label: "Review access",
        description: "Confirm or revoke each key and member, and sign the result.",
      },
    ],
  },
  {
    name: "Members",
    permissions: [
      { name: "members.read", label: "See members", description: "See members, their roles and pending invitations." },
      {
        name: "members.invite",
        label: "Invite members",
        description: "Invite people, send invitations again and revoke them.",
      },
      { name: "members.update", label: "Change roles of members", description: "Give a member another role." },
      { name: "members.remove", label: "Remove members", description: "End a membership at once." },
    ],
  },
  {
    name: "Roles",
    permissions: [
      { name: "roles.read", label: "See roles", description: "See what each role may do and see." },
      { name: "roles.manage", label: "Manage roles", description: "Make, change and delete custom roles." },
    ],
  },
  {
    name: "Sessions",
    permissions: [
      {
        name: "sessions.read",
        label: "See sessions",
        description: "See where members are signed in, with device and place.",
      },
      { name: "sessions.revoke", label: "End sessions", description: "Sign members out." },
    ],
  },
  {
    name: "Tenant",
    permissions: [
      { name: "tenant.read", label: "See the tenant", description: "See its name, time zone and seal." },
      {
        name: "tenant.update",
        label: "Change settings",
        description: "Name, time zone, business hours and holidays.",
      },
      {
        name: "tenant.security",
        label: "Change the sign-in policy",
        description: "Whether a second factor is required, and how long sessions last.",
      },
    ],
  },
];
