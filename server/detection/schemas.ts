import { z } from "zod";
import { ALERT_SEVERITIES, DETECTORS } from "../findings/index.ts";
import { isOneLine } from "../one-line.ts";
import { canonicalBlock } from "../query/index.ts";
import { holdsToken } from "../tokens/index.ts";

const QUERY_CHARACTERS_MAX = 2_000;
/** The longest window of a rule. */
export const WINDOW_S_MAX = 30 * 86_400;
export const RULES_MAX = 200;

export const ruleQuery = z
  .string()
  .max(QUERY_CHARACTERS_MAX)
  .refine((text) => text.isWellFormed() && !text.includes("\0"), { error: "must be whole characters", abort: true })
  .refine((text) => !holdsToken(text), "holds a token: take it out, and rotate that key");

/** A regular expression (RE2: linear time, no look-around or back references) that one of the field's values must match. */
const pattern = z.strictObject({ field: z.string().min(1).max(200), matches: z.string().min(1).max(500) });
const matching = { query: ruleQuery, patterns: z.array(pattern).max(5).default([]) };
const windowS = z.number().int().min(10).max(WINDOW_S_MAX);
const groupBy = z.array(z.string().min(1).max(200)).max(3).default([]);

/** What a rule finds; fields as in the query language. Times in seconds. */
export const ruleDefinition = z.discriminatedUnion("kind", [
  /** At least `count` events within the window. */
  z.strictObject({
    kind: z.literal("threshold"),
    ...matching,
    count: z.number().int().min(1).max(1_000),
    windowS,
    groupBy,
  }),
  /** Events with at least `count` different values of `field` within the window. */
  z.strictObject({
    kind: z.literal("distinct"),
    ...matching,
    field: z.string().min(1).max(200),
    count: z.number().int().min(2).max(1_000),
    windowS,
    groupBy,
  }),
  /** One event of each step, in this order, within the window. */
  z.strictObject({
    kind: z.literal("sequence"),
    steps: z.array(z.strictObject(matching)).min(2).max(5),
    windowS,
    groupBy,
  }),
  /** A group that was heard of before, and then not for the window; of no fields: any event that fits. */
  z.strictObject({ kind: z.literal("absence"), ...matching, windowS, groupBy }),
]);
export type RuleDefinition = z.output<typeof ruleDefinition>;
export type RuleDefinitionInput = z.input<typeof ruleDefinition>;

const line = (max: number) =>
  z
    .string()
    .transform((text) => text.normalize("NFC").trim())
    .pipe(
      z
        .string()
        .min(1, { error: "must not be empty", abort: true })
        .max(max)
        .refine(isOneLine, "must be one line of text")
        .refine((text) => !holdsToken(text), "holds a token: take it out, and rotate that key"),
    );

const runbookUrl = z
  .url({ protocol: /^https?$/, error: "must be an address that begins with https:// or http://" })
  .max(1_000)
  .nullable();

const ruleShape = {
  name: line(100),
  description: z
    .string()
    .max(1_000)
    .refine((text) => !holdsToken(text), "holds a token: take it out, and rotate that key"),
  isOn: z.boolean(),
  severity: z.enum(ALERT_SEVERITIES),
  definition: ruleDefinition,
  /** Findings of one group within it are one alert. */
  dedupMinutes: z
    .number()
    .int()
    .min(1)
    .max(7 * 1_440),
  /** `query`: events that never count. `alertsPerDay`: more than that of the rule within 24 hours raise nothing. */
  suppression: z.strictObject({
    query: ruleQuery.optional(),
    alertsPerDay: z.number().int().min(1).max(1_000).optional(),
  }),
  runbookUrl,
};

export const ruleInput = z.strictObject({
  ...ruleShape,
  description: ruleShape.description.default(""),
  isOn: ruleShape.isOn.default(false),
  dedupMinutes: ruleShape.dedupMinutes.default(60),
  suppression: ruleShape.suppression.default({}),
  runbookUrl: runbookUrl.default(null),
});
export type RuleInput = z.input<typeof ruleInput>;
export type RuleFacts = z.output<typeof ruleInput>;
/** What is absent stays. */
export const ruleUpdate = z.strictObject({ id: z.string(), ...z.strictObject(ruleShape).partial().shape });
export type RuleUpdate = z.input<typeof ruleUpdate>;

const network = z
  .string()
  .refine(
    (text) => canonicalBlock(text) !== undefined,
    "must be a block such as 203.0.113.0/24 (a single address ends in /32, or /128)",
  );
export const exclusions = z.strictObject({
  actors: z.array(z.string().min(1).max(1_000)).max(500).default([]),
  networks: z.array(network).max(500).default([]),
});

export const detectorUpdate = z.strictObject({
  detector: z.enum(DETECTORS),
  isOn: z.boolean().optional(),
  /** Settings by name, as describeDetectors lists them; what is absent stays. */
  settings: z
    .record(z.string(), z.union([z.number(), z.boolean(), z.string(), z.array(z.string().max(200)).max(500)]))
    .optional(),
  exclusions: exclusions.optional(),
});
export type DetectorUpdate = z.input<typeof detectorUpdate>;

/** A rule as it would be, or a detector with settings as they would be, over the last `days` days of events. */
export const trialInput = z.strictObject({
  subject: z.union([
    z.strictObject({ rule: ruleInput }),
    z.strictObject({ detector: detectorUpdate.omit({ isOn: true }) }),
  ]),
  days: z.number().int().min(1).max(400).default(90),
});
export type TrialInput = z.input<typeof trialInput>;
