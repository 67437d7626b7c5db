import { AppError, type FieldFault } from "../errors.ts";
import type { EventDraft } from "../event-format/index.ts";
import { parseEvents, parseStrictJson } from "../event-format/index.ts";
import { type AuthenticatedKey, countAppends } from "../keys/index.ts";
import type { AppendItem, AppendOutcome, Receipt } from "../ledger/index.ts";
import { mac } from "../macs.ts";
import { withPlace } from "../places/index.ts";
import { runtime } from "../runtime.ts";
import { isSuspended } from "../tenants/index.ts";

export interface AppendEventsOptions {
  idempotencyKey?: string;
  /** Append the good events of a batch and report the bad ones, rather than refuse them all. */
  partial?: boolean;
  /** Resolve once a signed checkpoint covers every receipt. */
  waitForCheckpoint?: boolean;
}

export interface AppendedEvents {
  receipts: (Receipt | null)[];
  /** With `partial`: what is wrong with the events whose receipt is null. */
  faults?: FieldFault[];
  checkpoint?: string;
}

/** A draft with its place in the request. */
interface Placed {
  index: number;
  draft: EventDraft;
  external?: AppendItem["external"];
  /** The index of an earlier event of this request with the same external id and content. */
  sameAs?: number;
}

const IDEMPOTENCY_KEY_CHARACTERS_MAX = 200;
const CHECKPOINT_WAIT_MS = 10_000;

/** Parses a request body, appends its events for good and returns their receipts in the order of the request. */
export async function appendEvents(
  key: AuthenticatedKey,
  body: Uint8Array,
  options: AppendEventsOptions,
): Promise<AppendedEvents> {
  if (!key.permissions.has("events.append")) {
    throw new AppError("forbidden", "This key cannot append events: use an ingest key.", {
      reason: "needs events.append",
    });
  }
  const { clock } = runtime();
  const parsed = parseEvents(parseStrictJson(body), { tenantId: key.tenantId, now: clock.now() });
  if (parsed.faults.length > 0 && !(options.partial && parsed.isBatch && parsed.results.length > 0))
    refuseFaults(parsed.faults);
  const drafts = parsed.results.flatMap((result, index) =>
    result.event ? [{ index, draft: result.event, tenantId: result.tenantId }] : [],
  );
  const tenantId = key.tenantId ?? drafts[0]?.tenantId;
  if (!tenantId || drafts.length === 0) refuseFaults(parsed.faults);
  const stray = drafts.find((placed) => placed.tenantId !== tenantId);
  if (stray) refuseFaults([{ path: `events.${stray.index}.tenant`, message: "one request names one tenant" }]);
  if (!key.tenantId && (await isSuspended(tenantId)))
    throw new AppError("forbidden", "The tenant is suspended: nothing of this request was stored.");
  const pathOf = (index: number, member: string) => (parsed.isBatch ? `events.${index}.${member}` : member);

  const outcome = await appendDrafts(key.id, tenantId, drafts, pathOf, {
    atomic: !options.partial,
    ...(options.idempotencyKey === undefined
      ? {}
      : { idempotency: idempotencyOf(key, options.idempotencyKey, body, options.partial) }),
  });
  countAppends(key, [...outcome.byIndex.values()].filter((receipt) => !receipt.duplicate).length);
  const receipts = parsed.results.map((_, index) => outcome.byIndex.get(index) ?? null);
  const faults = [...parsed.results.flatMap((result) => result.faults ?? []), ...outcome.faults];
  const answer: AppendedEvents = { receipts, ...(options.partial && faults.length > 0 ? { faults } : {}) };
  return options.waitForCheckpoint ? { ...answer, checkpoint: await awaitCheckpoint(tenantId, receipts) } : answer;
}

interface DraftsOutcome {
  byIndex: Map<number, Receipt>;
  faults: FieldFault[];
}

