import { describe, expect, it } from "vitest";
import {
  added,
  asText,
  atFault,
  draftFault,
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

  it("selects the first thing that cannot be read, where it stands", () => {
    const setting = { nowMs: 0, timeZone: "UTC" };
    expect(draftFault(typed(added(pieces), "x"), setting)).toBeUndefined();
    const draft = typed(added(pieces), " outcome:denyed crud:x");
    const fault = draftFault(draft, setting)!;
    expect(fault).toMatchObject({ at: Q.length + 9, to: Q.length + 15 });
    const { text, cursor } = atFault(draft, fault);
    expect(text.slice(...(cursor as [number, number]))).toBe("denyed");
    const wrong = queryPieces("outcome:denyed env:a")!;
    const whole = atFault(added(wrong), draftFault(added(wrong), setting)!);
    expect(whole).toMatchObject({ at: 0, count: 2, text: "outcome:denyed env:a", cursor: [8, 14] });
  });

  it("leaves alone what is being written", () => {
    const setting = { nowMs: 0, timeZone: "UTC" };
    const faultOf = (text: string, cursor = text.length) => draftFault(typed(added(pieces), text), setting, cursor)?.at;
    for (const text of ["e", "env:", "-", 'actor:"Ana ', "(env:a OR ", "outcome:den", "env:a actoin:x", "(outcome:x"])
      expect(faultOf(text), text).toBeUndefined();
    expect(faultOf("actoin:x ")).toBe(Q.length + 1);
    expect(faultOf("outcome:den env:prod")).toBe(Q.length + 9);
    expect(faultOf("outcome:den env:prod", 4)).toBeUndefined();
  });
});
