import type { Permission, TenantContext } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { type View, viewCovers } from "../query/index.ts";

/**
 * Nobody can grant what they do not have: AppError `forbidden` when `grant` allows a right that the caller lacks or shows events or
 * fields that it does not see. `what` begins the sentence, such as "The role Auditors".
 */
export function demandGrantable(
  grant: { permissions: ReadonlySet<Permission>; view: View },
  context: TenantContext,
  what: string,
): void {
  if (context.caller.type === "system") return;
  const beyond = [...grant.permissions].filter((right) => !context.grantable.has(right));
  if (beyond.length > 0)
    throw new AppError(
      "forbidden",
      `${what} allows ${beyond.join(", ")}, which you do not have: nobody can grant that.`,
      {
        fields: [{ path: "permissions", message: `beyond your own: ${beyond.join(", ")}` }],
      },
    );
  if (!viewCovers(context.view, grant.view))
    throw new AppError(
      "forbidden",
      `${what} shows events or fields that you do not see: include your own scope and masks in it.`,
      { fields: [{ path: "scope", message: "beyond your own scope and masks" }] },
    );
}
