"use client";
import type { ReactNode } from "react";
import type { PermissionText } from "#server/access/index.ts";
import { useNowMs } from "../frame/clock.tsx";
import { SightPanel } from "../roles/sight-panel.tsx";
import type { PreviewState } from "../roles/use-preview.ts";
import page from "../ui/page.module.css";
import { type KeyChoices, rightsOfRole } from "./key-choices.ts";
import { endOf, type KeyDraft, rightsOf } from "./key-draft.ts";
import { aheadText, dayText, KIND_WORDS, limitsText, rotationText } from "./key-words.ts";
import classes from "./keys.module.css";

interface Props {
  draft: KeyDraft;
  choices: KeyChoices;
  preview: PreviewState;
  /** What it sees, in words; null while that is not known. */
  words: string | null;
  timeZone: string;
}

/** What the key would do and see if it were saved as it stands. */
export function KeyEffect({ draft, choices, preview, words, timeZone }: Props) {
  const nowMs = useNowMs();
  const isProviding = draft.kind === "provisioning";
  const end = endOf(draft.expiresOn, { timeZone, nowMs, keyDays: choices.keyDays, roleRights: [] });
  const rights = heldBy(draft, choices);
  return (
    <div className={classes.effect}>
      {isProviding ? <SightPanel title="What this key sees" preview={preview} timeZone={timeZone} /> : null}
      <section className={page.card} aria-labelledby="short-title">
        <h2 id="short-title">In short</h2>
        <dl className={classes.short}>
          <Row what="Kind">{KIND_WORDS[draft.kind].does}.</Row>
          {draft.kind === "ingest" ? null : (
            <Row what="May">{rights.length === 0 ? "nothing yet" : rights.map(({ label }) => label).join(", ")}</Row>
          )}
          {isProviding ? <Row what="Sees">{words ?? "…"}</Row> : null}
          <Row what="From">{draft.addresses.length === 0 ? "any address" : draft.addresses.join(", ")}</Row>
          <Row what="At most">
            {limitsText({
              requestsPerMinute: draft.requestsPerMinute || choices.requestsPerMinute[draft.kind],
              rowsPerDay: isProviding ? draft.rowsPerDay || null : null,
            })}
          </Row>
          <Row what="Ends">
            {end === null
              ? draft.kind === "ingest"
                ? "when it is revoked"
                : "no day chosen yet"
              : `${dayText(end, timeZone)}, ${aheadText(end, nowMs)}`}
          </Row>
          <Row what="Rotation">{rotationText(draft.rotationDays)}</Row>
        </dl>
      </section>
    </div>
  );
}

/** The rights that the key would have, in the words of the pages. */
function heldBy(draft: KeyDraft, choices: KeyChoices): PermissionText[] {
  const ofRole = rightsOfRole(choices.roles, draft.role);
  const held = draft.kind === "provisioning" ? rightsOf(draft, ofRole) : ofRole;
  return choices.rights[draft.kind].filter(({ name }) => held.includes(name));
}

function Row({ what, children }: { what: string; children: ReactNode }) {
  return (
    <div>
      <dt>{what}</dt>
      <dd>{children}</dd>
    </div>
  );
}
