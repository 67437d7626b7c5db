import { expect, test } from "vitest";
import { isDatabaseOutage } from "./outage.ts";

const prisma = (cause: unknown, code = "P2010") =>
  Object.assign(new Error("Raw query failed."), {
    code,
    meta: { driverAdapterError: { name: "DriverAdapterError", cause } },
  });

test.each([
  Object.assign(new Error("connect"), { code: "ECONNREFUSED" }),
  Object.assign(new Error("the database system is starting up"), { code: "57P03" }),
  Object.assign(new Error("terminating connection"), { code: "57P01" }),
  new Error("Connection terminated unexpectedly"),
  new Error("Client has encountered a connection error and is not queryable"),
  new Error("append failed", { cause: Object.assign(new Error("reset"), { code: "ECONNRESET" }) }),
  prisma({ kind: "DatabaseNotReachable", host: "127.0.0.1" }),
  prisma({ kind: "postgres", code: "57P03", originalCode: "57P03" }),
  prisma(undefined, "P2028"),
])("an outage: %s", (error) => {
  expect(isDatabaseOutage(error)).toBe(true);
});

test.each([
  undefined,
  "ECONNREFUSED",
  new Error("x"),
  Object.assign(new Error("duplicate key"), { code: "23505" }),
  prisma({ kind: "postgres", code: "22P02" }),
  prisma({ kind: "UniqueConstraintViolation" }, "P2002"),
])("none: %s", (error) => {
  expect(isDatabaseOutage(error)).toBe(false);
});