/** Appends drafts that were read already; conflicts become faults, or refuse the request when it is atomic. */
export async function appendDrafts(
  keyId: string,
  tenantId: string,
  drafts: { index: number; draft: EventDraft; requestMac?: Uint8Array }[],
  pathOf: (index: number, member: string) => string,
  options: { atomic: boolean; idempotency?: { keyMac: Uint8Array; requestMac: Uint8Array } },
): Promise<DraftsOutcome> {
  const faults: FieldFault[] = [];
  const placed = placeExternalIds(drafts, (index) =>
    faults.push({ path: pathOf(index, "external_id"), message: "is in this request twice, with different events" }),
  );
  if (faults.length > 0 && options.atomic) refuseConflicts(faults);
  const sent = placed.filter((item) => item.sameAs === undefined);
  // Places come after placeExternalIds, whose MACs are of the event as sent: a repeat is one whatever GEOIP_FILE says by then.
  const items = sent.map(
    ({ draft, external }): AppendItem => ({ draft: withPlace(draft), keyId, ...(external ? { external } : {}) }),
  );
  const outcome = await appendToLedger(tenantId, { items, ...options });
  if (outcome.keyConflict)
    throw new AppError("conflict", "This Idempotency-Key came before with another body.", {
      fields: [{ path: "Idempotency-Key", message: "was used for another request" }],
    });

  const byIndex = new Map<number, Receipt>();
  sent.forEach(({ index }, i) => {
    const result = outcome.results[i];
    if (result === "conflict")
      faults.push({ path: pathOf(index, "external_id"), message: "was used for another event" });
    else if (result !== undefined && result !== "dropped") byIndex.set(index, result);
  });
  if (faults.length > 0 && options.atomic) refuseConflicts(faults);
  for (const { index, sameAs } of placed) {
    const twin = sameAs === undefined ? undefined : byIndex.get(sameAs);
    if (twin) byIndex.set(index, { ...twin, duplicate: true });
  }
  return { byIndex, faults };
}

async function appendToLedger(
  tenantId: string,
  request: Parameters<ReturnType<typeof runtime>["committer"]["append"]>[1],
): Promise<AppendOutcome> {
  if (request.items.length === 0 && !request.idempotency) return { results: [], replayed: false, keyConflict: false };
  try {
    return await runtime().committer.append(tenantId, request);
  } catch (error) {
    const NO_LEDGER = "P0002";
    if (((error as Error).cause as { code?: string } | undefined)?.code === NO_LEDGER) {
      throw new AppError("invalid", "There is no such tenant.", {
        fields: [{ path: "tenant", message: "is not a tenant here" }],
      });
    }
    throw error;
  }
}

function placeExternalIds(
  drafts: { index: number; draft: EventDraft; requestMac?: Uint8Array }[],
  conflict: (index: number) => void,
): Placed[] {
  const first = new Map<string, Placed>();
  return drafts.flatMap(({ index, draft, requestMac: given }) => {
    if (draft.external_id === undefined) return [{ index, draft }];
    const external = {
      mac: mac("external-id", draft.external_id),
      requestMac: given ?? mac("event-as-sent", JSON.stringify(draft)),
    };
    const mark = `${draft.origin?.system.toLowerCase() ?? ""} ${draft.external_id}`;
    const twin = first.get(mark);
    if (!twin) {
      const placed = { index, draft, external };
      first.set(mark, placed);
      return [placed];
    }
    if (Buffer.compare(Buffer.from(twin.external!.requestMac), Buffer.from(external.requestMac)) === 0)
      return [{ index, draft, sameAs: twin.index }];
    conflict(index);
    return [];
  });
}

function idempotencyOf(key: AuthenticatedKey, idempotencyKey: string, body: Uint8Array, partial = false) {
  if (idempotencyKey.length === 0 || idempotencyKey.length > IDEMPOTENCY_KEY_CHARACTERS_MAX) {
    throw new AppError("invalid", `An Idempotency-Key has 1 to ${IDEMPOTENCY_KEY_CHARACTERS_MAX} characters.`, {
      fields: [{ path: "Idempotency-Key", message: `has ${idempotencyKey.length} characters` }],
    });
  }
  return {
    keyMac: mac("idempotency-key", key.id, idempotencyKey),
    requestMac: mac("request-body", partial ? "partial" : "atomic", body),
  };
}

async function awaitCheckpoint(tenantId: string, receipts: (Receipt | null)[]): Promise<string> {
  const { signer } = runtime();
  const size = Math.max(...receipts.map((receipt) => (receipt ? receipt.seq + 1 : 0)));
  if (await signer.waitFor(tenantId, size, CHECKPOINT_WAIT_MS)) {
    const note = await signer.latestNote(tenantId);
    if (note) return note;
  }
  throw new AppError(
    "unavailable",
    "The events are stored, but no signed checkpoint covers them yet: send the same request with its Idempotency-Key to ask again.",
    { retryAfterS: 1 },
  );
}

function refuseFaults(faults: FieldFault[]): never {
  throw new AppError(
    "invalid",
    faults.length === 1
      ? `${faults[0]!.path || "The body"} ${faults[0]!.message}.`
      : `${faults.length} things are wrong with this request; nothing of it was stored.`,
    { fields: faults },
  );
}

function refuseConflicts(faults: FieldFault[]): never {
  throw new AppError(
    "conflict",
    "An external_id of this request was used for another event; nothing of the request was stored.",
    { fields: faults },
  );
}
