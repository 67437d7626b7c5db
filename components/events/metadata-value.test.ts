import { describe, expect, it } from "vitest";
import { metadataText } from "#wording";

const metadata = {
  region: "eu",
  Request: { "user.agent": "curl", tags: ["a", { name: "b" }], deep: { n: 0 } },
  off: null,
};

describe("metadataText", () => {
  it.each([
    ["region", "eu"],
    ["REGION", "eu"],
    ["request.user.agent", "curl"],
    ["request.tags", 'a, {"name":"b"}'],
    ["request.tags.name", "b"],
    ["request.deep", '{"n":0}'],
    ["request.deep.n", "0"],
    ["off", "null"],
    ["none", ""],
    ["region.more", ""],
    ["constructor", ""],
  ])("finds %s", (path, text) => expect(metadataText(metadata, path)).toBe(text));

  it("finds nothing in nothing", () => expect(metadataText(undefined, "a")).toBe(""));
});
