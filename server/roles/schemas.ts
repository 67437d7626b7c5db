import { z } from "zod";
import { ROLE_RIGHTS, type RolePermission } from "../access/index.ts";
import { masksSchema, type Scope, scopeSchema } from "../query/index.ts";
import { holdsToken } from "../tokens/index.ts";

const NAME_CHARACTERS_MAX = 60;

/** A name stands in addresses, so it holds nothing that an address would read otherwise; `new` is the page that makes a role. */
export const roleName = z
  .string()
  .transform((text) => text.normalize("NFC").trim())
  .pipe(
    z
      .string()
      .min(1, { error: "must not be empty", abort: true })
      .max(NAME_CHARACTERS_MAX, `has at most ${NAME_CHARACTERS_MAX} characters`)
      .regex(/^[\p{L}\p{N}]/u, { error: "must begin with a letter or a digit", abort: true })
      .regex(/^[^\p{C}\p{Zl}\p{Zp}/\\%?#]*$/u, "must be one line without / \\ % ? #")
      .refine((name) => foldedName(name) !== "new", "must be another word than new")
      .refine((name) => !holdsToken(name), "holds a token"),
  );

/** Two names that fold to the same are one to a reader; pages show an underscore as a space. */
export const foldedName = (name: string) =>
  name
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[_\s]+/g, " ");

const description = z
  .string()
  .trim()
  .max(500)
  .refine((text) => !/[\p{Cc}\p{Cs}]/u.test(text), "must be one line of text")
  .refine((text) => !holdsToken(text), "holds a token");
const permissions = z
  .array(z.enum(ROLE_RIGHTS as [RolePermission, ...RolePermission[]]))
  .transform((names) => ROLE_RIGHTS.filter((name) => names.includes(name)));
const scope = scopeSchema.nullable().transform(storedScope);

/** A new role. `scope` null and `masks` empty show everything that the tenant has. */
export const roleInput = z.strictObject({
  name: roleName,
  description: description.default(""),
  copiedFrom: z.string().max(100).optional(),
  permissions,
  scope: scope.default(null),
  masks: masksSchema.default([]),
});
export type RoleInput = z.input<typeof roleInput>;

/** A change of the role named `role`; what is absent stays. `updatedAt`: as it was read, so that nobody overwrites what they have not seen. */
export const roleUpdate = z.strictObject({
  role: z.string().min(1).max(100),
  updatedAt: z.iso.datetime({ offset: true }).optional(),
  name: roleName.optional(),
  description: description.optional(),
  permissions: permissions.optional(),
  scope: scope.optional(),
  masks: masksSchema.optional(),
});
export type RoleUpdate = z.input<typeof roleUpdate>;

/** A scope and masks on trial. */
export const roleViewInput = z.strictObject({ scope, masks: masksSchema });

/** The scope as it is stored: no empty members, each value once; null for one that shows every event. */
function storedScope(given: Scope | null): Scope | null {
  const { query, ...lists } = given ?? {};
  const kept: [string, unknown][] = Object.entries(lists).flatMap(
    ([name, values]: [string, readonly string[] | undefined]) =>
      values && values.length > 0 ? [[name, [...new Set(values)]]] : [],
  );
  if (query?.trim()) kept.push(["query", query.trim()]);
  return kept.length === 0 ? null : (Object.fromEntries(kept) as Scope);
}
