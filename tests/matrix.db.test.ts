import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  PERMISSIONS,
  ROLE_PERMISSIONS,
  SYSTEM_ROLES,
  type SystemRole,
  type TenantContext,
} from "#server/access/index.ts";
import { AppError } from "#server/errors.ts";
import { operatorOf, suspendTenant } from "#server/operators/index.ts";
import { type AccountContext, contextOf, hashPassword, membershipOf } from "#server/people/index.ts";
import { openTestRuntime, type TestRuntime } from "./database.ts";
import { exportedVerbs } from "./exported-verbs.ts";
import { ACCOUNT_VERBS } from "./matrix/account-verbs.ts";
import { type MatrixTenant, makeMatrixTenant, scopedName, Things } from "./matrix/things.ts";
import type { VerbRow } from "./matrix/verb-row.ts";
import { VERBS } from "./matrix/verbs.ts";
import { contextIn } from "./tenant.ts";

let runtime: TestRuntime;
let client: pg.Client;
let things: Things;
let own: MatrixTenant;
let other: MatrixTenant;
let suspended: MatrixTenant;
beforeAll(async () => {
  runtime = await openTestRuntime();
  client = new pg.Client(runtime.urls.superuser);
  await client.connect();
  things = new Things(client, await hashPassword("a password for all of them"));
  [own, other, suspended] = [await makeMatrixTenant(), await makeMatrixTenant(), await makeMatrixTenant()];
  // Each call has somebody of its own.
  await client.query(`UPDATE tenant SET limits = '{"members": 100000}'`);
  const operator = await things.signedIn(undefined);
  operator.session.person.operator = true;
  await suspendTenant(operatorOf(operator.session, operator.origin), { id: suspended.id, reason: "test" });
});
afterAll(() => client?.end());

const contextAt = ({ session, origin }: AccountContext, tenant: MatrixTenant): TenantContext =>
  contextOf(session, membershipOf(session, tenant.slug), origin);

interface Outcome {
  code: string;
  answer: string;
}

/** What comes of a call: "ok" with the answer as text, or the error's code with all that it says. */
async function outcomeOf(call: () => Promise<unknown>): Promise<Outcome> {
  try {
    return { code: "ok", answer: JSON.stringify((await call()) ?? null) };
  } catch (error) {
    if (!(error instanceof AppError)) return { code: `threw ${error}`, answer: "" };
    return { code: error.code, answer: JSON.stringify([error.message, error.fields]) };
  }
}

const allowed = (role: SystemRole, { needs }: VerbRow) =>
  needs === null || (ROLE_PERMISSIONS[role] as readonly string[]).includes(needs);
const marksOf = ({ id, mark }: MatrixTenant) => [id, ...Object.values(mark)];

function expectNothingOf(tenant: MatrixTenant, { answer }: Outcome): void {
  for (const mark of marksOf(tenant)) expect(answer).not.toContain(mark);
}

test("every exported verb has exactly one row", async () => {
  expect(Object.keys(VERBS).filter((name) => name in ACCOUNT_VERBS)).toEqual([]);
  expect(await exportedVerbs()).toEqual([...Object.keys(VERBS), ...Object.keys(ACCOUNT_VERBS)].sort());
});

test("every right of a role is what some verb needs, and the other way round", () => {
  const needed = new Set(Object.values(VERBS).map((row) => row.needs));
  const elsewhere = ["events.append", "tenant.create", "tenant.suspend", "tenant.limits"];
  const missing = PERMISSIONS.filter((right) => !needed.has(right) && !elsewhere.includes(right));
  expect(missing).toEqual([]);
});

