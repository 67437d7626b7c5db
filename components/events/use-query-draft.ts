import { type RefObject, useEffect, useLayoutEffect, useState } from "react";
import { added, draftQuery, isChanged, type QueryDraft } from "./query-draft.ts";
import type { QueryPiece } from "./query-pieces.ts";

interface Options {
  q: string;
  /** Undefined where the query is shown as text. */
  pieces: readonly QueryPiece[] | undefined;
  input: RefObject<HTMLInputElement | null>;
  onQuery: (q: string) => void;
}

/** What is being written, from the first focus to Enter or Escape; another query, from wherever, ends it. */
export function useQueryDraft({ q, pieces, input, onQuery }: Options) {
  const [draft, setDraft] = useState<QueryDraft | null>(null);
  const [cursor, setCursor] = useState(0);
  const [isFocused, setIsFocused] = useState(false);
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

  return {
    draft,
    isFocused,
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
    /** Asks what the draft says, or something else; what it was stays when that is what was asked already. */
    commit(text?: string) {
      const now = draft ?? fresh();
      const next = text ?? draftQuery(now);
      if (text === undefined ? isChanged(now, q) : text !== q) onQuery(next);
      else setDraft(null);
      input.current?.blur();
    },
  };
}

export type DraftControl = ReturnType<typeof useQueryDraft>;
