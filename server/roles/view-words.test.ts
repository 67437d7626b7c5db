import { describe, expect, it } from "vitest";
import type { MaskPath, Scope } from "../query/index.ts";
import { viewOfInput } from "./read-role.ts";
import { viewWords } from "./view-words.ts";

const words = (scope: Scope | null, masks: MaskPath[] = []) => viewWords(viewOfInput(scope, masks));

describe("what a view shows, in words", () => {
  it.each<[string, Scope | null, MaskPath[]]>([
    ["every event", null, []],
    ["only prod; without authentication", { query: "env:prod -category:authentication" }, []],
    ["only access or security; only prod", { categories: ["access", "security"], environments: ["prod"] }, []],
    ["only secret.read, secret.rotate or key.*", { actions: ["secret.read", "secret.rotate", "key.*"] }, []],
    ["only target db/prod", { targets: ["db/prod"] }, []],
    ["only targets of type secret", { targets: ["type:secret"] }, []],
    ["every event without outcome success or unknown", { query: "-outcome:(success OR unknown)" }, []],
    ["only actor u_1; without address 10.0.0.0/8", { query: "actor.id:u_1 -ip:10.0.0.0/8" }, []],
    ["every event; actor's e-mail address masked", null, ["actor.email"]],
    ["every event; address, metadata.card masked", null, ["source.ip", "metadata.card"]],
  ])("%s", (expected, scope, masks) => expect(words(scope, masks)).toBe(expected));

  it("quotes what has no words of its own", () => {
    expect(words({ query: "(env:prod OR category:security)" })).toMatch(
      /^only what fits “.*env:prod.*OR.*category:security.*”$/,
    );
    expect(words({ query: "-(env:prod category:security)" })).toMatch(/^every event without what fits “.*env:prod.*”$/);
  });
});
