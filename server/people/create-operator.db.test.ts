import { beforeAll, expect, test } from "vitest";
import { openTestRuntime } from "../../tests/database.ts";
import { makePerson, makeTenant } from "../../tests/tenant.ts";
import { AppError } from "../errors.ts";
import { createOperator, findSession, resetPassword, signIn } from "./index.ts";

beforeAll(async () => {
  await openTestRuntime();
});

const origin = { requestId: "r", via: "ui" as const };
const ana = { email: " Ana@Example.com", name: "Ana Ruiz" };
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => "ok",
    (error) => (error instanceof AppError ? error.code : `threw ${error}`),
  );

test("the link leads to an account that is an operator's and a member of nothing; a second one replaces it", async () => {
  const first = await createOperator(ana);
  const second = await createOperator(ana);
  const password = "umbrella ladder seven moons";
  const use = ({ link }: { link: string }) => resetPassword({ token: link.split("#")[1]!, password }, origin);
  expect(await codeOf(use(first))).toBe("not_found");
  expect(await codeOf(use(second))).toBe("ok");
  expect(await codeOf(use(second))).toBe("not_found");
  const { sessionId } = await signIn({ email: "ana@example.com", password }, origin);
  expect(await findSession(sessionId)).toMatchObject({ person: { operator: true, name: "Ana Ruiz" }, memberships: [] });
});

test("somebody's account does not become an operator's, and faults are named", async () => {
  const { email } = await makePerson([await makeTenant()]);
  expect(await codeOf(createOperator({ email, name: "Eve" }))).toBe("conflict");
  for (const input of [
    { email: "ana", name: "Ana" },
    { email: "b@example.com", name: " " },
  ])
    expect(await codeOf(createOperator(input))).toBe("invalid");
});
