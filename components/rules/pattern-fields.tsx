import { ActionIcon, Button, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import classes from "./editor.module.css";
import type { DraftFault, PatternDraft } from "./rule-draft.ts";

interface Props {
  /** Of which query, for screen readers. */
  of: string;
  patterns: readonly PatternDraft[];
  onChange: (patterns: PatternDraft[]) => void;
  faultOf: (path: string) => DraftFault | undefined;
}

const PATTERNS_MAX = 5;

/** Regular expressions that values of an event must match besides the query. */
export function PatternFields({ of, patterns, onChange, faultOf }: Props) {
  const set = (at: number, part: Partial<PatternDraft>) =>
    onChange(patterns.map((one, i) => (i === at ? { ...one, ...part } : one)));
  return (
    <div className={classes.patterns}>
      {patterns.map((pattern, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: patterns have no identity but their place
        <div key={i} className={classes.pattern}>
          <TextInput
            aria-label={`Field of pattern ${i + 1}, ${of}`}
            placeholder="target.name"
            list="rule-fields"
            value={pattern.field}
            onChange={(event) => set(i, { field: event.currentTarget.value })}
            error={faultOf(`patterns.${i}.field`)?.message}
            classNames={{ input: classes.mono! }}
            spellCheck={false}
            autoComplete="off"
            maxLength={200}
          />
          <span>matches</span>
          <TextInput
            aria-label={`Expression of pattern ${i + 1}, ${of}`}
            placeholder="^prod/(db|pay)"
            value={pattern.matches}
            onChange={(event) => set(i, { matches: event.currentTarget.value })}
            error={faultOf(`patterns.${i}.matches`)?.message}
            classNames={{ input: classes.mono! }}
            spellCheck={false}
            autoComplete="off"
            maxLength={500}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            aria-label={`Remove pattern ${i + 1}, ${of}`}
            onClick={() => onChange(patterns.filter((_, other) => other !== i))}
          >
            <IconX size={14} aria-hidden="true" />
          </ActionIcon>
        </div>
      ))}
      {patterns.length < PATTERNS_MAX ? (
        <Button
          variant="subtle"
          size="compact-xs"
          leftSection={<IconPlus size={12} aria-hidden="true" />}
          onClick={() => onChange([...patterns, { field: "", matches: "" }])}
        >
          Pattern
        </Button>
      ) : null}
    </div>
  );
}
