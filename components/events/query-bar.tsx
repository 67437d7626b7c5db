"use client";
import { UnstyledButton } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { type KeyboardEvent, type RefObject, useEffect, useId, useMemo, useRef } from "react";
import { count, plural } from "../ui/numbers.ts";
import { rememberQuery } from "../views/recent-queries.ts";
import type { ApiFault } from "./api-fault.ts";
import classes from "./query-bar.module.css";
import { QueryChips } from "./query-chip.tsx";
import { optionId, QueryCompletion } from "./query-completion.tsx";
import { added, asText, edited, withNeighbour, withoutBefore, withoutPiece } from "./query-draft.ts";
import { QueryFault } from "./query-fault.tsx";
import { QueryHelp } from "./query-help.tsx";
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
}

const NO_PIECES: readonly QueryPiece[] = [];

/** The query as chips; what is being written stands as text among them, with what could follow beneath. */
export function QueryBar({ q, fault, isStale, scene, total, onQuery, input }: Props) {
  const id = useId();
  const wrong = fault?.fields.find((field) => field.path === "q");
  const pieces = useMemo(() => (wrong ? undefined : queryPieces(q)), [q, wrong]);
  const asked = useRef<string | null>(null);
  const ask = (text: string) => {
    asked.current = text;
    onQuery(text);
  };
  useEffect(() => {
    if (isStale || asked.current !== q) return;
    asked.current = null;
    if (!fault) rememberQuery(scene.tenant, scene.person, q);
  }, [isStale, fault, q, scene.tenant, scene.person]);

  const control = useQueryDraft({ q, pieces, input, onQuery: ask });
  const completion = useCompletion(control, scene);
  const { draft } = control;
  const shown = draft?.pieces ?? pieces ?? NO_PIECES;
  const before = shown.slice(0, draft?.at ?? shown.length);
  const behind = draft ? shown.slice(draft.at + draft.count) : NO_PIECES;
  const text = draft?.text ?? (pieces ? "" : q);
  const chips = {
    names: scene.names,
    onEdit: (at: number) => control.begin(edited(shown, at)),
    onRemove: (at: number) => ask(withoutPiece(shown, at)),
  };
  const isWrong = wrong !== undefined && draft === null;

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    if (event.nativeEvent.isComposing) return;
    if (completion.onKey(event) || onDraftKey(event, control)) {
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
          <input
            ref={input}
            className={classes.input}
            data-among={behind.length > 0 || undefined}
            style={behind.length > 0 ? { width: `${Math.max(text.length, 4) + 2}ch` } : undefined}
            role="combobox"
            aria-label="Query"
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
            placeholder={shown.length === 0 ? "Words, or fields such as action:secret.read outcome:denied" : undefined}
            value={text}
            onFocus={control.focus}
            onBlur={control.blur}
            onChange={({ currentTarget: { value, selectionStart } }) =>
              control.type(value, selectionStart ?? value.length)
            }
            onSelect={({ currentTarget: { selectionEnd } }) => control.setCursor(selectionEnd ?? 0)}
            onKeyDown={onKeyDown}
          />
          <span className={classes.chips}>
            <QueryChips pieces={behind} from={shown.length - behind.length} {...chips} />
          </span>
        </div>
        {total && draft === null && !isWrong ? (
          <span className={classes.total} data-stale={isStale || undefined}>
            {total.isLowerBound ? `at least ${count(total.count)}` : plural(total.count, "event")}
          </span>
        ) : null}
        {q && draft === null ? (
          <UnstyledButton className={classes.clear} onClick={() => ask("")}>
            Clear
          </UnstyledButton>
        ) : null}
        <span className={classes.hint} aria-hidden="true">
          <kbd>{draft === null ? "/" : "↵"}</kbd>
        </span>
        <QueryHelp onExample={(example) => control.begin(added(shown, example))} />
      </div>
      {completion.isOpen ? (
        <QueryCompletion
          id={`${id}-list`}
          groups={completion.groups}
          active={completion.active}
          onActive={completion.setActive}
          onAccept={completion.accept}
        />
      ) : null}
      {wrong && isWrong ? <QueryFault id={`${id}-fault`} q={q} at={wrong.at ?? 0} message={wrong.message} /> : null}
    </div>
  );
}

/** The keys of the text among the chips; true for one that it took. */
function onDraftKey(event: KeyboardEvent<HTMLInputElement>, control: DraftControl): boolean {
  const { selectionStart, selectionEnd, value } = event.currentTarget;
  const isAtStart = selectionStart === 0 && selectionEnd === 0;
  const isAtEnd = selectionStart === value.length && selectionEnd === value.length;
  const draft = control.now();
  switch (event.key) {
    case "Enter":
      control.commit();
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
