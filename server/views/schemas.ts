import { z } from "zod";
import { isOneLine } from "../one-line.ts";
import { holdsToken } from "../tokens/index.ts";

export const VIEWS_OF_ONE_MAX = 200;
export const NAME_CHARACTERS_MAX = 80;
export const STATE_BYTES_MAX = 8_192;
const COLUMNS_MAX = 60;

const NO_TOKEN = "holds a token: take it out, and rotate that key";

/** Two names of one person's views are never the same. */
const viewName = z
  .string()
  .transform((text) => text.normalize("NFC").trim())
  .pipe(
    z
      .string()
      .min(1, { error: "must not be empty", abort: true })
      .refine((text) => Array.from(text).length <= NAME_CHARACTERS_MAX, {
        error: `has at most ${NAME_CHARACTERS_MAX} characters`,
        abort: true,
      })
      .refine(isOneLine, "must be one line of text")
      .refine((text) => !holdsToken(text), NO_TOKEN),
  );

const column = z
  .string()
  .min(1)
  .max(220)
  .refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text), "must be the name of a column");
const columns = z.array(column).max(COLUMNS_MAX);
const instant = z.iso.datetime({ offset: true });

/** What a view opens: a named range, or from and to; without either, what the page begins with. Columns stand in their order. */
export const viewState = z
  .strictObject({
    q: z
      .string()
      .trim()
      .refine((text) => text.isWellFormed() && !text.includes("\0"), { error: "must be whole characters", abort: true })
      .refine((text) => !holdsToken(text), NO_TOKEN),
    range: z
      .string()
      .regex(/^[a-z0-9]{1,12}$/, "must be the name of a range such as 7d")
      .optional(),
    from: instant.optional(),
    to: instant.optional(),
    columns: columns.optional(),
    order: z.enum(["newest", "oldest"]).optional(),
    density: z.enum(["compact", "comfortable"]).optional(),
    widths: z.record(column, z.number().int().min(20).max(4_000)).optional(),
    pins: columns.optional(),
    zone: z
      .string()
      .regex(/^[A-Za-z0-9_+/-]{1,60}$/, "must be the name of a time zone")
      .optional(),
  })
  .refine((state) => state.range === undefined || (state.from === undefined && state.to === undefined), {
    error: "has a range, or from and to, not both",
    path: ["range"],
  })
  .refine((state) => Buffer.byteLength(JSON.stringify(state)) <= STATE_BYTES_MAX, {
    error: `has at most ${STATE_BYTES_MAX / 1_024} kB`,
    path: [],
  });
export type SavedViewState = z.output<typeof viewState>;

const id = z.string().max(100);

export const viewInput = z.strictObject({ name: viewName, isShared: z.boolean().default(false), state: viewState });
export type ViewInput = z.input<typeof viewInput>;

/** A change; what is absent stays. `updatedAt`: as it was read, so that nobody overwrites what they have not seen. */
export const viewUpdate = z.strictObject({
  id,
  updatedAt: z.iso.datetime({ offset: true }).optional(),
  name: viewName.optional(),
  state: viewState.optional(),
});
export type ViewUpdate = z.input<typeof viewUpdate>;

export const viewSharing = z.strictObject({ id, isShared: z.boolean() });
export type ViewSharing = z.input<typeof viewSharing>;

export const viewOfId = z.strictObject({ id });

/** The view that a role opens with; null for none. */
export const viewDefault = z.strictObject({ role: z.string().min(1).max(100), viewId: id.nullable() });
export type ViewDefaultInput = z.input<typeof viewDefault>;
