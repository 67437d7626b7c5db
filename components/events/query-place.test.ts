import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { placeAt } from "./query-place.ts";

/** `|` is where the cursor stands. */
function place(marked: string) {
  const cursor = marked.indexOf("|");
  const text = marked.replace("|", "");
  const { field, from, to, typed } = placeAt(text, cursor);
  return [field, text.slice(from, to), typed];
}

describe("placeAt", () => {
  it.each([
    ["|", [undefined, "", ""]],
    ["env:prod |", [undefined, "", ""]],
    ["env:prod act|", [undefined, "act", "act"]],
    ["-act|", [undefined, "act", "act"]],
    ["-|", [undefined, "", ""]],
    ["ac|tion:x", [undefined, "action:", "ac"]],
    ["action:|", ["action", "", ""]],
    ["-action:sec|ret.x env:a", ["action", "secret.x", "sec"]],
    ["action:a,b| c", ["action", "b", "b"]],
    ["action:a,|", ["action", "", ""]],
    ["(env:a OR out|", [undefined, "out", "out"]],
    ["(env:a OR outcome:de|)", ["outcome", "de", "de"]],
    ["actor:(a OR |)", ["actor", "", ""]],
    ["actor:(a OR b|)", ["actor", "b", "b"]],
    ["actor:(|", ["actor", "", ""]],
    ["actor:(a OR b) |", [undefined, "", ""]],
    ['actor:"Ana R|', ["actor", '"Ana R', "Ana R"]],
    ['actor:"Ana R|uiz" env:a', ["actor", '"Ana Ruiz"', "Ana R"]],
    ["actor:Ana\\ R|", ["actor", "Ana\\ R", "Ana R"]],
    ['metadata."a b".c:x|', ['metadata."a b".c', "x", "x"]],
    ["metadata.ti|", [undefined, "metadata.ti", "metadata.ti"]],
    ["env:a| env:b", ["env", "a", "a"]],
    ["en|v", [undefined, "env", "en"]],
  ])("%s", (marked, found) => expect(place(marked)).toEqual(found));

  it("ends for any text and cursor, with a part that holds the cursor", () => {
    const anyText = fc.string({
      unit: fc.constantFrom(...'-(),:"\\ *.ab'.split(""), "OR", "env:", "metadata."),
      maxLength: 20,
    });
    fc.assert(
      fc.property(anyText, fc.nat(), (text, pick) => {
        const cursor = pick % (text.length + 1);
        const { from, to } = placeAt(text, cursor);
        expect(from).toBeLessThanOrEqual(cursor);
        expect(to).toBeGreaterThanOrEqual(cursor);
        expect(to).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 5_000 },
    );
  });
});
