"use client";
import { UnstyledButton } from "@mantine/core";
import { IconSearch, IconX } from "@tabler/icons-react";
import { type KeyboardEvent, type RefObject, useEffect, useState } from "react";
import type { ApiFault } from "./api-fault.ts";
import type { NameBook } from "./name-book.ts";
import classes from "./query-bar.module.css";
import { splitTerms, withoutTerm } from "./query-text.ts";
import { shortId, visibleLine } from "./visible-text.ts";

interface Props {
  q: string;
  fault: ApiFault | null;
  names: NameBook;
  onQuery: (q: string) => void;
  input: RefObject<HTMLInputElement | null>;
}

/** The query: chips to look at, one line of text while it has the focus. */
export function QueryBar({ q, fault, names, onQuery, input }: Props) {
  const [draft, setDraft] = useState<string | null>(null);
  const terms = splitTerms(q);
  const wrong = fault?.fields.find((field) => field.path === "q");
  const showsText = draft !== null || !terms || wrong !== undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another query, from wherever, ends the editing of the last one
  useEffect(() => setDraft(null), [q]);

  function commit() {
    const text = (draft ?? q).trim();
    if (text === q) setDraft(null);
    else onQuery(text);
    input.current?.blur();
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    if (event.key === "Enter") commit();
    if (event.key === "Escape") {
      event.stopPropagation();
      setDraft(null);
      input.current?.blur();
    }
  }

  return (
    <div className={classes.wrap}>
      <div className={classes.bar} data-wrong={wrong ? true : undefined}>
        <IconSearch size={15} stroke={1.8} aria-hidden="true" className={classes.icon} />
        {showsText
          ? null
          : terms.map((term, at) => (
              <span key={term.text} className={classes.chip}>
                <i>{term.field}:</i>
                <span className={classes.value} title={term.text}>
                  {names.of(term.field, term.value) ?? visibleLine(shortId(term.value, 40))}
                </span>
                <UnstyledButton aria-label={`Remove ${term.text}`} onClick={() => onQuery(withoutTerm(q, at))}>
                  <IconX size={12} aria-hidden="true" />
                </UnstyledButton>
              </span>
            ))}
        <input
          ref={input}
          className={classes.input}
          aria-label="Query"
          aria-invalid={wrong ? true : undefined}
          aria-describedby={wrong ? "query-fault" : undefined}
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
          placeholder={showsText || terms.length === 0 ? "action:secret.read outcome:denied" : "Edit the query"}
          value={draft ?? (showsText ? q : "")}
          onFocus={() => setDraft((text) => text ?? q)}
          onBlur={() => setDraft((text) => (text === q ? null : text))}
          onChange={(event) => setDraft(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        {q && draft === null ? (
          <UnstyledButton className={classes.clear} onClick={() => onQuery("")}>
            Clear
          </UnstyledButton>
        ) : null}
        <span className={classes.hint} aria-hidden="true">
          <kbd>{draft === null ? "/" : "↵"}</kbd>
        </span>
      </div>
      {wrong && draft === null ? <QueryFault q={q} at={wrong.at ?? 0} message={wrong.message} /> : null}
    </div>
  );
}

/** The query once more with the place of the mistake marked, and what was expected there. */
function QueryFault({ q, at, message }: { q: string; at: number; message: string }) {
  const end = /^\S*/.exec(q.slice(at))![0].length || 1;
  return (
    <div id="query-fault" role="alert" className={classes.fault}>
      <code>
        {visibleLine(q.slice(0, at))}
        <mark>{visibleLine(q.slice(at, at + end)) || "\u00a0"}</mark>
        {visibleLine(q.slice(at + end))}
      </code>
      <span>
        Position {at + 1}: {visibleLine(message)}
        {/[.?!]$/.test(message) ? "" : "."}
      </span>
    </div>
  );
}
