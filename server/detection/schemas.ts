import { z } from "zod";
import { groupFieldFault, patternFieldFault, RULE_BOUNDS } from "#rules";
import { ALERT_SEVERITIES, DETECTORS } from "../findings/index.ts";
import { isOneLine } from "../one-line.ts";
import { canonicalBlock } from "../query/index.ts";
import { holdsToken } from "../tokens/index.ts";

const QUERY_CHARACTERS_MAX = 2_000;
export const RULES_MAX = 200;
const RULE_TEXT_CHARACTERS_MAX = 40_000;

const NO_TOKEN = "holds a token: take it out, and rotate that key";
const isWhole = (text: string) => text.isWellFormed() && !text.includes("\0");
const WHOLE = { error: "must be whole characters", abort: true } as const;
const withoutToken = (text: string) => !holdsToken(text);

/** Line ends are as one kind, so that the text of a rule reads back the same. */
const block = z.string().transform((text) => text.replaceAll(/\r\n?/g, "\n").trim());

export const ruleQuery = block.pipe(
  z.string().max(QUERY_CHARACTERS_MAX).refine(isWhole, WHOLE).refine(withoutToken, NO_TOKEN),
);

const field = (faultOf: (field: string) => string | undefined) =>
  z
    .string()
    .min(1)
    .transform((text) => text.toLowerCase())
    .pipe(
      z
        .string()
        .refine(isWhole, WHOLE)
        .superRefine((name, check) => {
          const message = faultOf(name);
          if (message !== undefined) check.addIssue({ code: "custom", message });
        }),
    );
const groupField = field(groupFieldFault);

/** A regular expression (RE2: linear time, no look-around or back references) that one of the field's values must match. */
const pattern = z.strictObject({
  field: field(patternFieldFault),
  matches: z
    .string()
    .min(1)
    .max(RULE_BOUNDS.patternCharactersMax)
    .refine(isWhole, WHOLE)
    .refine(withoutToken, NO_TOKEN),
});
const matching = { query: ruleQuery, patterns: z.array(pattern).max(RULE_BOUNDS.patternsMax).default([]) };
const windowS = z.number().int().min(RULE_BOUNDS.windowSMin).max(RULE_BOUNDS.windowSMax);
const groupBy = z
  .array(groupField)
  .max(RULE_BOUNDS.groupFieldsMax)
  .refine((fields) => new Set(fields).size === fields.length, "has a field twice")
  .default([]);

/** What a rule finds; fields as in the query language, a path without quotation marks. Times in seconds. */
export const ruleDefinition = z.discriminatedUnion("kind", [
  /** At least `count` events within the window. */
  z.strictObject({
    kind: z.literal("threshold"),
    ...matching,
    count: z.number().int().min(1).max(RULE_BOUNDS.countMax),
    windowS,
    groupBy,
  }),
  /** Events with at least `count` different values of `field` within the window. */
  z.strictObject({
    kind: z.literal("distinct"),
    ...matching,
    field: groupField,
    count: z.number().int().min(RULE_BOUNDS.distinctMin).max(RULE_BOUNDS.countMax),
    windowS,
    groupBy,
  }),
  /** One event of each step, in this order, within the window. */
  z.strictObject({
    kind: z.literal("sequence"),
    steps: z.array(z.strictObject(matching)).min(RULE_BOUNDS.stepsMin).max(RULE_BOUNDS.stepsMax),
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
        .refine(withoutToken, NO_TOKEN),
    );

const runbookUrl = z
  .url({ protocol: /^https?$/, error: "must be an address that begins with https:// or http://" })
  .max(RULE_BOUNDS.urlCharactersMax)
  .refine((text) => /^https?:\/\/[^\s/]\S*$/i.test(text), "must be an address that begins with https:// or http://")
  .refine(withoutToken, NO_TOKEN)
  .nullable();

const ruleShape = {
  name: line(RULE_BOUNDS.nameCharactersMax),
  description: block.pipe(
    z.string().max(RULE_BOUNDS.descriptionCharactersMax).refine(isWhole, WHOLE).refine(withoutToken, NO_TOKEN),
  ),
  isOn: z.boolean(),
  severity: z.enum(ALERT_SEVERITIES),
  definition: ruleDefinition,
  /** Findings of one group within it are one alert. */
  dedupMinutes: z.number().int().min(1).max(RULE_BOUNDS.dedupMinutesMax),
  /** `query`: events that never count. `alertsPerDay`: more than that of the rule within 24 hours raise nothing. */
  suppression: z.strictObject({
    query: ruleQuery.pipe(z.string().min(1, "must not be empty: it would leave out every event")).optional(),
    alertsPerDay: z.number().int().min(1).max(RULE_BOUNDS.alertsPerDayMax).optional(),
  }),
  runbookUrl,
};

export const ruleInput = z.strictObject({
  ...ruleShape,
  description: ruleShape.description.default(""),
  isOn: ruleShape.isOn.default(false),
  dedupMinutes: ruleShape.dedupMinutes.default(RULE_BOUNDS.dedupMinutesDefault),
  suppression: ruleShape.suppression.default({}),
  runbookUrl: runbookUrl.default(null),
});
export type RuleInput = z.input<typeof ruleInput>;
export type RuleFacts = z.output<typeof ruleInput>;

/** A rule as text (docs/rules.md), in the place of its parts. */
const ruleText = z.string().max(RULE_TEXT_CHARACTERS_MAX).refine(isWhole, WHOLE);
export const ruleTextInput = z.strictObject({ text: ruleText, isOn: ruleShape.isOn.default(false) });
/** A new rule, in parts or as text. */
export type RuleCreation = RuleInput | z.input<typeof ruleTextInput>;

/**
 * A change; what is absent stays. `text` replaces every part but `isOn`, and stands in the place of the parts. `updatedAt`: as it was read, so
 * that nobody overwrites what they have not seen.
 */
export const ruleUpdate = z
  .strictObject({
    id: z.string().max(100),
    updatedAt: z.iso.datetime({ offset: true }).optional(),
    text: ruleText.optional(),
    ...z.strictObject(ruleShape).partial().shape,
  })
  .refine(
    ({ text, id: _id, updatedAt: _updatedAt, isOn: _isOn, ...parts }) =>
      text === undefined || Object.values(parts).every((part) => part === undefined),
    { error: "stands in the place of the parts of the rule: give one or the other", path: ["text"] },
  );
export type RuleUpdate = z.input<typeof ruleUpdate>;

export const ruleOfId = z.strictObject({ id: z.string().max(100) });

const network = z
  .string()
  .refine(
    (text) => canonicalBlock(text) !== undefined,
    "must be a block such as 203.0.113.0/24 (a single address ends in /32, or /128)",
  );
export const exclusions = z.strictObject({
  actors: z
    .array(
      z
        .string()
        .min(1)
        .max(1_000)
        .refine((text) => text.isWellFormed() && !text.includes("\0"), {
          error: "must be whole characters",
          abort: true,
        })
        .refine((text) => !holdsToken(text), "holds a token: take it out, and rotate that key"),
    )
    .max(500)
    .default([]),
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
export type TrialSubject = z.output<typeof trialInput>["subject"];
