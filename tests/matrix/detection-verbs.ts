import {
  cancelTrial,
  createTrial,
  getDetectionState,
  getTrial,
  listDetectors,
  rebuildDetection,
  updateDetector,
} from "#server/detection/index.ts";
import type { VerbRow } from "./verb-row.ts";

const TRIAL = { subject: { detector: { detector: "burst" } }, days: 30 } as const;

/** The verbs of detectors and trials. */
export const DETECTION_VERBS: Record<string, VerbRow> = {
  "detection.cancelTrial": {
    needs: "rules.manage",
    call: async (context, tenant, things) => cancelTrial(context, { id: await things.trial(tenant) }),
    foreign: "not_found",
    scoped: "forbidden",
  },
  "detection.createTrial": {
    needs: "rules.manage",
    call: async (context, _, things) => {
      await things.endTrials(context.tenantId);
      return createTrial(context, TRIAL);
    },
    foreign: "own",
    scoped: "forbidden",
  },
  "detection.getDetectionState": {
    needs: "alerts.read",
    call: (context) => getDetectionState(context),
    foreign: "own",
    scoped: "forbidden",
  },
  "detection.getTrial": {
    needs: "rules.manage",
    call: async (context, tenant, things) => getTrial(context, { id: await things.trial(tenant) }),
    foreign: "not_found",
    scoped: "forbidden",
  },
  "detection.listDetectors": {
    needs: "alerts.read",
    call: (context) => listDetectors(context),
    foreign: "own",
    scoped: "forbidden",
  },
  "detection.rebuildDetection": {
    needs: "rules.manage",
    call: (context) => rebuildDetection(context),
    foreign: "own",
    scoped: "forbidden",
  },
  "detection.updateDetector": {
    needs: "rules.manage",
    call: (context) => updateDetector(context, { detector: "burst", exclusions: { actors: [`svc-${Math.random()}`] } }),
    foreign: "own",
    scoped: "forbidden",
  },
};
