"use client";
import { UnstyledButton } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { type KeyboardEvent, type RefObject, useEffect, useId, useMemo, useRef, useState } from "react";
import { useServerClock } from "../frame/clock.tsx";
import { count, plural } from "../ui/numbers.ts";
import { rememberQuery } from "../views/recent-queries.ts";
import type { ApiFault } from "./api-fault.ts";
import classes from "./query-bar.module.css";
import { QueryChips } from "./query-chip.tsx";
import { optionId, QueryCompletion } from "./query-completion.tsx";
import {
  added,
  asText,
  draftQuery,
  draftStart,
  edited,
  isChanged,
  withNeighbour,
  withoutBefore,
  withoutPiece,
} from "./query-draft.ts";
import { QueryFault } from "./query-fault.tsx";
import { QueryHelp } from "./query-help.tsx";
import { QueryMark } from "./query-mark.tsx";
import { type QueryPiece, queryPieces } from "./query-pieces.ts";
import { type QueryScene, useCompletion } from "./use-completion.ts";
import { type DraftControl, useQueryDraft } from "./use-query-draft.ts";

/** How many events fit, as far as they were counted. */
export interface QueryTotal {
  count: number;
  isLowerBound: boolean;
}

interface Props {
  q: string;
  /** What was refused of the query, once it was asked. */
  fault: ApiFault | null;
  isStale: boolean;
  scene: QueryScene;
  total: QueryTotal | undefined;
  onQuery: (q: string) => void;
  input: RefObject<HTMLInputElement | null>;
  /** Of a form: its name; what is written counts when it is left, too, whether it can be read or not. */
  field?: string;
}

const NO_PIECES: readonly QueryPiece[] = [];

