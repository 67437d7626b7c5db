import type { AlertLine, MuteInput } from "#server/alerts/index.ts";

/** What of an alert a mute covers: its entity, what found it, or the two together. */
export type MuteScope = "entity" | "source" | "both";

export interface MuteChoice {
  scope: MuteScope;
  untilMs: number;
  reason: string;
}

type Mutable = Pick<AlertLine, "source" | "ruleId" | "entity">;

function muteOf({ source, ruleId, entity }: Mutable, { scope, untilMs, reason }: MuteChoice): MuteInput {
  const by = ruleId === null ? { source } : { ruleId };
  return {
    ...(scope === "entity" ? {} : by),
    ...(scope === "source" ? {} : { entity: { type: entity.type, id: entity.id } }),
    until: new Date(untilMs).toISOString(),
    reason: reason.trim(),
  };
}

/** The mutes that cover all of the alerts, each once. */
export const mutesOf = (alerts: readonly Mutable[], choice: MuteChoice): MuteInput[] => [
  ...new Map(alerts.map((alert) => muteOf(alert, choice)).map((mute) => [JSON.stringify(mute), mute])).values(),
];
