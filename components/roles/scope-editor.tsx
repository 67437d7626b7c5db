"use client";
import { MultiSelect, TagsInput, TextInput } from "@mantine/core";
import type { MaskableField } from "#server/query/index.ts";
import page from "../ui/page.module.css";
import { QueryFault } from "./query-fault.tsx";
import type { ScopeDraft } from "./role-draft.ts";
import classes from "./roles.module.css";
import type { SightFault } from "./use-preview.ts";

export interface ScopeChoices {
  categories: readonly string[];
  maskable: readonly MaskableField[];
}

interface Props {
  draft: ScopeDraft;
  choices: ScopeChoices;
  fault: SightFault | null;
  words: string | null;
  /** What is seen when nothing is entered, as the end of a sentence. */
  unscoped?: string;
  onDraft: (part: Partial<ScopeDraft>) => void;
}

const ENTRIES_MAX = 50;

/** Which events a role or a key shows, and without which fields. */
export function ScopeEditor(props: Props) {
  const { draft, choices, fault, words, unscoped = "the role sees every event", onDraft } = props;
  const faultOf = (path: string) => fault?.fields.find((one) => one.path === path || one.path.startsWith(`${path}.`));
  const list = (name: "categories" | "actions" | "environments" | "targets") => ({
    value: draft[name],
    onChange: (values: string[]) => onDraft({ [name]: values }),
    error: faultOf(`scope.${name}`)?.message,
    clearable: true,
  });
  const wrongQuery = faultOf("scope.query");
  return (
    <>
      <section className={page.card} aria-labelledby="scope-title">
        <h2 id="scope-title">Events it sees</h2>
        <p>
          Values in one field are alternatives; the fields hold together. With nothing entered, {unscoped}. What it does
          not see does not exist for it: in lists, single events, proofs and live updates. What people do in Sealtrail
          itself, their queries included, is in scope like other events: <code>-origin:sealtrail</code> in the query
          leaves it out.
        </p>
        <div className={classes.fields}>
          <MultiSelect
            label="Categories"
            placeholder={draft.categories.length === 0 ? "Any" : ""}
            data={[...choices.categories]}
            searchable
            maxValues={ENTRIES_MAX}
            {...list("categories")}
          />
          <TagsInput
            label="Environments"
            placeholder={draft.environments.length === 0 ? "Any, or prod" : ""}
            splitChars={[",", " "]}
            maxTags={ENTRIES_MAX}
            {...list("environments")}
          />
          <TagsInput
            label="Actions"
            description="secret.read, or the beginning of some: secret.*"
            placeholder={draft.actions.length === 0 ? "Any" : ""}
            splitChars={[",", " "]}
            maxTags={ENTRIES_MAX}
            {...list("actions")}
          />
          <TagsInput
            label="Targets"
            description="The id of a target, or type:secret"
            placeholder={draft.targets.length === 0 ? "Any" : ""}
            splitChars={[]}
            maxTags={ENTRIES_MAX}
            {...list("targets")}
          />
        </div>
        <TextInput
          label="Query"
          description="As on the Events page"
          placeholder="env:prod -category:authentication"
          value={draft.query}
          onChange={(event) => onDraft({ query: event.currentTarget.value })}
          classNames={{ input: classes.mono! }}
          error={
            wrongQuery ? <QueryFault query={draft.query} at={wrongQuery.at} message={wrongQuery.message} /> : undefined
          }
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
          maxLength={2_000}
        />
      </section>
      <MaskEditor draft={draft} maskable={choices.maskable} faultOf={faultOf} onDraft={onDraft} />
      <p className={classes.words} aria-live="polite">
        <strong>In words:</strong> {words ?? "…"}
      </p>
    </>
  );
}

interface MaskProps {
  draft: ScopeDraft;
  maskable: readonly MaskableField[];
  faultOf: (path: string) => { message: string } | undefined;
  onDraft: Props["onDraft"];
}

function MaskEditor({ draft, maskable, faultOf, onDraft }: MaskProps) {
  const groups = [...new Set(maskable.map((field) => field.group))].map((group) => ({
    group,
    items: maskable.filter((field) => field.group === group).map(({ path, label }) => ({ value: path, label })),
  }));
  const wrong = faultOf("masks");
  return (
    <section className={page.card} aria-labelledby="masks-title">
      <h2 id="masks-title">Fields it does not see</h2>
      <p>
        A masked field is taken out of every answer and cannot be searched. Any mask takes the original text, the
        description and the changes with it, since they repeat what other fields say. People stand as targets too: mask
        both to hide them. The seal can be checked all the same.
      </p>
      <div className={classes.fields}>
        <MultiSelect
          label="Masked fields"
          placeholder={draft.fields.length === 0 ? "None" : ""}
          data={groups}
          value={draft.fields}
          onChange={(fields) => onDraft({ fields })}
          error={wrong?.message}
          searchable
          clearable
          nothingFoundMessage="No such field: others stay readable in the sealed event"
        />
        <TagsInput
          label="Masked metadata"
          placeholder={draft.metadata.length === 0 ? "None, or card.number" : ""}
          value={draft.metadata}
          onChange={(metadata) => onDraft({ metadata: metadata.map((path) => path.replace(/^metadata\./, "")) })}
          splitChars={[",", " "]}
          maxTags={ENTRIES_MAX}
          clearable
        />
      </div>
    </section>
  );
}
