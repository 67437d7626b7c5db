import { readArguments, wrong } from "./arguments.ts";
import { HELP } from "./help.ts";
import { callKeys } from "./keys-call.ts";
import { printKey, printKeys, type ShownDetail, type ShownKey } from "./keys-print.ts";
import { findDestination } from "./place.ts";
import type { Terminal } from "./terminal.ts";

const text = { type: "string" } as const;
const DESTINATION = { url: text, key: text, tenant: text } as const;
const OPTIONS = {
  list: { ...DESTINATION, state: text },
  show: DESTINATION,
  create: {
    ...DESTINATION,
    kind: text,
    name: text,
    purpose: text,
    recipient: text,
    owner: text,
    role: text,
    "scope-query": text,
    mask: { ...text, multiple: true },
    address: { ...text, multiple: true },
    "requests-per-minute": text,
    "rows-per-day": text,
    "rotation-days": text,
    expires: text,
  },
  rotate: { ...DESTINATION, grace: text, reason: text },
  cut: { ...DESTINATION, reason: text },
  revoke: { ...DESTINATION, reason: text },
  resume: DESTINATION,
} as const;
type Verb = keyof typeof OPTIONS;

interface Given {
  [option: string]: string | string[] | boolean | undefined;
}

/** `sealtrail keys`: lists, shows, issues and ends keys with a management key. A new token alone goes to standard output. */
export async function keys(args: string[], terminal: Terminal): Promise<number> {
  const [name, ...rest] = args;
  const help = () => {
    terminal.out(HELP.keys);
    return 0;
  };
  if (name === "--help" || name === "-h") return help();
  if (name === undefined) throw wrong("keys", `no act is named; there are ${Object.keys(OPTIONS).join(", ")}`);
  if (!Object.hasOwn(OPTIONS, name))
    throw wrong("keys", `there is no act ${JSON.stringify(name)}; there are ${Object.keys(OPTIONS).join(", ")}`);
  const verb = name as Verb;
  const { values, positionals } = readArguments("keys", rest, OPTIONS[verb]);
  const given = values as Given;
  if (given.help) return help();
  const takesId = verb !== "list" && verb !== "create";
  if (positionals.length !== (takesId ? 1 : 0))
    throw wrong(
      "keys",
      takesId ? `${verb} takes the id of one key` : `${verb} takes no ${JSON.stringify(positionals[0])}`,
    );
  const id = takesId ? idOf(positionals[0]!) : "";
  const act = ACTS[verb](given, id);
  const to = findDestination(
    { url: textOf(given.url), key: textOf(given.key), tenant: textOf(given.tenant) },
    terminal,
    "management",
  );
  const answer = await callKeys<never>(to, act.request, terminal);
  if (given.json && answer !== undefined) terminal.out(JSON.stringify(act.part?.(answer) ?? answer));
  else act.print(answer, terminal);
  return 0;
}

interface Act {
  request: { method: "GET" | "POST"; path: string; body?: unknown };
  /** What of the answer --json gives. */
  part?(answer: never): unknown;
  print(answer: never, terminal: Terminal): void;
}

const at = (id: string) => `/${encodeURIComponent(id)}`;
const ONCE = "The token is not shown again.";

const ACTS: Record<Verb, (given: Given, id: string) => Act> = {
  list: ({ state }) => ({
    request: { method: "GET", path: state === undefined ? "" : `?state=${encodeURIComponent(String(state))}` },
    part: (answer: { keys: ShownKey[] }) => answer.keys,
    print: (answer: { keys: ShownKey[] }, terminal) => printKeys(answer.keys, terminal),
  }),
  show: (_, id) => ({
    request: { method: "GET", path: at(id) },
    print: (answer: ShownDetail, terminal) => printKey(answer, terminal),
  }),
  create: (given) => ({
    request: { method: "POST", path: "", body: newKeyOf(given) },
    print({ id, token }: { id: string; token: string }, terminal) {
      terminal.err(`Issued key ${id}. ${ONCE}`);
      terminal.out(token);
    },
  }),
  rotate: ({ grace, reason }, id) => ({
    request: {
      method: "POST",
      path: `${at(id)}/rotate`,
      body: { grace_hours: hoursOf(textOf(grace) ?? "24h"), reason },
    },
    print({ token, old_secret_until: until }: { token: string; old_secret_until: string | null }, terminal) {
      const old = until === null ? "The old secret does not work any more" : `The old secret works until ${until}`;
      terminal.err(`Rotated key ${id}. ${old}. ${ONCE}`);
      terminal.out(token);
    },
  }),
  cut: ({ reason }, id) => ({
    request: { method: "POST", path: `${at(id)}/cut`, body: { reason } },
    print: (_, terminal) => terminal.out(`Cut: only the newest secret of key ${id} works.`),
  }),
  revoke({ reason }, id) {
    if (reason === undefined) throw wrong("keys", "revoke needs --reason: it is recorded with the revocation");
    return {
      request: { method: "POST", path: `${at(id)}/revoke`, body: { reason } },
      print: (_, terminal) => terminal.out(`Revoked key ${id}: no secret of it works any more.`),
    };
  },
  resume: (_, id) => ({
    request: { method: "POST", path: `${at(id)}/resume` },
    print: (__, terminal) => terminal.out(`Resumed key ${id}.`),
  }),
};

function newKeyOf(given: Given): Record<string, unknown> {
  for (const option of ["kind", "name", "purpose"])
    if (given[option] === undefined) throw wrong("keys", `create needs --${option}`);
  const query = given["scope-query"];
  return {
    kind: given.kind,
    name: given.name,
    purpose: given.purpose,
    recipient: given.recipient,
    owner_id: given.owner,
    role: given.role,
    ...(query === undefined ? {} : { scope: { query } }),
    masks: given.mask,
    addresses: given.address,
    requests_per_minute: numberOf(given, "requests-per-minute"),
    rows_per_day: numberOf(given, "rows-per-day"),
    rotation_days: numberOf(given, "rotation-days"),
    ...(given.expires === undefined ? {} : { expires_at: instantOf(String(given.expires)) }),
  };
}

const textOf = (value: Given[string]) => (value === undefined ? undefined : String(value));

/** The public id: it may be given as the beginning of the token, or in the token; the secret goes nowhere. */
const idOf = (word: string) => /^st_[a-z]+_([0-9A-Za-z]+)_/.exec(word)?.[1] ?? word;

function numberOf(given: Given, option: string): number | undefined {
  const value = textOf(given[option]);
  if (value === undefined) return undefined;
  if (!/^\d{1,15}$/.test(value)) throw wrong("keys", `--${option} takes a whole number`);
  return Number(value);
}

const HOURS = { h: 1, d: 24 } as const;

/** `36h` or `7d` in hours. */
function spanOf(word: string): number | undefined {
  const [, value, unit] = /^(\d{1,5})([hd])$/.exec(word) ?? [];
  return value === undefined ? undefined : Number(value) * HOURS[unit as "h" | "d"];
}

function hoursOf(word: string): number {
  const hours = word === "0" ? 0 : spanOf(word);
  if (hours === undefined) throw wrong("keys", "--grace takes hours or days such as 24h or 7d, or 0");
  return hours;
}

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

function instantOf(word: string): string {
  const hours = spanOf(word);
  if (hours !== undefined) return new Date(Date.now() + hours * 3_600_000).toISOString();
  if (RFC_3339.test(word)) return word;
  throw wrong("keys", "--expires takes a span such as 90d, or a time such as 2027-02-28T00:00:00Z");
}
