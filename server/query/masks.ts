import type { PartName } from "#tlog";
import { AppError } from "../errors.ts";

/** A field that can be masked: `path` as in the event; `label` and `group` are the words of the pages. */
export interface MaskableField {
  path: string;
  label: string;
  group: "Actor" | "Targets" | "Source" | "References" | "Content";
}

/** What may be masked, with every `metadata.<path>` besides. `actor.*` also holds for everybody in the delegation chain. */
export const MASKABLE = [
  { path: "actor.id", label: "Actor's id", group: "Actor" },
  { path: "actor.name", label: "Actor's name", group: "Actor" },
  { path: "actor.email", label: "Actor's e-mail address", group: "Actor" },
  { path: "actor.metadata", label: "Actor's metadata", group: "Actor" },
  { path: "targets.id", label: "Ids of targets", group: "Targets" },
  { path: "targets.name", label: "Names of targets", group: "Targets" },
  { path: "targets.metadata", label: "Metadata of targets", group: "Targets" },
  { path: "source.ip", label: "Address", group: "Source" },
  { path: "source.user_agent", label: "User agent", group: "Source" },
  { path: "source.location", label: "Place", group: "Source" },
  { path: "source.endpoint", label: "Endpoint", group: "Source" },
  { path: "session_id", label: "Session", group: "References" },
  { path: "request_id", label: "Request", group: "References" },
  { path: "external_id", label: "External id", group: "References" },
  { path: "origin.event_id", label: "Id at the origin", group: "References" },
  { path: "metadata", label: "Metadata, all of it", group: "Content" },
  { path: "description", label: "Description", group: "Content" },
  { path: "changes", label: "Changes", group: "Content" },
  { path: "raw", label: "Original text", group: "Content" },
] as const satisfies MaskableField[];

/** The path of a field that is masked: one of MASKABLE, or `metadata.<path>`, whose keys are compared without regard to case. */
export type MaskPath = (typeof MASKABLE)[number]["path"] | `metadata.${string}`;

/** Free text repeats what the other fields say: whoever has any mask does not see these either. */
export const TAKEN_BY_ANY_MASK = ["changes", "description", "raw"] as const satisfies MaskPath[];

export const MASKS_MAX = 100;
const PATH_CHARACTERS_MAX = 200;
const METADATA = "metadata.";
const PATHS: ReadonlySet<string> = new Set(MASKABLE.map((field) => field.path));
const CLEAR = new Set(
  (
    "v id seq tenant key occurred_at received_at action category crud outcome severity auth_method schema_version app_version " +
    "actor.type targets.type source.via source.environment origin.system"
  ).split(" "),
);

const isMaskPath = (path: string): path is MaskPath =>
  PATHS.has(path) ||
  (path.startsWith(METADATA) &&
    path.length > METADATA.length &&
    path.length <= PATH_CHARACTERS_MAX &&
    !/[\p{Cc}\p{Cs}]/u.test(path));

/** Why a path cannot be masked, in words; undefined for one that can. */
export function maskFault(path: string): string | undefined {
  if (isMaskPath(path)) return undefined;
  if (CLEAR.has(path))
    return `${path} stays readable in the sealed leaf, for whoever checks the ledger, so it cannot be masked`;
  if (path.startsWith("actor.on_behalf_of"))
    return "those on whose behalf somebody acts are masked by actor.id, actor.name, actor.email and actor.metadata";
  if (path.startsWith("source.location.")) return "a place is masked as a whole: source.location";
  return `is no field that can be masked; the fields are ${[...PATHS].join(", ")} and metadata.<path>`;
}

/** The masks in their stored form: each once, sorted, folded, none that another covers. AppError `invalid` for a path that cannot be masked. */
export function readMasks(paths: readonly string[]): MaskPath[] {
  const masks = paths.filter(isMaskPath);
  if (masks.length < paths.length) {
    const fields = paths.flatMap((path, i) => {
      const message = maskFault(path);
      return message ? [{ path: `masks.${i}`, message }] : [];
    });
    throw new AppError("invalid", `A field cannot be masked: ${fields[0]!.message}.`, { fields });
  }
  return normalizeMasks(masks);
}

export function normalizeMasks(masks: readonly MaskPath[]): MaskPath[] {
  const folded = masks.map((mask) => (mask.startsWith(METADATA) ? (mask.toLowerCase() as MaskPath) : mask));
  const single = [...new Set(folded)].sort();
  return single.filter((mask) => !single.some((other) => other !== mask && isBelow(mask, other)));
}

/** Whether `path` is `mask` or lies below it: `metadata.card.number` below `metadata.card`. */
function isBelow(path: string, mask: string): boolean {
  if (path === mask) return true;
  if (mask === "metadata") return path.startsWith(METADATA);
  return mask.startsWith(METADATA) && `${path.toLowerCase()}.`.startsWith(`${mask.toLowerCase()}.`);
}

/** Whether whoever has these masks does not see the field at `path`. */
export function isMasked(path: string, masks: readonly MaskPath[]): boolean {
  if (masks.length === 0) return false;
  return (TAKEN_BY_ANY_MASK as readonly string[]).includes(path) || masks.some((mask) => isBelow(path, mask));
}

/** The part of the seal that the field at `path` belongs to. */
export function partOfMask(path: MaskPath): PartName {
  if (path.startsWith("actor.")) return "actor";
  if (path.startsWith("targets.")) return "targets";
  return path.startsWith("source.") || path === "session_id" || path === "request_id" ? "context" : "content";
}
