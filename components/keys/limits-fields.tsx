"use client";
import { NumberInput, TagsInput } from "@mantine/core";
import { count } from "../ui/numbers.ts";
import page from "../ui/page.module.css";
import classes from "./keys.module.css";
import type { KeyForm } from "./use-key-form.ts";

const ADDRESSES_MAX = 50;

/** Where a key works from, and how much it may ask for. */
export function LimitsFields({ form, usual }: { form: KeyForm; usual: number }) {
  const { draft, edit, faultOf } = form;
  const address = faultOf("addresses");
  const wrong = address && draft.addresses[address.index];
  return (
    <section className={page.card} aria-labelledby="limits-title">
      <h2 id="limits-title">Where and how much</h2>
      <TagsInput
        label="Addresses"
        description="From elsewhere it is refused. An address, or a block such as 203.0.113.0/28"
        placeholder={draft.addresses.length === 0 ? "Anywhere" : ""}
        value={draft.addresses}
        onChange={(addresses) => edit({ addresses: eachOf(addresses) })}
        error={address && `${wrong ? `${wrong} ` : ""}${address.message}`}
        splitChars={[",", " "]}
        maxTags={ADDRESSES_MAX}
        acceptValueOnBlur
        clearable
      />
      <div className={classes.fields}>
        <NumberInput
          label="Requests a minute"
          placeholder={count(usual)}
          value={draft.requestsPerMinute}
          onChange={(value) => edit({ requestsPerMinute: numberOf(value) })}
          error={faultOf("requestsPerMinute")?.message}
          min={1}
          allowDecimal={false}
          allowNegative={false}
          thousandSeparator=","
          hideControls
        />
        {draft.kind === "provisioning" ? (
          <NumberInput
            label="Rows a day"
            placeholder="No limit"
            value={draft.rowsPerDay}
            onChange={(value) => edit({ rowsPerDay: numberOf(value) })}
            error={faultOf("rowsPerDay")?.message}
            min={1}
            allowDecimal={false}
            allowNegative={false}
            thousandSeparator=","
            hideControls
          />
        ) : null}
      </div>
    </section>
  );
}

/** Several at once may have been pasted. */
const eachOf = (values: string[]) => [...new Set(values.flatMap((value) => value.split(/[\s,]+/)))].filter(Boolean);

const numberOf = (value: number | string): number | "" => (value === "" ? "" : Number(value));
