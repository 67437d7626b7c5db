import { getHeatMap, getSeries, listPlaces, listRisers } from "#server/anomalies/index.ts";
import { getOverview } from "#server/overview/index.ts";
import { followRollups } from "#server/rollups/index.ts";
import {
  exportSecrets,
  getSecret,
  getSecretPolicy,
  listRotations,
  listSecrets,
  setSecretOverride,
  updateSecretPolicy,
} from "#server/secrets/index.ts";
import type { VerbRow } from "./verb-row.ts";

const DAY_MS = 86_400_000;
const lastDay = () => ({ from: new Date(Date.now() - DAY_MS), to: new Date() });
/** Both tenants' events name it. */
const SECRET = { type: "secret", id: "s_1234567" };

const reading = (call: VerbRow["call"]): VerbRow => ({
  needs: "events.read",
  call,
  foreign: "own",
  scoped: "forbidden",
});

/** The verbs behind Overview, Anomalies and Secrets: of counts, so that they are for those who see everything. */
export const OVERVIEW_VERBS: Record<string, VerbRow> = {
  "anomalies.getHeatMap": reading((context) => getHeatMap(context, { actorId: "u_1" })),
  "anomalies.getSeries": reading((context) => getSeries(context, { subject: { kind: "tenant" }, ...lastDay() })),
  "anomalies.listPlaces": reading((context) => listPlaces(context, lastDay())),
  "anomalies.listRisers": reading((context) => listRisers(context, lastDay())),
  "overview.getOverview": reading((context) => getOverview(context)),
  "secrets.exportSecrets": { ...reading((context) => exportSecrets(context)), needs: "exports.create" },
  "secrets.getSecret": reading(async (context) => {
    await followRollups(context.tenantId);
    return getSecret(context, SECRET);
  }),
  "secrets.getSecretPolicy": reading((context) => getSecretPolicy(context)),
  "secrets.listRotations": reading((context) => listRotations(context)),
  "secrets.listSecrets": reading((context) => listSecrets(context)),
  "secrets.setSecretOverride": {
    needs: "tenant.update",
    async call(context) {
      await followRollups(context.tenantId);
      await setSecretOverride(context, { ...SECRET, override: { rotationDays: 30, note: "" } });
    },
    foreign: "own",
    scoped: "forbidden",
  },
  "secrets.updateSecretPolicy": {
    needs: "tenant.update",
    call: (context) => updateSecretPolicy(context, { unusedDays: 60 }),
    foreign: "own",
    scoped: "forbidden",
  },
};
