import type * as Argon2 from "@node-rs/argon2";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { openTestRuntime, superQuery, type TestRuntime, testClock } from "../../tests/database.ts";
import { makePerson, makeTenant, type TestTenant } from "../../tests/tenant.ts";
import type { RequestOrigin } from "../access/index.ts";
import { backgroundDone } from "../background.ts";
import { AppError } from "../errors.ts";
import { beginGuess, rightGuess } from "./guesses.ts";
import { contextOf, findSession, signIn, signOut } from "./index.ts";

// The real one, counted.
const counted = vi.hoisted(() => ({ verify: 0 }));
vi.mock("@node-rs/argon2", async (original) => {
  const real = await original<typeof Argon2>();
  return {
    ...real,
    verify: (...args: Parameters<typeof real.verify>) => {
      counted.verify++;
      return real.verify(...args);
    },
  };
});
const hashes = () => counted.verify;

const HOUR_MS = 3_600_000;
let runtime: TestRuntime;
let acme: TestTenant;
let globex: TestTenant;
beforeAll(async () => {
  // Two days back: the clock can be moved on without a stamp ahead of the database's.
  runtime = await openTestRuntime({ clock: testClock(-48 * HOUR_MS) });
  acme = await makeTenant();
  globex = await makeTenant();
});

let addresses = 0;
const from = (over: Partial<RequestOrigin> = {}): RequestOrigin => ({
  requestId: "r",
  ip: `198.51.100.${++addresses % 250}`,
  userAgent: "tests/1",
  via: "ui",
  ...over,
});

const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => "signed in",
    (error) => (error instanceof AppError ? error : Promise.reject(error)),
  ) as Promise<AppError>;

const trail = async (tenantId: string, action: string, actorId: string) => {
  await backgroundDone();
  return superQuery<{ body: string }>(
    runtime.urls,
    "SELECT body FROM event WHERE tenant_id = $1 AND action = $2 AND actor_id = $3 ORDER BY seq",
    [tenantId, action, actorId],
  );
};

/** Counts the statements outside transactions that the runtime sends while `work` runs. */
async function statementsDuring(work: () => Promise<unknown>): Promise<number> {
  const { prisma } = runtime.database;
  const raw = prisma.$queryRawUnsafe;
  let statements = 0;
  Object.assign(prisma, {
    $queryRawUnsafe: (...args: Parameters<typeof raw>) => {
      statements++;
      return raw.apply(prisma, args);
    },
  });
  try {
    await work();
  } finally {
    Object.assign(prisma, { $queryRawUnsafe: raw });
  }
  return statements;
}

describe("sign-in", () => {
  test("opens a session with the memberships and is recorded in each tenant of the person, and in no other", async () => {
    const person = await makePerson([acme, globex], "auditor");
    const other = await makeTenant();
    const { sessionId } = await signIn({ email: ` ${person.email.toUpperCase()} `, password: person.password }, from());
    const session = await findSession(sessionId);
    expect(session).toMatchObject({ id: sessionId, person: { id: person.id, email: person.email } });
    expect(session!.memberships.map((one) => one.slug).sort()).toEqual([acme.slug, globex.slug].sort());
    const context = contextOf(session!, session!.memberships[0]!, from());
    expect(context.permissions.has("proofs.read")).toBe(true);
    expect(context.permissions.has("members.create")).toBe(false);
    for (const tenant of [acme, globex]) {
      const [event] = await trail(tenant.id, "person.signed_in", person.id);
      expect(JSON.parse(event!.body)).toMatchObject({ session_id: sessionId, outcome: "success" });
    }
    expect(await trail(other.id, "person.signed_in", person.id)).toEqual([]);
  });

  test("a wrong password and an unknown address are refused in the same words; the former is in the trail", async () => {
    const person = await makePerson([acme]);
    const wrong = await refusal(signIn({ email: person.email, password: "wrong" }, from()));
    const unknown = await refusal(signIn({ email: "nobody@example.com", password: "wrong" }, from()));
    const empty = await refusal(signIn({ email: "", password: "" }, from()));
    for (const error of [wrong, unknown, empty]) expect(error).toMatchObject({ code: "unauthenticated", status: 401 });
    expect(new Set([wrong.message, unknown.message, empty.message]).size).toBe(1);
    const [event] = await trail(acme.id, "person.sign_in_failed", person.id);
    expect(JSON.parse(event!.body)).toMatchObject({ outcome: "failure" });
    expect(event!.body).not.toContain('"wrong"');
  });
});

