import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import page from "../ui/page.module.css";
import classes from "./editor.module.css";
import { PatternFields } from "./pattern-fields.tsx";
import { QueryField, type QueryPlace } from "./query-field.tsx";
import { type DraftFault, emptyStep, type RuleDraft, type StepDraft } from "./rule-draft.ts";
import shared from "./rules.module.css";

interface Props {
  draft: RuleDraft;
  edit: (part: Partial<RuleDraft>) => void;
  place: QueryPlace;
  faultOf: (path: string) => DraftFault | undefined;
}

const STEPS_MAX = 5;

/** Which events a rule looks at; of a sequence, those of each step. */
export function MatchFields({ draft, edit, place, faultOf }: Props) {
  const isSequence = draft.kind === "sequence";
  const steps = isSequence ? draft.steps : draft.steps.slice(0, 1);
  const set = (at: number, part: Partial<StepDraft>) =>
    edit({ steps: draft.steps.map((step, i) => (i === at ? { ...step, ...part } : step)) });
  return (
    <section className={page.card} aria-labelledby="match-title">
      <h2 id="match-title">Which events</h2>
      {steps.map((step, i) => {
        const label = isSequence ? `Query of step ${i + 1}` : "Query";
        const path = isSequence ? `definition.steps.${i}` : "definition";
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: steps have no identity but their place
          <fieldset key={i} className={classes.step} data-many={isSequence || undefined}>
            <legend className={shared.hidden}>{isSequence ? `Step ${i + 1}` : "Events that fit"}</legend>
            <QueryField
              label={label}
              value={step.query}
              onChange={(query) => set(i, { query })}
              place={place}
              fault={faultOf(`${path}.query`)}
            />
            <details className={classes.advanced} open={step.patterns.length > 0 || undefined}>
              <summary>Regular expressions{step.patterns.length > 0 ? ` (${step.patterns.length})` : ""}</summary>
              <p>
                Each must match one of the field’s values besides the query, in the syntax of RE2: without look-around
                and back references.
              </p>
              <PatternFields
                of={isSequence ? `step ${i + 1}` : "query"}
                patterns={step.patterns}
                onChange={(patterns) => set(i, { patterns })}
                faultOf={(rest) => faultOf(`${path}.${rest}`)}
              />
            </details>
            {isSequence && draft.steps.length > 2 ? (
              <div>
                <Button
                  variant="subtle"
                  color="gray"
                  size="compact-xs"
                  onClick={() => edit({ steps: draft.steps.filter((_, other) => other !== i) })}
                >
                  Remove step {i + 1}
                </Button>
              </div>
            ) : null}
          </fieldset>
        );
      })}
      {isSequence && draft.steps.length < STEPS_MAX ? (
        <div>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlus size={13} aria-hidden="true" />}
            onClick={() => edit({ steps: [...draft.steps, emptyStep()] })}
          >
            Add a step
          </Button>
        </div>
      ) : null}
    </section>
  );
}
