import type { EventInput } from "#server/event-format/index.ts";
import type { DemoEvent } from "./activity.ts";

export type DetectorName =
  | "new_for_actor"
  | "new_for_tenant"
  | "impossible_travel"
  | "burst"
  | "denied_spike"
  | "spray_then_success"
  | "out_of_hours"
  | "privilege_escalation"
  | "key_or_session_misuse"
  | "tampering_or_mass_destruction"
  | "silence";

/** Something bad that the year contains on purpose. */
export interface PlantedIncident {
  id: string;
  tenant: "acme" | "globex";
  title: string;
  /** Detectors that should find it, the surest first. */
  detectors: readonly DetectorName[];
  from: Date;
  to: Date;
  /** Ids of the actors who do it; empty for a silence. */
  actors: readonly string[];
  /** Of every planted event, in order; none for a silence. */
  requestIds: readonly string[];
  /** For a silence: the origin that sends nothing from `from` to `to`. */
  silentOrigin?: string;
}

export interface IncidentPlan {
  incident: PlantedIncident;
  events: readonly DemoEvent[];
  /** Actors whose ordinary events are left out for a while, since they cannot be in two places. */
  quiet?: readonly { actorId: string; from: number; to: number }[];
  silence?: { origin: string; from: number; to: number };
}

export type PlantedEvent = Omit<EventInput, "occurred_at" | "request_id"> & { at: number };
