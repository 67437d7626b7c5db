import type { TenantContext } from "../access/index.ts";
import type { Facet, VisibleEvent } from "../events/index.ts";
import { formatTerm } from "../query/index.ts";
import { demandIds, type Profile, type ProfileInput, readFacet, readProfile } from "./profile.ts";

export interface ActorProfile extends Profile {
  /** The e-mail addresses that its events give it, the newest first. */
  emails: string[];
  /** The secrets that it touched; null where their ids are masked for the reader. */
  secrets: Facet | null;
}

const FIELDS = ["action", "target.id", "country", "city", "ip", "session", "key", "via", "auth", "actor.type"];

/**
 * What one actor did: when it was seen, how often and with what outcome, on what, from where. The counts are bounded by time as those of
 * exploreEvents and say so. AppError `not_found` for one of whom the reader sees nothing, `forbidden` where the ids of actors are masked.
 */
export async function getActorProfile(context: TenantContext, input: ProfileInput): Promise<ActorProfile> {
  const { id, type } = input;
  await demandIds(context, "actor");
  const query = [formatTerm("actor.id", id), ...(type === undefined ? [] : [formatTerm("actor.type", type)])].join(" ");
  const seen: VisibleEvent["event"]["actor"][] = [];
  const [profile, secrets] = await Promise.all([
    readProfile(context, input, {
      query,
      fields: FIELDS,
      namedAs({ actor }) {
        seen.push(actor);
        return actor;
      },
    }),
    readFacet(context, input, { q: `${query} target.type:secret`, field: "target.id" }),
  ]);
  return {
    ...profile,
    emails: [...new Set(seen.flatMap(({ email }) => (email ? [email] : [])))],
    secrets: secrets ?? null,
  };
}
