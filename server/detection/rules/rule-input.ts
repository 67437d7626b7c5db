import { readRule, type WrittenRule } from "#rules";
import { AppError, type FieldFault } from "../../errors.ts";
import { parseInput } from "../../parse-input.ts";
import { ruleFaults } from "../engine/rules/index.ts";
import { type RuleCreation, type RuleFacts, ruleInput, ruleTextInput } from "../schemas.ts";

/** A new rule by its parts or its text, such that it can be run; AppError `invalid` with the path of each fault, of a text with its place. */
export function readCreation(input: RuleCreation): RuleFacts {
  if (!isText(input)) return demandRunnable(parseInput(ruleInput, input));
  const { text, isOn } = parseInput(ruleTextInput, input);
  return { ...readRuleText(text), isOn };
}

const isText = (input: RuleCreation): input is Extract<RuleCreation, { text: unknown }> =>
  typeof input === "object" && input !== null && "text" in input;

/** AppError `invalid` for what cannot be run. */
export function demandRunnable(facts: RuleFacts): RuleFacts {
  const fields = ruleFaults(facts);
  if (fields.length === 0) return facts;
  throw new AppError("invalid", `The rule cannot be run: ${sentence(fields[0]!.message)}`, { fields });
}

/** The rule that a text is; AppError `invalid` with places in the text. */
export function readRuleText(text: string): Omit<RuleFacts, "isOn"> {
  const { rule, faults, places } = readRule(text);
  if (!rule) refuse(faults.map(({ at, message }) => ({ path: "text", at, message })));
  const place = (path: string): number | undefined => {
    for (let part = path; part !== ""; part = part.slice(0, Math.max(0, part.lastIndexOf(".")))) {
      const known = places[part];
      if (known) return known.at;
    }
    return undefined;
  };
  const inText = ({ path, at, message }: FieldFault): FieldFault => {
    const start = place(path);
    return { path: "text", message, ...(start === undefined ? {} : { at: start + (at ?? 0) }) };
  };
  const facts = parsedIn(rule, inText);
  const fields = ruleFaults(facts).map(inText);
  if (fields.length > 0) refuse(fields);
  const { isOn: _, ...written } = facts;
  return written;
}

/** What the text says, by the rules for parts; its faults are in the text. */
function parsedIn(rule: WrittenRule, inText: (fault: FieldFault) => FieldFault): RuleFacts {
  try {
    return parseInput(ruleInput, rule as Parameters<typeof ruleInput.parse>[0] & object);
  } catch (error) {
    if (error instanceof AppError && error.fields) return refuse(error.fields.map(inText));
    throw error;
  }
}

function refuse(fields: FieldFault[]): never {
  const { at, message } = fields[0]!;
  const where = at === undefined ? "" : ` at position ${at + 1}`;
  throw new AppError("invalid", `The text of the rule cannot be taken${where}: ${sentence(message)}`, { fields });
}

const sentence = (message: string) => (/[.?!]$/.test(message) ? message : `${message}.`);
