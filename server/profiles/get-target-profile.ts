import type { TenantContext } from "../access/index.ts";
import { type Facet, listEvents, type VisibleEvent } from "../events/index.ts";
import { formatTerm } from "../query/index.ts";
import { demandIds, type Profile, type ProfileInput, readFacet, readProfile } from "./profile.ts";

export interface TargetProfile extends Profile {
  /** Who read it with success, by actor id; null where the ids of actors are masked for the reader. */
  readers: Facet | null;
  /** The newest read, change and rotations with success, of all time. */
  last_read: VisibleEvent | null;
  last_changed: VisibleEvent | null;
  rotations: VisibleEvent[];
}

const FIELDS = ["action", "actor.id", "actor.type", "country", "city", "ip", "session", "key", "via", "target.type"];
const ROTATIONS = 5;

/**
 * What was done to one target: by whom, from where, with what outcome, and when it was last read, changed and rotated. Bounds and refusals
 * as those of getActorProfile.
 */
export async function getTargetProfile(context: TenantContext, input: ProfileInput): Promise<TargetProfile> {
  const { id, type } = input;
  await demandIds(context, "target");
  const query = [formatTerm("target.id", id), ...(type === undefined ? [] : [formatTerm("target.type", type)])].join(
    " ",
  );
  const done = `${query} outcome:success`;
  const newest = async (which: string, limit = 1) =>
    (await listEvents(context, { q: `${done} ${which}`, limit, reads: "hide" })).records;
  const [profile, readers, reads, changes, rotations] = await Promise.all([
    readProfile(context, input, {
      query,
      fields: FIELDS,
      namedAs: ({ targets }) =>
        targets?.find((target) => target.id === id && (!type || target.type.toLowerCase() === type.toLowerCase())),
    }),
    readFacet(context, input, { q: `${done} crud:r`, field: "actor.id" }),
    newest("crud:r"),
    newest("crud:(c OR u OR d)"),
    newest("action:*rotat*", ROTATIONS),
  ]);
  return {
    ...profile,
    readers: readers ?? null,
    last_read: reads[0] ?? null,
    last_changed: changes[0] ?? null,
    rotations,
  };
}
