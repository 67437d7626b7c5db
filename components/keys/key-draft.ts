import type { Permission } from "#server/access/index.ts";
import type { CreateKeyInput, Key, TenantKeyKind, UpdateKeyInput } from "#server/keys/index.ts";
import { instantOf, wallTime } from "../events/times.ts";
import { type ScopeDraft, scopeDraftOf, sightOf } from "../roles/role-draft.ts";

/** A key as it stands in the form. */
export interface KeyDraft extends ScopeDraft {
  kind: TenantKeyKind;
  name: string;
  purpose: string;
  recipient: string;
  /** The member who answers for it. */
  ownerId: string | null;
  role: string;
  /** What a provisioning key may do, of what its role allows. */
  rights: Permission[];
  addresses: string[];
  /** Empty for what is usual for the kind. */
  requestsPerMinute: number | "";
  /** Empty for as many as it asks for. */
  rowsPerDay: number | "";
  /** The last day, such as "2027-02-18"; empty for no end. */
  expiresOn: string;
  rotationDays: number | null;
}

/** What a draft is read against. */
export interface DraftFrame {
  timeZone: string;
  nowMs: number;
  /** The longest life that the tenant allows; null where that is not known. */
  keyDays: number | null;
  /** The rights of the draft's role. */
  roleRights: readonly Permission[];
}

const DAY_MS = 86_400_000;
/** So that a clock that is a little ahead does not put the longest life beyond what is allowed. */
const MARGIN_MS = 600_000;

/** The calendar day in the zone, "2027-02-18". */
export const dayOf = (ms: number, timeZone: string): string => wallTime(ms, timeZone).slice(0, 10);

/** The calendar day `days` after the present one. */
export const dayAfter = (days: number, nowMs: number, timeZone: string): string =>
  dayOf(nowMs + days * DAY_MS, timeZone);

export function draftOfKey(key: Key, timeZone: string): KeyDraft {
  return {
    kind: key.kind,
    name: key.name,
    purpose: key.purpose,
    recipient: key.recipient,
    ownerId: key.owner?.id ?? null,
    role: key.role,
    rights: key.permissions,
    ...scopeDraftOf(key),
    addresses: key.addresses,
    requestsPerMinute: key.requestsPerMinute,
    rowsPerDay: key.rowsPerDay ?? "",
    expiresOn: key.expiresAt === null ? "" : dayOf(Date.parse(key.expiresAt), timeZone),
    rotationDays: key.rotationDays,
  };
}

/** When a key ends that is to work to the end of `day`; on the last day that is allowed, as late as is allowed. */
export function endOf(day: string, { timeZone, nowMs, keyDays }: DraftFrame): string | null {
  if (!/^\d{4}-\d\d-\d\d$/.test(day)) return null;
  const endMs = instantOf(`${day} 23:59:59`, timeZone);
  const latestMs = keyDays === null ? Number.POSITIVE_INFINITY : nowMs + keyDays * DAY_MS - MARGIN_MS;
  const isLastDay = endMs > latestMs && instantOf(`${day} 00:00:00`, timeZone) <= latestMs;
  return new Date(isLastDay ? latestMs : endMs).toISOString();
}

/** The rights that a provisioning key is given: those chosen that its role allows. Who proves events sees the seal that they are proved by. */
export function rightsOf({ rights }: KeyDraft, roleRights: readonly Permission[]): Permission[] {
  const chosen = rights.filter((right) => right !== "tenant.read" && roleRights.includes(right));
  return chosen.includes("proofs.read") && roleRights.includes("tenant.read") ? [...chosen, "tenant.read"] : chosen;
}

/** Everything that the server is told of a new key. */
export function newKeyOf(draft: KeyDraft, frame: DraftFrame): CreateKeyInput {
  const { kind, name, purpose, recipient, ownerId, role, addresses, requestsPerMinute, rotationDays } = draft;
  const common = { kind, name, purpose, recipient, ownerId, addresses, rotationDays };
  return {
    ...common,
    ...(requestsPerMinute === "" ? {} : { requestsPerMinute }),
    expiresAt: endOf(draft.expiresOn, frame),
    ...(kind === "ingest" ? {} : { role }),
    ...(kind === "provisioning" ? providing(draft, frame) : {}),
  };
}

const providing = (draft: KeyDraft, frame: DraftFrame) => ({
  ...sightOf(draft),
  permissions: rightsOf(draft, frame.roleRights),
  rowsPerDay: draft.rowsPerDay === "" ? null : draft.rowsPerDay,
});

/** What of a key the draft changes; nothing else is told to the server, so that it stays. */
export function changesOf(start: KeyDraft, draft: KeyDraft, frame: DraftFrame): Omit<UpdateKeyInput, "id"> {
  const after = newKeyOf(draft, frame);
  const differs = (names: readonly (keyof KeyDraft)[]) => names.some((name) => !isAlike(start[name], draft[name]));
  const told = ([name]: [string, unknown]) => differs(DRAFT_FIELDS[name as keyof UpdateKeyInput] ?? []);
  return Object.fromEntries(Object.entries(after).filter(told));
}

/** Which parts of a draft stand behind a field as the server takes it. */
const DRAFT_FIELDS: Partial<Record<keyof UpdateKeyInput, readonly (keyof KeyDraft)[]>> = {
  name: ["name"],
  purpose: ["purpose"],
  recipient: ["recipient"],
  ownerId: ["ownerId"],
  role: ["role"],
  permissions: ["role", "rights"],
  scope: ["categories", "actions", "environments", "targets", "query"],
  masks: ["fields", "metadata"],
  addresses: ["addresses"],
  requestsPerMinute: ["requestsPerMinute"],
  rowsPerDay: ["rowsPerDay"],
  rotationDays: ["rotationDays"],
  expiresAt: ["expiresOn"],
};

/** The parts of a draft behind the field of a fault, such as `addresses.0` or `scope.query`. */
export const partsOf = (path: string): readonly (keyof KeyDraft)[] =>
  DRAFT_FIELDS[path.split(".")[0] as keyof UpdateKeyInput] ?? [];

function isAlike(a: unknown, b: unknown): boolean {
  const form = (value: unknown) =>
    JSON.stringify(Array.isArray(value) ? [...value].sort() : typeof value === "string" ? value.trim() : value);
  return form(a) === form(b);
}

const FIRST_LIFE_DAYS = 90;

/** A new key as the form begins. */
export function newDraft(
  kind: TenantKeyKind,
  usual: { role: string; ownerId: string; requestsPerMinute: number },
  { timeZone, nowMs, keyDays }: Pick<DraftFrame, "timeZone" | "nowMs" | "keyDays">,
): KeyDraft {
  return {
    kind,
    name: "",
    purpose: "",
    recipient: "",
    ...usual,
    rights: ["events.read", "events.stream", "proofs.read"],
    ...scopeDraftOf({ scope: null, masks: [] }),
    addresses: [],
    rowsPerDay: "",
    expiresOn:
      kind === "ingest" ? "" : dayAfter(Math.min(FIRST_LIFE_DAYS, keyDays ?? FIRST_LIFE_DAYS), nowMs, timeZone),
    rotationDays: null,
  };
}

/** The draft with another kind: what was usual for the kind before and was not touched becomes what is usual for this one. */
export function ofKind(draft: KeyDraft, before: KeyDraft, after: KeyDraft): Partial<KeyDraft> {
  const names = ["role", "requestsPerMinute", "expiresOn"] as const;
  const untouched = names.filter((name) => draft[name] === before[name]);
  return { kind: after.kind, ...Object.fromEntries(untouched.map((name) => [name, after[name]])) };
}
