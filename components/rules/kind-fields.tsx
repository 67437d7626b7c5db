import { NumberInput, Radio, TagsInput, TextInput } from "@mantine/core";
import { GROUP_FIELDS, RULE_BOUNDS } from "#rules";
import page from "../ui/page.module.css";
import { DurationField } from "./duration-field.tsx";
import classes from "./editor.module.css";
import { type DraftFault, emptyStep, type RuleDraft, type RuleKind } from "./rule-draft.ts";
import { KIND_WORDS } from "./rule-words.ts";
import shared from "./rules.module.css";

interface Props {
  draft: RuleDraft;
  edit: (part: Partial<RuleDraft>) => void;
  faultOf: (path: string) => DraftFault | undefined;
}

/** When the events that fit are an alert. */
export function KindFields({ draft, edit, faultOf }: Props) {
  const choose = (kind: RuleKind) => {
    const steps = kind === "sequence" && draft.steps.length < 2 ? [...draft.steps, emptyStep()] : draft.steps;
    edit({ kind, steps });
  };
  return (
    <section className={page.card} aria-labelledby="kind-title">
      <h2 id="kind-title">When it is an alert</h2>
      <Radio.Group value={draft.kind} onChange={(kind) => choose(kind as RuleKind)} aria-label="Kind of rule">
        <div className={classes.kinds}>
          {Object.entries(KIND_WORDS).map(([kind, { name, what }]) => (
            <Radio key={kind} value={kind} label={name} description={what} className={classes.kind} />
          ))}
        </div>
      </Radio.Group>
      <div className={classes.fields}>
        {draft.kind === "threshold" || draft.kind === "distinct" ? (
          <NumberInput
            label={draft.kind === "threshold" ? "At least so many events" : "At least so many different values"}
            value={draft.count}
            onChange={(count) => edit({ count: typeof count === "number" ? count : "" })}
            min={draft.kind === "threshold" ? 1 : 2}
            max={RULE_BOUNDS.countMax}
            allowDecimal={false}
            allowNegative={false}
            error={faultOf("definition.count")?.message}
          />
        ) : null}
        {draft.kind === "distinct" ? (
          <TextInput
            label="Of the field"
            value={draft.field}
            onChange={(event) => edit({ field: event.currentTarget.value })}
            list="rule-fields"
            classNames={{ input: classes.mono! }}
            error={faultOf("definition.field")?.message}
            spellCheck={false}
            autoComplete="off"
            maxLength={200}
          />
        ) : null}
        <datalist id="rule-fields">
          {GROUP_FIELDS.map((field) => (
            <option key={field} value={field} />
          ))}
        </datalist>
        <DurationField
          label={draft.kind === "absence" ? "Not heard of for" : "Within"}
          value={draft.window}
          onChange={(window) => edit({ window })}
          error={faultOf("definition.windowS")?.message}
        />
        <TagsInput
          label="For each"
          placeholder={draft.groupBy.length === 0 ? "Everything together" : ""}
          data={[...GROUP_FIELDS]}
          value={draft.groupBy}
          onChange={(groupBy) => edit({ groupBy })}
          splitChars={[",", " "]}
          maxTags={RULE_BOUNDS.groupFieldsMax}
          error={faultOf("definition.groupBy")?.message}
          classNames={{ pill: classes.mono! }}
        />
      </div>
      <p className={shared.hint}>
        {draft.kind === "absence"
          ? "Each of them that was heard of is expected again; one that stays away for the time is one alert."
          : "Each is counted for itself: an alert names the one that it is about."}
      </p>
    </section>
  );
}
