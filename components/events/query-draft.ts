import type { QueryPiece } from "./query-pieces.ts";

/** A query while it is being written: `text` stands in the place of `count` pieces from `at` on. */
export interface QueryDraft {
  pieces: readonly QueryPiece[];
  at: number;
  count: number;
  text: string;
  /** Where the cursor is to go; the beginning and the end of what is to be selected when there are two. */
  cursor?: number | [number, number];
}

type Pieces = readonly QueryPiece[];

/** One more piece, at the end. */
export const added = (pieces: Pieces, text = ""): QueryDraft => ({ pieces, at: pieces.length, count: 0, text });

/** One piece as text, in its place. */
export function edited(pieces: Pieces, at: number): QueryDraft {
  const { text } = pieces[at]!;
  return { pieces, at, count: 1, text, cursor: text.length };
}

/** All of it as text, selected. */
export function asText(draft: QueryDraft): QueryDraft {
  const text = draftQuery(draft);
  return { pieces: draft.pieces, at: 0, count: draft.pieces.length, text, cursor: [0, text.length] };
}

const joined = (...parts: string[]) => parts.filter((part) => part.trim() !== "").join(" ");

/** With the piece before it or behind it drawn into its text; as it is where there is none. */
export function withNeighbour(draft: QueryDraft, side: "before" | "behind"): QueryDraft {
  const { pieces, at, count, text } = draft;
  const piece = pieces[side === "before" ? at - 1 : at + count];
  if (!piece) return draft;
  if (side === "behind") return { pieces, at, count: count + 1, text: joined(text, piece.text), cursor: text.length };
  return { pieces, at: at - 1, count: count + 1, text: joined(piece.text, text), cursor: piece.text.length };
}

/** Without the piece before it. */
export function withoutBefore(draft: QueryDraft): QueryDraft {
  return draft.at === 0 ? draft : { ...draft, at: draft.at - 1, count: draft.count + 1, cursor: 0 };
}

/** The query that the draft makes; with another text in its place, or with none. */
export function draftQuery({ pieces, at, count, text }: QueryDraft, other = text): string {
  const texts = pieces.map((piece) => piece.text);
  return joined(...texts.slice(0, at), other.trim(), ...texts.slice(at + count));
}

export function isChanged(draft: QueryDraft, q: string): boolean {
  const next = draftQuery(draft);
  // Where the query is pieces, the spaces between them do not count.
  const asPieces = joined(...draft.pieces.map(({ text }) => text));
  return next !== q.trim() && !(draft.pieces.length > 0 && next === asPieces);
}

export const withoutPiece = (pieces: Pieces, at: number): string => draftQuery({ pieces, at, count: 1, text: "" });
