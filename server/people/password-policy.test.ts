import { describe, expect, it } from "vitest";
import { AppError } from "../errors.ts";
import { demandGoodPassword } from "./password-policy.ts";

const ana = { email: "ana.ruiz@acme-robotics.example", name: "Ana Ruiz" };

describe("a password", () => {
  it.each([
    "plum kettle sings",
    "tr0ub4dor&3xyz",
    "ana likes kettles",
    "Überraschung im Wald",
    "パスワードは秘密です、本当に",
    "x9x9x9x9qwvbn-",
    `abcde ${"z".repeat(990)}`,
  ])("%s is taken", (password) => expect(demandGoodPassword(password, ana)).toBeUndefined());

  it.each([
    ["", "fewer than 12"],
    ["plumkettles", "fewer than 12"],
    ["😀😃😄😁😆😅", "fewer than 12"],
    ["a".repeat(1_001), "more than 1000"],
    ["aaaaaaaaaaaa", "very few different"],
    ["abababababab", "very few different"],
    ["abcdefghijklm", "run of neighbours"],
    ["9876543210987", "run of neighbours"],
    ["ANA.RUIZ@acme-robotics.example", "own name or address"],
    ["Ana Ruiz 2026!", "own name or address"],
    ["Password1234!", "most common"],
    ["PASSWORDpassword", "most common"],
    ["qwertyuiop123", "most common"],
    ["Summer2026!!!", "most common"],
    ["letmein-letmein", "most common"],
    ["ｐａｓｓｗｏｒｄ12345", "most common"],
  ])("%s is refused: %s", (password, why) => {
    let refused: unknown;
    try {
      demandGoodPassword(password, ana);
    } catch (error) {
      refused = error;
    }
    expect(refused).toBeInstanceOf(AppError);
    expect(refused).toMatchObject({ code: "invalid", fields: [{ path: "password" }] });
    expect((refused as AppError).message).toContain(why);
    if (password !== "") expect((refused as AppError).message).not.toContain(password);
  });
});
