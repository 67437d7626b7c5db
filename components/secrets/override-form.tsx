"use client";
import { NumberInput, Radio, TextInput } from "@mantine/core";
import { useState } from "react";
import type { SecretDetail } from "#server/secrets/index.ts";
import { visibleLine } from "#wording";
import { FormFooter } from "../settings/form-footer.tsx";
import { useForm } from "../ui/form-state.ts";
import { plural } from "../ui/numbers.ts";
import page from "../ui/page.module.css";
import type { SecretActs } from "./secret-acts.ts";
import classes from "./secrets.module.css";

interface Props {
  tenant: string;
  of: SecretDetail;
  mayChange: boolean;
  setOverride: SecretActs["setOverride"];
}

type Kind = "policy" | "own" | "never";

/** A period of one secret's own, or none. */
export function OverrideForm({ tenant, of: { type, id, override, rotation }, mayChange, setOverride }: Props) {
  const [kind, setKind] = useState<Kind>(
    override === null ? "policy" : override.rotationDays === null ? "never" : "own",
  );
  const [days, setDays] = useState<number | "">(override?.rotationDays ?? rotation.days ?? 90);
  const [note, setNote] = useState(override?.note ?? "");
  const form = useForm(
    (input: Parameters<typeof setOverride>[1]) => setOverride(tenant, input),
    () => ({
      ...{ type, id },
      override:
        kind === "policy"
          ? null
          : { rotationDays: kind === "never" ? null : days === "" ? 0 : days, note: note.trim() },
    }),
  );
  if (!mayChange)
    return (
      <section className={page.card} aria-labelledby="override-title">
        <h2 id="override-title">Its own period</h2>
        <p>
          {override === null
            ? "None: the policy holds."
            : `${override.rotationDays === null ? "Not to be rotated" : `Every ${plural(override.rotationDays, "day")}`}${override.note ? `: ${visibleLine(override.note)}` : ""}`}
        </p>
      </section>
    );
  return (
    <form
      className={page.card}
      aria-labelledby="override-title"
      onSubmit={(event) => {
        event.preventDefault();
        form.submit();
      }}
    >
      <h2 id="override-title">Its own period</h2>
      <Radio.Group
        aria-label="How often it is rotated"
        value={kind}
        onChange={(value) => {
          form.touched();
          setKind(value as Kind);
        }}
      >
        <div className={classes.choice}>
          <Radio value="policy" label="As the policy says" />
          <Radio value="own" label="Rotated by its own period" />
          <Radio value="never" label="Not to be rotated" />
        </div>
      </Radio.Group>
      {kind === "own" ? (
        <NumberInput
          label="Every"
          suffix=" days"
          min={1}
          max={3650}
          allowDecimal={false}
          allowNegative={false}
          value={days}
          onChange={(value) => {
            form.touched();
            setDays(typeof value === "number" ? value : "");
          }}
          error={form.faultOf("override.rotationDays")}
        />
      ) : null}
      {kind === "policy" ? null : (
        <TextInput
          label="Why"
          maxLength={500}
          value={note}
          onChange={(event) => {
            form.touched();
            setNote(event.currentTarget.value);
          }}
          error={form.faultOf("override.note")}
        />
      )}
      <FormFooter form={form} isReadOnly={false} needs="Change settings" />
    </form>
  );
}
