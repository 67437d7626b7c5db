import { ALERT_SEVERITIES, type AlertSeverity, type DetectorName } from "../../../findings/index.ts";
import type { Detector } from "../detector.ts";
import type { TenantTime } from "../tenant-time.ts";

export type SettingValue = number | boolean | string | string[];

interface Naming {
  label: string;
  /** More about it, in one sentence. */
  help?: string;
}
export type SettingShape =
  | ({ kind: "number"; default: number; min: number; max: number; unit?: string; isWhole?: boolean } & Naming)
  | ({ kind: "boolean"; default: boolean } & Naming)
  /** One of `options`. */
  | ({ kind: "choice"; default: string; options: readonly string[] } & Naming)
  /** Lines of text; each one of `options` where there are any, or a block such as 203.0.113.0/24. */
  | ({
      kind: "text_list";
      default: readonly string[];
      options?: readonly string[];
      areNetworks?: boolean;
      max: number;
    } & Naming);
export type SettingShapes = Record<string, SettingShape>;

type ValueOf<Shape extends SettingShape> = Shape extends { kind: "number" }
  ? number
  : Shape extends { kind: "boolean" }
    ? boolean
    : Shape extends { kind: "text_list" }
      ? string[]
      : string;
export type SettingsOf<Shapes extends SettingShapes> = { [Name in keyof Shapes]: ValueOf<Shapes[Name]> };

/** A detector before it has settings. Names of settings are written as in the API: `min_days`. */
export interface Definition<Shapes extends SettingShapes = SettingShapes> {
  name: DetectorName;
  label: string;
  /** What it looks for, in a sentence or two. */
  looksFor: string;
  severity: AlertSeverity;
  /** What it must have seen before it speaks, in words. */
  minimumHistory: string;
  settings: Shapes;
  make(settings: SettingsOf<Shapes>, time: TenantTime): Detector;
}

/** Hides the kind of settings, so that definitions of all detectors fit one list. */
export function define<const Shapes extends SettingShapes>(definition: Definition<Shapes>): Definition {
  return definition as unknown as Definition;
}

export const severitySetting = (severity: AlertSeverity) =>
  ({ kind: "choice", label: "Severity", default: severity, options: ALERT_SEVERITIES }) as const;
