import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { GROUP_FIELDS, LINE_NAMES, RULE_BOUNDS, readRule } from "#rules";
import { ABSENCE_GROUPS_MAX, GROUPS_MAX } from "../engine/rules/group-keys.ts";
import { compileRules, ruleFaults } from "../engine/rules/index.ts";
import { PATTERN_INPUT_CHARACTERS_MAX } from "../engine/rules/patterns.ts";
import { RULES_MAX, ruleInput } from "../schemas.ts";

const page = readFileSync(join(import.meta.dirname, "../../../docs/rules.md"), "utf8");
const blocksOf = (kind: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${kind}\\n(.*?)^\`\`\``, "gms"))].map(([, text]) => text!);

it("every example can be read and run", () => {
  const texts = [
    ...blocksOf("rule"),
    ...blocksOf("when").flatMap((block) =>
      block
        .trim()
        .split("\n")
        .map((when) => {
          const events = when.startsWith("in order") ? "first: env:a\nthen: env:b" : "events: *";
          return `rule: Example\n${events}\nwhen: ${when}\nseverity: low`;
        }),
    ),
  ];
  expect(texts.length).toBe(6);
  for (const text of texts) {
    const { rule, faults } = readRule(text);
    expect(faults, text).toEqual([]);
    const facts = ruleInput.parse(rule);
    expect(ruleFaults(facts)).toEqual([]);
    expect(compileRules([{ ...facts, id: "r", version: 1 }]).name).toBe("rule");
  }
});

it("the JSON is the first example", () => {
  const sent = JSON.parse(blocksOf("json")[0]!);
  const { rule } = readRule(blocksOf("rule")[0]!);
  const { count, windowS, groupBy, query, patterns } = rule!.definition as never;
  expect(sent.definition).toEqual({ kind: "threshold", query, patterns, count, window_s: windowS, group_by: groupBy });
  expect(sent).toMatchObject({ name: rule!.name, severity: rule!.severity, runbook_url: rule!.runbookUrl });
});

it("every line, field and bound is in it", () => {
  for (const line of LINE_NAMES) expect(page, line).toContain(`\`${line}:\``);
  for (const field of GROUP_FIELDS) expect(page, field).toContain(`\`${field}\``);
  const bounds = [
    RULES_MAX,
    GROUPS_MAX,
    ABSENCE_GROUPS_MAX,
    PATTERN_INPUT_CHARACTERS_MAX,
    RULE_BOUNDS.countMax,
    RULE_BOUNDS.descriptionCharactersMax,
  ];
  for (const bound of bounds) expect(page, String(bound)).toContain(bound.toLocaleString("en"));
});
