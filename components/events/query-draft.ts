import { type QueryFault, readQuery, type TimeSetting } from "#query";
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

/** Where the draft's text begins in the query that it makes. */
export function draftStart({ pieces, at, text }: QueryDraft): number {
  const before = joined(...pieces.slice(0, at).map((piece) => piece.text));
  return before.length + (before === "" ? 0 : 1) - (text.length - text.trimStart().length);
}

/**
 * What of the query cannot be read, the first of it. With a cursor it is still being written: neither what may only be unfinished counts,
 * nor the piece in which the cursor stands.
 */
export function draftFault(draft: QueryDraft, setting: TimeSetting, cursor?: number): QueryFault | undefined {
  const { faults, pieces } = readQuery(draftQuery(draft), setting);
  if (cursor === undefined) return faults[0];
  const at = draftStart(draft) + cursor;
  const own = pieces.find(({ from, to }) => from <= at && at <= to);
  return faults.find((fault) => !fault.isUnfinished && (!own || fault.at < own.from || fault.at > own.to));
}

/** The draft with what is wrong selected, as text altogether where that is not in its text. */
export function atFault(draft: QueryDraft, { at, to }: QueryFault): QueryDraft {
  const start = draftStart(draft);
  const isInside = at >= start && at <= start + draft.text.length;
  return isInside ? { ...draft, cursor: [at - start, to - start] } : { ...asText(draft), cursor: [at, to] };
}

export function isChanged(draft: QueryDraft, q: string): boolean {
  const next = draftQuery(draft);
  // Where the query is pieces, the spaces between them do not count.
  const asPieces = joined(...draft.pieces.map(({ text }) => text));
  return next !== q.trim() && !(draft.pieces.length > 0 && next === asPieces);
}

export const withoutPiece = (pieces: Pieces, at: number): string => draftQuery({ pieces, at, count: 1, text: "" });