/** The query as chips; what is being written stands as text among them, with what could follow beneath. */
export function QueryBar({ q: given, fault, isStale, scene, total, onQuery, input, field }: Props) {
  const id = useId();
  // What was just asked counts at once, before the address says it.
  const [asking, setAsking] = useState<string | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever the address says now
  useEffect(() => setAsking(null), [given]);
  const q = asking ?? given;
  const wrong = asking === null ? fault?.fields.find((field) => field.path === "q") : undefined;
  const pieces = useMemo(() => (wrong ? undefined : queryPieces(q)), [q, wrong]);
  const asked = useRef<string | null>(null);
  const ask = (text: string) => {
    if (text === given) return;
    asked.current = text;
    setAsking(text);
    onQuery(text);
  };
  useEffect(() => {
    if (isStale || asked.current !== given) return;
    asked.current = null;
    if (!fault) rememberQuery(scene.tenant, scene.person, given);
  }, [isStale, fault, given, scene.tenant, scene.person]);

  const clock = useServerClock();
  const setting = () => ({ nowMs: clock.now(), timeZone: scene.timeZone });
  const control = useQueryDraft({ q, pieces, input, setting, onQuery: ask });
  const completion = useCompletion(control, scene);
  const { draft } = control;
  const shown = draft?.pieces ?? pieces ?? NO_PIECES;
  const before = shown.slice(0, draft?.at ?? shown.length);
  const behind = draft ? shown.slice(draft.at + draft.count) : NO_PIECES;
  const text = draft?.text ?? (pieces ? "" : q);
  const chips = {
    names: scene.names,
    setting: setting(),
    onEdit: (at: number) => control.begin(edited(shown, at)),
    onRemove: (at: number) => ask(withoutPiece(shown, at)),
  };
  const mistake = draft ? control.fault : wrong && refusedAt(q, wrong.at ?? 0, wrong.message);
  const isWrong = mistake !== undefined;
  const start = draft ? draftStart(draft) : 0;

  function onBlur() {
    control.blur();
    if (field !== undefined && draft && isChanged(draft, q)) ask(draftQuery(draft));
  }
  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    if (event.nativeEvent.isComposing) return;
    if (completion.onKey(event) || onDraftKey(event, control, completion.shut)) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  return (
    <div className={classes.wrap}>
      <div className={classes.bar} data-wrong={isWrong || undefined}>
        <IconSearch size={15} stroke={1.8} aria-hidden="true" className={classes.icon} />
        <div className={classes.pieces}>
          <span className={classes.chips}>
            <QueryChips pieces={before} from={0} {...chips} />
          </span>
          <span
            className={classes.field}
            data-among={behind.length > 0 || undefined}
            data-idle={(draft === null && shown.length > 0) || undefined}
            style={behind.length > 0 ? { width: `${Math.max(text.length, 4) + 2}ch` } : undefined}
          >
            <input
              ref={input}
              className={classes.input}
              role="combobox"
              aria-label={field ?? "Query"}
              aria-expanded={completion.isOpen}
              aria-controls={`${id}-list`}
              aria-autocomplete="list"
              aria-activedescendant={
                completion.isOpen && completion.active >= 0 ? optionId(`${id}-list`, completion.active) : undefined
              }
              aria-invalid={isWrong || undefined}
              aria-describedby={isWrong ? `${id}-fault` : undefined}
              spellCheck={false}
              autoComplete="off"
              autoCapitalize="off"
              placeholder={
                shown.length === 0 ? "Words, or fields such as action:secret.read outcome:denied" : undefined
              }
              value={text}
              onFocus={control.focus}
              onBlur={onBlur}
              onChange={({ currentTarget: { value, selectionStart } }) =>
                control.type(value, selectionStart ?? value.length)
              }
              onSelect={({ currentTarget: { selectionEnd } }) => control.setCursor(selectionEnd ?? 0)}
              onKeyDown={onKeyDown}
            />
            {mistake ? <QueryMark input={input} text={text} at={mistake.at - start} to={mistake.to - start} /> : null}
          </span>
          <span className={classes.chips}>
            <QueryChips pieces={behind} from={shown.length - behind.length} {...chips} />
          </span>
        </div>
        {total && draft === null && !isWrong && !(total.isLowerBound && total.count === 0) ? (
          <span className={classes.total} data-stale={isStale || undefined}>
            {total.isLowerBound ? `at least ${count(total.count)}` : plural(total.count, "event")}
          </span>
        ) : null}
        {q && draft === null ? (
          <UnstyledButton className={classes.clear} onClick={() => ask("")}>
            Clear
          </UnstyledButton>
        ) : null}
        {field === undefined || draft !== null ? (
          <span className={classes.hint} aria-hidden="true">
            <kbd>{draft === null ? "/" : "↵"}</kbd>
          </span>
        ) : null}
        <QueryHelp onExample={(example) => control.begin(added(shown, example))} />
      </div>
      {completion.isOpen ? (
        <QueryCompletion
          id={`${id}-list`}
          groups={completion.groups}
          isLoading={completion.isLoading}
          active={completion.active}
          onActive={completion.setActive}
          onAccept={completion.accept}
        />
      ) : null}
      {mistake ? <QueryFault id={`${id}-fault`} at={mistake.at} message={mistake.message} /> : null}
    </div>
  );
}

/** What the server refused; it ends with the word. */
const refusedAt = (q: string, at: number, message: string) => ({
  at,
  to: at + (/^\S*/.exec(q.slice(at))![0].length || 1),
  message,
});

/** The keys of the text among the chips; true for one that it took. */
function onDraftKey(event: KeyboardEvent<HTMLInputElement>, control: DraftControl, onRefused: () => void): boolean {
  const { selectionStart, selectionEnd, value } = event.currentTarget;
  const isAtStart = selectionStart === 0 && selectionEnd === 0;
  const isAtEnd = selectionStart === value.length && selectionEnd === value.length;
  const draft = control.now();
  switch (event.key) {
    case "Enter":
      if (!control.commit()) onRefused();
      return true;
    case "Escape":
      control.revert();
      return true;
    case "Backspace":
      if (!isAtStart || draft.at === 0) return false;
      control.begin(withoutBefore(draft));
      return true;
    case "ArrowLeft":
    case "ArrowRight": {
      const side = event.key === "ArrowLeft" ? "before" : "behind";
      if (event.shiftKey || !(side === "before" ? isAtStart : isAtEnd)) return false;
      const next = withNeighbour(draft, side);
      if (next === draft) return false;
      control.begin(next);
      return true;
    }
    case "a":
      // What is selected first is the text; all of the query when that is all of it.
      if (!(event.ctrlKey || event.metaKey) || draft.count === draft.pieces.length) return false;
      if (value !== "" && !(selectionStart === 0 && selectionEnd === value.length)) return false;
      control.begin(asText(draft));
      return true;
    default:
      return false;
  }
}
