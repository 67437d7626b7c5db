import {
  acknowledgeAlerts,
  assignAlerts,
  commentAlert,
  countAlerts,
  createMute,
  endMute,
  getAlert,
  getRisk,
  listAlerts,
  listAssignees,
  listMutes,
  listRisk,
  reopenAlerts,
  resolveAlerts,
} from "#server/alerts/index.ts";
import { inDays } from "../tenant.ts";
import type { VerbRow } from "./verb-row.ts";

/** The verbs of alerts: all are for those alone whose view hides nothing. */
export const ALERT_VERBS: Record<string, VerbRow> = {
  "alerts.acknowledgeAlerts": {
    needs: "alerts.triage",
    call: async (context, tenant, things) => acknowledgeAlerts(context, { ids: [await things.alert(tenant)] }),
    foreign: "not_found",
    scoped: "forbidden",
  },
  "alerts.assignAlerts": {
    needs: "alerts.triage",
    call: async (context, tenant, things) =>
      assignAlerts(context, { ids: [await things.alert(tenant)], assigneeId: null }),
    foreign: "not_found",
    scoped: "forbidden",
  },
  "alerts.commentAlert": {
    needs: "alerts.triage",
    call: async (context, tenant, things) => commentAlert(context, { id: await things.alert(tenant), text: "x" }),
    foreign: "not_found",
    scoped: "forbidden",
  },
  "alerts.countAlerts": {
    needs: "alerts.read",
    call: (context) => countAlerts(context),
    foreign: "own",
    scoped: "forbidden",
  },
  "alerts.createMute": {
    needs: "alerts.triage",
    call: (context) => createMute(context, { source: "silence", until: inDays(1).toISOString(), reason: "x" }),
    foreign: "own",
    scoped: "forbidden",
  },
  "alerts.endMute": {
    needs: "alerts.triage",
    call: async (context, tenant, things) => endMute(context, { id: await things.mute(tenant) }),
    foreign: "not_found",
    scoped: "forbidden",
  },
  "alerts.getAlert": {
    needs: "alerts.read",
    call: async (context, tenant, things) => getAlert(context, { id: await things.alert(tenant) }),
    foreign: "not_found",
    scoped: "forbidden",
  },
  "alerts.getRisk": {
    needs: "alerts.read",
    call: async (context, tenant, things) => {
      await things.alert(tenant);
      return getRisk(context, { entity: { type: "actor", id: "u_1" } });
    },
    foreign: "own",
    scoped: "forbidden",
  },
  "alerts.listAlerts": {
    needs: "alerts.read",
    call: async (context, tenant, things) => {
      await things.alert(tenant);
      return listAlerts(context);
    },
    foreign: "own",
    scoped: "forbidden",
  },
  "alerts.listAssignees": {
    needs: "alerts.triage",
    call: (context) => listAssignees(context),
    foreign: "own",
    scoped: "forbidden",
  },
  "alerts.listMutes": {
    needs: "alerts.read",
    call: (context) => listMutes(context),
    foreign: "own",
    scoped: "forbidden",
  },
  "alerts.listRisk": {
    needs: "alerts.read",
    call: (context) => listRisk(context),
    foreign: "own",
    scoped: "forbidden",
  },
  "alerts.reopenAlerts": {
    needs: "alerts.triage",
    call: async (context, tenant, things) => reopenAlerts(context, { ids: [await things.alert(tenant)] }),
    foreign: "not_found",
    scoped: "forbidden",
  },
  "alerts.resolveAlerts": {
    needs: "alerts.triage",
    call: async (context, tenant, things) =>
      resolveAlerts(context, { ids: [await things.alert(tenant)], resolution: "benign" }),
    foreign: "not_found",
    scoped: "forbidden",
  },
};
