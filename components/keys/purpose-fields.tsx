"use client";
import { Select, Textarea, TextInput } from "@mantine/core";
import page from "../ui/page.module.css";
import type { KeyChoices } from "./key-choices.ts";
import classes from "./keys.module.css";
import type { KeyForm } from "./use-key-form.ts";

const HAS_LEFT = "somebody who has left";

/** What a key is for, who gets it, and who answers for it. */
export function PurposeFields({ form, owners }: { form: KeyForm; owners: KeyChoices["owners"] }) {
  const { draft, edit, faultOf } = form;
  const isKnown = draft.ownerId === null || owners.some(({ id }) => id === draft.ownerId);
  const people = [...owners, ...(isKnown ? [] : [{ id: draft.ownerId!, name: HAS_LEFT }])];
  return (
    <section className={page.card} aria-labelledby="purpose-title">
      <h2 id="purpose-title">What it is for</h2>
      <div className={classes.fields}>
        <TextInput
          label="Name"
          description="As it stands in lists and in the trail"
          placeholder="splunk-forwarder"
          value={draft.name}
          onChange={(event) => edit({ name: event.currentTarget.value })}
          error={faultOf("name")?.message}
          maxLength={100}
          required
          withAsterisk={false}
          autoComplete="off"
          spellCheck={false}
        />
        <TextInput
          label="Recipient"
          description="The team, company or system that gets it"
          placeholder="Security operations"
          value={draft.recipient}
          onChange={(event) => edit({ recipient: event.currentTarget.value })}
          error={faultOf("recipient")?.message}
          maxLength={200}
          autoComplete="off"
        />
      </div>
      <Textarea
        label="Purpose"
        description="Why it exists: whoever reviews access reads this"
        placeholder="Forwards production access events to the security team's Splunk."
        value={draft.purpose}
        onChange={(event) => edit({ purpose: event.currentTarget.value })}
        error={faultOf("purpose")?.message}
        maxLength={1_000}
        autosize
        minRows={2}
        maxRows={8}
        required
        withAsterisk={false}
      />
      <div className={classes.fields}>
        <Select
          label="Owner"
          description="The member who answers for it"
          placeholder="Nobody"
          data={people.map(({ id, name }) => ({ value: id, label: name }))}
          value={draft.ownerId}
          onChange={(ownerId) => edit({ ownerId })}
          error={faultOf("ownerId")?.message}
          searchable
          allowDeselect={false}
          nothingFoundMessage="No such member"
        />
      </div>
    </section>
  );
}
