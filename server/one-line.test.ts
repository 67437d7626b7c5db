import { describe, expect, it } from "vitest";
import { isOneLine } from "./one-line.ts";

describe("a name", () => {
  it.each(["Ana Ruiz", "Zoë Öst", "李小龍", "مريم", "नन्द\u200dी", "👩\u200d👧", "x", "O'Neil-Ruß 3rd.", "𝒜"])(
    "may be %j",
    (name) => expect(isOneLine(name)).toBe(true),
  );

  it.each([
    ["two lines", "a\nb"],
    ["a NUL", "a\0"],
    ["a line separator", "a\u2028b"],
    ["half of a surrogate pair", "Ana\ud800"],
    ["the other half", "\udc00Ana"],
    ["what turns its surroundings", "Ana\u202ezi"],
    ["an isolate that is never closed", "\u2067Ana"],
    ["nothing to see", "\u200b\u2060"],
    ["a filler letter alone", "\u3164"],
    ["a blank Braille cell alone", "\u2800"],
    ["nothing", ""],
  ])("is not %s", (_, name) => expect(isOneLine(name)).toBe(false));
});
