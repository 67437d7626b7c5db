import { NumberInput, SegmentedControl, Textarea, TextInput } from "@mantine/core";
import type { AlertSeverity } from "#server/findings/index.ts";
import { SEVERITIES } from "../alerts/alert-words.ts";
import page from "../ui/page.module.css";
import { DurationField } from "./duration-field.tsx";
import classes from "./editor.module.css";
import { QueryField, type QueryPlace } from "./query-field.tsx";
import type { DraftFault, RuleDraft } from "./rule-draft.ts";

interface Props {
  draft: RuleDraft;
  edit: (part: Partial<RuleDraft>) => void;
  place: QueryPlace;
  faultOf: (path: string) => DraftFault | undefined;
}

/** How a rule is called, and what people who get an alert are told. */
export function NameFields({ draft, edit, faultOf }: Omit<Props, "place">) {
  return (
    <section className={page.card} aria-labelledby="name-title">
      <h2 id="name-title">What it is</h2>
      <TextInput
        label="Name"
        placeholder="Denied secrets"
        value={draft.name}
        onChange={(event) => edit({ name: event.currentTarget.value })}
        error={faultOf("name")?.message}
        autoComplete="off"
        maxLength={100}
        required
        withAsterisk={false}
      />
      <div className={classes.labelled}>
        <span className={classes.label} aria-hidden="true">
          Severity
        </span>
        <div>
          <SegmentedControl
            size="xs"
            aria-label="Severity"
            value={draft.severity}
            onChange={(severity) => edit({ severity: severity as AlertSeverity })}
            data={SEVERITIES.map((value) => ({ value, label: value }))}
          />
        </div>
      </div>
      <Textarea
        label="Description"
        description="Why it is looked for; whoever gets an alert reads it"
        value={draft.description}
        onChange={(event) => edit({ description: event.currentTarget.value })}
        error={faultOf("description")?.message}
        maxLength={1_000}
        autosize
        minRows={2}
      />
      <TextInput
        label="Runbook"
        description="Where it says what to do"
        placeholder="https://"
        value={draft.runbookUrl}
        onChange={(event) => edit({ runbookUrl: event.currentTarget.value })}
        error={faultOf("runbookUrl")?.message}
        inputMode="url"
        autoComplete="off"
        maxLength={1_000}
      />
    </section>
  );
}

/** What keeps a rule from alerting too often. */
export function QuietFields({ draft, edit, place, faultOf }: Props) {
  return (
    <section className={page.card} aria-labelledby="quiet-title">
      <h2 id="quiet-title">What keeps it quiet</h2>
      <div className={classes.fields}>
        <DurationField
          label="One alert for all within"
          value={draft.dedup}
          onChange={(dedup) => edit({ dedup })}
          error={faultOf("dedupMinutes")?.message}
          units={["days", "hours", "minutes"]}
        />
        <NumberInput
          label="At most a day"
          placeholder="No limit"
          value={draft.alertsPerDay}
          onChange={(value) => edit({ alertsPerDay: typeof value === "number" ? value : "" })}
          min={1}
          max={1_000}
          allowDecimal={false}
          allowNegative={false}
          error={faultOf("suppression.alertsPerDay")?.message}
        />
      </div>
      <QueryField
        label="Except"
        description="Events that never count"
        value={draft.except}
        onChange={(except) => edit({ except })}
        place={place}
        fault={faultOf("suppression.query")}
      />
    </section>
  );
}
