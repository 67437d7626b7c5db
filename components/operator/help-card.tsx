"use client";
import { Button, Group, TextInput } from "@mantine/core";
import { useState } from "react";
import type { FoundPerson } from "#server/people/index.ts";
import { CodeBlock } from "../ui/code-block.tsx";
import type { FormAnswer } from "../ui/form-state.ts";
import page from "../ui/page.module.css";
import { useAct } from "../ui/use-act.ts";
import classes from "./operator.module.css";

export interface HelpActions {
  find: (input: { email: string }) => Promise<FormAnswer<FoundPerson>>;
  makeResetLink: (input: { personId: string }) => Promise<FormAnswer<{ link: string }>>;
  removeFactor: (input: { personId: string }) => Promise<FormAnswer>;
}

/** For people who cannot sign in any more: a link to a new password, and the removal of a lost second factor. */
export function HelpCard({ find, makeResetLink, removeFactor }: HelpActions) {
  const [email, setEmail] = useState("");
  const [person, setPerson] = useState<FoundPerson | null>(null);
  const search = useAct(() => find({ email }), setPerson);
  return (
    <section className={page.card} aria-labelledby="help-title">
      <h2 id="help-title">Help somebody to sign in</h2>
      <p>
        Make sure first who is asking, by a way other than e-mail. What you do stands in the trail of each of their
        tenants.
      </p>
      <form
        className={classes.find}
        onSubmit={(event) => {
          event.preventDefault();
          setPerson(null);
          search.act();
        }}
      >
        <TextInput
          type="email"
          aria-label="E-mail address of the account"
          placeholder="ana@example.com"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          required
        />
        <Button type="submit" variant="default" loading={search.isBusy}>
          Find
        </Button>
      </form>
      <p role="alert" className={classes.fault}>
        {search.fault?.message}
      </p>
      {person ? (
        <Person key={person.id} person={person} makeResetLink={makeResetLink} removeFactor={removeFactor} />
      ) : null}
    </section>
  );
}

interface PersonProps extends Omit<HelpActions, "find"> {
  person: FoundPerson;
}

function Person({ person, makeResetLink, removeFactor }: PersonProps) {
  const [link, setLink] = useState<string | null>(null);
  const [hasFactor, setHasFactor] = useState(person.hasSecondFactor);
  const personId = person.id;
  const reset = useAct(
    () => makeResetLink({ personId }),
    (made) => setLink(made.link),
  );
  const removal = useAct(
    () => removeFactor({ personId }),
    () => setHasFactor(false),
  );
  const places = person.tenants.map((one) => `${one.name} (${one.role.replaceAll("_", " ")})`).join(", ");
  return (
    <div className={classes.stack}>
      <p>
        <b>{person.name}</b>, {person.email}. {places ? `Member of ${places}.` : "Member of no tenant."}{" "}
        {hasFactor ? "Has a second factor." : "Has no second factor."}
      </p>
      <Group gap="xs">
        <Button size="xs" variant="default" loading={reset.isBusy} onClick={reset.act}>
          Make a link to a new password
        </Button>
        {hasFactor ? (
          <Button size="xs" variant="default" color="red" loading={removal.isBusy} onClick={removal.act}>
            Remove the second factor
          </Button>
        ) : null}
      </Group>
      <p role="alert" className={classes.fault}>
        {(reset.fault ?? removal.fault)?.message}
      </p>
      {link ? (
        <>
          <p>Pass this link on: it works once and within an hour, and ends all sessions. It is not shown again.</p>
          <CodeBlock code={link} what="link to a new password" />
        </>
      ) : null}
    </div>
  );
}
