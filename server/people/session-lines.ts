import { systemValue } from "../access/index.ts";
import type { Place } from "../places/index.ts";
import { runtime } from "../runtime.ts";
import { type Device, describeDevice } from "./device.ts";

/** A live session as lists show it. Times are RFC 3339; `place` is where its address was when it began. */
export interface SessionLine {
  id: string;
  device: Device;
  place: Place | null;
  ip: string | null;
  createdAt: string;
  lastSeenAt: string;
  /** When it ends unless it is used. */
  endsAt: string;
  secondFactor: boolean;
}

/** An entry of what the function sessions_of_person answers. */
export type SessionEntry = Omit<SessionLine, "device" | "place"> & { userAgent: string | null; location: Place | null };

export const sessionLine = ({ userAgent, location, ...entry }: SessionEntry): SessionLine => ({
  ...entry,
  device: describeDevice(userAgent),
  place: location,
});

/** The live sessions of a person, the one last used first. */
export async function sessionLinesOf(personId: string): Promise<SessionLine[]> {
  const now = runtime().clock.now();
  const entries = await systemValue<SessionEntry[]>("sessions_of_person($1::uuid, $2::timestamptz)", personId, now);
  return entries.map(sessionLine);
}
