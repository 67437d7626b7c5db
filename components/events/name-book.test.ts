import { describe, expect, it } from "vitest";
import type { EventRow } from "./event-rows.ts";
import { NameBook } from "./name-book.ts";

const row = (id: string, action: string, actor: string, name?: string): EventRow => ({
  seq: 1,
  event: {
    v: 1,
    id,
    tenant: "t",
    key: "k",
    occurred_at: "2026-11-20T20:00:00.000Z",
    received_at: "2026-11-20T20:00:00.000Z",
    action,
    outcome: "success",
    severity: "info",
    actor: { type: "user", id: actor, ...(name ? { name } : {}) },
    targets: [{ type: "secret", id: "db/prod" }],
  },
});

describe("NameBook", () => {
  const book = new NameBook().add([
    row("1", "secret.read", "u1", "Ana Ruiz"),
    row("2", "secret.read", "u2", "Jo Park"),
    row("2", "secret.read", "u2", "Jo Park"),
    row("3", "secret.rotate", "u1", "Ana Ruiz"),
  ]);

  it("names ids of actors and targets only", () => {
    expect(book.of("actor", "u1")).toBe("Ana Ruiz");
    expect(book.of("target", "db/prod")).toBe("db/prod");
    expect(book.of("actor", "u9")).toBeUndefined();
    expect(book.of("action", "secret.read")).toBeUndefined();
  });

  it("learns names from elsewhere, and keeps those that the rows gave", () => {
    const learned = new NameBook().add([row("1", "secret.read", "u1", "Ana Ruiz")]);
    learned.learn("actor.id", "u3", "Mika\u202e Tan");
    learned.learn("actor.id", "u1", "Somebody else");
    expect(learned.of("actor.id", "u3")).toBe("Mika[U+202E] Tan");
    expect(learned.of("actor", "u1")).toBe("Ana Ruiz");
  });

  it("suggests by name and by id, the most frequent first, each event counted once", () => {
    expect(book.suggest("actor", "").map((one) => one.value)).toEqual(["u1", "u2"]);
    expect(book.suggest("actor", "jo")).toEqual([{ value: "u2", label: "Jo Park", hint: "u2" }]);
    expect(book.suggest("actor", "U1")[0]?.label).toBe("Ana Ruiz");
    expect(book.suggest("action", "read", 1)).toEqual([{ value: "secret.read", label: "secret.read", hint: "" }]);
    expect(book.suggest("action", "nothing")).toEqual([]);
  });
});
