import type { Observed } from "../detector.ts";
import { memo } from "./facts.ts";
import { isGrantAction } from "./grant-actions.ts";
import { isRetentionAction, type TamperingGrade, tamperingGrade } from "./tampering-actions.ts";

/** What an action's name says. */
export interface ActionKind {
  isGrant: boolean;
  isDelete: boolean;
  isExport: boolean;
  isSignIn: boolean;
  isRetention: boolean;
  tampering: TamperingGrade | "none";
  /** Names something that an intruder is after. */
  isRisky: boolean;
  /** What it is done to: `invoice` of `invoice.view`, `s3` of `s3.GetObject`. */
  service: string;
}

const DELETE = /(?:^|[._:/-])(?:delete|destroy|purge|wipe|terminate|erase|remove_all|drop|truncate|bulk_delete)/;
const EXPORT = /export|download|(?:^|[._:/-])(?:clone|dump|unload|copyobject|createexporttask|startexporttask)/;
const SIGN_IN = /sign_?in|log_?in|logon|authenticat|session[._]start|(?:^|[._])sso$|consolelogin/;
const NO_SIGN_IN = /sign_?in_?policy|logging|getsigninto/;
const RISKY =
  /secret|credential|password|mfa|second_factor|api_?key|access_?key|token|(?:^|[._:/-])root|admin|impersonat|export|download|delete|destroy|wipe|kms\.decrypt/;

const kinds = new Map<string, ActionKind>();

/** `action` folded to lower case. */
export const kindOf = (action: string): ActionKind =>
  memo(kinds, action, () => {
    const name = action.replaceAll(/[\s_]+/g, "_");
    return {
      isGrant: isGrantAction(name),
      isDelete: DELETE.test(name) || /^[a-z0-9-]+\.(?:delete|terminate)/.test(name),
      isExport: EXPORT.test(name),
      isSignIn: SIGN_IN.test(name) && !NO_SIGN_IN.test(name),
      isRetention: isRetentionAction(name),
      tampering: tamperingGrade(name) ?? "none",
      isRisky: RISKY.test(name),
      service: /^[^./:]*/.exec(name)![0],
    };
  });

const GRAVE = new Set(["medium", "high", "critical"]);

/** Worth a second look when it is done at an odd time or for the first time. */
export function isSensitive({ columns }: Observed): boolean {
  if (GRAVE.has(columns.severity)) return true;
  if (columns.category === "authentication") return false;
  const isWrite = columns.crud !== "r";
  if (isWrite && (columns.category === "security" || columns.category === "administration")) return true;
  return columns.crud === "d" || kindOf(columns.action).isRisky;
}
