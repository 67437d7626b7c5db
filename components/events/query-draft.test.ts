import { describe, expect, it } from "vitest";
import {
  added,
  asText,
  draftQuery,
  edited,
  isChanged,
  type QueryDraft,
  withNeighbour,
  withoutBefore,
  withoutPiece,
} from "./query-draft.ts";
import { queryPieces } from "./query-pieces.ts";

const Q = "env:prod -action:a rotate";
const pieces = queryPieces(Q)!;
const typed = (draft: QueryDraft, text: string) => ({ ...draft, text });

describe("a draft", () => {
  it("adds at the end, or changes a piece in its place", () => {
    expect(draftQuery(typed(added(pieces), " outcome:denied "))).toBe(`${Q} outcome:denied`);
    expect(edited(pieces, 1)).toMatchObject({ text: "-action:a", cursor: 9 });
    expect(draftQuery(typed(edited(pieces, 1), "action:b x"))).toBe("env:prod action:b x rotate");
    expect(draftQuery(typed(edited(pieces, 1), ""))).toBe("env:prod rotate");
    expect(draftQuery(edited(pieces, 1), "")).toBe("env:prod rotate");
    expect(withoutPiece(pieces, 0)).toBe("-action:a rotate");
  });

  it("draws its neighbours into its text, and loses nothing", () => {
    const first = withNeighbour(added(pieces), "before");
    expect(first).toMatchObject({ at: 2, count: 1, text: "rotate", cursor: 6 });
    const second = withNeighbour(first, "before");
    expect(second).toMatchObject({ at: 1, count: 2, text: "-action:a rotate", cursor: 9 });
    expect(draftQuery(second)).toBe(Q);
    const behind = withNeighbour(edited(pieces, 0), "behind");
    expect(behind).toMatchObject({ at: 0, count: 2, text: "env:prod -action:a", cursor: 8 });
    expect(draftQuery(behind)).toBe(Q);
    expect(withNeighbour(added(pieces), "behind")).toEqual(added(pieces));
    expect(asText(second)).toMatchObject({ at: 0, count: 3, text: Q, cursor: [0, Q.length] });
  });

  it("takes the pieces before it away one by one", () => {
    const once = withoutBefore(typed(added(pieces), "x"));
    expect(draftQuery(once)).toBe("env:prod -action:a x");
    expect(draftQuery(withoutBefore(once))).toBe("env:prod x");
    expect(withoutBefore(edited(pieces, 0))).toEqual(edited(pieces, 0));
  });

  it("knows whether it changes the query, whatever its spaces", () => {
    const spaced = "  env:prod   rotate ";
    const own = queryPieces(spaced)!;
    expect(isChanged(added(own), spaced)).toBe(false);
    expect(isChanged(edited(own, 1), spaced)).toBe(false);
    expect(isChanged(typed(edited(own, 1), "rotates"), spaced)).toBe(true);
    expect(isChanged(typed(added([]), "(open"), "(open")).toBe(false);
    expect(isChanged(typed(added([]), ""), "(open")).toBe(true);
  });
});
