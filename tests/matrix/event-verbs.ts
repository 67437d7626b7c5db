import {
  exploreEvents,
  getEvent,
  getFacet,
  getHistogram,
  getProof,
  listEvents,
  openTail,
  previewView,
  readFeed,
} from "#server/events/index.ts";
import { getActorProfile, getTargetProfile } from "#server/profiles/index.ts";
import { getConsistency, getLatestCheckpoint, getLedgerSeal, getTile } from "#server/proofs/index.ts";
import { EVERYTHING } from "#server/query/index.ts";
import { createView, deleteView, listViews, setDefaultView, shareView, updateView } from "#server/views/index.ts";
import type { VerbRow } from "./verb-row.ts";

/** The verbs of events, proofs and saved views. */
export const EVENT_VERBS: Record<string, VerbRow> = {
  "events.getEvent": {
    needs: "events.read",
    call: (context, { inside }) => getEvent(context, inside),
    foreign: "not_found",
    scoped: "half",
  },
  "events.getFacet": {
    needs: "events.read",
    call: async (context) => [
      await getFacet(context, { field: "action" }),
      await getFacet(context, { field: "env" }),
      await getFacet(context, { field: "action", q: "action:out.*" }),
    ],
    foreign: "own",
    scoped: "half",
  },
  "events.exploreEvents": {
    needs: "events.read",
    call: (context) => exploreEvents(context, { fields: ["action", "actor.id"], previous: true, from: new Date(0) }),
    foreign: "own",
    scoped: "same",
  },
  "events.getHistogram": {
    needs: "events.read",
    call: (context) => getHistogram(context, {}),
    foreign: "own",
    scoped: "same",
  },
  "events.getProof": {
    needs: "proofs.read",
    call: (context, { outside }) => getProof(context, outside),
    foreign: "not_found",
    scoped: "not_found",
  },
  "events.listEvents": {
    needs: "events.read",
    call: async (context, { inside, outside }) => [
      await listEvents(context, { limit: 500 }),
      await listEvents(context, { q: `id:${inside}` }),
      await listEvents(context, { q: `id:${outside}` }),
      (await listEvents(context, { q: "action:out.*" })).records,
    ],
    foreign: "own",
    scoped: "half",
  },
  "events.openTail": {
    needs: "events.stream",
    call: async (context) => {
      const shown: unknown[] = [];
      const tail = await openTail(context, { afterSeq: 0, includeReads: true });
      for (let step = 0; step < 2; step++) await tail.step((record) => void shown.push(record));
      return shown;
    },
    foreign: "own",
    scoped: "half",
  },
  "events.previewView": {
    needs: "events.read",
    call: (context) => previewView(context, EVERYTHING),
    foreign: "own",
    scoped: "half",
  },
  "events.readFeed": {
    needs: "events.stream",
    call: (context) => readFeed(context, { limit: 1_000, includeReads: true }),
    foreign: "own",
    scoped: "half",
  },
  "profiles.getActorProfile": {
    needs: "events.read",
    call: (context) => getActorProfile(context, { id: "u_1" }),
    foreign: "own",
    scoped: "half",
  },
  "profiles.getTargetProfile": {
    needs: "events.read",
    call: (context) => getTargetProfile(context, { id: "s_1234567" }),
    foreign: "own",
    scoped: "half",
  },
  "proofs.getConsistency": {
    needs: "proofs.read",
    call: (context) => getConsistency(context, 1, 200),
    foreign: "own",
    scoped: "same",
  },
  "proofs.getLatestCheckpoint": {
    needs: "proofs.read",
    call: (context) => getLatestCheckpoint(context),
    foreign: "own",
    scoped: "same",
  },
  "proofs.getLedgerSeal": {
    needs: "tenant.read",
    call: (context) => getLedgerSeal(context),
    foreign: "own",
    scoped: "same",
  },
  "proofs.getTile": {
    needs: "tiles.entries",
    call: async (context) => Buffer.from((await getTile(context, "tile/entries/000")).bytes).toString("latin1"),
    foreign: "own",
    scoped: "forbidden",
  },
  "views.createView": {
    needs: "events.read",
    call: (context) => createView(context, { name: `View ${Math.random()}`, state: { q: "action:secret.*" } }),
    foreign: "own",
    scoped: "same",
  },
  "views.deleteView": {
    needs: "events.read",
    call: async (context, tenant, things) => deleteView(context, { id: await things.view(tenant, context) }),
    foreign: "not_found",
    scoped: "same",
  },
  "views.listViews": {
    needs: "events.read",
    call: (context) => listViews(context),
    foreign: "own",
    scoped: "same",
  },
  "views.setDefaultView": {
    needs: "views.manage",
    call: async (context, tenant, things) =>
      setDefaultView(context, { role: "viewer", viewId: await things.view(tenant, context) }),
    foreign: "not_found",
    scoped: "same",
  },
  "views.shareView": {
    needs: "views.share",
    call: async (context, tenant, things) =>
      shareView(context, { id: await things.view(tenant, context), isShared: false }),
    foreign: "not_found",
    scoped: "same",
  },
  "views.updateView": {
    needs: "events.read",
    call: async (context, tenant, things) =>
      updateView(context, { id: await things.view(tenant, context), name: `View ${Math.random()}` }),
    foreign: "not_found",
    scoped: "same",
  },
};
