import type { DetectorFacts } from "#server/detection/index.ts";
import { count } from "../ui/numbers.ts";

export type DetectorSetting = DetectorFacts["settings"][number];
export type SettingValue = DetectorSetting["value"];

const LIST_SHOWN = 3;

/** "900 km/h", "on", "secret.*, key.* and 4 more" */
export function valueText({ unit }: Pick<DetectorSetting, "unit">, value: SettingValue): string {
  if (typeof value === "boolean") return value ? "on" : "off";
  if (typeof value === "number") return unit ? `${count(value)} ${unit}` : count(value);
  if (typeof value === "string") return value;
  if (value.length === 0) return "none";
  const more = value.length - LIST_SHOWN;
  return value.slice(0, LIST_SHOWN).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

/** What of a detector differs from how it comes, in words. */
export function changedTexts({ settings, exclusions }: Pick<DetectorFacts, "settings" | "exclusions">): string[] {
  const changed = settings.filter(({ isChanged }) => isChanged);
  const { actors, networks } = exclusions;
  return [
    ...changed.map((one) => `${one.label}: ${valueText(one, one.value)}`),
    ...(actors.length > 0 ? [`leaves ${actors.length === 1 ? "1 actor" : `${actors.length} actors`} alone`] : []),
    ...(networks.length > 0
      ? [`leaves ${networks.length === 1 ? "1 network" : `${networks.length} networks`} alone`]
      : []),
  ];
}