describe("guessing is slowed", () => {
  test("per account: free for five failures, then ever longer, from any address; the right password waits too", async () => {
    const person = await makePerson([acme]);
    const guess = (password: string) => refusal(signIn({ email: person.email, password }, from()));
    for (let i = 0; i < 5; i++) expect(await guess("no")).toMatchObject({ code: "unauthenticated" });
    expect(await guess("no")).toMatchObject({ code: "unauthenticated" });
    const blocked = await guess(person.password);
    expect(blocked).toMatchObject({ code: "rate_limited", status: 429 });
    const waits = [blocked.retryAfterS!];
    for (let i = 0; i < 4; i++) {
      runtime.clock.offsetMs += waits.at(-1)! * 1_000 + 100;
      expect(await guess("no")).toMatchObject({ code: "unauthenticated" });
      waits.push((await guess(person.password)).retryAfterS!);
    }
    for (let i = 1; i < waits.length; i++) expect(waits[i]!).toBeGreaterThan(waits[i - 1]!);
    expect(waits.at(-1)!).toBeLessThanOrEqual(900);
    runtime.clock.offsetMs += waits.at(-1)! * 1_000 + 100;
    expect(await guess(person.password)).toBe("signed in");
    expect(await guess("no")).toMatchObject({ code: "unauthenticated" });
    expect(await guess(person.password)).toBe("signed in");
  });

  test("an unknown account is slowed like a known one", async () => {
    const guess = () => refusal(signIn({ email: "ghost@example.com", password: "no" }, from()));
    for (let i = 0; i < 6; i++) expect(await guess()).toMatchObject({ code: "unauthenticated" });
    expect(await guess()).toMatchObject({ code: "rate_limited" });
  });

  test("per address, over many accounts", async () => {
    const person = await makePerson([acme]);
    const ip = "192.0.2.77";
    for (let i = 0; i < 31; i++) {
      const error = await refusal(signIn({ email: `nobody${i}@example.com`, password: "no" }, from({ ip })));
      expect(error, `guess ${i}`).toMatchObject({ code: "unauthenticated" });
    }
    expect(await refusal(signIn({ email: person.email, password: person.password }, from({ ip })))).toMatchObject({
      code: "rate_limited",
    });
    expect(await refusal(signIn({ email: person.email, password: person.password }, from()))).toBe("signed in");
  });

  test("a quiet hour forgets", async () => {
    const guess = () => refusal(signIn({ email: "quiet@example.com", password: "no" }, from()));
    for (let i = 0; i < 5; i++) await guess();
    runtime.clock.offsetMs += HOUR_MS + 1_000;
    for (let i = 0; i < 6; i++) expect(await guess()).toMatchObject({ code: "unauthenticated" });
    expect(await guess()).toMatchObject({ code: "rate_limited" });
  });
});

describe("sessions", () => {
  test("end by signing out, which is recorded once, and by time", async () => {
    const person = await makePerson([acme]);
    const open = async () => (await signIn({ email: person.email, password: person.password }, from())).sessionId;
    const [first, second] = [await open(), await open()];
    await signOut(first, from());
    await signOut(first, from());
    expect(await findSession(first)).toBeNull();
    expect(await findSession(second)).not.toBeNull();
    expect(await trail(acme.id, "person.signed_out", person.id)).toHaveLength(1);
    runtime.clock.offsetMs += 12 * HOUR_MS + 1_000;
    expect(await findSession(second)).toBeNull();
    await signOut(second, from());
    expect(await trail(acme.id, "person.signed_out", person.id)).toHaveLength(1);
  });

  test("an unknown or malformed session is none", async () => {
    for (const id of ["", "x", "11111111-1111-4111-8111-111111111111", "-".repeat(36), "' OR true --"])
      expect(await findSession(id).catch((error) => String(error))).toBeNull();
  });
});

