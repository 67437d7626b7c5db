import { z } from "zod";
import { CATEGORIES } from "../event-format/index.ts";
import { MASKS_MAX, maskFault, readMasks } from "./masks.ts";

const ENTRIES_MAX = 50;
const QUERY_CHARACTERS_MAX = 2_000;
const CLEAR = "[A-Za-z0-9._:/-]";

const list = <Entry extends z.ZodType>(entry: Entry) => z.array(entry).min(1).max(ENTRIES_MAX).optional();
const clearText = (pattern: string, message: string) => z.string().regex(new RegExp(`^${pattern}$`), message);

/**
 * The stored scope of a role or key: values of one list are alternatives, the lists and the query hold together; `{}` is every event.
 * An action may end in `*`; a target is the id of any target, or `type:<type>`; `query` is in the query language.
 */
export const scopeSchema = z.strictObject({
  categories: list(z.enum(CATEGORIES)),
  actions: list(
    clearText(`${CLEAR}{1,200}\\*?`, "must be an action such as secret.read, or the beginning of one such as secret.*"),
  ),
  environments: list(clearText(`${CLEAR}{1,200}`, "must be an environment such as prod")),
  targets: list(
    z
      .string()
      .min(1)
      .max(1_000)
      .refine((target) => !/\p{Cc}/u.test(target), "must be one line"),
  ),
  query: z.string().max(QUERY_CHARACTERS_MAX).optional(),
});
export type Scope = z.output<typeof scopeSchema>;

/** The fields that a role or key does not show, in their stored form. */
export const masksSchema = z
  .array(z.string())
  .max(MASKS_MAX)
  .superRefine((paths, context) => {
    paths.forEach((path, i) => {
      const message = maskFault(path);
      if (message) context.addIssue({ code: "custom", path: [i], message });
    });
  })
  .transform((paths, context) => (context.issues.length > 0 ? z.NEVER : readMasks(paths)));
