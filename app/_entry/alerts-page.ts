import "server-only";
import type { Triager } from "#components/alerts/alert-acts.ts";
import type { AlertsAddress } from "#components/alerts/alerts-address.ts";
import { alertsInput } from "#components/alerts/alerts-address.ts";
import { seqQueries } from "#components/alerts/seq-query.ts";
import type { EventRow } from "#components/events/event-rows.ts";
import type { Drawn } from "#components/frame/pages.ts";
import type { Permission } from "#server/access/index.ts";
import {
  type AlertBadge,
  countAlerts,
  getAlert,
  listAlerts,
  listAssignees,
  listMutes,
  listRisk,
} from "#server/alerts/index.ts";
import { listEvents } from "#server/events/index.ts";
import type { Entity } from "#server/findings/index.ts";
import { isEverything } from "#server/query/index.ts";
import { attempt } from "./fault.ts";
import type { Viewer } from "./viewer.ts";

const NEEDS_WHOLE_VIEW: readonly Permission[] = ["alerts.read", "alerts.triage", "rules.manage", "channels.manage"];

/** Who may see alerts, but not all that they tell of. */
export const isPartView = ({ context, permissions }: Viewer): boolean =>
  permissions.includes("alerts.read") && !isEverything(context.view);

/** The rights by which pages are drawn: alerts, rules, channels and pictures are only for whoever sees everything. */
export const drawnPermissions = ({ context, permissions }: Viewer): Drawn[] =>
  isEverything(context.view)
    ? [...permissions, ...(permissions.includes("events.read") ? (["events.all"] as const) : [])]
    : permissions.filter((one) => !NEEDS_WHOLE_VIEW.includes(one));

/** The open alerts in numbers; null for a viewer who may not see alerts, and while they cannot be counted. */
export async function alertBadge(viewer: Viewer): Promise<AlertBadge | null> {
  if (!drawnPermissions(viewer).includes("alerts.read")) return null;
  const { value } = await attempt(viewer.context.origin.endpoint ?? "", () => countAlerts(viewer.context));
  return value ?? null;
}

export const triagerOf = ({ session, permissions }: Viewer): Triager => ({
  id: session.person.id,
  name: session.person.name,
  mayTriage: permissions.includes("alerts.triage"),
  mayReadEvents: permissions.includes("events.read"),
});

const assigneesFor = ({ context, permissions }: Viewer) =>
  permissions.includes("alerts.triage") ? listAssignees(context) : [];

/** What the inbox shows. */
export const alertsPage = (viewer: Viewer, address: AlertsAddress) =>
  attempt(viewer.context.origin.endpoint ?? "", async () => {
    const { context, session } = viewer;
    const [list, risks, mutes, assignees] = await Promise.all([
      listAlerts(context, alertsInput(address, session.person.id)),
      listRisk(context),
      address.tab === "muted" ? listMutes(context) : null,
      assigneesFor(viewer),
    ]);
    return { list, risks, mutes, assignees };
  });

const timeOf = ({ event }: EventRow) => Date.parse(event.occurred_at);

/** How many alerts about an entity are open; null for a viewer who may not see alerts. */
export async function openAlertsAbout(viewer: Viewer, { type, id }: Pick<Entity, "type" | "id">) {
  if (!drawnPermissions(viewer).includes("alerts.read")) return null;
  const { value } = await attempt(viewer.context.origin.endpoint ?? "", () =>
    listAlerts(viewer.context, { state: "open", isMuted: false, entityType: type, entityId: id, limit: 1 }),
  );
  return value?.counts.open ?? null;
}

/** One alert with its events, as far as the viewer may read them. */
export const alertPage = (viewer: Viewer, id: string) =>
  attempt(viewer.context.origin.endpoint ?? "", async () => {
    const { context, permissions } = viewer;
    const [alert, assignees] = await Promise.all([getAlert(context, { id }), assigneesFor(viewer)]);
    if (!permissions.includes("events.read")) return { alert, assignees, events: null };
    const pages = await Promise.all(
      seqQueries(alert.seqs).map(({ q, events }) => listEvents(context, { q, order: "oldest", limit: events })),
    );
    const events = pages.flatMap(({ records }) => records);
    return { alert, assignees, events: events.sort((a, b) => timeOf(a) - timeOf(b) || a.seq - b.seq) };
  });
