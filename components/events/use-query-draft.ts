import { type RefObject, useEffect, useLayoutEffect, useState } from "react";
import type { TimeSetting } from "#query";
import { added, atFault, draftFault, draftQuery, isChanged, type QueryDraft } from "./query-draft.ts";
import type { QueryPiece } from "./query-pieces.ts";

interface Options {
  q: string;
  /** Undefined where the query is shown as text. */
  pieces: readonly QueryPiece[] | undefined;
  input: RefObject<HTMLInputElement | null>;
  /** How times in it are understood. */
  setting: () => TimeSetting;
  onQuery: (q: string) => void;
}

/** What is being written, from the first focus to Enter or Escape; another query, from wherever, ends it. */
export function useQueryDraft({ q, pieces, input, setting, onQuery }: Options) {
  const [draft, setDraft] = useState<QueryDraft | null>(null);
  const [cursor, setCursor] = useState(0);
  const [isFocused, setIsFocused] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const fresh = () => (pieces ? added(pieces) : added([], q));
  // biome-ignore lint/correctness/useExhaustiveDependencies: another query ends the editing of the last one
  useEffect(() => setDraft(null), [q]);

  const place = draft?.cursor;
  useLayoutEffect(() => {
    if (place === undefined || !input.current) return;
    const [from, to] = typeof place === "number" ? [place, place] : place;
    input.current.setSelectionRange(from, to);
    setCursor(to);
    setDraft((now) => {
      if (now?.cursor === undefined) return now;
      const { cursor: _, ...rest } = now;
      return rest;
    });
  }, [place, input]);

  const isRefused = draft !== null && refused !== null && draftQuery(draft) === refused;
  return {
    draft,
    isFocused,
    /** What is wrong with it: everything once it was to be asked or left, before that what is not being written. */
    fault: draft ? draftFault(draft, setting(), isRefused || !isFocused ? undefined : cursor) : undefined,
    /** Where the cursor stands in the draft's text. */
    cursor: Math.min(cursor, draft?.text.length ?? 0),
    setCursor,
    now: () => draft ?? fresh(),
    begin(next: QueryDraft) {
      setDraft(next);
      input.current?.focus();
    },
    type(text: string, at: number) {
      setCursor(at);
      setDraft((now) => ({ ...(now ?? fresh()), text }));
    },
    focus() {
      setIsFocused(true);
      setDraft((now) => now ?? fresh());
    },
    blur() {
      setIsFocused(false);
      setDraft((now) => (now && isChanged(now, q) ? now : null));
    },
    revert() {
      setDraft(null);
      input.current?.blur();
    },
    /** Asks what the draft says; not what cannot be read, which is shown instead. False for that. */
    commit(): boolean {
      const now = draft ?? fresh();
      const fault = isChanged(now, q) ? draftFault(now, setting()) : undefined;
      if (fault) {
        const marked = atFault(now, fault);
        setDraft(marked);
        setRefused(draftQuery(marked));
        return false;
      }
      if (isChanged(now, q)) onQuery(draftQuery(now));
      setDraft(null);
      input.current?.blur();
      return true;
    },
    /** Asks something else. */
    ask(text: string) {
      if (text !== q) onQuery(text);
      setDraft(null);
      input.current?.blur();
    },
  };
}

export type DraftControl = ReturnType<typeof useQueryDraft>;
