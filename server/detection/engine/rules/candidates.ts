import { type ColumnField, columnValue } from "../../../query/index.ts";
import type { Observed } from "../detector.ts";
import type { CompiledRule } from "./compile-rule.ts";

/** Finds the rules that an event may fit by what it has in one column, so that most rules are not looked at for most events. */
export class Candidates {
  readonly #always: CompiledRule[] = [];
  readonly #byField = new Map<ColumnField, Map<string, CompiledRule[]>>();

  constructor(rules: readonly CompiledRule[]) {
    for (const rule of rules) {
      const required = rule.matchers.map((one) => one.required);
      if (required.includes(undefined)) {
        this.#always.push(rule);
        continue;
      }
      for (const one of required) if (one) for (const value of one.values) this.#add(one.field, value, rule);
    }
  }

  #add(field: ColumnField, value: string, rule: CompiledRule): void {
    const byValue = this.#byField.get(field) ?? new Map<string, CompiledRule[]>();
    this.#byField.set(field, byValue);
    const rules = byValue.get(value) ?? [];
    byValue.set(value, rules);
    if (!rules.includes(rule)) rules.push(rule);
  }

  of({ columns }: Observed): readonly CompiledRule[] {
    let found = this.#always;
    let isOwn = false;
    for (const [field, byValue] of this.#byField) {
      const value = columnValue(field, columns);
      const rules = value === null ? undefined : byValue.get(value);
      if (!rules) continue;
      if (!isOwn) {
        found = [...found];
        isOwn = true;
      }
      for (const rule of rules) if (!found.includes(rule)) found.push(rule);
    }
    return found;
  }
}
