import { type QueryPiece, readQuery } from "#query";

export type { PieceValue, QueryPiece } from "#query";

/** The terms and groups of which all must hold, in order; undefined where more than a value is wrong, so that they cannot be told apart. */
export function queryPieces(q: string): QueryPiece[] | undefined {
  const { pieces } = readQuery(q);
  return pieces.some(({ kind, field }) => kind === "fault" && field === undefined) ? undefined : pieces;
}
