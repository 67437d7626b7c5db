import { describe, expect, it } from "vitest";
import { filterValue } from "./filter-value.ts";

describe("filterValue", () => {
  it("asks for a value in place of others of its field", () => {
    expect(filterValue("", "action", "secret.read", "for")).toBe("action:secret.read");
    expect(filterValue("env:prod action:user.login", "action", "secret.read", "for")).toBe(
      "env:prod action:secret.read",
    );
    expect(filterValue("-action:secret.read", "action", "secret.read", "for")).toBe("action:secret.read");
    expect(filterValue("env:prod", "metadata.note", 'say "no"', "for")).toBe('env:prod metadata.note:"say \\"no\\""');
  });

  it("leaves a value out, beside whatever else is asked", () => {
    expect(filterValue("", "actor.id", "u_1", "out")).toBe("-actor.id:u_1");
    expect(filterValue("env:prod", "actor.id", "a b", "out")).toBe('env:prod -actor.id:"a b"');
    expect(filterValue("-actor.id:u_1", "actor.id", "u_2", "out")).toBe("-actor.id:(u_1 OR u_2)");
    expect(filterValue("actor.id:u_1 env:prod", "actor.id", "u_1", "out")).toBe("-actor.id:u_1 env:prod");
  });

  it("changes nothing that is asked already", () => {
    expect(filterValue("env:prod actor.id:u_1", "actor.id", "u_1", "for")).toBe("env:prod actor.id:u_1");
    expect(filterValue("-actor.id:u_1", "actor.id", "u_1", "out")).toBe("-actor.id:u_1");
  });
});