describe("whether an account exists", () => {
  test("shows in no work that is done: each refusal costs one hash and the same statements that are waited for", async () => {
    const person = await makePerson([acme]);
    const guess = async (email: string) => {
      const before = hashes();
      const statements = await statementsDuring(() => refusal(signIn({ email, password: "no such luck" }, from())));
      await backgroundDone();
      return { hashes: hashes() - before, statements };
    };
    await guess("warm@example.com");
    const unknown = await guess("nobody-at-all@example.com");
    expect(unknown).toEqual({ hashes: 1, statements: 2 });
    expect(await guess(person.email)).toEqual(unknown);
  });

  test("any number of guesses at the same time is counted before one of them is judged", async () => {
    const person = await makePerson([acme]);
    const guesses = await Promise.all(
      Array.from({ length: 40 }, () => refusal(signIn({ email: person.email, password: "no" }, from()))),
    );
    const codes = guesses.map((one) => one.code);
    expect(codes.filter((code) => code === "unauthenticated")).toHaveLength(6);
    expect(codes.filter((code) => code === "rate_limited")).toHaveLength(34);
  });

  test("right guesses at one account from one address at the same time do not stop each other", async () => {
    const guessAgainAndAgain = async () => {
      for (let i = 0; i < 50; i++) await rightGuess(await beginGuess("account", "crowd@example.com", "192.0.2.131"));
    };
    await Promise.all(Array.from({ length: 4 }, guessAgainAndAgain));
  });

  test("an address that no text column could hold is as wrong as any other", async () => {
    expect(await refusal(signIn({ email: "a\0@example.com", password: "x" }, from()))).toMatchObject({
      code: "unauthenticated",
    });
  });

  test("a blocked account uses up nothing of its address", async () => {
    const person = await makePerson([acme]);
    const ip = "192.0.2.99";
    for (let i = 0; i < 6; i++) await refusal(signIn({ email: person.email, password: "no" }, from({ ip })));
    for (let i = 0; i < 40; i++)
      expect(await refusal(signIn({ email: person.email, password: "no" }, from({ ip })))).toMatchObject({
        code: "rate_limited",
      });
    const other = await makePerson([acme]);
    expect(await refusal(signIn({ email: other.email, password: other.password }, from({ ip })))).toBe("signed in");
  });
});

describe("limits of sessions", () => {
  const policy = (tenant: TestTenant, idleMinutes: number, hours: number) =>
    superQuery(runtime.urls, "UPDATE tenant SET session_idle_minutes = $2, session_hours = $3 WHERE id = $1", [
      tenant.id,
      idleMinutes,
      hours,
    ]);

  test("the strictest tenant's hold: at rest for too long, and too old; polling keeps nothing alive", async () => {
    const [lax, strict] = [await makeTenant(), await makeTenant()];
    await policy(lax, 600, 24);
    await policy(strict, 30, 2);
    const both = await makePerson([lax, strict]);
    const one = await makePerson([lax]);
    const open = async (who: typeof both) =>
      (await signIn({ email: who.email, password: who.password }, from())).sessionId;
    const [used, polled, relaxed] = [await open(both), await open(both), await open(one)];
    for (let i = 0; i < 5; i++) {
      runtime.clock.offsetMs += 20 * 60_000;
      expect(await findSession(used)).not.toBeNull();
      expect((await findSession(polled, false)) === null, `after ${(i + 1) * 20} min`).toBe(i >= 1);
    }
    runtime.clock.offsetMs += 21 * 60_000;
    expect(await findSession(used)).toBeNull();
    expect(await findSession(relaxed)).not.toBeNull();
    runtime.clock.offsetMs += 10 * HOUR_MS + 1_000;
    expect(await findSession(relaxed)).toBeNull();
  });

  test("a policy that gets stricter ends what is over it at once", async () => {
    const tenant = await makeTenant();
    const person = await makePerson([tenant]);
    const { sessionId } = await signIn({ email: person.email, password: person.password }, from());
    runtime.clock.offsetMs += 10 * 60_000;
    expect(await findSession(sessionId, false)).not.toBeNull();
    await policy(tenant, 5, 12);
    expect(await findSession(sessionId, false)).toBeNull();
  });

  test("a session's id is the server's own, new at every sign-in", async () => {
    const person = await makePerson([acme]);
    const ids = new Set<string>();
    for (let i = 0; i < 3; i++)
      ids.add((await signIn({ email: person.email, password: person.password }, from())).sessionId);
    expect(ids.size).toBe(3);
  });
});
