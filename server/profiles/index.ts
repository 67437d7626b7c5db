export { type ActorProfile, getActorProfile } from "./get-actor-profile.ts";
export { getTargetProfile, type TargetProfile } from "./get-target-profile.ts";
export type { Profile, ProfileInput } from "./profile.ts";
