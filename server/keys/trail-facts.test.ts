import { expect, test } from "vitest";
import { factsOf } from "./trail-facts.ts";

test("the facts of a key are what it was given, in the words of the API, and nothing else of its row", () => {
  const row = {
    id: "k",
    secretHash: Buffer.from("secret"),
    name: "n",
    purpose: "p",
    recipient: "r",
    ownerId: null,
    role: "viewer",
    permissions: ["events.read"],
    scope: undefined,
    masks: ["actor.email"],
    addresses: ["203.0.113.0/28"],
    requestsPerMinute: 60,
    rowsPerDay: 10n,
    rotationDays: null,
    expiresAt: new Date(0),
  };
  expect(factsOf(row)).toEqual({
    name: "n",
    purpose: "p",
    recipient: "r",
    owner_id: null,
    role: "viewer",
    permissions: ["events.read"],
    scope: null,
    masks: ["actor.email"],
    addresses: ["203.0.113.0/28"],
    requests_per_minute: 60,
    rows_per_day: 10,
    rotation_days: null,
    expires_at: "1970-01-01T00:00:00.000Z",
  });
  expect(factsOf({ ...row, rowsPerDay: null, expiresAt: null })).toMatchObject({
    rows_per_day: null,
    expires_at: null,
  });
});
