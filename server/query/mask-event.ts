import { fromBase64Url, type PartName, partDigest, type SealedEvent, splitEvent } from "#tlog";
import { type MaskPath, partOfMask, TAKEN_BY_ANY_MASK } from "./masks.ts";

export interface MaskedEvent {
  event: SealedEvent;
  /** The paths that were taken out of this event, sorted; empty when the event has nothing that is masked. */
  masked: MaskPath[];
}

/** An event with what proves it: base64url salts of the parts shown whole, digests of the others. */
export interface ProvableEvent {
  event: SealedEvent;
  salts: Partial<Record<PartName, string>>;
  digests?: Partial<Record<PartName, string>>;
}

const METADATA = "metadata.";

/** The event without the masked fields. Objects that have nothing left are left out, so that it is still a valid event. */
export function maskEvent(event: SealedEvent, masks: readonly MaskPath[]): MaskedEvent {
  if (masks.length === 0) return { event, masked: [] };
  const hidden = new Set<string>([...masks, ...TAKEN_BY_ANY_MASK]);
  const taken = new Set<string>();
  const omit = <T extends object>(value: T, prefix: string): T =>
    membersWhere(value, (name) => {
      const path = `${prefix}${name}`;
      if (!hidden.has(path)) return true;
      taken.add(path);
      return false;
    });
  const left = replaceMembers(omit(event, ""), {
    actor: (actor) => omitFromActor(actor as SealedEvent["actor"], omit),
    targets: (targets) => (targets as object[]).map((target) => omit(target, "targets.")),
    source: (source) => filled(omit(source as object, "source.")),
    origin: (origin) => omit(origin as object, "origin."),
    metadata: (metadata) => omitPaths(metadata, masks, taken),
  });
  return { event: left, masked: [...taken].sort() as MaskPath[] };
}

/** The same with its proof: the salt of a part from which something was taken gives way to the part's digest. */
export function maskRecord<Row extends ProvableEvent>(
  record: Row,
  masks: readonly MaskPath[],
): Row & { masked?: MaskPath[] } {
  const { event, masked } = maskEvent(record.event, masks);
  if (masked.length === 0) return record;
  const { parts } = splitEvent(record.event);
  const salts = { ...record.salts };
  const digests = { ...record.digests };
  for (const part of new Set(masked.map(partOfMask))) {
    digests[part] = partDigest(part, fromBase64Url(record.salts[part]!), parts[part]);
    delete salts[part];
  }
  return { ...record, event, salts, digests, masked };
}

// Object.fromEntries and Object.entries keep a member that is named __proto__.
const membersWhere = <T extends object>(value: T, keep: (name: string) => boolean): T =>
  Object.fromEntries(Object.entries(value).filter(([name]) => keep(name))) as T;

function replaceMembers<T extends object>(value: T, changes: Record<string, (member: unknown) => unknown>): T {
  const members = Object.entries(value).map(([name, member]) => [
    name,
    Object.hasOwn(changes, name) ? changes[name]!(member) : member,
  ]);
  return Object.fromEntries(members.filter(([, member]) => member !== undefined)) as T;
}

const filled = (value: object) => (Object.keys(value).length > 0 ? value : undefined);

function omitFromActor(
  actor: SealedEvent["actor"],
  omit: <T extends object>(value: T, prefix: string) => T,
): SealedEvent["actor"] {
  const left = omit(actor, "actor.");
  return left.on_behalf_of ? { ...left, on_behalf_of: omitFromActor(left.on_behalf_of, omit) } : left;
}

function omitPaths(metadata: unknown, masks: readonly MaskPath[], taken: Set<string>): unknown {
  let left = metadata;
  for (const mask of masks) {
    if (!mask.startsWith(METADATA) || left === undefined) continue;
    const next = withoutPath(left, mask.slice(METADATA.length).toLowerCase());
    if (next !== left) taken.add(mask);
    left = next;
  }
  return left;
}

/**
 * The value without what a dotted, folded path leads to; the same object when nothing was taken, undefined when nothing is left.
 * Keys may hold dots themselves, so every way to read the path is followed; lists are gone through element by element.
 */
function withoutPath(value: unknown, path: string): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    // A path that counts elements names the list: to take out one would move the others into its place.
    if (/^\d+(\.|$)/.test(path)) return undefined;
    const left = value.map((element) => withoutPath(element, path));
    if (left.every((element, i) => element === value[i])) return value;
    return left.map((element) => (element === undefined ? {} : element));
  }
  let changed = false;
  const members = Object.entries(value).flatMap(([name, member]): [string, unknown][] => {
    const folded = name.toLowerCase();
    // A key such as card.number lies below card, as it does for isMasked.
    const left = `${folded}.`.startsWith(`${path}.`)
      ? undefined
      : path.startsWith(`${folded}.`)
        ? below(member, path, folded)
        : member;
    if (left !== member) changed = true;
    return left === undefined ? [] : [[name, left]];
  });
  if (!changed) return value;
  return members.length > 0 ? Object.fromEntries(members) : undefined;
}

const below = (member: unknown, path: string, folded: string) => withoutPath(member, path.slice(folded.length + 1));