describe.each(Object.entries(VERBS))("%s", (_, row) => {
  describe.each(SYSTEM_ROLES)("as %s", (role) => {
    const expected = allowed(role, row) ? "ok" : "forbidden";

    test("in its own tenant", async () => {
      const context = contextAt(await things.signedIn(own, role), own);
      const outcome = await outcomeOf(() => row.call(context, own, things));
      expect(outcome).toMatchObject({ code: expected });
      expectNothingOf(other, outcome);
    });

    test("reaching for another tenant's", async () => {
      const context = contextAt(await things.signedIn(own, role), own);
      const before = await things.stateOf(other);
      let made: string | undefined;
      const outcome = await outcomeOf(async () => {
        // What the call makes of the other tenant's for itself belongs to the state before.
        const prepared = new Proxy(things, {
          get: (target, name) => {
            const make = target[name as keyof Things];
            if (typeof make !== "function") return make;
            return async (...args: never[]) => {
              const thing = await (make as (...args: never[]) => Promise<unknown>).apply(target, args);
              made = await things.stateOf(other);
              return thing;
            };
          },
        });
        return row.call(context, other, prepared);
      });
      const whenAllowed = row.foreign === "own" ? "ok" : row.foreign;
      expect(outcome).toMatchObject({ code: allowed(role, row) ? whenAllowed : "forbidden" });
      if (row.foreign !== "own" || !allowed(role, row)) expectNothingOf(other, outcome);
      else for (const mark of Object.values(other.mark)) expect(outcome.answer).not.toContain(mark);
      expect(await things.stateOf(other)).toBe(made ?? before);
    });

    test("without membership", async () => {
      const stranger = await things.signedIn(other, role);
      const outcome = await outcomeOf(async () => row.call(contextAt(stranger, own), own, things));
      const madeUp = await outcomeOf(async () => membershipOf(stranger.session, "made-up"));
      expect(outcome).toEqual(madeUp);
      expect(outcome.code).toBe("not_found");
    });

    test("in a suspended tenant", async () => {
      const context = contextAt(await things.signedIn(suspended, role), suspended);
      const outcome = await outcomeOf(() => row.call(context, suspended, things));
      expect(outcome.code).toBe(row.needs === null ? "ok" : "forbidden");
      if (row.needs !== null) expect(outcome.answer).toContain("suspended");
      expectNothingOf(suspended, { ...outcome, answer: outcome.answer.replaceAll(suspended.id, "") });
    });

    test("with a role of the same rights and half the view", async () => {
      const context = contextAt(await things.signedIn(own, scopedName(role)), own);
      const outcome = await outcomeOf(() => row.call(context, own, things));
      const { scoped } = row;
      const whenAllowed = scoped === "same" || scoped === "half" ? "ok" : scoped;
      expect(outcome).toMatchObject({ code: allowed(role, row) ? whenAllowed : "forbidden" });
      expect(outcome.answer).not.toContain(own.mark.outside);
      expect(outcome.answer).not.toContain(own.mark.masked);
      if (scoped === "half" && outcome.code === "ok") expect(outcome.answer).toContain(own.mark.inside);
    });
  });

  test("with a context that holds every right but the one needed", async () => {
    const { needs } = row;
    if (needs === null) return;
    const context = contextIn(
      own.id,
      PERMISSIONS.filter((right) => right !== needs),
    );
    expect((await outcomeOf(() => row.call(context, own, things))).code).toBe("forbidden");
  });

  test("in a tenant that does not exist or is malformed it gives nothing of anybody's", async () => {
    if (row.needs === null) return;
    for (const tenantId of ["11111111-1111-4111-8111-111111111111", "", "x", `${own.id}'`]) {
      const outcome = await outcomeOf(() => row.call(contextIn(tenantId, PERMISSIONS), own, things));
      for (const mark of Object.values(own.mark)) expect(outcome.answer).not.toContain(mark);
    }
  });
});

describe.each(Object.entries(ACCOUNT_VERBS))("%s", (_, row) => {
  test.each(SYSTEM_ROLES)("as %s, in each kind of tenant and in none", async (role) => {
    for (const tenant of [own, suspended, undefined]) {
      const account = await things.signedIn(tenant, role);
      const victim = await things.signedIn(other, "owner");
      const outcome = await outcomeOf(() => row.call(account, { things, victim, tenant: other }));
      expect(outcome).toMatchObject({ code: row.gives });
      expectNothingOf(other, outcome);
    }
  });
});
