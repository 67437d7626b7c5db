"use client";
import { MultiSelect, SegmentedControl, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { readQuery } from "#query";
import type { ChannelKind } from "#server/channels/index.ts";
import type { AlertSeverity } from "#server/findings/index.ts";
import { SEVERITIES } from "../alerts/alert-words.ts";
import { QueryField } from "../rules/query-field.tsx";
import type { FormFault } from "../ui/form-state.ts";
import page from "../ui/page.module.css";
import { severityText } from "./channel-words.ts";
import classes from "./channels.module.css";

export interface ChannelDraft {
  name: string;
  url: string;
  recipients: string[];
  severityMin: AlertSeverity;
  query: string;
}
export const emptyChannel: ChannelDraft = { name: "", url: "", recipients: [], severityMin: "low", query: "" };

interface Props {
  label: string;
  tenant: { slug: string; timeZone: string };
  person: string;
  kind: ChannelKind;
  draft: ChannelDraft;
  onDraft: (part: Partial<ChannelDraft>) => void;
  /** Addresses of members who may be chosen. */
  members: readonly string[];
  fault: FormFault | null;
  onSubmit: () => void;
  buttons: ReactNode;
}

/** What a channel is called, where it leads, and which alerts it takes. */
export function ChannelForm(props: Props) {
  const { label, tenant, person, kind, draft, onDraft, members, fault, onSubmit, buttons } = props;
  const faultOf = (path: string) => fault?.fields.find((one) => one.path === path || one.path.startsWith(`${path}.`));
  const wrong = readQuery(draft.query, { timeZone: tenant.timeZone }).faults[0] ?? faultOf("query");
  const isNamed = fault?.fields.some(({ path }) => /^(name|url|recipients|query)(\.|$)/.test(path));
  return (
    <form
      className={page.card}
      aria-label={label}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      <TextInput
        label="Name"
        placeholder={kind === "webhook" ? "Pager of the security team" : "Security team"}
        value={draft.name}
        onChange={(event) => onDraft({ name: event.currentTarget.value })}
        error={faultOf("name")?.message}
        autoComplete="off"
        maxLength={80}
        required
        withAsterisk={false}
      />
      {kind === "webhook" ? (
        <TextInput
          label="Address"
          description="Each alert is posted to it as JSON; inside addresses are refused"
          placeholder="https://"
          value={draft.url}
          onChange={(event) => onDraft({ url: event.currentTarget.value })}
          error={faultOf("url")?.message}
          classNames={{ input: classes.mono! }}
          inputMode="url"
          spellCheck={false}
          autoComplete="off"
          maxLength={2_000}
          required
          withAsterisk={false}
        />
      ) : (
        <MultiSelect
          label="Members who get a mail"
          description="They must be allowed to see alerts"
          placeholder={draft.recipients.length === 0 ? "Choose members" : ""}
          data={[...new Set([...members, ...draft.recipients])]}
          value={draft.recipients}
          onChange={(recipients) => onDraft({ recipients })}
          searchable
          maxValues={20}
          error={faultOf("recipients")?.message}
        />
      )}
      <div className={classes.labelled}>
        <span className={classes.label} aria-hidden="true">
          Takes from
        </span>
        <SegmentedControl
          size="xs"
          aria-label="Least severity"
          className={classes.choice}
          value={draft.severityMin}
          onChange={(severity) => onDraft({ severityMin: severity as AlertSeverity })}
          data={[...SEVERITIES]}
        />
        <span className={classes.faint}>It takes alerts of {severityText(draft.severityMin)}.</span>
      </div>
      <QueryField
        label="Query"
        description="Only alerts whose event fits; empty for all"
        value={draft.query}
        onChange={(query) => onDraft({ query })}
        place={{ tenant, person, rows: [] }}
        fault={wrong && { path: "query", message: wrong.message, ...("at" in wrong ? { at: wrong.at as number } : {}) }}
      />
      <div className={classes.foot}>
        <span role="alert" className={classes.fault}>
          {isNamed ? "" : fault?.message}
        </span>
        <span className={classes.gap} />
        {buttons}
      </div>
    </form>
  );
}
