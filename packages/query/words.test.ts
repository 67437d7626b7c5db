import { expect, it } from "vitest";
import { wordsOf } from "./words.ts";

it("takes runs of letters, marks and digits, folded", () => {
  expect(wordsOf("Rotate db/prod, twice!")).toEqual(["rotate", "db", "prod", "twice"]);
  expect(wordsOf("ＡＢＣ ﬁle x²")).toEqual(["abc", "file", "x2"]);
  expect(wordsOf("東京 Größe naïve")).toEqual(["東京", "größe", "naïve"]);
  expect(wordsOf("a_b-c 🎉")).toEqual(["a", "b", "c"]);
});

it("gives words that are words again, whatever the character: a query is written and read back", () => {
  for (let code = 1; code < 0x20000; code++) {
    if (code >= 0xd800 && code < 0xe000) continue;
    const words = wordsOf(`x${String.fromCodePoint(code)}y`);
    expect(wordsOf(words.join(" ")), code.toString(16)).toEqual(words);
  }
});
