import { describe, expect, test } from "vitest";
import type { SealedEvent } from "#tlog";
import { requestOf } from "./request-words.ts";

const event = (over: object) =>
  ({
    action: "events.searched",
    outcome: "success",
    actor: { type: "key", id: "k", metadata: { kind: "provisioning" } },
    source: { endpoint: "GET /api/v1/events" },
    metadata: { q: "env:prod", rows: 61 },
    ...over,
  }) as unknown as SealedEvent;

describe("a request of a key in words", () => {
  test("answered, by either secret", () => {
    expect(requestOf(event({}))).toEqual({
      request: "GET /api/v1/events?q=env:prod",
      requests: 1,
      rows: 61,
      refusals: 0,
      answer: "answered",
      tone: "plain",
    });
    const old = { type: "key", id: "k", metadata: { secret: "old" } };
    expect(requestOf(event({ actor: old }))).toMatchObject({ answer: "answered, old secret", tone: "old" });
  });

  test("refused, one by one or collapsed; failed", () => {
    const single = event({ action: "key.refused", outcome: "denied", metadata: { reason: "outside scope" } });
    expect(requestOf(single)).toMatchObject({ answer: "outside scope", tone: "denied", requests: 1, refusals: 1 });
    const many = event({ action: "key.refused", outcome: "denied", metadata: { reason: "old secret", count: 12 } });
    expect(requestOf(many)).toMatchObject({ answer: "old secret, 12 times", requests: 0, refusals: 12 });
    const failed = event({ action: "key.used", outcome: "failure", metadata: { code: "not_found", status: 404 } });
    expect(requestOf(failed)).toMatchObject({ answer: "not found", tone: "failed", refusals: 0 });
  });

  test("of a long use it gives what it came to; what is masked is missing", () => {
    const fed = event({ action: "feed.continued", metadata: { q: "", requests: 4, rows: 120 } });
    expect(requestOf(fed)).toMatchObject({ request: "GET /api/v1/events", requests: 4, rows: 120 });
    expect(requestOf(event({ source: undefined, metadata: undefined }))).toMatchObject({
      request: "events.searched",
      rows: 0,
    });
  });
});
