import { describe, expect, test } from "vitest";
import {
  exportHref,
  readSecretsAddress,
  secretHref,
  secretsHref,
  secretsInput,
  withSecretsChange,
  writeSecretsAddress,
} from "./secrets-address.ts";

const read = (text: string) => {
  const parameters = new URLSearchParams(text);
  return readSecretsAddress((name) => parameters.get(name));
};

describe("the address of the Secrets page", () => {
  test.each(["", "?tab=rotations", "?filter=overdue&sort=reads&q=db%2Fprod&environment=prod&from=50"])(
    "%s says the same when written again",
    (text) => {
      expect(writeSecretsAddress(read(text))).toBe(text);
    },
  );

  test("leaves out what means nothing", () => {
    expect(writeSecretsAddress(read("?tab=x&filter=y&sort=z&from=-3"))).toBe("");
    expect(read("?from=99999999").from).toBe(0);
  });

  test("begins another list at its first secret", () => {
    expect(withSecretsChange(read("?from=50"), { filter: "unused" })).toMatchObject({ filter: "unused", from: 0 });
    expect(withSecretsChange(read("?from=50"), { from: 100 }).from).toBe(100);
  });

  test("asks for a page of the list, and for all of it as CSV", () => {
    const address = read("?filter=soon&q=+db+&environment=prod&from=50");
    expect(secretsInput(address)).toEqual({
      ...{ filter: "soon", sort: "due", text: "db", environment: "prod" },
      ...{ offset: 50, limit: 50 },
    });
    expect(exportHref("acme", address)).toBe(
      "/api/v1/secrets/export?tenant=acme&filter=soon&sort=due&text=db&environment=prod",
    );
  });

  test("of one secret keeps whatever its id holds", () => {
    expect(secretHref("acme", { type: "secret", id: "db/prod#1?" })).toBe("/t/acme/secrets/secret/db%2Fprod%231%3F");
    expect(secretHref("acme", { type: "secret", id: ".." })).toBe(
      "/t/acme/events?q=target.id%3A..+target.type%3Asecret&range=all",
    );
    expect(secretsHref("acme", { filter: "overdue" })).toBe("/t/acme/secrets?filter=overdue");
  });
});
