import { z } from "zod";
import { AppError, type FieldFault } from "../../../errors.ts";
import { type AlertSeverity, DETECTORS, type DetectorName } from "../../../findings/index.ts";
import { canonicalBlock } from "../../../query/index.ts";
import { holdsToken } from "../../../tokens/index.ts";
import type { Detector } from "../detector.ts";
import type { TenantTime } from "../tenant-time.ts";
import { burst } from "./burst.ts";
import type { Definition, SettingShape, SettingValue } from "./definition.ts";
import { deniedSpike } from "./denied-spike.ts";
import { impossibleTravel } from "./impossible-travel.ts";
import { keyOrSessionMisuse } from "./key-or-session-misuse.ts";
import { newForActor } from "./new-for-actor.ts";
import { newForTenant } from "./new-for-tenant.ts";
import { outOfHours } from "./out-of-hours.ts";
import { privilegeEscalation } from "./privilege-escalation.ts";
import { silence } from "./silence.ts";
import { sprayThenSuccess } from "./spray-then-success.ts";
import { tamperingOrMassDestruction } from "./tampering-or-mass-destruction.ts";

export type { SettingValue } from "./definition.ts";
export type DetectorSettings = Record<string, SettingValue>;

/** A setting for forms: `options` of a choice, and of a list whose lines are given; `max` of a list is its greatest length. */
export interface SettingDescription {
  /** As in the API, such as `min_days`. */
  name: string;
  label: string;
  help: string | null;
  kind: "number" | "boolean" | "text_list" | "choice";
  /** Such as `days`; null without one. */
  unit: string | null;
  default: SettingValue;
  min: number | null;
  max: number | null;
  options: string[] | null;
}

export interface DetectorDescription {
  name: DetectorName;
  label: string;
  looksFor: string;
  /** Of an ordinary finding; the detector itself says when it is graver. */
  severity: AlertSeverity;
  minimumHistory: string;
  settings: SettingDescription[];
}

const DEFINITIONS: Record<DetectorName, Definition> = {
  new_for_actor: newForActor,
  new_for_tenant: newForTenant,
  impossible_travel: impossibleTravel,
  burst,
  denied_spike: deniedSpike,
  spray_then_success: sprayThenSuccess,
  out_of_hours: outOfHours,
  privilege_escalation: privilegeEscalation,
  key_or_session_misuse: keyOrSessionMisuse,
  tampering_or_mass_destruction: tamperingOrMassDestruction,
  silence,
};

const describeSetting = ([name, shape]: [string, SettingShape]): SettingDescription => ({
  name,
  label: shape.label,
  help: shape.help ?? null,
  kind: shape.kind,
  unit: ("unit" in shape && shape.unit) || null,
  default: typeof shape.default === "object" ? [...shape.default] : shape.default,
  min: "min" in shape ? shape.min : null,
  max: "max" in shape ? shape.max : null,
  options: "options" in shape && shape.options ? [...shape.options] : null,
});

/** All detectors, in the order of DETECTORS, with what can be set. */
export function describeDetectors(): DetectorDescription[] {
  return DETECTORS.map((name) => {
    const { label, looksFor, severity, minimumHistory, settings } = DEFINITIONS[name];
    return { name, label, looksFor, severity, minimumHistory, settings: Object.entries(settings).map(describeSetting) };
  });
}

const line = z
  .string()
  .trim()
  .min(1, "must not be empty")
  .max(200)
  .refine((text) => text.isWellFormed() && !text.includes("\0"), { error: "must be whole characters", abort: true })
  .refine((text) => !holdsToken(text), "holds a token: take it out, and rotate that key");
const network = line.refine(
  (text) => canonicalBlock(text) !== undefined,
  "must be a block such as 203.0.113.0/24 (a single address ends in /32, or /128)",
);

function schemaOf(shape: SettingShape): z.ZodType<SettingValue | undefined> {
  if (shape.kind === "boolean") return z.boolean().optional();
  if (shape.kind === "choice") return z.enum(shape.options as [string, ...string[]]).optional();
  if (shape.kind === "number") {
    const number = z.number().min(shape.min).max(shape.max);
    return (shape.isWhole === false ? number : number.int()).optional();
  }
  if (shape.options)
    return z
      .array(z.enum(shape.options as [string, ...string[]]))
      .max(shape.max)
      .optional();
  return z
    .array(shape.areNetworks ? network : line)
    .max(shape.max)
    .optional();
}

/**
 * Settings of a detector as they came, filled up with the defaults.
 * @throws AppError `invalid` with one fault a setting, at `settings.<name>`
 */
export function readSettings(name: DetectorName, input: unknown): DetectorSettings {
  const { settings } = DEFINITIONS[name];
  const shape = Object.fromEntries(Object.entries(settings).map(([key, setting]) => [key, schemaOf(setting)]));
  const read = z.strictObject(shape).safeParse(input ?? {});
  if (!read.success) {
    const fields = read.error.issues.flatMap((issue): FieldFault[] =>
      issue.code === "unrecognized_keys"
        ? issue.keys.map((key) => ({ path: `settings.${key}`, message: "is no setting of this detector" }))
        : [{ path: ["settings", ...issue.path].join("."), message: issue.message }],
    );
    throw new AppError("invalid", "Some of these settings cannot be taken: nothing was changed.", { fields });
  }
  return Object.fromEntries(
    Object.entries(settings).map(([key, setting]) => [
      key,
      read.data[key] ?? (typeof setting.default === "object" ? [...setting.default] : setting.default),
    ]),
  );
}

/**
 * A detector with its settings, as they are stored: what is absent has its default.
 * @throws AppError `invalid` as readSettings
 */
export function makeDetector(name: DetectorName, settings: unknown, time: TenantTime): Detector {
  return DEFINITIONS[name].make(readSettings(name, settings) as never, time);
}
