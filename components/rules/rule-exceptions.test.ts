import { expect, it } from "vitest";
import { exceptionTerm } from "./rule-exceptions.ts";

it("names an entity by the field that it stands in", () => {
  expect(exceptionTerm({ type: "actor", id: "u_7" }, ["ip"])).toBe("actor.id:u_7");
  expect(exceptionTerm({ type: "ip", id: "203.0.113.9" }, [])).toBe("ip:203.0.113.9");
  expect(exceptionTerm({ type: "group", id: "a b" }, ["metadata.path"])).toBe('metadata.path:"a b"');
});

it("names none for a group of several fields and for the tenant", () => {
  expect(exceptionTerm({ type: "group", id: "a · b" }, ["ip", "env"])).toBeUndefined();
  expect(exceptionTerm({ type: "tenant", id: "acme" }, [])).toBeUndefined();
});
